"""How well signals are heard: the right signal in the right state, with a quote that carries it.

Every item of evals/data/signals.jsonl is scored as a program would ask for it. F1 is over (signal, state);
a quote is right when it overlaps a labelled one. A third of the set is unseen while tuning.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import Any

from rich.progress import track

from evals.report import Figure, Result, median
from evals.signals.curve import section, stages
from evals.split import PARTS, items, read
from voice_coach.app import Coach, build
from voice_coach.config import load_settings, paths
from voice_coach.core.scoring import Score
from voice_coach.core.transcript import Turn


def run() -> Result:
    """Score every item."""
    where = paths()
    coach = build(load_settings(where), where)
    coach.scorer.load()
    figures: list[Figure] = []
    times: list[float] = []
    rows: list[tuple[dict[str, Any], Score]] = []
    for item in track(items("signals"), "Scoring"):
        turns = [Turn("user" if t["role"] == "user" else "coach", t["text"]) for t in item["turns"]]
        began = time.perf_counter()
        rows.append((item, coach.score(turns)))
        times.append((time.perf_counter() - began) * 1000)
    for part in PARTS:
        figures += measured([row for row in rows if row[0]["part"] == part], part)
    figures += _twins(coach)
    figures += [after_questions(coach, rows, part) for part in PARTS]
    figures += _pairs([row for row in rows if row[0]["kind"] == "roleswap"])
    figures.append(Figure("time a conversation", median(times), "ms", n=len(times)))
    figures.append(_long(coach, rows))
    notes = [
        "seen: two thirds, looked at while tuning; unseen: every third item; fresh: by other hands, never tuned on.",
        "Near twins: pairs that differ in one clause, most of which carry nothing; the last lines of a part whose "
        "others are learned from.",
    ]
    return Result(figures, notes, section=section(stages()))


def measured(rows: list[tuple[dict[str, Any], Score]], part: str) -> list[Figure]:
    """What the rows (item, score) amount to."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for item, score in rows:
        wanted, heard = _states(item, score)
        for key in wanted | heard:
            kind = "tp" if key in wanted & heard else ("fn" if key in wanted else "fp")
            counts.setdefault(key, Counter())[kind] += 1
    total: Counter[str] = sum(counts.values(), Counter())
    macro = [_f1(c) for (_, state), c in counts.items() if state != "mixed" and c["tp"] + c["fn"]]
    confused = [bool(s.signals) for item, s in rows if item["kind"] in ("confuser", "roleswap") and not item["labels"]]
    verbatim = [
        item["turns"][e.turn]["text"][e.start : e.end] == e.quote
        for item, s in rows
        for found in s.signals.values()
        for e in found.evidence
    ]
    return [
        Figure(f"micro-F1, {part}", _f1(total), "", 0.85, "higher", n=total["tp"] + total["fn"]),
        Figure(f"macro-F1, {part}", sum(macro) / max(1, len(macro)), "", 0.80, "higher", n=len(macro)),
        Figure(f"confusers scored, {part}", sum(confused) / max(1, len(confused)), "", 0.08, n=len(confused)),
        Figure(f"quotes right, {part}", _quotes(rows), "", None, "higher"),
        Figure(f"quotes verbatim, {part}", sum(verbatim) / max(1, len(verbatim)), "", 1.0, "higher", n=len(verbatim)),
    ]


def _states(item: dict[str, Any], score: Score) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(signal, state) that are labelled, and those that were heard."""
    wanted = {(name, label["state"]) for name, label in item["labels"].items()}
    return wanted, {(name, found.state) for name, found in score.signals.items()}


def after_questions(coach: Coach, rows: list[tuple[dict[str, Any], Score]], part: str) -> Figure:
    """Single sayings told as the answer to a question about something else: they mean what they mean by themselves."""
    asked = sorted(coach.scorer.questions.items())
    chance = random.Random(1)
    again = []
    for item, _ in rows:
        if item["part"] == part and len(item["turns"]) == 1:
            others = [text for text, signal in asked if signal not in item["labels"]]
            said = [
                Turn("user", "I wanted to talk about the two of us."),
                Turn("coach", f"Okay. {chance.choice(others)}"),
            ]
            again.append((item, coach.score([*said, Turn("user", item["turns"][0]["text"])])))
    counts: Counter[str] = Counter()
    for item, score in again:
        wanted, heard = _states(item, score)
        counts += Counter(tp=len(wanted & heard), fn=len(wanted - heard), fp=len(heard - wanted))
    return Figure(
        f"micro-F1 after a question about something else, {part}", _f1(counts), "", None, "higher", n=len(again)
    )


def _twins(coach: Coach) -> list[Figure]:
    rows = []
    for item in read("signals_twins"):
        turns = [Turn("user" if t["role"] == "user" else "coach", t["text"]) for t in item["turns"]]
        rows.append((item, coach.score(turns)))
    micro, _, confused, *_ = measured(rows, "near twins")
    return [micro, confused]


def _pairs(rows: list[tuple[dict[str, Any], Score]]) -> list[Figure]:
    """The same doing once of the other and once of the speaker, over all parts: how often each is right."""
    right: dict[bool, list[float]] = {True: [], False: []}
    for item, score in rows:
        wanted = {name: label["state"] for name, label in item["labels"].items()}
        right[bool(wanted)].append(float(wanted == {name: heard.state for name, heard in score.signals.items()}))
    other, own = (sum(values) / max(1, len(values)) for values in right.values())
    return [
        Figure("role-swapped pairs, right where the other does it", other, "", n=len(right[True])),
        Figure("role-swapped pairs, right where the speaker does it", own, "", n=len(right[False])),
        Figure("role-swapped pairs, gap", abs(other - own), "", 0.05),
    ]


def _long(coach: Coach, rows: list[tuple[dict[str, Any], Score]]) -> Figure:
    """Time of a transcript of a thousand words, read for the first time."""
    words = " ".join(t["text"] for item, _ in rows for t in item["turns"] if t["role"] == "user").split()[:1000]
    turns = [Turn("user", " ".join(words[at : at + 50])) for at in range(0, len(words), 50)]
    times = []
    for _ in range(5):
        coach.scorer.forget()
        began = time.perf_counter()
        coach.score(turns)
        times.append((time.perf_counter() - began) * 1000)
    return Figure("a transcript of 1,000 words", median(times), "ms", 600, n=len(times))


def _quotes(rows: list[tuple[dict[str, Any], Score]]) -> float:
    """Of signals heard in the right state, the share with a quote that overlaps a labelled one."""
    right: list[bool] = []
    for item, score in rows:
        for name, label in item["labels"].items():
            found = score.signals.get(name)
            if found and found.state == label["state"]:
                right.append(any(q in e.quote or e.quote in q for q in label["quotes"] for e in found.evidence))
    return sum(right) / max(1, len(right))


def _f1(counts: Counter[str]) -> float:
    return 2 * counts["tp"] / max(1, 2 * counts["tp"] + counts["fp"] + counts["fn"])
