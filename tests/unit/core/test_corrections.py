from __future__ import annotations

import pytest

from voice_coach.core.corrections import best_match, named_quote, struck, takes_back
from voice_coach.core.signals import Evidence
from voice_coach.core.transcript import Turn
from voice_coach.core.uptake import take_up

PLAN, DROVE = "I always plan everything", "he drove me there every day"
TURNS = [Turn("user", PLAN), Turn("coach", "So you plan."), Turn("user", f"when mum was ill {DROVE}")]


def evidence(quote: str, turn: int) -> Evidence:
    return Evidence("load_share", "negative", turn, 0, len(quote), quote, 0.9)


FOUND = [evidence(PLAN, 0), evidence(DROVE, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "That's not what I meant.",
        "no that was my ex",
        "I didn't say that",
        "scratch that",
        "take that out please",
        "you misheard me",
        "you got that wrong",
        "Take back what I said about the birthday.",
        "can you take back the bit about the drive",
        "you're wrong, she does ask",
        "I misspoke, it was Saturday",
        "sorry, not Ben, I'm thinking of my last partner",
        "no, that was my ex actually, not Tom",
        "that was my mum actually, not Ben",
    ],
)
def test_taking_back_is_heard(text: str) -> None:
    assert takes_back(text)
    assert take_up(text).act == "corrected"


@pytest.mark.parametrize(
    "text",
    [
        "nah its calm",
        "that was my fault, not his",
        "that was my job not hers",
        "no he told me you're wrong every time",
        "No, not really, I'm thinking about how he left",
        "no I meant it when I said I love him",
        "that was my mum actually",
        "my sister says you're wrong about him",
        "no it was on Tuesday",
        "he never says thank you",
        "I told him to stop",
        "that was my fault",
        "my mum rang",
    ],
)
def test_telling_is_not_taking_back(text: str) -> None:
    assert not (takes_back(text) and take_up(text).act == "corrected")


def quotes(text: str, turns: list[Turn], found: list[Evidence]) -> tuple[str, ...]:
    return tuple(strike.quote for strike in struck(text, turns, found))


def test_a_correction_strikes_what_was_told_last() -> None:
    assert quotes("no that was my ex", [*TURNS, Turn("coach", "Okay.")], FOUND) == (DROVE,)


def test_all_that_was_told_of_someone_else_is_quotes() -> None:
    found = [*FOUND, evidence("when mum was ill", 2)]
    turns = [*TURNS, Turn("coach", f"You said '{DROVE}'.")]
    assert set(quotes("no that was my ex", turns, found)) == {DROVE, "when mum was ill"}
    assert quotes("that's not what I meant", turns, found) == (DROVE,)


def test_what_is_named_is_struck_however_long_ago_it_was_told() -> None:
    said = "Please take back what I said about how we plan."
    assert quotes(said, [*TURNS, Turn("coach", "Okay.")], FOUND) == (PLAN,)
    nothing = "Please take back what I said about the birthday."
    assert quotes(nothing, [*TURNS, Turn("coach", "Okay.")], FOUND) == (), "what was never told is not struck"


def test_after_a_spoken_summary_it_strikes_the_quote_it_points_at() -> None:
    turns = [*TURNS, Turn("coach", f"Plans are yours: '{PLAN}'. They came: '{DROVE}'.")]
    assert quotes("that's not what I meant about planning everything", turns, FOUND) == (PLAN,)
    assert quotes("that's not what I meant", turns, FOUND) == (DROVE,), "the last that was spoken"


def test_where_there_is_nothing_nothing_is_quotes() -> None:
    assert quotes("scratch that", [], []) == ()
    assert quotes("scratch that", TURNS, []) == ()


def test_the_best_match_shares_most_words() -> None:
    assert best_match("he never drove me every day", [DROVE, PLAN]) == DROVE
    assert best_match("no", [DROVE, PLAN]) == PLAN
    assert named_quote("drove", [DROVE, PLAN]) == DROVE
    assert named_quote("banana", [DROVE, PLAN]) == ""
    assert named_quote("banana", []) == ""
