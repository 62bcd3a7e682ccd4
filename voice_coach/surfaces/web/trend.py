"""The weeks of a relationship as the page draws them. It blocks: call it on a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from voice_coach.app import Coach
from voice_coach.conversation.over_time import WEEK, OverTime, Quote, Week
from voice_coach.core.entries import DEFAULT_PROFILE
from voice_coach.core.signals import Signal
from voice_coach.ports import Journal
from voice_coach.surfaces.weeks import look, not_mentioned, rows


def trend(coach: Coach, journal: Journal, about: str, today: date) -> dict[str, Any]:
    """What `voice-coach trend` says of a relationship, its weeks to be drawn, and the quotes of each.

    "about" names the relationship that is shown: where the one asked for is not kept any more, the first that is.
    "choices" names all of them. While the index is suspended there is nothing else than the sentence that says so.
    """
    choices = sorted({head.profile for head in journal.heads()}, key=lambda name: (name != DEFAULT_PROFILE, name))
    about = about if about in choices else (choices or [DEFAULT_PROFILE])[0]
    found, said = look(coach, about, today)
    signals = coach.scorer.signals
    shown = bool(found.entries) and not found.standing.suspended
    return {
        "about": about,
        "choices": choices,
        "said": said,
        "suspended": found.standing.suspended,
        "weeks": [_week(week, found.quotes, signals) for week in found.weeks] if shown else [],
        "signals": _signals(found, signals) if shown else [],
        "missing": not_mentioned(found, signals) if shown else "",
    }


def _week(week: Week, quotes: Sequence[Quote], signals: Mapping[str, Signal]) -> dict[str, Any]:
    """One point: where it stands, and the words of its seven days, oldest first."""
    standing = week.standing
    since = week.until - timedelta(WEEK)
    low, high = standing.interval or (None, None)
    return {
        "until": _day(week.until),
        "index": standing.index,
        "low": low,
        "high": high,
        "entries": week.entries,
        "quotes": [_quote(q, signals) for q in quotes if since < q.night <= week.until and q.signal in signals],
    }


def _quote(quote: Quote, signals: Mapping[str, Signal]) -> dict[str, Any]:
    signal = signals[quote.signal]
    # What is about the person alone is no score of the other one, and never moves the index.
    counts = signal.subject in ("other", "both")
    night = f"{quote.night:%a} {_day(quote.night)}"
    return {"night": night, "label": signal.label, "pole": quote.pole, "quote": quote.text, "counts": counts}


def _signals(found: OverTime, signals: Mapping[str, Signal]) -> list[dict[str, Any]]:
    return [
        {"label": label, "mean": f"{mean:+.2f}", "last": last.text if last else "", "night": _day_of(last)}
        for label, mean, last in rows(found, signals)
    ]


def _day_of(quote: Quote | None) -> str:
    return _day(quote.night) if quote else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
