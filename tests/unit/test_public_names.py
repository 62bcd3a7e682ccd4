from __future__ import annotations

import importlib.metadata

import pytest

import voice_coach


def test_the_public_names_are_these_and_each_can_be_had() -> None:
    assert voice_coach.__all__ == ["Coach", "Settings", "VoiceCoachError", "__version__", "build", "load_settings"]
    for name in voice_coach.__all__:
        assert getattr(voice_coach, name) is not None


def test_a_star_import_gives_exactly_the_public_names() -> None:
    names: dict[str, object] = {}
    exec("from voice_coach import *", names)
    assert set(names) - {"__builtins__"} == set(voice_coach.__all__)


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Sesion'"):
        voice_coach.Sesion  # noqa: B018


def test_the_version_is_that_of_the_package() -> None:
    assert importlib.metadata.version("voice-coach") == voice_coach.__version__


def test_the_example_in_the_docstring_names_public_things() -> None:
    lines = [line.strip() for line in (voice_coach.__doc__ or "").splitlines() if line.strip().startswith(">>>")]
    assert lines[0] == ">>> from voice_coach import build, load_settings"
    assert callable(voice_coach.build)
    assert callable(voice_coach.Coach.answer)
