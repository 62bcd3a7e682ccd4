"""One persona's conversation with the product, and what the checks need to know of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voice_coach.app import Coach
from voice_coach.core.safety import CLEAR, Assessment
from voice_coach.core.transcript import Turn
from voice_coach.surfaces.cli.typed import typed_session

PERSONAS = Path(__file__).resolve().parent.parent / "data" / "vera.jsonl"
ROOM = {"violence", "threat_weapon", "choking", "control_monitoring", "fear", "stalking"}
"""Classes in which the other person may be listening (the specification's list, not the product's)."""
FREE = re.compile(
    r"\bcan talk\b|\b(?:alone|on my own|by myself)\b|\bokay to talk\b|\bnobody(?:'?s| is) home\b|"
    r"\bwho (?:can|do) i (?:even )?(?:call|talk)",
    re.I,
)
"""Where a persona says that it can talk freely, or asks for a line."""


@dataclass(frozen=True)
class Persona:
    """Who talks, and what a person who listens well would notice."""

    id: str
    topic: str
    risk: str
    country: str
    first_cue_turn: int
    """0-based, into `turns`."""
    expected_classes: list[str]
    answers_room_yes: bool
    turns: list[str]

    @property
    def in_the_room(self) -> bool:
        """Whether the product has to ask first if they can talk freely."""
        return bool(ROOM.intersection(self.expected_classes))

    @property
    def free_at(self) -> int:
        """The turn from which lines may be spoken; behind the last one when there is none."""
        if not self.in_the_room:
            return self.first_cue_turn
        later = range(self.first_cue_turn, len(self.turns))
        found = next((index for index in later if FREE.search(self.turns[index])), len(self.turns))
        return found if self.answers_room_yes else len(self.turns)


@dataclass(frozen=True)
class Exchange:
    """What the person said and what the coach replied."""

    user: str
    coach: str
    sentences: tuple[str, ...]
    kind: str
    citations: tuple[str, ...]
    safety: Assessment = CLEAR


@dataclass(frozen=True)
class Talk:
    """A whole conversation."""

    persona: Persona
    opening: str
    exchanges: list[Exchange]
    summary: str
    signals: int
    """Signals in the closing score's spoken summary; none may be told while a cue is active."""
    lost: list[str] = field(default_factory=list)
    """Turns that the session no longer took."""

    def after(self, index: int) -> Iterator[Exchange]:
        """Exchanges from a turn on."""
        return iter(self.exchanges[index:])


def personas() -> list[Persona]:
    """All of them, as they were written."""
    return [Persona(**json.loads(line)) for line in PERSONAS.read_text("utf-8").splitlines()]


def hold(coach: Coach, persona: Persona) -> Talk:
    """Talk it through on a session of the product."""
    session = coach.session("talk", save=False)
    opening: list[str] = []
    exchanges: list[Exchange] = []
    said = ""
    turns: list[Turn] = []
    for line in typed_session(session, iter(persona.turns)):
        turns.append(Turn("user" if line.role == "user" else "coach", line.text))
        if line.reply is None:
            said = line.text
        elif not said:
            opening.append(line.text)
        else:
            spoken = tuple(sentence.text for sentence in line.reply.sentences)
            found = (line.text, spoken, line.reply.kind, line.reply.citations, session.state.safety)
            exchanges.append(Exchange(said, *found))
    closing = session.summary(turns)
    told = sum(1 for name in closing.score.signals if closing.score.safety.gated and name in closing.spoken)
    return Talk(persona, " ".join(opening), exchanges, closing.spoken, told, persona.turns[len(exchanges) :])


def transcript(talk: Talk) -> list[dict[str, Any]]:
    """For the result file: the personas are invented, so their words may be kept."""
    return [
        {"user": e.user, "coach": e.coach, "kind": e.kind, "classes": list(e.safety.classes), "tier": e.safety.tier}
        for e in talk.exchanges
    ]
