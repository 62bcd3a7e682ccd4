"""How long a silence may be, by what was asked and what was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.core.patience import (
    ASKED,
    BRIEF,
    HANGING,
    MINUTE,
    OPEN,
    SHORT,
    Expecting,
    asks_time,
    expecting,
    patience,
    unfinished,
)


@pytest.mark.parametrize(
    ("expects", "text", "seconds"),
    [
        ("closed", "Yes.", SHORT),
        ("closed", "No, not really.", SHORT),
        ("closed", "Um, yeah.", SHORT),
        ("closed", "Yes, I think he does.", BRIEF),
        ("closed", "Yes, because", HANGING),
        ("closed", "No, I...", HANGING),
        ("closed", "I would, but my sister was ill and I had to drive her home again.", OPEN),
        ("question", "What are the signs of a lack of reciprocity?", ASKED),
        ("question", "What are the signs of a", HANGING),
        ("open", "What are the signs of a lack of reciprocity?", ASKED),
        ("open", "Is it normal that things go up and down?", ASKED),
        ("open", "He forgot my birthday. Why did he do that?", OPEN),
        ("open", "You know what he said to me?", OPEN),
        ("open", "He never calls.", OPEN),
        ("open", "And then I", HANGING),
        ("open", "And then I.", HANGING),
        ("open", "He cancels all the time, and", HANGING),
        ("open", "And he said that", HANGING),
        ("open", "She said it was, um,", HANGING),
        ("open", "It's the", HANGING),
        ("open", "He never calls. Give me a minute.", MINUTE),
        ("open", "I said sorry, and then... hang on.", MINUTE),
        ("open", "Give me a minute.", BRIEF),
        ("minute", "Hmm.", MINUTE),
        ("minute", "Okay, so", MINUTE),
        ("minute", "I think he was just tired that day.", OPEN),
        ("command", "Stop.", BRIEF),
        ("open", "", OPEN),
    ],
)
def test_the_silence_that_ends_an_utterance(expects: Expecting, text: str, seconds: float) -> None:
    assert patience(expects, text).end == seconds


def test_half_a_sentence_that_was_hardly_heard_is_no_question() -> None:
    assert patience("open", "How do you marry Demore?", confidence=0.5).end == OPEN


@pytest.mark.parametrize(
    "text",
    [
        "I think so.",
        "I don't want to.",
        "I hope not.",
        "I don't like that.",
        "I love her.",
        "It went on and on for years.",
        "Who would I be without it?",
        "He came too.",
        "I don't know what it's like.",
        "We had been friends since then.",
    ],
)
def test_a_finished_sentence_does_not_hang(text: str) -> None:
    assert not unfinished(text)


@pytest.mark.parametrize(
    "text",
    [
        "Give me a minute.",
        "Okay, just a second.",
        "Hang on.",
        "Um, let me think.",
        "Could you give me a moment, please?",
    ],
)
def test_asking_for_time(text: str) -> None:
    assert asks_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "He told me to give him a minute.",
        "He always says just a minute.",
        "She told me to hang on.",
        "It took a minute.",
        "He let me think about it for weeks.",
    ],
)
def test_a_story_that_speaks_of_time_does_not_ask_for_it(text: str) -> None:
    assert not asks_time(text)
    assert patience("open", text).end == OPEN


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Want to hear more?", "closed"),
        ("I can stay with that. Is there someone who can be with you right now?", "closed"),
        ("And does he know that?", "closed"),
        ("Can you tell me about one time?", "open"),
        ("Can you tell me a bit more about that?", "open"),
        ("What is that like for you?", "open"),
        ("That sounds tiring.", "open"),
        ("", "open"),
    ],
)
def test_what_the_coach_asked(said: str, kind: str) -> None:
    assert expecting(said) == kind


def test_every_opening_and_question_of_the_arc_that_wants_a_story_is_open() -> None:
    coach, reflect = assets.toml("prompts", "coach"), assets.toml("prompts", "reflect")
    asked = [*coach["opening"].values(), reflect["question"]["story"], reflect["question"]["concrete"]]
    assert all(expecting(text) == "open" for texts in asked for text in texts)


@given(st.sampled_from(["closed", "question", "open", "minute", "command"]), st.text(max_size=300))
def test_any_text_has_a_patience(expects: Expecting, text: str) -> None:
    assert SHORT <= patience(expects, text).end <= MINUTE


def test_a_long_text_takes_no_longer_than_it_is() -> None:
    for text in ("and " * 5_000, "m" * 20_000, "um " * 5_000 + "give me", "- " * 10_000):
        patience("open", text)
