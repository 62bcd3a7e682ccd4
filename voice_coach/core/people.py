"""Whom each piece of evidence is about, where a story has several people in it: each has their own signals."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from voice_coach.core.course import course
from voice_coach.core.mentions import FIRST, GENDERED, Mention, clause_before, relation, spoken_of
from voice_coach.core.pronouns import THEY, pronouns
from voice_coach.core.signals import Evidence
from voice_coach.core.statement import by_name
from voice_coach.core.transcript import Turn

_JOINING = re.compile(r"(?:(?:and|but|so|well|then|because|when|yeah|no|oh)\b[, ]*)*", re.IGNORECASE)
_CARE = re.compile(
    r"\b(?:take|takes|took|drive|drove|fetch|feed|collect|visit|see|saw|bring|brought|care|look(?:ed)? after"
    r"|cover(?:ing|ed)?|wash|shop(?:ping)?|cook(?:ed|ing)?)\b",
    re.IGNORECASE,
)
"""What is done for somebody while the talk is about who leaves it to the speaker."""


@dataclass(frozen=True)
class _Topic:
    """Whom a turn is about."""

    now: Mention | None
    before: Mention | None
    """The same until the turn comes to somebody else."""
    since: int
    """The turn with which the talk last left those it had been about: nobody from before is meant."""


def called(who: str) -> str:
    """How somebody is spoken of to the person: "your sister", "Leo"."""
    return who if who[:1].isupper() else f"your {who}"


def heading(who: str) -> str:
    """The same above what is about them; "Someone else" for who is not named."""
    return (called(who)[0].upper() + called(who)[1:]) if who else "Someone else"


def whom(
    turns: Sequence[Turn], evidence: Sequence[Evidence], is_name: Callable[[str], bool] = lambda _: False
) -> list[str]:
    """The person whom each piece is about, such as "sister" or "Leo"; empty where nobody is named.

    It is whom the words themselves are about, else whom the turn came to, else whom the talk is about there, as far as
    "he" or "she" may mean them; else the one named last, else the first named later. `is_name`: see `spoken_of`.
    """
    told = [(at, turn.text) for at, turn in enumerate(turns) if turn.role == "user"]
    named = spoken_of(told, is_name)
    topics = _topics(told, named) if named else {}
    return [f"{m.rank} {m.who}".strip() if m else "" for m in (_meant(named, topics, turns, e) for e in evidence)]


def _topics(told: Sequence[tuple[int, str]], named: Sequence[Mention]) -> dict[int, _Topic]:
    """Whom each turn is about: by the course of the talk, and within it by name."""
    found: dict[int, _Topic] = {}
    now: Mention | None = None
    last, since = "", 0
    for (turn, text), focus in zip(told, course([text for _, text in told]), strict=True):
        before, kin = now, relation(focus.replace("-", " "))
        own = [m for m in named if m.turn == turn]
        if focus != last:
            by_word = [m for m in own if m.kin == kin] or [m for m in reversed(named) if m.turn < turn and m.kin == kin]
            now = by_word[0] if by_word else Mention(turn, 0, kin, "", kin, they=pronouns(focus)) if focus else None
            before, since = (before, since) if focus else (None, turn)
        else:
            ours = [m for m in own if m.place == FIRST and (m.kin == kin if kin else m.named or not now)]
            others = [m for m in own if m.place == FIRST and m.named and m.they is not THEY]
            first = next((m for m in own if m.place), None)
            now = next(reversed(ours or others), now or first)
        if now and now.they is THEY:
            now = replace(now, they=pronouns("", [text] * 2))
        found[turn] = _Topic(now, before, since)
        last = focus
    return found


def _meant(
    named: Sequence[Mention], topics: Mapping[int, _Topic], turns: Sequence[Turn], evidence: Evidence
) -> Mention | None:
    said = pronouns("", [evidence.quote] * 2)
    topic = topics.get(evidence.turn)
    fitting = [m for m in named if m.may_be(said) and (not topic or m.turn >= topic.since)]
    own = [m for m in fitting if m.turn == evidence.turn]
    inside = [m for m in own if evidence.start <= m.at < evidence.end]
    begun = _JOINING.sub("", evidence.quote, count=1)
    if by_name(begun) and not begun.startswith("You ") and not any(m.named for m in inside):
        return None  # Whoever it is, none of those who are known.
    first = GENDERED.search(evidence.quote)
    led = [m for m in inside if m.place and not (first and evidence.start + first.start() < m.at)]
    if led:
        return led[0]
    if not first and (spoken := [m for m in inside if not m.place and _is_told_of(m, named, turns)]):
        return spoken[0]
    before = [m for m in own if m.at < evidence.start]
    came = [m for m in before if m.place == FIRST or (m.place and said is not THEY and m.they is said)]
    if came:
        return came[-1]
    if topic:
        # What is said before the turn comes to somebody is not yet about them.
        ahead = topic.now and topic.before and topic.now.turn == evidence.turn and topic.now.at >= evidence.end
        here = topic.before if ahead else topic.now
        if here and here.may_be(said):
            return here
    fitting = [m for m in fitting if m.place]
    before = [m for m in fitting if (m.turn, m.at) < (evidence.turn, evidence.end)]
    return before[-1] if before else (fitting[0] if fitting else None)


def _is_told_of(m: Mention, named: Sequence[Mention], turns: Sequence[Turn]) -> bool:
    """Whether somebody to whom something is done ("I'm holding Priya up") is one of those whom the story is about."""
    cares = _CARE.search(clause_before(turns[m.turn].text, m.at))
    return not cares and any(other.who == m.who and other.place for other in named)
