"""What a person does with kept entries, the same on every surface: correct, forget, take out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from voice_coach.app import Coach
from voice_coach.core.signals import Signal
from voice_coach.ports import Entry, Journal
from voice_coach.surfaces import journal_formats as formats

FORMATS = ("json", "csv", "md", "html")


def export(entries: Sequence[Entry], format: str, signals: Mapping[str, Signal]) -> str:
    """The entries in one of `FORMATS`, unencrypted."""
    makers = {
        "json": lambda: formats.to_json(entries),
        "csv": lambda: formats.to_csv(entries),
        "md": lambda: formats.to_markdown(entries, signals),
        "html": lambda: formats.to_html(entries, signals),
    }
    return makers[format]()


def is_own_turn(entry: Entry, turn: int) -> bool:
    """Whether the person spoke the turn of that number."""
    turns = entry.state["turns"]
    return 0 <= turn < len(turns) and turns[turn]["role"] == "user"


def strike(coach: Coach, journal: Journal, entry: Entry, words: str) -> bool:
    """Take back a quote that holds the words; False where nothing was heard in the entry. Raises InputError.

    The scorer has to be loaded. `journal.undo` takes it back.
    """
    session = _session_of(coach, entry)
    if not session.strike(words):
        return False
    _keep(session, journal, entry)
    return True


def amend(coach: Coach, journal: Journal, entry: Entry, turn: int, text: str) -> None:
    """Mend a turn that was misheard; the score follows. `is_own_turn` has to hold, the scorer to be loaded."""
    session = _session_of(coach, entry)
    session.amend(turn, text)
    _keep(session, journal, entry)


def forget(journal: Any, ids: Sequence[str]) -> int:
    """Delete entries for good, in the backups too. How many there were."""
    deleted: int = sum([journal.delete(id) for id in ids])
    if deleted and hasattr(journal, "tidy"):
        journal.tidy()
    return deleted


def _session_of(coach: Coach, entry: Entry) -> Any:
    session = coach.session(entry.flow, save=True, profile=entry.profile)  # type: ignore[arg-type]
    session.take_up(entry)
    return session


def _keep(session: Any, journal: Journal, entry: Entry) -> None:
    if entry.ended:
        session.end()
    if session.unsaved:
        raise session.unsaved
    journal.remember(entry)
