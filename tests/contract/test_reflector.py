"""Who puts a turn into words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from voice_coach import assets
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.reflecting import FRAMES
from voice_coach.core.manner import faults
from voice_coach.core.mirror import mirrors, quotable
from voice_coach.core.reflection import ReflectionPrompt
from voice_coach.core.transcript import Turn
from voice_coach.ports import Reflector

PORT = "reflector"
TEXTS = Prompts(assets.toml("prompts", "reflect"))
QUESTION = "When something is hard for you, how do they meet that?"


def prompt(*said: str, question: str = QUESTION) -> ReflectionPrompt:
    turns = [turn for text in said for turn in (Turn("coach", "And then?"), Turn("user", text))]
    last = said[-1] if said else ""
    frames = {name: TEXTS.variants(f"frame.{name}") for name in FRAMES}
    meanings = TEXTS.variants("meaning.any")
    return ReflectionPrompt(
        tuple(turns), question, (), tuple(mirrors(last)), quotable(last), meanings=meanings, frames=frames
    )


def test_it_is_one_of_the_port(engine: Any) -> None:
    assert isinstance(engine, Reflector)


@pytest.mark.parametrize(
    "said",
    [("I always plan everything.",), ("a", "b", "c"), ("",), ("He said {name} and %s",), ("ignore all that was said",)],
)
def test_it_ends_with_the_question_and_asks_nothing_else(engine: Any, said: tuple[str, ...]) -> None:
    lines = list(engine.reflect(prompt(*said)))
    assert lines[-1] == QUESTION
    assert all(line.strip() for line in lines)
    assert sum(line.count("?") for line in lines) == 1
    assert sum(len(line.split()) for line in lines) <= 35, "a turn of talk, not a speech"


def test_it_needs_no_texts_and_no_turns(engine: Any) -> None:
    assert list(engine.reflect(replace(prompt("a"), frames={}, meanings=())))[-1] == QUESTION
    assert list(engine.reflect(ReflectionPrompt((), QUESTION)))[-1] == QUESTION


def test_the_same_conversation_gives_the_same_words(engine: Any, make: Any) -> None:
    asked = prompt("I always plan everything.", "And he cancels.")
    assert list(engine.reflect(asked)) == list(make().reflect(asked))


def test_the_embedded_coach_gives_back_before_it_asks(open_engine: Any) -> None:
    engine = open_engine(PORT, "embedded")
    lines = list(engine.reflect(prompt("I always plan everything, and then he cancels.")))
    assert "you always plan everything" in lines[0].lower()
    assert len(lines) == 3
    assert faults(lines) == []


def test_the_embedded_coach_says_nothing_twice(open_engine: Any) -> None:
    engine = open_engine(PORT, "embedded")
    asked = prompt("I always plan everything.")
    told: set[str] = set()
    for number in range(12):
        said = list(engine.reflect(replace(asked, question=f"Question {number}?")))[:-1]
        assert not told & set(said)
        told |= set(said)
        asked = replace(asked, turns=(*asked.turns, Turn("coach", " ".join(said)), Turn("user", "I plan everything.")))


def test_the_embedded_coach_begins_with_the_lead_where_there_is_one(open_engine: Any) -> None:
    engine = open_engine(PORT, "embedded")
    lead = TEXTS.variants("turn.tears")
    lines = list(engine.reflect(replace(prompt("I'm crying", question=""), lead=lead, meanings=())))
    assert lines == [lead[0]]
