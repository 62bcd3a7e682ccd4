"""The training sets: spoken questions, signs of danger, signals of reciprocity. All written by hand."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from evals.train.genders import swapped
from voice_coach import assets
from voice_coach.core.knowledge import Knowledge
from voice_coach.core.pronouns import HE, SHE, THEY
from voice_coach.core.safety import screen_text
from voice_coach.core.spans import before
from voice_coach.core.transcript import Turn

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
    line: str = ""
    """What its loss is remembered by, however it is told this time; empty for what is not one line."""


Keep = Callable[[str, int], bool]
"""Whether a line is learned from, by the name of its part and its number."""


def every(part: str, line: int) -> bool:
    """All lines."""
    return True


def rows(pattern: str, keep: Keep = every) -> list[dict[str, Any]]:
    """Lines of the files that match, in the order of their names."""
    lines = ((path, *x) for path in sorted(HOME.glob(pattern)) for x in enumerate(path.read_text("utf-8").splitlines()))
    return [json.loads(line) for path, number, line in lines if line.strip() and keep(path.stem, number)]


def questions() -> list[Example]:
    """Spoken questions with the passage or FAQ question that answers them, or `none`."""
    return [Example(p.text, TARGETS.index(p.target), None if p.statement else ()) for p in assets.phrasings()]


CHANGES = 300
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


def dangers(keep: Keep = every) -> list[Example]:
    """Signs of danger and their harmless look-alikes."""
    found = rows("safety/*.jsonl", keep)
    return [Example(r["text"], None, tuple(r["classes"]), r["tier"]) for r in found if "text" in r]


def ordinary(count: int, chance: random.Random, keep: Keep = every) -> list[Example]:
    """Ordinary talk of a relationship, which stands against the signs of danger."""
    cues = assets.safety_cues()
    said = [x.text for x in chance.sample(signals(keep), count)]
    # Some were written with danger in them, so that nothing there scores: they are no example of ordinary.
    return [Example(text, None, ()) for text in said if not screen_text(text, cues).cue]


def signals(keep: Keep = every) -> list[Example]:
    """What people say of a relationship, turn by turn, with the spans that carry a signal."""
    found = []
    for r in rows("signals/part-*.jsonl", keep):
        if "turns" not in r:
            found.append(_marked(r["text"], r["spans"], (r.get("question") or "").removeprefix("Q ")))
            continue
        turns = [Turn("user" if t["role"] == "user" else "coach", t["text"]) for t in r["turns"]]
        for index, turn in enumerate(turns):
            if turn.role == "user":
                mine = [s for s in r["spans"] if s["turn"] == index]
                found.append(_marked(turn.text, mine, before(turns, index)))
    return found


def _marked(text: str, labels: list[dict[str, Any]], lead: str) -> Example:
    spans = []
    for s in labels:
        at = text.find(s["quote"])
        if at >= 0:
            spans.append((at, at + len(s["quote"]), s["signal"], s["pole"]))
    return Example(text, None, None, None, spans, lead)


def told(one: Example, other: Example, chance: random.Random) -> Example:
    """A text with spans as a recogniser might give it, now and then of the other gender or with a text after it."""
    one = led(turned(one, chance), other, chance)
    if chance.random() < 0.15 and not other.question and len(one.text) + len(other.text) < 300:
        shift = len(one.text) + 1
        more = [(s + shift, e + shift, signal, pole) for s, e, signal, pole in other.spans or []]
        one = Example(f"{one.text} {other.text}", spans=[*(one.spans or []), *more], question=one.question)
    if chance.random() < 0.2:
        kept = [at for at, c in enumerate(one.text) if c not in ".,?!;:"]
        place = {at: new for new, at in enumerate(kept)}
        ends = [(s, e, signal, pole) for s, e, signal, pole in one.spans or []]
        spans = []
        for s, e, signal, pole in ends:
            inside = [place[at] for at in range(s, e) if at in place]
            if inside:
                spans.append((inside[0], inside[-1] + 1, signal, pole))
        one = replace(one, text="".join(one.text[at] for at in kept), spans=spans)
    return one


UNASKED = 0.35
"""Share of sayings that are learned as the answer to something else: whatever was said before, they mean the same."""
_STORY = 24
"""Words of a turn before, as `core.spans.before` keeps them."""


def led(one: Example, other: Example, chance: random.Random) -> Example:
    """A saying that stands by itself, now and then after a question of the coach and the end of another story."""
    if one.question or chance.random() >= UNASKED:
        return one
    asked = chance.choice(_coach_asks())
    story = " ".join(other.text.split()[-_STORY:]) if chance.random() < 0.5 else ""
    return replace(one, question=f"{story} {asked}".strip())


@cache
def _coach_asks() -> tuple[str, ...]:
    """Every question of a reflection, of each gender and none."""
    found: list[str] = []
    for texts in assets.toml("prompts", "reflect")["question"].values():
        found += texts if isinstance(texts, list) else [text for some in texts.values() for text in some]
    return tuple(dict.fromkeys(text.format_map(them) for text in found for them in (THEY, SHE, HE)))


def turned(one: Example, chance: random.Random) -> Example:
    """One time in three the same of a woman instead of a man, or the other way round, with what the coach had asked."""
    found = swapped(one.text, one.question) if chance.random() < 1 / 3 else None
    if not found:
        return one
    (text, places), (question, _) = found
    spans = None if one.spans is None else [(places[s], places[e], name, pole) for s, e, name, pole in one.spans]
    return replace(one, text=text, question=question, spans=spans)


def storied(text: str, stories: list[str], chance: random.Random, share: float) -> str:
    """Now and then with something ordinary said before or after it, as people do."""
    other = chance.choice(stories)
    if chance.random() >= share or len(text) + len(other) > 320:
        return text
    return f"{other} {text}" if chance.random() < 0.7 else f"{text} {other}"


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
