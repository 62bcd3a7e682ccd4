"""One suite a port, run over every engine that is registered for it, ours and those of other packages.

A suite names its port in `PORT`; the fixtures `engine` (opened, one for the module) and `make` (fresh ones)
then come once for each engine. What can't be opened here, because weights or an extra are missing, is
skipped with the error's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_coach import registry
from voice_coach.app import Services, build
from voice_coach.config import Paths, load_settings
from voice_coach.core.audio import INPUT_RATE, OUTPUT_RATE, Samples
from voice_coach.errors import MissingExtra, ModelNotFound

Make = Callable[..., Any]
SPOKEN = "When my mother was ill, he drove me to the hospital every single day."


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    port = getattr(metafunc.module, "PORT", None)
    if port and "engine_name" in metafunc.fixturenames:
        metafunc.parametrize("engine_name", list(registry.known()[port]), scope="module")


@pytest.fixture(scope="session")
def wired(shared_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Services:
    """What a coach gives its engines. The shared weights are only read; what they lack is assembled from
    installed packages once a run."""
    data = tmp_path_factory.mktemp("services")
    where = Paths(config=data / "config.toml", data=data, cache=shared_models.parent, own=True)
    return build(load_settings(where), where)._services


@pytest.fixture(scope="module")
def services(wired: Services, tmp_path_factory: pytest.TempPathFactory) -> Services:
    """The same, with an index folder of the module's own."""
    return replace(wired, index_folder=tmp_path_factory.mktemp("module") / "index")


def opened(port: str, name: str, services: Any, **options: Any) -> Any:
    """An engine that is ready, or a skip that says what is missing."""
    try:
        made = registry.create(port, name, options, services)
        made.load()
    except (MissingExtra, ModelNotFound) as missing:
        pytest.skip(str(missing))
    return made


def closed(engine: Any) -> None:
    """Let go of what an engine holds, where it has a way to."""
    if hasattr(engine, "close"):
        engine.close()


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest, engine_name: str, services: Services) -> Iterator[Any]:
    """The engine with its default options, opened once for the module."""
    made = opened(request.module.PORT, engine_name, services)
    yield made
    closed(made)


@pytest.fixture
def open_engine(services: Services) -> Iterator[Make]:
    """Opens a named engine, for what only one of them does: `open_engine(port, name, services=None, **options)`."""
    made: list[Any] = []

    def build(port: str, name: str, services: Any = services, **options: Any) -> Any:
        made.append(opened(port, name, services, **options))
        return made[-1]

    yield build
    for each in made:
        closed(each)


@pytest.fixture
def make(request: pytest.FixtureRequest, engine_name: str, open_engine: Make) -> Make:
    """Opens a fresh engine of the suite's port: `make(services=None, **options)`."""
    return partial(open_engine, request.module.PORT, engine_name)


@pytest.fixture(scope="session")
def speech(wired: Services) -> Samples:
    """`SPOKEN` by the default voice at 16 kHz, with half a second of silence around it."""
    from voice_coach.engines.pyav import resample

    voice = opened("tts", "hibari", wired)
    said = np.concatenate([chunk.samples for chunk in voice.synthesize(SPOKEN)])
    quiet = np.zeros(INPUT_RATE // 2, np.float32)
    return np.concatenate([quiet, resample(said, OUTPUT_RATE, INPUT_RATE), quiet])


@pytest.fixture(scope="session")
def ear(wired: Services) -> Any:
    """The default transcriber, for what other engines say."""
    return opened("stt", "faster_whisper", wired)


@pytest.fixture(scope="session")
def spoken() -> str:
    """The text of `speech`."""
    return SPOKEN
