"""Many entries become an index, its interval and, seldom, a trend: the rules of a score that shows its evidence.

One entry says little, so it moves little: a signal's mean is decayed (half-life 14 days) and shrunk towards
zero by four entries' worth of nothing, the index is their mean, and what is shown moves at most ten points a
night. Days are whole numbers counted from any fixed day; nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from voice_coach.core.decay import SHRINKAGE, Decayed
from voice_coach.core.resampling import interval
from voice_coach.core.scoring import Score

LEAST_ENTRIES, LEAST_DAYS, LEAST_SIGNALS = 5, 14, 6
"""Under any of these there is evidence only, and no index."""
MOST_A_NIGHT = 10.0
"""Points by which the shown index may move; the rest is carried to the next nights."""
VALUES = {"positive": 1, "negative": -1, "mixed": 0}


@dataclass(frozen=True)
class Entry:
    """What one session said of one relationship."""

    day: int
    values: Mapping[str, int]
    """Signal to -1, 0 (mixed) or +1; a signal that is absent was not mentioned, which is never zero."""
    cue: bool = False
    """Whether a sign of danger was active (other than `minor_user` alone), and the person has not turned the index on
    again since."""


@dataclass(frozen=True)
class Point:
    """The index after one night."""

    day: int
    index: float
    """0 to 100, as the entries give it."""
    shown: float
    """What is shown: moved by at most ten points a night."""


@dataclass(frozen=True)
class Standing:
    """What may be said of a relationship on one day."""

    entries: int
    means: Mapping[str, float] = field(default_factory=dict)
    """Signal to its decayed, shrunken mean in (-1, 1), for every signal that was mentioned."""
    index: float | None = None
    """The shown index, 0 to 100; None where it would say more than is known."""
    interval: tuple[float, float] | None = None
    """Eighty of a hundred resampled histories lie within; it holds the shown index."""
    suspended: bool = False
    """After a sign of danger there is neither index nor trend until the person turns them on again."""


def entry_of(score: Score, day: int) -> Entry:
    """One scored session as an entry."""
    return Entry(day, {name: VALUES[s.state] for name, s in score.signals.items()}, score.safety.gated)


def means(entries: Sequence[Entry], day: int) -> dict[str, float]:
    """The mean of each mentioned signal on a day, in (-1, 1)."""
    return _decayed(_in_order(entries)).means(len(entries), day)


def points(entries: Sequence[Entry], counted: Collection[str]) -> list[Point]:
    """The index after each night with an entry, from the first night on which there is one.

    `counted` names the signals that are about the other person or both; the others never move the index.
    """
    return _points(_decayed(_in_order(entries)), counted)


def _points(sums: Decayed, counted: Collection[str]) -> list[Point]:
    found: list[Point] = []
    about = sums.columns(counted)
    seen = np.maximum.accumulate(sums.heard, 0)[:, about]
    told = seen.sum(1)
    index = 50 + 50 * (seen * sums.top[:, about] / (sums.bottom[:, about] + SHRINKAGE)).sum(1) / np.maximum(told, 1)
    days = sums.days
    known = (np.arange(1, len(days) + 1) >= LEAST_ENTRIES) & (told >= LEAST_SIGNALS)
    known &= days - days[:1] + 1 >= LEAST_DAYS
    known[:-1] &= days[:-1] < days[1:]
    for day, now in zip(days[known].tolist(), index[known].tolist(), strict=True):
        before = found[-1].shown if found else now
        found.append(Point(day, now, before + max(-MOST_A_NIGHT, min(MOST_A_NIGHT, now - before))))
    return found


def _decayed(entries: Sequence[Entry]) -> Decayed:
    return Decayed.of([(entry.day, entry.values) for entry in entries])


def _in_order(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.day)


def suspended(entries: Sequence[Entry]) -> bool:
    """Whether a sign of danger stands in the way of an index."""
    return any(entry.cue for entry in entries)


def standing(entries: Sequence[Entry], day: int, counted: Collection[str], seed: int = 0) -> Standing:
    """All that may be shown on a day, from the entries up to it."""
    return standings(entries, [day], counted, seed)[0]


def standings(entries: Sequence[Entry], days: Sequence[int], counted: Collection[str], seed: int = 0) -> list[Standing]:
    """What may be shown on each of these days, oldest first, from the entries up to it."""
    told, found = _in_order(entries), list[Standing]()
    sums = _decayed(told)
    shown, count, at = _points(sums, counted), 0, 0
    about = sums.columns(counted)
    values, heard = sums.values[:, about], sums.heard[:, about]
    cues = [entry.day for entry in told if entry.cue]
    for day in days:
        while count < len(told) and told[count].day <= day:
            count += 1
        while at < len(shown) and shown[at].day <= day:
            at += 1
        if cues and cues[0] <= day:
            found.append(Standing(count, suspended=True))
        elif not at:
            found.append(Standing(count, sums.means(count, day)))
        else:
            now = shown[at - 1].shown
            low, high = interval(day - sums.days[:count], values[:count], heard[:count], seed)
            found.append(Standing(count, sums.means(count, day), now, (min(low, now), max(high, now))))
    return found
