"""When a trend is claimed: synthetic lives, a year each, looked at once a week.

Steady lives calibrate the level (`core.change.CLAIM`): mood drifts from night to night, signals differ, nights are
missed, and still at most one life in twenty may hear of a change. Changing lives say what it costs: the smallest
shift that is noticed in eight of ten. A third of the steady lives (other seeds and tempers) is unseen in calibration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from rich.progress import track

from evals.report import Figure, Result
from evals.trend.heard import apologies, sayings, told
from voice_coach import assets
from voice_coach.core import change, trend
from voice_coach.core.trend import Entry

YEAR = 365
LIVES = 600
SHIFTS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Changes of the mean value of a night, on a scale from -1 to +1."""
COUNTED = tuple(name for name, s in assets.signals().items() if s.subject in ("other", "both"))

Level = Callable[[int], float]
"""What is added to the tendency of every signal on a day."""


@dataclass(frozen=True)
class Life:
    """How one person's year goes."""

    nights: float = 0.7
    """Share of nights with an entry."""
    level: Level = lambda day: 0.0
    cues: frozenset[int] = frozenset()
    """Days on which a sign of danger is told."""


def live(life: Life, seed: int) -> list[Entry]:
    """The entries of a year. Values are drawn from a latent mood with a memory of some days."""
    chance = np.random.default_rng(seed)
    tendency = chance.normal(chance.uniform(-0.5, 0.7), 0.4, len(COUNTED))
    often = chance.dirichlet(np.full(len(COUNTED), 1.5))
    memory, swing = chance.uniform(0.2, 0.7), chance.uniform(0.1, 0.5)
    mood, entries = 0.0, []
    for day in range(YEAR):
        mood = memory * mood + np.sqrt(1 - memory**2) * chance.normal(0, swing)
        if chance.random() > life.nights:
            continue
        about = chance.choice(len(COUNTED), size=min(len(COUNTED), 1 + chance.poisson(1.5)), replace=False, p=often)
        felt = tendency[about] + mood + life.level(day) + chance.normal(0, 0.6, len(about))
        values = {COUNTED[i]: int(np.sign(v)) if abs(v) > 0.15 else 0 for i, v in zip(about, felt, strict=True)}
        entries.append(Entry(day, values, day in life.cues))
    return entries


def furthest(entries: list[Entry]) -> tuple[float, float]:
    """The lowest and the highest change of a year of weekly looks."""
    looks = [change.change([e for e in entries if e.day <= day], day, COUNTED) for day in range(6, YEAR, 7)]
    return min(looks), max(looks)


def run() -> Result:
    """Steady lives, then changing ones."""
    half = YEAR // 2
    steady = [furthest(live(_steady(n), n)) for n in track(range(LIVES), "Steady lives")]
    seen, unseen = _claimed(steady[: 2 * LIVES // 3]), _claimed(steady[2 * LIVES // 3 :])
    worst = sorted(max(-low, high) for low, high in steady)
    figures = [
        Figure("steady lives with any claim in a year, seen", seen, "", 0.05, n=2 * LIVES // 3),
        Figure("steady lives with any claim in a year, unseen", unseen, "", 0.05, n=LIVES - 2 * LIVES // 3),
        Figure("95th percentile of the furthest change", worst[round(0.95 * (LIVES - 1))], "standard errors"),
    ]
    smallest = None
    for shift in track(SHIFTS, "Changing lives"):
        drained = Life(level=partial(_fallen, shift, half))
        lows = [furthest([e for e in live(drained, 5000 + n)])[0] for n in range(150)]
        power = float(np.mean([low <= -change.CLAIM for low in lows]))
        figures.append(Figure(f"noticed within the half-year, a fall of {shift:g}", power, n=150))
        smallest = shift if smallest is None and power >= 0.8 else smallest
    figures.append(Figure("smallest fall noticed in 8 of 10", smallest or float("nan"), "of the scale -1 to 1"))
    others = {
        "one awful week": Life(level=lambda day: -2.0 if half <= day < half + 7 else 0.0),
        "seasonal": Life(level=lambda day: 0.15 * float(np.sin(2 * np.pi * day / YEAR))),
        "sparse, steady": Life(nights=0.15),
    }
    for name, life in others.items():
        claimed = _claimed([furthest(live(life, 9000 + n)) for n in range(100)])
        figures.append(Figure(f"{name}: any claim", claimed, n=100))
    figures += _apologies() + _in_words(half)
    notes = [
        f"Claimed from {change.CLAIM:g} standard errors. Above, values of nights are drawn.",
        "In words: the same nights told by labelled sayings of our eval sets, heard by the real scorer and screener.",
    ]
    return Result(figures, notes)


def _in_words(half: int) -> list[Figure]:
    said = sayings()
    kinds = {
        "steady": [live(_steady(n), n) for n in range(100)],
        "slowly draining": [live(Life(level=lambda day: -1.2 * day / YEAR), 5000 + n) for n in range(50)],
        "a fall of 1": [live(Life(level=partial(_fallen, 1.0, half)), 5000 + n) for n in range(50)],
        "repaired": [live(Life(level=lambda day: -0.5 if day < half else 0.7), 6000 + n) for n in range(50)],
        "one awful week": [live(Life(level=lambda day: -2.0 * (half <= day < half + 7)), 9000 + n) for n in range(50)],
        "seasonal": [
            live(Life(level=lambda day: 0.15 * float(np.sin(2 * np.pi * day / YEAR))), 9000 + n) for n in range(50)
        ],
        "sparse, steady": [live(Life(nights=0.15), 9000 + n) for n in range(50)],
    }
    return told(said, kinds, furthest) + apologies(said, [_apologetic(n) for n in range(30)], COUNTED)


def _apologetic(seed: int) -> list[Entry]:
    """Danger told every month, then two weeks of gifts and sorry."""
    cues = frozenset(range(30, YEAR, 30))
    every_night = Life(1.0, lambda day: 1.5 if day % 30 < 14 and day > 30 else -0.5, cues)
    return live(every_night, 7000 + seed)


def _fallen(by: float, since: int, day: int) -> float:
    return -by if day >= since else 0.0


def _steady(seed: int) -> Life:
    return Life(nights=float(np.random.default_rng(seed + 77_000).uniform(0.3, 1.0)))


def _claimed(lives: list[tuple[float, float]]) -> float:
    return float(np.mean([max(-low, high) >= change.CLAIM for low, high in lives]))


def _apologies() -> list[Figure]:
    """After a sign of danger neither index nor trend may rise, whatever is told next."""
    raised = 0
    for entries in map(_apologetic, range(100)):
        first = next(e.day for e in entries if e.cue)
        for day in range(first, YEAR, 7):
            stand = trend.standing(entries, day, COUNTED)
            raised += stand.index is not None or change.claimed(entries, day, COUNTED) is not None
    return [Figure("apology cycle: looks with an index or a trend", raised, "", 0, n=100)]
