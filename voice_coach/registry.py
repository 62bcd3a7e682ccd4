"""(port, name) -> engine class, imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from voice_coach.errors import ConfigError, MissingExtra, UnknownEngine

if TYPE_CHECKING:
    from pydantic import BaseModel

ENGINES: dict[str, dict[str, str]] = {
    "vad": {"silero": "silero:Silero", "energy": "energy:Energy", "scripted": "scripted:ScriptedVad"},
    "stt": {
        "faster_whisper": "faster_whisper:FasterWhisper",
        "openai_whisper": "openai_whisper:OpenAiWhisper",
        "scripted": "scripted:ScriptedTranscriber",
    },
    "tts": {"hibari": "hibari:Hibari", "pyttsx3": "pyttsx3:Pyttsx3", "scripted": "scripted:ScriptedSynthesizer"},
    "embedder": {"encoder": "minilm:Encoder", "minilm": "minilm:MiniLm", "scripted": "scripted:ScriptedEmbedder"},
    "store": {"chroma": "chroma:Chroma", "scripted": "scripted:ScriptedRetriever"},
    "lexicon": {"bm25": "bm25:Bm25", "scripted": "scripted:ScriptedLexicon"},
    "audio": {"miniaudio": "miniaudio:Miniaudio", "scripted": "scripted:ScriptedAudio"},
    "reader": {"pyav": "pyav:PyAv", "scripted": "scripted:ScriptedReader"},
    "journal": {"sqlite": "sqlite:Sqlite", "scripted": "scripted_journal:ScriptedJournal"},
    "llm": {"none": "no_model:NoModel", "langchain": "langchain:LangChain", "scripted": "scripted:ScriptedModel"},
    "reflector": {"embedded": "embedded:Embedded", "scripted": "scripted:ScriptedReflector"},
}
"""Ours. Others join through the entry-point group `voice_coach.engines`, named `port.name`."""

GROUP = "voice_coach.engines"
_EXTRAS = {
    "espeakng_loader": "local,espeak",
    "langchain_openai": "llm",
    "langchain_core": "llm",
    "torch": "whisper",
    "whisper": "whisper",
}


@cache
def known() -> dict[str, dict[str, str]]:
    """Port to name to `module:Class`, ours and those of installed packages."""
    table = {port: {n: f"voice_coach.engines.{t}" for n, t in names.items()} for port, names in ENGINES.items()}
    for point in entry_points(group=GROUP):
        port, _, name = point.name.partition(".")
        table.setdefault(port, {}).setdefault(name, point.value)
    return table


def engine_class(port: str, name: str) -> Any:
    """The class behind a name. Raises UnknownEngine, or MissingExtra when its library is not installed."""
    target = known()[port].get(name)
    if target is None:
        raise UnknownEngine(f"no {port} engine named '{name}'. Known: {', '.join(sorted(known()[port]))}.")
    module, _, attribute = target.partition(":")
    with needs_extra(name):
        return getattr(import_module(module), attribute)


def missing_extra(name: str, missing: ModuleNotFoundError) -> MissingExtra:
    """The error that names the extra to install for a module that is absent."""
    module = (missing.name or "").split(".")[0]
    extra = _EXTRAS.get(module, "local")
    return MissingExtra(f"the engine '{name}' needs '{module}'. Install it: pip install 'voice-coach[{extra}]'")


@contextmanager
def needs_extra(name: str) -> Iterator[None]:
    """Around the import of an engine's library. Raises MissingExtra where it is not installed."""
    try:
        yield
    except ModuleNotFoundError as missing:
        raise missing_extra(name, missing) from None


def options(port: str, name: str, values: dict[str, Any]) -> BaseModel:
    """Check an engine's options. Raises ConfigError with the nearest known name for an unknown one."""
    from pydantic import ValidationError

    from voice_coach.config import did_you_mean

    kind = engine_class(port, name).Options
    for key in values:
        if key not in kind.model_fields:
            hint = did_you_mean(key, kind.model_fields)
            raise ConfigError(f"the {port} engine '{name}' has no option '{key}'.{hint}")
    try:
        checked: BaseModel = kind(**values)
    except ValidationError as failure:
        first = failure.errors()[0]
        raise ConfigError(f"{port}.{first['loc'][0]}: {first['msg'].lower()}") from None
    return checked


def create(port: str, name: str, values: dict[str, Any], services: Any) -> Any:
    """An engine, not yet loaded. `services` gives it models and folders (`voice_coach.app.Services`)."""
    checked = options(port, name, values)
    with needs_extra(name):
        return engine_class(port, name)(checked, services)
