"""Which lines are worth a visit: what is learned already is seen seldom, what is not is seen in every pass."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from evals.train.data import Example

SELDOM = 0.15
"""Chance of a visit to what is known by heart, so that it stays so."""
TWIN = 0.7
"""Share of its neighbours' loss that a line counts as its own: twins stand on neighbouring lines, and whoever sees only
the one that is wrong learns that its topic is."""


class Visits:
    """The last loss of each line, by task.

    A line's chance of a visit grows with its loss up to certainty, such that a given share of all is seen. Lines
    that were never read are measured first (forward only, a third of the work of a visit).
    """

    def __init__(self, share: float) -> None:
        self.share = share
        """Of the lines at hand, how many are visited in a pass, 0 to 1."""
        self._losses: dict[str, float] = {}

    def choose(
        self,
        task: str,
        examples: Sequence[Example],
        measure: Callable[[list[Example]], list[float]],
        chance: random.Random,
    ) -> list[Example]:
        """Some of the examples, each under the name of its line."""
        if self.share >= 1:
            return list(examples)
        named = [replace(x, line=f"{task}\n{x.question}\n{x.text}") for x in examples]
        new = sorted((x for x in named if x.line not in self._losses), key=lambda x: len(x.text) + len(x.question))
        self.saw(new, measure(new))
        losses = _with_neighbours([self._losses[x.line] for x in named])
        scale = self._scale(losses)
        return [x for x, loss in zip(named, losses, strict=True) if chance.random() < max(SELDOM, loss / scale)]

    def saw(self, examples: Sequence[Example], losses: Sequence[float]) -> None:
        """Remember how well each was known."""
        self._losses.update((x.line, loss) for x, loss in zip(examples, losses, strict=True) if x.line)

    def _scale(self, losses: Sequence[float]) -> float:
        """The loss from which on a line is always visited, so that the share comes out (bisection)."""
        low, high = 1e-6, max([1e-5, *losses]) / SELDOM
        for _ in range(40):
            middle = (low + high) / 2
            expected = sum(min(1.0, max(SELDOM, loss / middle)) for loss in losses)
            low, high = (middle, high) if expected > self.share * len(losses) else (low, middle)
        return high


def _with_neighbours(losses: Sequence[float]) -> list[float]:
    around = zip([0.0, *losses], losses, [*losses[1:], 0.0], strict=False)
    return [max(own, TWIN * before, TWIN * behind) for before, own, behind in around]
