"""The weeks of a relationship, the same on every surface: what is read, what is said, and turning it on again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from voice_coach.app import Coach
from voice_coach.conversation.over_time import OverTime, Quote, beside_summary, over_time, spoken
from voice_coach.conversation.session import Session
from voice_coach.core.entries import Entry, Head
from voice_coach.core.schedule import night_of
from voice_coach.core.signals import Signal
from voice_coach.errors import StorageError
from voice_coach.surfaces.on_again import lifted, turn_on

WEEKS = 26
"""How many are shown where nobody says how many."""


def look(coach: Coach, profile: str, today: date, weeks: int = WEEKS) -> tuple[OverTime, list[str]]:
    """The last weeks (0: all of them), and the sentences that say what they amount to. Raises StorageError."""
    signals = coach.scorer.signals
    journal = coach.engine("journal")
    heads, entries = newest(journal, profile, today, weeks)
    found = over_time(entries, signals, today, lifted(_file(coach), journal, heads), heads)
    return found, spoken(found, signals, coach.prompts("trend"))


def after(coach: Coach, session: Session) -> OverTime | None:
    """How the relationship of a session stands with it. None where it is not kept, where it holds a sign of danger,
    and where the one whom it is about has died."""
    state = session.state
    kept = state.saved and state.said_by_user() and session.flow != "ask" and session.unsaved is None
    if not kept or session.cleared or state.safety.gated or state.loss() == "mourned":
        return None
    journal = session.tools.journal
    try:
        heads = journal.heads(session.profile)
        again = lifted(_file(coach), journal, heads)
    except StorageError:  # The summary stands by itself.
        return None
    return over_time((), coach.scorer.signals, night_of(session.now()), again, heads)


def standing_line(coach: Coach, session: Session) -> str:
    """The same in a line for the screen; empty where there is nothing to say of it."""
    found = after(coach, session)
    return beside_summary(found, coach.prompts("trend")) if found else ""


def turn_on_again(coach: Coach, profile: str, now: datetime | None = None) -> None:
    """Show index and trend of a relationship again after they were withheld. Raises StorageError."""
    turn_on(_file(coach), coach.engine("journal"), profile, now or datetime.now().astimezone())


def newest(journal: Any, profile: str, today: date, weeks: int) -> tuple[list[Head], list[Entry]]:
    """All heads of a relationship, and the entries with their words of the last weeks (0: of all)."""
    heads = journal.heads(profile)
    since = today - timedelta(weeks=weeks) if weeks else date.min
    late = sum(night_of(head.moment) > since for head in heads)
    return heads, journal.entries(profile, late)


def rows(found: OverTime, signals: Mapping[str, Signal]) -> list[tuple[str, float, Quote | None]]:
    """Label, mean and last words of each signal that was mentioned, the clearest first."""
    ordered = sorted(found.standing.means.items(), key=lambda pair: -abs(pair[1]))
    return [
        (signals[name].label, mean, next((q for q in reversed(found.quotes) if q.signal == name), None))
        for name, mean in ordered
    ]


def not_mentioned(found: OverTime, signals: Mapping[str, Signal]) -> str:
    """The labels of the signals that were not mentioned, in one line."""
    return ", ".join(signals[name].label for name in found.not_mentioned)


def tonight(now: datetime | None = None) -> date:
    """The night that it is, by the clock where no time is given."""
    return night_of(now or datetime.now().astimezone())


def _file(coach: Coach) -> Path:
    return coach.where.data / "trend.json"
