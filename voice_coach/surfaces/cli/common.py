"""What the commands share: their options, a coach to work with, and what a person sees while it loads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voice_coach.surfaces.unlocking import locked

if TYPE_CHECKING:
    from rich.console import Console

    from voice_coach.app import Coach

LONGEST_NAME = 60
_journals: list[Any] = []
"""Those that a command opened."""
Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Keep journal, settings and index in this folder only.", show_default=False
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Never use a remote engine, whatever the settings say.")]
Plain = Annotated[bool, typer.Option("--plain", help="Lines only, nothing drawn twice: for a screen reader.")]
Microphone = Annotated[
    str | None, typer.Option("--microphone", metavar="NAME", help="Part of its name (see: doctor).", show_default=False)
]
Speaker = Annotated[
    str | None, typer.Option("--speaker", metavar="NAME", help="Part of its name (see: doctor).", show_default=False)
]
Duplex = Annotated[
    bool, typer.Option("--duplex", help="Listen while speaking too: with headphones, or where echo is taken out.")
]
ReflectorName = Annotated[
    str | None,
    typer.Option("--reflector", metavar="NAME", help="Who puts replies into words (see: engines).", show_default=False),
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write the summary as a web page of its own.", show_default=False),
]
Now = Annotated[
    str | None,
    typer.Option("--now", metavar="TIME", help="ISO time with offset instead of the clock.", show_default=False),
]
Profile = Annotated[
    str,
    typer.Option("--profile", metavar="NAME", help="Which relationship, by a name of your choice.", show_default=False),
]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="Programs: JSON Lines, the stable contract.")]


def devices(microphone: str | None, speaker: str | None, duplex: bool) -> dict[str, Any]:
    """The settings of the sound devices that flags ask for."""
    named = {"microphone": microphone, "speaker": speaker, "duplex": duplex or None}
    return {name: value for name, value in named.items() if value is not None}


def open_coach(
    data: Path | None = None, offline: bool = False, reflector: str | None = None, audio: dict[str, Any] | None = None
) -> Coach:
    """A coach with the settings in force; `audio`: see `devices`. Raises ConfigError."""
    from voice_coach import registry
    from voice_coach.app import build
    from voice_coach.config import load_settings, paths

    where = paths(data)
    overrides: dict[str, Any] = {"audio": audio} if audio else {}
    if reflector in registry.known()["llm"]:
        overrides["llm"] = {"engine": reflector}
    elif reflector:
        overrides |= {"llm": {"engine": "none"}, "reflector": {"engine": reflector}}
    coach = build(load_settings(where, **overrides), where)
    if offline and coach.model and coach.model.remote:
        return build(load_settings(where, **{**overrides, "llm": {"engine": "none"}}), where)
    return coach


def profile_of(name: str) -> str:
    """A name as it is kept: without space around it, in one form of Unicode. Raises UsageError."""
    import unicodedata

    from voice_coach.errors import UsageError

    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise UsageError(f"--profile: a name of 1 to {LONGEST_NAME} characters.")
    return plain


def open_journal(coach: Coach, whose: str = "", later: bool = False) -> Any:
    """The journal, opened: what is wrong with it is told before a word is said. Asks for a passphrase on a terminal.
    `whose`: the name of a person, where several have one. `later`: one that wants a passphrase stays locked, for a
    surface that asks for it itself.

    Raises JournalLocked, JournalDamaged, JournalTooNew or JournalBusy.
    """
    journal = coach.engine("journal")
    if later and locked(journal):
        _journals.append(journal)
        return journal
    if locked(journal) and sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        journal.unlock(getpass(f"Passphrase of {whose}: " if whose else "Passphrase: "))
    journal.load()
    _journals.append(journal)
    return journal


def close_journals() -> None:
    """At the end of a command. Raises JournalDamaged where today's backup, made meanwhile, found a broken page."""
    while _journals:
        _journals.pop().close()


def console() -> Console:
    """Where a person reads: stdout, plain when it is not a terminal."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


@contextmanager
def loading(*steps: tuple[str, Callable[[], object]]) -> Iterator[None]:
    """Run the steps under a progress bar on stderr (only on a terminal), then the block."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("Getting ready", total=len(steps))
        for description, step in steps:
            progress.update(task, description=description)
            step()
            progress.advance(task)
    yield


def stderr(text: str) -> None:
    """A message for a person; stdout is for data."""
    print(text, file=sys.stderr)


def sends(coach: Coach) -> bool:
    """Whether words leave this machine."""
    return coach.model is not None and coach.model.remote


def announce_sending(coach: Coach) -> None:
    """Where words leave this machine, say so before they do: a command that holds no session has no opening for it."""
    if sends(coach):
        stderr(coach.prompts("coach").say("notice.sent"))


def moment_of(now: str | None) -> Callable[[], datetime] | None:
    """A clock that stands at `--now`; None where it is not given. Raises UsageError."""
    from voice_coach.errors import UsageError

    if now is None:
        return None
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        raise UsageError(f"--now {now}: not a time. Example: 2026-11-22T21:30:00+00:00") from None
    if moment.tzinfo is None:
        raise UsageError(f"--now {now}: add the offset. Example: 2026-11-22T21:30:00+00:00")
    return lambda: moment
