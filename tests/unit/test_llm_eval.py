"""What the eval with a real language model takes of its sets: as much as its report says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.llm.run import TRANSCRIPTS, asked_of, spread, turns_of
from voice_coach.app import build
from voice_coach.config import Paths, load_settings


@pytest.mark.parametrize(("found", "taken"), [(0, 0), (19, 19), (20, 20), (21, 20), (95, 20), (99, 20), (1000, 20)])
def test_as_many_are_taken_as_are_wanted(found: int, taken: int) -> None:
    chosen = spread(range(found), TRANSCRIPTS)
    assert len(set(chosen)) == len(chosen) == taken
    assert chosen == sorted(chosen)
    assert not chosen or chosen[-1] >= found * 9 // 10, "to the last part"


def test_the_model_is_asked_about_every_transcript_that_is_taken(tmp_path: Path) -> None:
    scripted: dict[str, Any] = {port: {"engine": "scripted"} for port in ("embedder", "store", "lexicon", "journal")}
    where = Paths.inside(tmp_path)
    coach = build(load_settings(where, llm={"engine": "scripted", "lines": ['{"mentions": []}']}, **scripted), where)
    coach = build(coach.settings.model_copy(update={"model_signals": True}), where)
    for item in asked_of(coach, TRANSCRIPTS):
        coach.score(turns_of(item))
    assert len(coach.engine("llm").asked) == TRANSCRIPTS
