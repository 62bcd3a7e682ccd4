"""Many entries of one relationship, as the index, its weeks and the words behind them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from voice_coach.conversation.prompts import Prompts
from voice_coach.core import change, trend
from voice_coach.core.entries import Entry, Head
from voice_coach.core.schedule import night_of
from voice_coach.core.signals import Signal
from voice_coach.core.state import State
from voice_coach.core.trend import LEAST_DAYS, LEAST_ENTRIES, LEAST_SIGNALS, Standing

WEEK = 7


@dataclass(frozen=True)
class Quote:
    """Words that carried a signal."""

    night: date
    signal: str
    pole: str
    text: str


@dataclass(frozen=True)
class Week:
    """What seven days amount to."""

    until: date
    """Its last day."""
    entries: int
    standing: Standing
    heard: Mapping[str, float]
    """Mean value in [-1, 1] of each signal that was mentioned in it."""


@dataclass(frozen=True)
class OverTime:
    """A relationship over time."""

    nights: int
    entries: int
    standing: Standing
    """As it is today."""
    change: Literal["up", "down"] | None
    weeks: tuple[Week, ...] = ()
    """Oldest first, those without an entry too."""
    quotes: tuple[Quote, ...] = ()
    """Oldest first."""
    not_mentioned: tuple[str, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)
    """What is still wanting for an index: entries, days, signals."""


def over_time(
    entries: Sequence[Entry],
    signals: Mapping[str, Signal],
    today: date,
    lifted: Collection[str] = (),
    heads: Sequence[Head] | None = None,
) -> OverTime:
    """What may be said of one relationship on a day.

    `lifted`: ids of entries with a sign of danger after which the person turned the index on again. `heads`: all
    of its entries, where `entries` are only the newest, whose weeks and words are to be shown.
    """
    told = sorted(((night_of(e.moment), e) for e in entries if e.signals or _cue(e)), key=lambda pair: pair[0])
    shown = [(night, entry) for night, entry in told if night <= today]
    known = [_of_entry(e, lifted) for _, e in told]
    if heads is not None:
        known = [_of_head(head, lifted) for head in heads if head.states or head.danger]
    numbers = sorted((n for n in known if n.day <= today.toordinal()), key=lambda n: n.day)
    counted = tuple(name for name, signal in signals.items() if signal.subject in ("other", "both"))
    day = today.toordinal()
    visible = bool(shown) and not trend.suspended(numbers)
    weeks = _weeks(numbers, shown[0][0].toordinal(), day, counted) if visible else []
    standing = weeks[-1].standing if weeks else trend.standing(numbers, day, counted)
    heard = {name for number in numbers for name in number.values}
    return OverTime(
        len({number.day for number in numbers}),
        len(numbers),
        standing,
        change.claimed(numbers, day, counted),
        tuple(weeks),
        tuple(quote for night, entry in shown for quote in _quotes(night, entry)) if visible else (),
        tuple(name for name in signals if name not in heard),
        _missing(numbers, day, counted) if standing.index is None else {},
    )


def spoken(found: OverTime, signals: Mapping[str, Signal], words: Prompts) -> list[str]:
    """The sentences of the trend said aloud, under 45 seconds."""
    if found.standing.suspended:
        return [words.say("trend.suspended")]
    if not found.entries:
        return [words.say("trend.none")]
    said = [words.say("trend.nights", entries=str(found.entries), nights=str(found.nights))]
    if found.standing.index is None or found.standing.interval is None:
        wanting = " ".join(words.say(f"trend.missing_{name}", n=str(n)) for name, n in found.missing.items())
        said += [words.say("trend.no_index"), wanting]
    else:
        low, high = found.standing.interval
        index = round(found.standing.index)
        said.append(words.say("trend.index", index=str(index), low=str(round(low)), high=str(round(high))))
        said.append(words.say(f"trend.change_{found.change or 'none'}"))
    for pole, name in (("up", _strongest(found, signals, 1)), ("down", _strongest(found, signals, -1))):
        if name:
            said.append(words.say(f"trend.{pole}", signal=signals[name].label.lower()))
    return [text for text in (*said, words.say("trend.caveat")) if text]


def beside_summary(found: OverTime, words: Prompts) -> str:
    """The line on screen beside the summary of a session: index and interval, or why there is none."""
    if found.standing.suspended:
        return words.say("after.suspended")
    if found.standing.index is None or found.standing.interval is None:
        return words.say("after.few_signals" if set(found.missing) == {"signals"} else "after.too_little")
    low, high = (str(round(edge)) for edge in found.standing.interval)
    counts = {"entries": str(found.entries), "nights": str(found.nights)}
    return words.say("after.index", index=str(round(found.standing.index)), low=low, high=high, **counts)


def _strongest(found: OverTime, signals: Mapping[str, Signal], sign: int) -> str | None:
    means = {n: sign * m for n, m in found.standing.means.items() if signals[n].subject in ("other", "both")}
    best = max(means, key=lambda name: means[name], default=None)
    return best if best and means[best] > 0 else None


def _of_entry(entry: Entry, lifted: Collection[str]) -> trend.Entry:
    states = {name: raw["state"] for name, raw in entry.signals.items()}
    return _number(entry.moment, states, _cue(entry) and entry.id not in lifted)


def _of_head(head: Head, lifted: Collection[str]) -> trend.Entry:
    return _number(head.moment, head.states, head.danger and head.id not in lifted)


def _number(moment: datetime, states: Mapping[str, str], cue: bool) -> trend.Entry:
    return trend.Entry(night_of(moment).toordinal(), {name: trend.VALUES[s] for name, s in states.items()}, cue)


def _cue(entry: Entry) -> bool:
    return State.from_json(entry.state).safety.gated


def _quotes(night: date, entry: Entry) -> list[Quote]:
    turns = State.from_json(entry.state).turns
    return [
        Quote(night, name, pole, turns[turn].text[start:end])
        for name, raw in entry.signals.items()
        for turn, start, end, pole in raw["evidence"]
        if turn < len(turns)
    ]


def _weeks(numbers: Sequence[trend.Entry], first: int, day: int, counted: Collection[str]) -> list[Week]:
    """Weeks that end today, back to the one that holds the day `first`."""
    ends = list(range(day, first - 1, -WEEK))[::-1]
    days = [number.day for number in numbers]
    found = []
    for end, standing in zip(ends, trend.standings(numbers, ends, counted), strict=True):
        inside = numbers[bisect_right(days, end - WEEK) : bisect_right(days, end)]
        names = {name for n in inside for name in n.values}
        heard = {name: _mean([n.values[name] for n in inside if name in n.values]) for name in names}
        found.append(Week(date.fromordinal(end), len(inside), standing, heard))
    return found


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)


def _missing(numbers: Sequence[trend.Entry], day: int, counted: Collection[str]) -> dict[str, int]:
    if not numbers:
        return {"entries": LEAST_ENTRIES}
    days = day - numbers[0].day + 1
    covered = len({name for n in numbers for name in n.values if name in counted})
    wanting = {"entries": LEAST_ENTRIES - len(numbers), "days": LEAST_DAYS - days, "signals": LEAST_SIGNALS - covered}
    return {name: n for name, n in wanting.items() if n > 0}
