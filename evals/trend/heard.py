"""Nights in words: what a drawn night says is said by labelled sayings, and what is heard of it by the real scorer.

So a signal that is missed, invented or turned round is in the numbers, as it is in a life.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.progress import track

from evals.report import Figure
from evals.split import items
from voice_coach.app import Coach, build
from voice_coach.config import load_settings, paths
from voice_coach.core import change, trend
from voice_coach.core.transcript import Turn
from voice_coach.core.trend import VALUES, Entry

STATES = {value: state for state, value in VALUES.items()}
Furthest = Callable[[list[Entry]], tuple[float, float]]


@dataclass(frozen=True)
class Sayings:
    """What was heard of every saying."""

    of: dict[tuple[str, str], list[dict[str, int]]]
    """By (signal, state) of its label: values that the coach heard in it."""
    cues: tuple[bool, ...]
    """Of sayings that hold a sign of danger: whether it was noticed."""

    def night(self, drawn: Entry, chance: np.random.Generator) -> Entry:
        """The night as it is heard. A signal without a saying of its own is not told of."""
        heard: dict[str, int] = {}
        for name, value in drawn.values.items():
            pool = self.of.get((name, STATES[value]), [])
            for other, said in pool[chance.integers(len(pool))].items() if pool else ():
                heard[other] = said if heard.get(other, said) == said else 0
        return Entry(drawn.day, heard, drawn.cue and bool(self.cues[chance.integers(len(self.cues))]))

    def year(self, drawn: Sequence[Entry], seed: int) -> list[Entry]:
        """All nights of a life."""
        chance = np.random.default_rng(seed)
        return [self.night(entry, chance) for entry in drawn]


def sayings() -> Sayings:
    """Score every labelled conversation, screen every saying of danger, as the product does."""
    where = paths()
    coach = build(load_settings(where), where)
    coach.scorer.load()
    coach.screener.load()
    of: dict[tuple[str, str], list[dict[str, int]]] = {}
    for item in track(items("signals"), "Hearing sayings"):
        heard = _heard(coach, item)
        for name, label in item["labels"].items():
            of.setdefault((name, label["state"]), []).append(heard)
    danger = [item for item in items("safety") if item["cue"] and "text" in item]
    return Sayings(of, tuple(coach.screener.turn(item["text"]).gated for item in danger))


def _heard(coach: Coach, item: dict[str, Any]) -> dict[str, int]:
    turns = [Turn("user" if turn["role"] == "user" else "coach", turn["text"]) for turn in item["turns"]]
    return {name: VALUES[found.state] for name, found in coach.score(turns).signals.items()}


def told(said: Sayings, kinds: dict[str, list[list[Entry]]], furthest: Furthest) -> list[Figure]:
    """For each kind of life, in words: how many hear of a change for the worse and for the better within the year."""
    figures = []
    for kind, lives in kinds.items():
        claims: Counter[str] = Counter()
        for seed, life in enumerate(track(lives, f"In words: {kind}")):
            low, high = furthest(said.year(life, seed))
            claims["worse"] += low <= -change.CLAIM
            claims["better"] += high >= change.CLAIM
        limit = 0.05 if kind == "steady" else None
        figures += [
            Figure(f"in words, {kind}: {way} claimed", claims[way] / len(lives), "", limit, n=len(lives))
            for way in ("worse", "better")
        ]
    return figures


def apologies(said: Sayings, lives: list[list[Entry]], counted: Sequence[str]) -> list[Figure]:
    """Danger told, gifts and sorry after it: looks at an index or a trend after a sign that was noticed, or not yet."""
    raised = unnoticed = 0
    for seed, life in enumerate(lives):
        year = said.year(life, seed)
        noticed = next((entry.day for entry in year if entry.cue), None)
        first = next(entry.day for entry in life if entry.cue)
        for day in range(first + 1, year[-1].day, 7):
            stand = trend.standing(year, day, counted)
            shown = stand.index is not None or change.claimed(year, day, counted) is not None
            raised += shown and noticed is not None and day >= noticed
            unnoticed += shown and (noticed is None or day < noticed)
    return [
        Figure("in words, apology cycle: looks with an index after a sign that was noticed", raised, "", 0),
        Figure("in words, apology cycle: looks with an index before the first one was noticed", unnoticed, ""),
        Figure("signs of danger that were noticed", float(np.mean(said.cues)), n=len(said.cues)),
    ]
