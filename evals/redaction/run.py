"""Redaction before remote engines: what is found, what is found in vain, and whether it all comes back.

An entity counts as found when every character of it is replaced, whatever kind it was taken for. A replacement is
in vain when it touches no entity. A third of the sentences ("unseen") was drawn by chance from other evals' data,
by other hands, and labelled after the rules were written. Each sentence is also sent as the product sends it, in every
one of its prompts: what stands around it must hide nothing from the rules.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.report import Figure, Result, median, percentile
from voice_coach import assets
from voice_coach.conversation.guarded_model import GuardedModel
from voice_coach.conversation.model_answers import ModelAnswers
from voice_coach.conversation.model_reflecting import ModelReflector
from voice_coach.conversation.model_signals import ModelSignals
from voice_coach.conversation.prompts import Prompts
from voice_coach.core.details import Span
from voice_coach.core.redaction import Redactor
from voice_coach.core.reflection import ReflectionPrompt
from voice_coach.core.transcript import Turn
from voice_coach.core.turn import Answer
from voice_coach.ports import Message

DATA = Path(__file__).resolve().parents[1] / "data" / "redaction.jsonl"
KINDS = ("name", "place", "number", "email", "web", "postcode", "address")


@dataclass
class Count:
    """Hits of one group of sentences, by kind."""

    found: dict[str, int] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    vain: dict[str, int] = field(default_factory=dict)

    def recall(self, kind: str = "") -> tuple[float, int]:
        """Share of the entities that were replaced, and how many there are. All kinds without one."""
        return _share(self.found, self.missed, kind)

    def precision(self, kind: str = "") -> tuple[float, int]:
        """Share of the replacements that touch an entity, and how many there are."""
        return _share(self.right, self.vain, kind)


def _share(good: dict[str, int], bad: dict[str, int], kind: str) -> tuple[float, int]:
    kinds = [kind] if kind else KINDS
    hits = sum(good.get(k, 0) for k in kinds)
    total = hits + sum(bad.get(k, 0) for k in kinds)
    return (hits / total if total else 1.0), total


def run() -> Result:
    """All sentences, each in a session of its own."""
    rows = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
    groups: dict[str, Count] = {}
    mistakes: list[dict[str, Any]] = []
    milliseconds: list[float] = []
    back = 0
    for row in rows:
        redactor = Redactor(assets.names())
        start = time.perf_counter()
        sent = redactor.redact(row["text"])
        back += redactor.restore(sent) == row["text"]
        milliseconds.append((time.perf_counter() - start) * 1000)
        spans = Redactor(assets.names()).find(row["text"])
        style, part = ("asr" if row["asr"] else "clean"), ("unseen" if row["unseen"] else "seen")
        counts = [groups.setdefault(g, Count()) for g in ("all", style, part, f"{style}, {part}")]
        wrong = _count(row, spans, counts)
        if wrong:
            mistakes.append({"id": row["id"], "sent": sent, **wrong})
    inside = _inside_prompts(rows, mistakes)
    return Result(
        [*_figures(groups, back, milliseconds, len(rows)), *inside],
        [
            "Recall: every character of the entity is replaced. Precision: the replacement touches an entity.",
            "Sentences of speech recognisers (asr) have no capitals and no punctuation.",
            "Inside a prompt: of a name or place that stands in a sentence, what was sent to the model holds none.",
        ],
        {"mistakes": mistakes},
    )


class Wire:
    """A model elsewhere that keeps what it is sent."""

    name, remote = "wire", True

    def __init__(self) -> None:
        self.sent = ""

    def load(self) -> None:
        """Nothing to open."""

    def stream(self, messages: Sequence[Message], schema: dict[str, Any] | None = None) -> Iterator[str]:
        """An answer of every form."""
        self.sent = "\n".join(message.text for message in messages if message.role != "system")
        yield '{"reflections": ["Okay."], "mentions": []}'


def _prompts(wire: Wire) -> dict[str, Callable[[str], object]]:
    """Each way in which the product sends what was said."""
    model, prompts = GuardedModel(wire, lambda: Redactor(assets.names())), Prompts(assets.toml("prompts", "model"))
    rules, composed = assets.output_rules(), Answer("answered", ())
    answers, reflector = ModelAnswers(model, prompts, rules), ModelReflector(model, prompts, rules)
    signals = ModelSignals(model, prompts, assets.signals())
    return {
        "a question": lambda text: answers.reworded(composed, text, (), {}, {}),
        "a reflection": lambda text: list(reflector.reflect(ReflectionPrompt((Turn("user", text),)))),
        "a transcript": lambda text: signals.mentions([Turn("user", text)]),
        "the coach's words": lambda text: answers.reworded(
            composed, "Why?", [Turn("coach", f"You said: {text}. What is that like?")], {}, {}
        ),
    }


def _inside_prompts(rows: list[dict[str, Any]], mistakes: list[dict[str, Any]]) -> list[Figure]:
    wire, figures = Wire(), []
    for prompt, send in _prompts(wire).items():
        for kind in ("name", "place"):
            for style in ("clean", "asr"):
                told = [row for row in rows if row["asr"] == (style == "asr")]
                found = total = 0
                for row in told:
                    surfaces = [e["text"] for e in row["entities"] if e["kind"] == kind]
                    if not surfaces:
                        continue
                    send(row["text"])
                    missed = [s for s in dict.fromkeys(surfaces) if _stands(s, wire.sent, row["text"], surfaces)]
                    total, found = total + len(surfaces), found + sum(s not in missed for s in surfaces)
                    mistakes += [{"id": row["id"], "inside": prompt, "missed": missed}] if missed else []
                target = {"clean": 0.95, "asr": 0.9}[style]
                name = f"recall of {kind}s inside {prompt}, {style}"
                figures.append(Figure(name, found / total, "", target, "higher", n=total))
    return figures


def _stands(surface: str, sent: str, text: str, surfaces: list[str]) -> bool:
    """Whether it was sent, beside where the same word names nobody ("may I tell you about may")."""
    word = re.compile(rf"(?<!\w){re.escape(surface)}(?!\w)")
    return len(word.findall(sent)) > len(word.findall(text)) - surfaces.count(surface)


def _count(row: dict[str, Any], spans: list[Span], counts: list[Count]) -> dict[str, list[str]]:
    text, at = row["text"], 0
    entities = []
    for entity in row["entities"]:
        start = text.index(entity["text"], entity.get("at", at))
        at = start + len(entity["text"])
        entities.append(Span(start, at, entity["kind"]))
    missed, vain = [], []
    for entity in entities:
        hit = all(any(s.start <= c < s.end for s in spans) for c in range(entity.start, entity.end) if text[c] != " ")
        for count in counts:
            tally = count.found if hit else count.missed
            tally[entity.kind] = tally.get(entity.kind, 0) + 1
        missed += [] if hit else [text[entity.start : entity.end]]
    for span in spans:
        hit = any(span.start < e.end and e.start < span.end for e in entities)
        for count in counts:
            tally = count.right if hit else count.vain
            tally[span.kind] = tally.get(span.kind, 0) + 1
        vain += [] if hit else [text[span.start : span.end]]
    return {key: words for key, words in (("missed", missed), ("in vain", vain)) if words}


def _figures(groups: dict[str, Count], back: int, milliseconds: list[float], total: int) -> list[Figure]:
    figures = []
    targets = {"clean": 0.95, "asr": 0.9, "clean, unseen": 0.95, "asr, unseen": 0.9}
    for group in ("clean", "asr", "clean, unseen", "asr, unseen"):
        value, n = groups[group].recall("name")
        figures.append(Figure(f"recall of names, {group}", value, "", targets[group], "higher", n=n))
    for kind in KINDS[1:]:
        value, n = groups["all"].recall(kind)
        figures.append(Figure(f"recall of {kind}", value, "", better="higher", n=n))
    for group in ("all", "seen", "unseen"):
        value, n = groups[group].recall()
        figures.append(Figure(f"recall, {group}", value, "", 0.95 if group == "all" else None, "higher", n=n))
    for kind in KINDS:
        value, n = groups["all"].precision(kind)
        figures.append(Figure(f"precision of {kind}", value, "", better="higher", n=n))
    for group in ("all", "seen", "unseen", "asr", "clean"):
        value, n = groups[group].precision()
        figures.append(Figure(f"precision, {group}", value, "", 0.9 if group == "all" else None, "higher", n=n))
    slow = percentile(milliseconds, 0.95)
    return [
        *figures,
        Figure("restored exactly", back / total, "", 1.0, "higher", n=total),
        Figure("redact and restore, a turn", median(milliseconds), "ms", 5, p95=slow, n=total),
    ]
