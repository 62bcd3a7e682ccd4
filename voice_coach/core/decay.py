"""Means that forget: each signal's values, decayed from night to night and shrunk towards zero."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HALF_LIFE = 14.0
"""Days after which an entry weighs half."""
SHRINKAGE = 4.0
"""Entries of nothing that stand against the real ones."""
_SPAN = 10_000
"""Days that are summed at once: a weight of two to the thousandth is too large for a number."""


@dataclass(frozen=True)
class Decayed:
    """Decayed sums after each of many entries, oldest first."""

    names: tuple[str, ...]
    """Every signal that was ever mentioned, in alphabetical order."""
    days: NDArray[np.int_]
    """Of shape (entries,)."""
    values: NDArray[np.float64]
    """-1, 0 or +1, zero where nothing was said too; shape (entries, names), as the next three."""
    heard: NDArray[np.float64]
    """1 where the signal was mentioned."""
    top: NDArray[np.float64]
    """Sum of weight times value after each entry, as it weighs on that entry's day."""
    bottom: NDArray[np.float64]
    """Sum of weights, likewise."""

    @classmethod
    def of(cls, nights: Sequence[tuple[int, Mapping[str, int]]]) -> Decayed:
        """Sum up nights in their order: a day, which is not before the last one's, and the values told on it."""
        names = tuple(sorted({name for _, told in nights for name in told}))
        values, heard = table([told for _, told in nights], names)
        days = np.array([day for day, _ in nights], np.int_)
        top, bottom = np.zeros_like(values), np.zeros_like(heard)
        at = 0
        while at < len(days):
            end = int(np.searchsorted(days, days[at] + _SPAN, "right"))
            weight = 2.0 ** ((days[at:end] - days[at]) / HALF_LIFE)[:, None]
            before = 2.0 ** ((days[at - 1] - days[at]) / HALF_LIFE) if at else 0.0
            for sums, told in ((top, values), (bottom, heard)):
                sums[at:end] = (np.cumsum(weight * told[at:end], 0) + before * sums[at - 1]) / weight
            at = end
        return cls(names, days, values, heard, top, bottom)

    def columns(self, names: Collection[str]) -> NDArray[np.bool_]:
        """Which columns are of these names."""
        return np.array([name in names for name in self.names], bool)

    def means(self, count: int, day: int) -> dict[str, float]:
        """The mean in (-1, 1) on a day of each signal that the first `count` entries mention."""
        if not count:
            return {}
        faded = 2.0 ** ((self.days[count - 1] - day) / HALF_LIFE)
        found = faded * self.top[count - 1] / (faded * self.bottom[count - 1] + SHRINKAGE)
        seen = self.bottom[count - 1] > 0
        return {name: float(found[at]) for at, name in enumerate(self.names) if seen[at]}


def table(told: Sequence[Mapping[str, int]], names: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values and whether they were mentioned, both of shape (entries, names)."""
    column = {name: at for at, name in enumerate(names)}
    values, heard = np.zeros((len(told), len(names))), np.zeros((len(told), len(names)))
    for row, said in enumerate(told):
        for name, value in said.items():
            if name in column:
                values[row, column[name]] = value
                heard[row, column[name]] = 1.0
    return values, heard
