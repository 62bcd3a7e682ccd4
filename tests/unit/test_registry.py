from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest
from pydantic import BaseModel

from voice_coach import ports, registry
from voice_coach.config import Settings
from voice_coach.errors import ConfigError, MissingExtra, UnknownEngine

PROTOCOLS = {
    "vad": ports.VoiceActivityDetector,
    "stt": ports.Transcriber,
    "tts": ports.Synthesizer,
    "embedder": ports.Embedder,
    "store": ports.Retriever,
    "lexicon": ports.Lexicon,
    "llm": ports.ChatModel,
    "reader": ports.AudioReader,
    "journal": ports.Journal,
    "reflector": ports.Reflector,
}
EVERY = [(port, name) for port, names in registry.ENGINES.items() for name in names]


@pytest.fixture
def fresh() -> Iterator[None]:
    registry.known.cache_clear()
    yield
    registry.known.cache_clear()


@pytest.mark.parametrize(("port", "name"), EVERY)
def test_every_name_is_an_engine_with_its_own_name_and_options(port: str, name: str) -> None:
    try:
        kind = registry.engine_class(port, name)
    except MissingExtra as missing:
        pytest.skip(str(missing))
    assert kind.name == name
    assert issubclass(kind.Options, BaseModel)
    assert kind.Options.model_config.get("extra") == "forbid"
    assert kind.Options.model_config.get("frozen") is True
    kind.Options()


def test_every_port_has_a_setting_and_a_default_that_exists() -> None:
    settings = Settings()
    for port, names in registry.ENGINES.items():
        assert getattr(settings, port).engine in names


@pytest.mark.parametrize("port", PROTOCOLS)
def test_the_scripted_engine_is_one_of_the_port(port: str) -> None:
    assert isinstance(registry.create(port, "scripted", {}, None), PROTOCOLS[port])


def test_an_unknown_engine_lists_the_known_ones() -> None:
    with pytest.raises(UnknownEngine, match=r"no tts engine named 'sapi'\. Known: hibari, pyttsx3, scripted\."):
        registry.create("tts", "sapi", {}, None)


def test_an_unknown_option_has_a_hint() -> None:
    with pytest.raises(
        ConfigError, match=r"the vad engine 'energy' has no option 'margin'\..*Did you mean 'margin_db'"
    ):
        registry.create("vad", "energy", {"margin": 3}, None)


def test_a_wrong_value_names_the_option() -> None:
    with pytest.raises(ConfigError, match=r"vad\.margin_db"):
        registry.create("vad", "energy", {"margin_db": "loud"}, None)


def test_a_missing_library_names_the_extra() -> None:
    expected = r"'some' needs 'no_such_library'\. .*pip install 'voice-coach\[local\]'"
    with pytest.raises(MissingExtra, match=expected), registry.needs_extra("some"):
        __import__("no_such_library.part")
    espeak = ModuleNotFoundError("no", name="espeakng_loader.x")
    assert "voice-coach[local,espeak]" in str(registry.missing_extra("pyttsx3", espeak))


def test_engines_of_other_packages_join_and_never_replace_ours(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    target = "voice_coach.engines.scripted:ScriptedVad"
    points = [
        EntryPoint("vad.other", target, registry.GROUP),
        EntryPoint("vad.silero", "somewhere:Else", registry.GROUP),
        EntryPoint("stt.absent", "no_such_package:Engine", registry.GROUP),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == registry.GROUP else [])
    assert registry.engine_class("vad", "other").__name__ == "ScriptedVad"
    assert registry.known()["vad"]["silero"] == "voice_coach.engines.silero:Silero"
    with pytest.raises(MissingExtra, match="no_such_package"):
        registry.engine_class("stt", "absent")
