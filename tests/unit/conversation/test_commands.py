from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.conversation.commands import command, is_question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stop.", "stop"),
        ("um, let's stop", "stop"),
        ("Goodnight!", "stop"),
        ("stop for today", "stop"),
        ("Please repeat that.", "repeat"),
        ("Say that again", "repeat"),
        ("Pardon?", "repeat"),
        ("Tell me more", "more"),
        ("go on", "more"),
        ("Help", "help"),
        ("What can I say?", "help"),
        ("Give me a summary", "summary"),
        ("Don’t save this, please.", "dont_save"),
        ("Do not record that", "dont_save"),
        ("I told him to stop and he didn't", None),
        ("I can't go on like this", None),
        ("he never helps", None),
        ("", None),
    ],
)
def test_a_command_is_the_whole_utterance(text: str, expected: str | None) -> None:
    assert command(text) == expected


@pytest.mark.parametrize("text", ["Yes.", "yeah", "OK", "Yes, please.", "go ahead"])
def test_a_yes_takes_up_an_offer_and_nothing_else(text: str) -> None:
    assert command(text, offered=True) == "more"
    assert command(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What are the signs of a lack of reciprocity?", True),
        ("what are the signs somebody isn't giving back", True),
        ("He forgot again. What should I do?", True),
        ("so how can we support each other", True),
        ("Is it normal to be tired", True),
        ("I always plan everything", False),
        ("I asked him what he wanted", False),
        ("When my mum was ill he drove me there", False),
        ("Can he not just call", False),
        ("", False),
    ],
)
def test_questions_with_and_without_a_question_mark(text: str, expected: bool) -> None:
    assert is_question(text) is expected


@given(st.text(st.characters()), st.booleans())
def test_any_text_can_be_looked_at(text: str, offered: bool) -> None:
    named = command(text, offered)
    assert named is None or isinstance(named, str)
    assert isinstance(is_question(text), bool)


def test_the_words_of_the_users_choice_clear_the_screen() -> None:
    assert command("Blue Umbrella!", panic="blue umbrella") == "panic"
    assert command("clear the screen") == "panic"
    assert command("blue umbrella") is None
