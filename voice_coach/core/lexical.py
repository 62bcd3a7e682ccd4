"""Words beside meaning: the phrasings that share rare words with a question, and what they vote for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_coach.core.knowledge import Hit


@dataclass(frozen=True)
class Phrasing:
    """One way in which something is asked."""

    text: str
    target: str
    """A passage, a question of the guide, or `none`."""
    statement: bool = False
    """Tells something and asks nothing."""


VOTERS = 20
"""How many of the nearest phrasings vote."""
SPREAD = 3.0
"""Points of BM25 by which a vote falls to a third (1/e)."""
WEIGHT = 0.3
"""Share of the words in what is decided; the rest is meaning (measured by evals/answers, seen part)."""


def words(text: str) -> list[str]:
    """Lower-case words, without the apostrophes that recognisers write or not."""
    return re.findall(r"[a-z]+", re.sub(r"['’]", "", text.lower()))


def votes(scores: NDArray[np.float32], targets: Sequence[str]) -> dict[str, float]:
    """Share of each target among the nearest phrasings; empty where no word is shared. `scores`: shape (targets,)."""
    nearest = np.argsort(-scores, kind="stable")[:VOTERS]
    if not len(nearest) or scores[nearest[0]] <= 0:
        return {}
    total: dict[str, float] = {}
    for at in nearest:
        if scores[at] > 0:
            vote = float(np.exp((scores[at] - scores[nearest[0]]) / SPREAD))
            total[targets[at]] = total.get(targets[at], 0.0) + vote
    whole = sum(total.values())
    return {target: share / whole for target, share in total.items()}


def fused(meaning: Sequence[Hit], shares: dict[str, float]) -> list[Hit]:
    """Probabilities by meaning and by words in one, best first."""
    if not shares:
        return list(meaning)
    both = [Hit(hit.id, (1 - WEIGHT) * hit.score + WEIGHT * shares.get(hit.id, 0.0)) for hit in meaning]
    return sorted(both, key=lambda hit: -hit.score)
