"""A whole coach on scripted engines: deterministic, instant, and wired as the real one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_coach.app import Coach, build
from voice_coach.config import Paths, load_settings
from voice_coach.core.audio import FRAME, INPUT_RATE, Samples

PORTS = ("vad", "stt", "tts", "embedder", "store", "lexicon", "reader", "journal", "reflector")


def scripted(folder: Path, **options: dict[str, Any]) -> Coach:
    where = Paths.inside(folder)
    chosen = {port: {"engine": "scripted", **options.get(port, {})} for port in PORTS}
    return build(load_settings(where, **chosen), where)


@pytest.fixture
def make_coach(tmp_path: Path) -> Callable[..., Coach]:
    """A coach; keyword arguments add options to the scripted engine of a port."""
    return partial(scripted, tmp_path / "data")


@pytest.fixture
def coach(make_coach: Callable[..., Coach]) -> Coach:
    """With every option as it is."""
    return make_coach()


@pytest.fixture(scope="session")
def lasting_coach(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    """One for all examples of a property: only for what keeps no state."""
    return scripted(tmp_path_factory.mktemp("coach"))


@pytest.fixture
def tone() -> Callable[[float], Samples]:
    """Seconds of sound that the scripted engines take for speech, in whole frames."""

    def make(seconds: float) -> Samples:
        count = round(seconds * INPUT_RATE / FRAME) * FRAME
        return (0.3 * np.sin(2 * np.pi * 220 * np.arange(count) / INPUT_RATE)).astype(np.float32)

    return make
