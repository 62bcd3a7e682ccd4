"""Whether things have changed: the last weeks against those before, and a claim only where it is plain."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from voice_coach.core.decay import table
from voice_coach.core.trend import Entry, suspended

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
    values, heard = table([entry.values for entry in window], names)
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


def claimed(entries: Sequence[Entry], day: int, counted: Collection[str]) -> Literal["up", "down"] | None:
    """Whether it may be said that things have changed; most of the time it may not."""
    if suspended([e for e in entries if e.day <= day]):
        return None
    far = change([e for e in entries if e.day <= day], day, counted)
    return None if abs(far) < CLAIM else ("up" if far > 0 else "down")
