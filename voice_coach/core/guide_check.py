"""Whether the guide is restated and not copied: every passage there, short enough, and in words of our own.

The guide itself is not in the project. Hashes of its runs of eight words are (knowledge/guide_runs.npy), and
a passage that holds one of them shares it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from voice_coach.core.knowledge import Passage

RUN = 8
MOST_WORDS = 30
COUNT = 70
_NAMES = frozenset({"akua", "boateng", "k"})
"""Words that must stay as they are: a run is counted without them."""


def runs(text: str) -> NDArray[np.uint64]:
    """Hashes of all runs of eight words, shape (runs,); names are left out first."""
    words = [word for word in re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower())) if word not in _NAMES]
    found = [" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
    return np.array([_hash(run) for run in found], np.uint64)


def problems(passages: Mapping[str, Passage], guide: NDArray[np.uint64]) -> list[str]:
    """What is wrong with the passages; empty when all is well."""
    found = [f"{id} is missing" for id in (f"F{n:02d}" for n in range(1, COUNT + 1)) if id not in passages]
    for id, passage in passages.items():
        count = len(passage.text.split())
        if count >= MOST_WORDS:
            found.append(f"{id} has {count} words; it must stay under {MOST_WORDS}")
        if np.isin(runs(passage.text), guide).any():
            found.append(f"{id} shares eight words in a row with the guide")
    return found


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.sha256(run.encode()).digest()[:8], "big")
