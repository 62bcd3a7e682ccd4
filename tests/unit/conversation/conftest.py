from __future__ import annotations

import pytest

from voice_coach.app import Coach, build
from voice_coach.config import Paths, load_settings


@pytest.fixture(scope="session")
def whole_coach(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    """Real screening, encoder, lexicon, heads and scoring; scripted where only speech or a disk would be."""
    where = Paths.inside(tmp_path_factory.mktemp("coach"))
    ports = ("vad", "stt", "tts", "store", "journal", "reader")
    coach = build(load_settings(where, **{port: {"engine": "scripted"} for port in ports}), where)
    coach.answerer.load()
    return coach
