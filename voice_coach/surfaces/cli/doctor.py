"""`voice-coach doctor` and `voice-coach engines`: is everything in place, and what could be."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import typer

from voice_coach.surfaces.cli.common import Data, console, open_coach

PORTS = {
    "vad": "voice activity",
    "stt": "speech to text",
    "tts": "text to speech",
    "embedder": "meaning",
    "store": "vector store",
    "lexicon": "words of the guide",
    "audio": "microphone and speaker",
    "reader": "audio files",
    "journal": "journal",
    "reflector": "reflection",
    "llm": "language model",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was checked."""

    what: str
    fine: bool
    text: str
    """What was found, or what to do."""
    optional: bool = False


def doctor(data: Data = None) -> None:
    """Check Python, weights, sound devices, folders and every configured engine; say what to do.

    \b
    voice-coach doctor
    """
    from rich.table import Table

    from voice_coach.errors import VoiceCoachError

    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    bad = 0
    for finding in findings(data):
        mark = "ok" if finding.fine else ("--" if finding.optional else "!!")
        bad += not finding.fine and not finding.optional
        table.add_row(mark, finding.what, finding.text)
    console().print(table)
    if bad:
        raise typer.Exit(VoiceCoachError.exit_code)


def findings(data: Any) -> Iterator[Finding]:
    """Everything the doctor looks at, one after the other."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), version)
    coach = open_coach(data)
    for model in coach.models.known.values():
        yield _weights(coach, model.name)
    yield from _folders(coach)
    yield _help_lines()
    for port, job in PORTS.items():
        chosen = getattr(coach.settings, port).engine
        yield _check(f"{job}: {chosen}", partial(_open, coach, port), optional=port == "audio")


def _weights(coach: Any, name: str) -> Finding:
    if coach.models.where(name) is None:
        return _check(f"weights {name}", lambda: str(coach.models.ensure(name)))
    wrong = coach.models.verify(name)
    text = f"{wrong[0]} does not match. Run: voice-coach models fetch {name}" if wrong else "every hash matches"
    return Finding(f"weights {name}", not wrong, text)


def _folders(coach: Any) -> Iterator[Finding]:
    import tempfile

    for what, folder in (("data folder", coach.where.data), ("model folder", coach.where.model_writes)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
            yield Finding(what, True, str(folder))
        except OSError as failure:
            yield Finding(what, False, f"{folder}: {failure.strerror}. Choose another with --data DIR.")


def _help_lines() -> Finding:
    from datetime import date

    from voice_coach import assets
    from voice_coach.core.help_lines import OLD_AFTER, checked_note

    day, today = assets.help_lines_checked(), date.today()
    return Finding("help lines", today - day <= OLD_AFTER, checked_note(day, today), optional=True)


def _open(coach: Any, port: str) -> str:
    engine = coach.vad if port == "vad" else coach.engine(port)
    engine.load()
    if port == "tts":
        next(iter(engine.synthesize("Ready.")))
    if port == "audio":
        microphones, speakers = engine.devices()
        return f"microphones: {', '.join(microphones)}; speakers: {', '.join(speakers)}"
    return "opens"


def _check(what: str, action: Callable[[], str], optional: bool = False) -> Finding:
    from voice_coach.errors import VoiceCoachError

    try:
        return Finding(what, True, action(), optional)
    except VoiceCoachError as failure:
        return Finding(what, False, str(failure), optional)


def engines(data: Data = None) -> None:
    """Every engine of every port, its options, and which one is in use.

    \b
    voice-coach engines
    VOICE_COACH_TTS__ENGINE=pyttsx3 voice-coach engines
    """
    from voice_coach import registry
    from voice_coach.errors import VoiceCoachError

    settings = open_coach(data).settings
    out = console()
    for port, job in PORTS.items():
        out.print(f"{port}  ({job})", style="bold", markup=False)
        for name in registry.known()[port]:
            mark = "*" if getattr(settings, port).engine == name else " "
            try:
                fields = registry.engine_class(port, name).Options.model_fields
                options = ", ".join(f"{key}={field.default!r}" for key, field in fields.items())
            except VoiceCoachError as missing:
                options = str(missing)
            out.print(f"  {mark} {name:15} {options}", markup=False)
