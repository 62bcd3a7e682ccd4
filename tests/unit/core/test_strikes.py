"""What was taken back counts for nothing where it was said, and there only."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from voice_coach.core.dialogue import taken_back
from voice_coach.core.signals import Evidence
from voice_coach.core.state import State
from voice_coach.core.strikes import Strike, is_struck, strikes, struck_quotes
from voice_coach.core.transcript import Turn

THANKS = "He never says thank you."
RECORD = (Turn("coach", "Hello."), Turn("user", THANKS), Turn("coach", "And?"), Turn("user", THANKS))
OTHERWISE_NUMBERED = (Turn("coach", "Notice."), Turn("user", " "), Turn("coach", "I didn't hear anything."), *RECORD)
"""As a file of a session has it: with the notice, and with a silence."""


def evidence(turn: int) -> Evidence:
    return Evidence("appreciation", "negative", turn, 0, len(THANKS), THANKS, 0.9)


def test_the_same_words_elsewhere_still_count() -> None:
    struck = strikes(RECORD, [evidence(1), evidence(1)])
    assert struck == (Strike(THANKS, 0),)
    assert struck_quotes(RECORD, struck) == {1: {THANKS}, 3: frozenset()}


def test_a_place_is_the_same_however_turns_are_numbered() -> None:
    assert struck_quotes(OTHERWISE_NUMBERED, strikes(RECORD, [evidence(3)])) == {4: frozenset(), 6: {THANKS}}


@pytest.mark.parametrize("strike", [Strike(THANKS, 3), Strike(THANKS)])
def test_it_round_trips_through_json(strike: Strike) -> None:
    assert Strike.from_json(json.loads(json.dumps(asdict(strike)))) == strike


def test_an_older_entry_strikes_by_words_alone() -> None:
    state = State.from_json({**json.loads(json.dumps(State("talk", RECORD).to_json())), "struck": [THANKS]})
    assert state.struck == (Strike(THANKS),)
    assert struck_quotes(RECORD, state.struck) == {1: {THANKS}, 3: {THANKS}}


@pytest.mark.parametrize(
    ("quote", "same"),
    [
        ("never says thank you", True),
        (THANKS, True),
        ("He never says thank you. I know", True),
        ("I plan it all and He never says thank you.", False),
        ("thank you", False),
        ("He never rings.", False),
    ],
)
def test_a_quote_that_is_read_anew_is_still_struck(quote: str, same: bool) -> None:
    assert is_struck(quote, [THANKS]) is same
    assert not is_struck(quote, [])


def test_what_leaves_the_record_takes_its_strike_along() -> None:
    said = (*RECORD, Turn("coach", "Okay."), Turn("user", "delete that"))
    state = State("talk", said, struck=(Strike(THANKS, 0), Strike(THANKS, 1), Strike("tea")))
    assert taken_back(state).struck == (Strike(THANKS, 0), Strike("tea"))
