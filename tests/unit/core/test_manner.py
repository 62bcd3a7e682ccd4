from __future__ import annotations

import pytest

from voice_coach import assets
from voice_coach.core.manner import faults, questions, unsaid

GOOD = ["You plan it, and he cancels.", "That sounds tiring.", "What happened next?"]


def test_a_reflection_with_its_question_may_be_said() -> None:
    assert faults(GOOD) == []
    assert faults(GOOD[:2], "reflection") == []


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["You plan it.", "Why?", "And then?"], "two_questions"),
        (["What happened next?"], "asks_first"),
        (["How was it?", "You plan it."], "asks_first"),
        ([" ".join(["word"] * 36)], "too_long"),
        (["You should tell him.", "What do you think?"], "advice"),
        (["He's clearly using you."], "side"),
        (["You deserve better."], "side"),
        (["But did you ever ask him?"], "confronts"),
    ],
)
def test_what_breaks_the_manner_is_named(lines: list[str], fault: str) -> None:
    assert fault in faults(lines)


def test_what_was_said_before_is_not_said_again() -> None:
    assert faults(GOOD, said=["Okay. That sounds tiring. And then?"]) == ["repeated"]


def test_a_question_in_the_persons_own_words_does_not_count() -> None:
    assert questions(["You said 'why me?'.", "What then?"]) == 1


def texts(raw: object) -> list[str]:
    if isinstance(raw, str):
        return [raw]
    parts = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else []
    return [text for part in parts for text in texts(part)]


@pytest.mark.parametrize("line", texts(assets.toml("prompts", "reflect")))
def test_our_own_texts_keep_the_manner(line: str) -> None:
    assert {"advice", "side", "confronts", "two_questions"}.isdisjoint(faults([line]))


def test_names_and_numbers_that_nobody_said() -> None:
    told = "I rang Ada 3 times on Sunday."
    assert unsaid("So you rang Ada 3 times, and Tom 12.", told) == ["12", "Tom"]
    assert unsaid("You rang on Sunday.", told) == []
