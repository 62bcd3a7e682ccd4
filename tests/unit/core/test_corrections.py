from __future__ import annotations

import pytest

from voice_coach.core.corrections import best_match, named_quote, objection, struck, takes_back
from voice_coach.core.signals import Evidence
from voice_coach.core.strikes import Strike
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
        "you've got that wrong",
        "no you misunderstood me",
        "that isn't what I meant at all, I meant we both do it",
        "That wasn’t quite what I said.",
        "that came out wrong",
        "well not always",
        "no, not every time to be fair",
        "no not my husband, my ex",
        "no, I mean my sister, not him",
        "oh no hang on that was my old boyfriend",
        "sorry I mean he goes to make tea, he doesn't leave leave",
        "wait, no, I mean she rang on Sunday",
        "that's not right, he apologises first mostly",
        "you've muddled us up",
        "you got the wrong end of the stick",
        "that's not what I'm saying",
        "it wasn't him it was my ex",
        "I meant my sister",
        "I put that badly",
        "no, it's the other way round",
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
        "it wasn't him it was the dog",
        "I put that badly wrapped box down",
        "I meant my vows",
        "he sees it the other way round",
        "not always",
        "not always, but when it counts he is there",
        "well not always the same thing",
        "he's got that wrong",
        "you get that wrong idea of him",
        "it came out wrong and he shouted",
        "that came out wrong and he shouted",
        "no I mean he never listens",
        "I mean he goes to make tea",
        "no not my husband, he never would",
        "I told him that isn't what I meant",
        "she misunderstood me",
        "no my husband, he does",
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


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("That's not right, he apologises first mostly.", "he apologises first mostly."),
        ("that isn’t what I meant at all, I meant we both do it", "we both do it"),
        ("sorry I mean he goes to make tea", "he goes to make tea"),
        ("no no, you've got that wrong. She rings me", "She rings me"),
        ("that's not what I meant, the plans", "the plans"),
        ("That's not what I meant.", ""),
        ("well, not always.", ""),
        ("he never rings", "he never rings"),
        ("", ""),
    ],
)
def test_what_is_said_in_its_place_follows_the_objection(text: str, rest: str) -> None:
    assert text[objection(text) :] == rest


def test_of_the_same_words_the_last_ones_are_struck() -> None:
    turns = [*TURNS, Turn("coach", "Okay."), Turn("user", PLAN), Turn("coach", f"'{PLAN}'.")]
    assert struck("you've got that wrong", turns, [*FOUND, evidence(PLAN, 4)]) == (Strike(PLAN, 2),)


def test_who_is_meant_is_named_and_not_who_is_not() -> None:
    assert take_up("no not my husband, my ex").who == "ex"
    assert take_up("no, I mean my sister, not my mum").who == "sister"


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
    assert named_quote("that's not what I meant, the plans", [DROVE, PLAN]) == PLAN
    assert named_quote("that's not what I meant", ["he does not do what I want", PLAN]) == "", "it points at none"
    assert named_quote("he drives me", [DROVE, PLAN]) == "", "a word is known by how it begins"
    assert named_quote(PLAN, [f"{PLAN} and more of the plan", PLAN]) == PLAN
