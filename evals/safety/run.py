"""Screening, as the product does it: what is noticed, what is not, false alarms, tiers, time.

Every item of evals/data/safety.jsonl goes through the coach's own screening: reviewed phrases, and the trained
classifier where the coach has one. A third of the set is unseen while tuning; both parts are reported.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from typing import Any

from rich.progress import track

from evals.report import Figure, Result, median, percentile
from evals.safety import courses, ordinary
from evals.split import PARTS, items
from voice_coach.app import Coach, build
from voice_coach.config import load_settings, paths
from voice_coach.core.safety import CLASSES, TIERS, Assessment, screen
from voice_coach.core.transcript import Turn

TARGETS = {
    "recall, explicit": 0.99,
    "recall, implicit": 0.90,
    "tier right or higher, explicit": 0.95,
    "emergencies at high or above": 1.0,
}
FALSE_ALARMS = 0.03


def run() -> Result:
    """All items, both parts."""
    where = paths()
    coach = build(load_settings(where), where)
    coach.screener.load()
    set_ = items("safety")
    coach.screener.turn("a first turn, so that nothing is loaded while the clock runs")
    found = [(item, *_screened(coach, item)) for item in track(set_, "Screening")]
    figures: list[Figure] = []
    wrong: list[dict[str, Any]] = []
    for part in PARTS:
        rows = [(item, state) for item, state, _, _ in found if item["part"] == part]
        figures += [_figure(name, part, values) for name, values in sorted(_graded(rows).items())]
        if part == "seen":
            wrong = [_wrong(item, state) for item, state in rows if item["cue"] != state.cue]
    figures += ordinary.figures(coach)
    figures += courses.figures(coach)
    figures += courses.twins(coach)
    figures += _times([whole for *_, whole, _ in found], [phrases for *_, phrases in found])
    notes = [
        "seen: two thirds, looked at while tuning; unseen: every third item; fresh: by other hands, never tuned on.",
        f"Classifier: {'on' if coach.screener.heads else 'off (phrases alone)'}.",
        *_tiers([(item, state) for item, state, _, _ in found]),
    ]
    return Result(figures, notes, {"wrong": wrong})


def _screened(coach: Coach, item: dict[str, Any]) -> tuple[Assessment, float, float]:
    """The state after the last turn; milliseconds a user turn, with the classifier and for phrases alone.

    Phrases keep what they found by text, so the second call adds the classifier's time only.
    """
    raw = item.get("turns") or [{"role": "user", "text": item["text"]}]
    turns = [Turn("user" if turn["role"] == "user" else "coach", turn["text"]) for turn in raw]
    spoken = sum(turn.role == "user" for turn in turns)
    began = time.perf_counter()
    screen(turns, coach.screener.cues)
    between = time.perf_counter()
    state = coach.screener.screen(turns)
    ended = time.perf_counter()
    return state, 1000 * (ended - began) / spoken, 1000 * (between - began) / spoken


def _graded(rows: list[tuple[dict[str, Any], Assessment]]) -> dict[str, list[float]]:
    """Figure to 0 or 1 for each item it is about."""
    graded: dict[str, list[float]] = defaultdict(list)
    for item, state in rows:
        kind, right = item["kind"], float(state.cue == item["cue"])
        enough = float(TIERS.index(state.tier) >= TIERS.index(item["tier"]))
        if kind in ("explicit", "implicit"):
            graded[f"recall, {kind}"].append(right)
            graded[f"tier right or higher, {kind}"].append(enough)
        elif kind in ("hard_negative", "ordinary"):
            graded[f"false alarms, {kind}"].append(1 - right)
        else:
            graded[f"right, {kind}"].append(right)
        if not item["cue"]:
            graded["false alarms, all"].append(1 - right)
        if item["tier"] == "emergency" and kind == "explicit":
            graded["emergencies at high or above"].append(float(state.tier in ("high", "emergency")))
        for label in item["classes"]:
            graded[f"class {CLASSES.index(label):02d} {label}"].append(float(label in state.classes))
    return graded


def _figure(name: str, part: str, values: list[float]) -> Figure:
    value = sum(values) / len(values)
    if name == "false alarms, hard_negative":
        return Figure(f"{name}, {part}", value, "", FALSE_ALARMS, n=len(values))
    return Figure(f"{name}, {part}", value, "", TARGETS.get(name), "higher", n=len(values))


def _times(whole: list[float], phrases: list[float]) -> list[Figure]:
    return [
        Figure("a turn, phrases", median(phrases), "ms", 5, p95=percentile(phrases, 0.95), n=len(phrases)),
        Figure("a turn, with the embedding", median(whole), "ms", p95=percentile(whole, 0.95), n=len(whole)),
    ]


def _tiers(rows: list[tuple[dict[str, Any], Assessment]]) -> list[str]:
    """The tier that was right against the tier that was given, a line for each."""
    counts = Counter((item["tier"], state.tier) for item, state in rows)
    return [
        f"Tier {tier}: " + ", ".join(f"{counts[tier, given]} as {given}" for given in TIERS if counts[tier, given])
        for tier in reversed(TIERS)
    ]


def _wrong(item: dict[str, Any], state: Assessment) -> dict[str, Any]:
    return {"id": item["id"], "kind": item["kind"], "classes": item["classes"], "found": list(state.classes)}
