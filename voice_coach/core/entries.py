"""What a journal holds: an entry a session, and what lists, trends and searches need of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

DEFAULT_PROFILE = "default"
"""The relationship that was given no name."""


class _Dated:
    """Something that began at a time."""

    started: str
    """ISO 8601 with offset."""

    @property
    def moment(self) -> datetime:
        """`started` as a point in time: as texts, times of different offsets would sort wrongly."""
        return datetime.fromisoformat(self.started)


@dataclass(frozen=True)
class Entry(_Dated):
    """One session in the journal."""

    id: str
    flow: str
    started: str
    """ISO 8601 with offset."""
    state: dict[str, Any]
    """`dialogue.State.to_json()`."""
    signals: dict[str, Any]
    """Signal to {state, evidence}, as in the contract."""
    profile: str = DEFAULT_PROFILE
    """The relationship it is about, by the name that the person chose."""
    ended: bool = False
    """Whether the session came to its end; otherwise it was cut off and can be gone on with."""


@dataclass(frozen=True)
class Head(_Dated):
    """What a list or a trend needs of an entry."""

    id: str
    profile: str
    flow: str
    started: str
    ended: bool
    danger: bool
    """Whether a sign of danger (other than `minor_user` alone) was active when it ended."""
    first: str
    """How what the person said first begins."""
    states: dict[str, str]
    """Signal to positive, negative or mixed."""


@dataclass(frozen=True)
class Found(_Dated):
    """A turn that a search found."""

    id: str
    started: str
    profile: str
    turn: int
    """Index into the turns of the entry."""
    role: str
    text: str
    spans: tuple[tuple[int, int], ...]
    """Where the words are: code points into `text`."""


@dataclass(frozen=True)
class Backup:
    """One copy of the journal."""

    number: int
    day: date
    bytes: int
