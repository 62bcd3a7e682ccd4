"""What a page may ask of the journal, checked to the letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voice_coach.surfaces.journal_work import FORMATS
from voice_coach.surfaces.web.messages import Malformed, object_of

LONGEST_ID = 64


@dataclass(frozen=True)
class ListEntries:
    """The entries, newest first, after the first so many."""

    skip: int


@dataclass(frozen=True)
class Search:
    """The turns of the person that hold all the words."""

    words: str


@dataclass(frozen=True)
class Show:
    """One entry."""

    id: str


@dataclass(frozen=True)
class StrikeQuote:
    """A quote that was not meant so."""

    id: str
    quote: str


@dataclass(frozen=True)
class Amend:
    """A turn that was misheard, and what it should say."""

    id: str
    turn: int
    text: str


@dataclass(frozen=True)
class Undo:
    """Take the last correction of an entry back."""

    id: str


@dataclass(frozen=True)
class Delete:
    """Forget an entry for good; the page has asked."""

    id: str


@dataclass(frozen=True)
class Export:
    """All entries as one file."""

    format: str


@dataclass(frozen=True)
class Trend:
    """The weeks of a relationship."""

    about: str


@dataclass(frozen=True)
class TrendOn:
    """Show index and trend again after they were withheld; then its weeks."""

    about: str


Order = ListEntries | Search | Show | StrikeQuote | Amend | Undo | Delete | Export | Trend | TrendOn
_FIELDS = {
    "list": (ListEntries, ("skip",)),
    "search": (Search, ("words",)),
    "show": (Show, ("id",)),
    "strike": (StrikeQuote, ("id", "quote")),
    "amend": (Amend, ("id", "turn", "text")),
    "undo": (Undo, ("id",)),
    "delete": (Delete, ("id",)),
    "export": (Export, ("format",)),
    "trend": (Trend, ("about",)),
    "trend_on": (TrendOn, ("about",)),
}


def parse(text: str) -> Order:
    """One order. Raises Malformed, which quotes nothing of it."""
    raw = object_of(text)
    if not isinstance(raw.get("do"), str) or raw["do"] not in _FIELDS:
        raise Malformed("no order")
    kind, names = _FIELDS[raw.pop("do")]
    if set(raw) != set(names) or not all(_fits(name, value) for name, value in raw.items()):
        raise Malformed("not this order")
    order: Order = kind(**raw)
    return order


def _fits(name: str, value: Any) -> bool:
    if name in ("skip", "turn"):
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
    if not isinstance(value, str) or not value.strip() or any(0xD800 <= ord(c) < 0xE000 for c in value):
        return False
    if name == "format":
        return value in FORMATS
    return name != "id" or len(value) <= LONGEST_ID
