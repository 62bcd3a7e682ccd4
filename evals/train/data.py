"""The training sets: spoken questions, signs of danger, signals of reciprocity. All written by hand."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voice_coach import assets
from voice_coach.core.knowledge import Knowledge

HOME = Path(__file__).parent
FACTS = tuple(f"F{n:02d}" for n in range(1, 71))
TARGETS = (*FACTS, "Q1", "Q2", "Q3", "Q4", "Q5", "none")
"""Classes of a question; `none` is what the guide does not answer."""
NONE = TARGETS.index("none")


@dataclass
class Example:
    """One text with what is known of it; a task whose label is None does not learn from it."""

    text: str
    target: int | None = None
    """Index into TARGETS."""
    danger: tuple[str, ...] | None = None
    """Classes of danger; empty for harmless text."""
    tier: str | None = None
    spans: list[tuple[int, int, str, str]] | None = None
    """(start, end, signal, pole); empty for a text without evidence."""
    question: str = ""
    """What the coach had asked, where the text is an answer."""
    note: dict[str, Any] = field(default_factory=dict)


def rows(pattern: str) -> list[dict[str, Any]]:
    """Every line of the files that match, in the order of their names."""
    found = sorted(HOME.glob(pattern))
    return [json.loads(line) for path in found for line in path.read_text("utf-8").splitlines() if line.strip()]


def questions() -> list[Example]:
    """Spoken questions with the passage or FAQ question that answers them, or `none`."""
    return [Example(p.text, TARGETS.index(p.target), None if p.statement else ()) for p in assets.phrasings()]


CHANGES = 1200
"""How many questions that stand by themselves are also shown after something the coach had said."""


def followups(knowledge: Knowledge) -> list[Example]:
    """What is asked after an answer: what only that answer explains, and new questions on something else."""
    found = [
        Example(r["text"], TARGETS.index(r["target"]), question=r["before"]) for r in rows("answers/followups*.jsonl")
    ]
    chance = random.Random(4)
    said = [" ".join(s.text for s in faq.sentences) for faq in knowledge.faqs.values()]
    said += [p.text for p in knowledge.passages.values()]
    for asked in chance.sample(questions(), CHANGES):
        found.append(Example(asked.text, asked.target, question=chance.choice(said)))
    return found


ORDINARY = 2500
"""How many ordinary things that people say of a relationship stand against the signs of danger."""


def dangers() -> list[Example]:
    """Signs of danger, their harmless look-alikes, and ordinary talk of a relationship."""
    found = [Example(r["text"], None, tuple(r["classes"]), r["tier"]) for r in rows("safety/*.jsonl") if "text" in r]
    told = [r["text"] for r in rows("signals/part-*.jsonl")]
    return found + [Example(text, None, ()) for text in random.Random(3).sample(told, min(ORDINARY, len(told)))]


def signals() -> list[Example]:
    """What people say of a relationship, with the spans that carry a signal."""
    found = []
    for r in rows("signals/part-*.jsonl"):
        spans = []
        for s in r["spans"]:
            at = r["text"].find(s["quote"])
            if at >= 0:
                spans.append((at, at + len(s["quote"]), s["signal"], s["pole"]))
        found.append(Example(r["text"], None, None, None, spans, r.get("question") or ""))
    return found


_FILLERS = ("um", "uh", "like", "so", "you know", "er", "i mean", "well", "kind of")


def noisy(text: str, chance: random.Random) -> str:
    """The text as a recogniser might give it: no punctuation, a filler, a lost word. Not for texts with spans."""
    if chance.random() < 0.25:
        text = re.sub(r"[.,?!;:]", "", text).lower()
    if chance.random() < 0.15:
        words = text.split()
        words.insert(chance.randrange(len(words) + 1), chance.choice(_FILLERS))
        text = " ".join(words)
    if chance.random() < 0.15:
        words = text.split()
        if len(words) > 5:
            del words[chance.randrange(len(words))]
        text = " ".join(words)
    return text
