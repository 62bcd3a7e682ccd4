"""Many entries become an index, its interval and, seldom, a trend: the rules of a score that shows its evidence.

One entry says little, so it moves little: a signal's mean is decayed (half-life 14 days) and shrunk towards
zero by four entries' worth of nothing, the index is their mean, and what is shown moves at most ten points a
night. Days are whole numbers counted from any fixed day; nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from voice_coach.core.scoring import Score

HALF_LIFE = 14.0
"""Days after which an entry weighs half."""
SHRINKAGE = 4.0
"""Entries of nothing that stand against the real ones."""
LEAST_ENTRIES, LEAST_DAYS, LEAST_SIGNALS = 5, 14, 6
"""Under any of these there is evidence only, and no index."""
MOST_A_NIGHT = 10.0
"""Points by which the shown index may move; the rest is carried to the next nights."""
VALUES = {"positive": 1, "negative": -1, "mixed": 0}
DRAWS = 400
_REBASED = 10_000
"""Days after which sums are counted anew: a weight of two to the thousandth is too large for a number."""
POOL = 365
"""Days whose nights are drawn from for the interval."""
_TENTH, _NINETIETH = 10, 90


@dataclass(frozen=True)
class Entry:
    """What one session said of one relationship."""

    day: int
    values: Mapping[str, int]
    """Signal to -1, 0 (mixed) or +1; a signal that is absent was not mentioned, which is never zero."""
    cue: bool = False
    """Whether a sign of danger was active (other than `minor_user` alone)."""


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


class _Sums:
    """Decayed sums of each mentioned signal, kept up from night to night: ten years cost no more than they are long."""

    def __init__(self) -> None:
        self._since: int | None = None
        """The day whose entries weigh one in the sums; later ones weigh more, instead of all earlier ones less."""
        self._top: dict[str, float] = {}
        self._bottom: dict[str, float] = {}

    def add(self, entry: Entry) -> None:
        """Take one more entry, which is not older than the last."""
        if self._since is None:
            self._since = entry.day
        if entry.day - self._since > _REBASED:
            self._fade(self._since - entry.day)
            self._since = entry.day
        weight = 2.0 ** ((entry.day - self._since) / HALF_LIFE)
        for name, value in entry.values.items():
            self._top[name] = self._top.get(name, 0.0) + weight * value
            self._bottom[name] = self._bottom.get(name, 0.0) + weight

    def means(self, day: int) -> dict[str, float]:
        """The mean of each mentioned signal on a day: sum of weight times value over sum of weights plus four."""
        faded = 2.0 ** (((self._since or 0) - day) / HALF_LIFE)
        return {name: faded * top / (faded * self._bottom[name] + SHRINKAGE) for name, top in self._top.items()}

    def _fade(self, days: int) -> None:
        faded = 2.0 ** (days / HALF_LIFE)
        self._top = {name: faded * top for name, top in self._top.items()}
        self._bottom = {name: faded * bottom for name, bottom in self._bottom.items()}


def means(entries: Sequence[Entry], day: int) -> dict[str, float]:
    """The mean of each mentioned signal on a day, in (-1, 1)."""
    sums = _Sums()
    for entry in _in_order(entries):
        sums.add(entry)
    return sums.means(day)


def points(entries: Sequence[Entry], counted: Collection[str]) -> list[Point]:
    """The index after each night with an entry, from the first night on which there is one.

    `counted` names the signals that are about the other person or both; the others never move the index.
    """
    found: list[Point] = []
    told, sums = _in_order(entries), _Sums()
    for number, entry in enumerate(told, 1):
        sums.add(entry)
        if number < len(told) and told[number].day == entry.day:
            continue
        index = _index(sums, number, (told[0].day, entry.day), counted)
        if index is not None:
            before = found[-1].shown if found else index
            found.append(Point(entry.day, index, before + max(-MOST_A_NIGHT, min(MOST_A_NIGHT, index - before))))
    return found


def _in_order(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.day)


def suspended(entries: Sequence[Entry], on_again: int | None = None) -> bool:
    """Whether a sign of danger was active since the person last turned the index on again (a day, or never)."""
    return any(entry.cue and (on_again is None or entry.day > on_again) for entry in entries)


def standing(
    entries: Sequence[Entry], day: int, counted: Collection[str], on_again: int | None = None, seed: int = 0
) -> Standing:
    """All that may be shown on a day, from the entries up to it."""
    return standings(entries, [day], counted, on_again, seed)[0]


def standings(
    entries: Sequence[Entry], days: Sequence[int], counted: Collection[str], on_again: int | None = None, seed: int = 0
) -> list[Standing]:
    """What may be shown on each of these days, oldest first, from the entries up to it."""
    told, found, sums = _in_order(entries), list[Standing](), _Sums()
    shown, count, at = points(told, counted), 0, 0
    nights = np.array([entry.day for entry in told])
    values, heard = _table(told, sorted({name for entry in told for name in entry.values if name in counted}))
    cues = [entry.day for entry in told if suspended([entry], on_again)]
    for day in days:
        while count < len(told) and told[count].day <= day:
            sums.add(told[count])
            count += 1
        while at < len(shown) and shown[at].day <= day:
            at += 1
        if cues and cues[0] <= day:
            found.append(Standing(count, suspended=True))
        elif not at:
            found.append(Standing(count, sums.means(day)))
        else:
            now = shown[at - 1].shown
            low, high = _interval(day - nights[:count], values[:count], heard[:count], seed)
            found.append(Standing(count, sums.means(day), now, (min(low, now), max(high, now))))
    return found


def _index(sums: _Sums, entries: int, days: tuple[int, int], counted: Collection[str]) -> float | None:
    if entries < LEAST_ENTRIES or days[1] - days[0] + 1 < LEAST_DAYS:
        return None
    covered = [m for name, m in sums.means(days[1]).items() if name in counted]
    if len(covered) < LEAST_SIGNALS:
        return None
    return 50.0 + 50.0 * sum(covered) / len(covered)


def _interval(
    ages: NDArray[np.int_], values: NDArray[np.float64], heard: NDArray[np.float64], seed: int
) -> tuple[float, float]:
    """Block bootstrap over nights: neighbouring nights are alike, so they are drawn together.

    Blocks of the cube root of the number of nights (Hall, Horowitz and Jing 1995), laid on the same days. Nights
    of the last year are drawn from; what was mentioned only before has faded to nothing, and counts as that.
    """
    late = ages < POOL
    known = heard[late].any(0)
    faded = heard.any(0).sum() - known.sum()
    values, heard = values[late][:, known], heard[late][:, known]
    weights = 0.5 ** (ages[late] / HALF_LIFE)
    count = len(weights)
    if not count:
        return 50.0, 50.0
    length = max(1, round(count ** (1 / 3)))
    chance = np.random.default_rng(seed)
    starts = chance.integers(0, count, (DRAWS, -(-count // length)))
    laid = np.arange(count + length) % count
    rows = laid[starts[:, :, None] + np.arange(length)].reshape(DRAWS, -1)[:, :count]
    # How much each night weighs in each drawn history: its days' weights, as often as it was laid on them.
    flat = (rows + count * np.arange(DRAWS)[:, None]).ravel()
    weighed = np.bincount(flat, np.tile(weights, DRAWS), DRAWS * count).reshape(DRAWS, count)
    bottom = weighed @ heard
    mean = weighed @ values / (bottom + SHRINKAGE)
    covered = bottom > 0
    index = 50 + 50 * (mean * covered).sum(1) / np.maximum(covered.sum(1) + faded, 1)
    low, high = np.percentile(index, [_TENTH, _NINETIETH])
    return float(low), float(high)


def _table(entries: Sequence[Entry], names: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values and whether they were mentioned, both of shape (entries, names)."""
    values = np.array([[entry.values.get(name, 0) for name in names] for entry in entries], np.float64)
    heard = np.array([[name in entry.values for name in names] for entry in entries], np.float64)
    return values, heard


RECENT, EARLIER = 28, 112
"""Days: the last four weeks are held against the twelve before them."""
LEAST_NIGHTS = 8
"""Nights that each side of the comparison must have."""
CLAIM = 4.2
"""Standard errors from which a change is called a trend (calibrated by `python -m evals trend`: at most 5 % of
steady lives get any claim in a year of weekly looks)."""


def change(entries: Sequence[Entry], day: int, counted: Collection[str]) -> float:
    """How far the last four weeks differ from the twelve before, in standard errors; 0 where too little is known.

    A night counts as the mean of what it said less what is usual for those signals, so that a night on which
    only hard things were asked about is no worse than another.
    """
    window = [e for e in entries if day - EARLIER < e.day <= day and any(name in counted for name in e.values)]
    names = sorted({name for entry in window for name in entry.values if name in counted})
    if not names:
        return 0.0
    values, heard = _table(window, names)
    usual = values.sum(0) / np.maximum(heard.sum(0), 1)
    nights = ((values - usual) * heard).sum(1) / heard.sum(1)
    recent = np.array([day - entry.day < RECENT for entry in window])
    if min(recent.sum(), (~recent).sum()) < LEAST_NIGHTS:
        return 0.0
    new, old = nights[recent], nights[~recent]
    spread = (((new - new.mean()) ** 2).sum() + ((old - old.mean()) ** 2).sum()) / (len(nights) - 2)
    # Seen values are few and whole: a run of nights that are all alike must not look infinitely sure.
    error = np.sqrt(max(spread, 0.02) * (1 / len(new) + 1 / len(old)))
    return float((new.mean() - old.mean()) / error)


def trend(
    entries: Sequence[Entry], day: int, counted: Collection[str], on_again: int | None = None
) -> Literal["up", "down"] | None:
    """Whether it may be said that things have changed; most of the time it may not."""
    if suspended([e for e in entries if e.day <= day], on_again):
        return None
    far = change([e for e in entries if e.day <= day], day, counted)
    return None if abs(far) < CLAIM else ("up" if far > 0 else "down")
