"""What more sayings to learn from have bought so far: a line for each stage of training, kept beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from evals.report import HOME

FILE = HOME / "train" / "curve.jsonl"
PARTS = ("seen", "unseen", "fresh")


@dataclass(frozen=True)
class Stage:
    """One encoder, and how well it heard signals (micro-F1)."""

    what: str
    sayings: int
    """Turns that it was learned from."""
    seen: float
    unseen: float
    fresh: float | None = None


def stages() -> list[Stage]:
    """In the order in which they were learned; the last one ships."""
    return [Stage(**json.loads(line)) for line in FILE.read_text("utf-8").splitlines()]


def section(found: list[Stage]) -> str:
    """The curve as a part of a report, with its reading."""
    rows = [
        f"| {stage.what} | {stage.sayings:,} | {stage.seen:.2f} | {stage.unseen:.2f} | {_shown(stage.fresh)} |"
        for stage in found
    ]
    head = "| stage | sayings | seen | unseen | fresh |\n|---|---|---|---|---|"
    return "\n".join(["## Learning curve", "", "Micro-F1 of signals.", "", head, *rows, "", reading(found)])


def reading(found: list[Stage]) -> str:
    """What the last two doublings have bought, in a line."""
    last = found[-1]
    middle = _half_of(last, found)
    first = _half_of(middle, found)
    now, before = _bought(middle, last), _bought(first, middle)
    return (
        f"The last doubling of the sayings ({middle.sayings:,} to {last.sayings:,}) bought {now}; the one before "
        f"({first.sayings:,} to {middle.sayings:,}) {before}. Later stages went over them more often too, so more "
        "sayings alone would buy less than that."
    )


def _half_of(stage: Stage, found: list[Stage]) -> Stage:
    """The last stage with at most half as many sayings, as near as there is one."""
    return max((s for s in found if s.sayings <= stage.sayings / 2), key=lambda s: s.sayings, default=found[0])


def _bought(old: Stage, new: Stage) -> str:
    pairs = [(part, getattr(old, part), getattr(new, part)) for part in PARTS]
    return ", ".join(f"{b - a:+.2f} {part}" for part, a, b in pairs if a is not None and b is not None)


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
