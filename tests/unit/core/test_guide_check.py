"""The build fails when a passage is missing, too long, or copied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from voice_coach import assets
from voice_coach.core.guide_check import problems, runs

GUIDE = Path(__file__).resolve().parents[4] / "shared" / "guide.txt"
PASSAGES = assets.knowledge().passages


def test_our_passages_are_whole_short_and_our_own() -> None:
    assert problems(PASSAGES, assets.guide_runs()) == []


def test_composed_answers_are_our_own_too() -> None:
    for faq in assets.knowledge().faqs.values():
        for sentence in (*faq.sentences, *faq.more):
            assert not np.isin(runs(sentence.text), assets.guide_runs()).any(), sentence.text


def test_the_hashes_are_those_of_the_guide() -> None:
    if not GUIDE.is_file():
        pytest.skip("the guide lies beside the project only where it is developed")
    assert np.array_equal(np.unique(runs(GUIDE.read_text("utf-8"))), assets.guide_runs())


def test_a_copied_long_or_missing_passage_is_found() -> None:
    text = "one two three four five six seven eight nine"
    wrong = {**PASSAGES, "F01": replace(PASSAGES["F01"], text=text)}
    assert problems(wrong, runs("x one two three four five six seven eight y")) == [
        "F01 shares eight words in a row with the guide"
    ]
    wrong = {**PASSAGES, "F01": replace(PASSAGES["F01"], text="word " * 31)}
    assert problems(wrong, assets.guide_runs()) == ["F01 has 31 words; it must stay under 30"]
    del wrong["F01"]
    assert problems(wrong, assets.guide_runs()) == ["F01 is missing"]


def test_names_do_not_make_a_run() -> None:
    assert len(runs("Akua K. Boateng says this and that to us")) == 0
