"""How sure an index is: its interval over many histories drawn from the one that was lived."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voice_coach.core.decay import HALF_LIFE, SHRINKAGE

DRAWS = 400
POOL = 365
"""Days whose nights are drawn from."""
_FADED = 12 * HALF_LIFE
"""Days after which a night weighs less than a four-thousandth, and is not laid out any more."""
_TENTH, _NINETIETH = 10, 90


def interval(
    ages: NDArray[np.int_], values: NDArray[np.float64], heard: NDArray[np.float64], seed: int
) -> tuple[float, float]:
    """Block bootstrap over nights, oldest first: neighbouring nights are alike, so they are drawn together.

    Blocks of the cube root of the number of nights (Hall, Horowitz and Jing 1995), laid on the same days. Nights
    of the last year are drawn from; what was mentioned only before has faded to nothing, and counts as that.
    `ages` in days, of shape (nights,); `values` and `heard` of shape (nights, signals). 0 to 100, low and high.
    """
    late = ages < POOL
    known = heard[late].any(0)
    gone = heard.any(0).sum() - known.sum()
    values, heard = values[late][:, known], heard[late][:, known]
    weights = 0.5 ** (ages[late] / HALF_LIFE)
    count = len(weights)
    if not count:
        return 50.0, 50.0
    # Which nights each drawn history lays on the days that still weigh anything, and how often each is in it at all.
    skipped = int((ages[late] >= _FADED).sum())
    cells, often = _drawn(count, skipped, seed)
    weighed = np.bincount(cells, np.tile(weights[skipped:], DRAWS), DRAWS * count).reshape(DRAWS, count)
    mean = weighed @ values / (weighed @ heard + SHRINKAGE)
    covered = often @ heard > 0
    index = 50 + 50 * (mean * covered).sum(1) / np.maximum(covered.sum(1) + gone, 1)
    low, high = np.percentile(index, [_TENTH, _NINETIETH])
    return float(low), float(high)


@lru_cache(maxsize=8)
def _drawn(count: int, skipped: int, seed: int) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """For each draw, the night on each day from `skipped` on (flat), and how often each night was drawn.

    The same for every week that has as many nights, so a year of weeks draws once.
    """
    length = max(1, round(count ** (1 / 3)))
    starts = np.random.default_rng(seed).integers(0, count, (DRAWS, -(-count // length)))
    laid = np.arange(count + length) % count
    rows = laid[starts[:, :, None] + np.arange(length)].reshape(DRAWS, -1)[:, :count]
    cells = rows + count * np.arange(DRAWS)[:, None]
    often = np.bincount(cells.ravel(), minlength=DRAWS * count).reshape(DRAWS, count)
    return cells[:, skipped:].ravel(), often.astype(np.float64)
