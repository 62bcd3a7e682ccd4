"""Questions that nobody who hears one side can answer."""

from __future__ import annotations

import pytest

from voice_coach.core.asking import is_question
from voice_coach.core.left_open import left_open


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Should I leave him?", "choice"),
        ("You didn't answer me again. Should I stay or should I go?", "choice"),
        ("should we stay or leave", "choice"),
        ("So it's my fault then?", "blame"),
        ("it's my fault then he cries", ""),
        ("do we have to wait for her", "choice"),
        ("is it worth staying", "choice"),
        ("Would you stay?", "choice"),
        ("What would you do?", "choice"),
        ("does my mum even care about me", "mind"),
        ("Is he using me?", "mind"),
        ("why won't she ring", "mind"),
        ("do you think he loves me", "mind"),
        ("is it me?", "blame"),
        ("am I the problem", "blame"),
        ("what's wrong with us", "blame"),
        ("What are the signs of imbalance?", ""),
        ("What should I do?", ""),
        ("How do I stay calm when he shouts?", ""),
        ("How do I forgive him?", ""),
        ("How should we split up the housework?", ""),
        ("what would you do to show appreciation", ""),
        ("He forgot again. Should I leave?", "choice"),
        ("Why are relationships hard?", ""),
        ("How do I know if my partner is invested?", ""),
    ],
)
def test_what_one_side_cannot_say_is_told_apart(text: str, kind: str) -> None:
    assert left_open(text) == kind
    assert not kind or is_question(text), "and asked for, with a question mark or without"


@pytest.mark.parametrize("text", ["He asked me should we move in", "I said, why does she never call"])
def test_what_is_told_of_such_a_question_asks_nothing(text: str) -> None:
    assert not is_question(text)
