"""Of someone who has died nothing is asked that only the living do."""

from __future__ import annotations

import pytest

from voice_coach import assets
from voice_coach.core.dialogue import Heard, Move, State, advance, said
from voice_coach.core.mourning import mourned
from voice_coach.core.uptake import take_up


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("mum", ["My mum died in May.", "I used to ring her every night."]),
        ("mum", ["It's my mum.", "She passed away last year, we never made up."]),
        ("mum", ["It's about my mum", "When you left the pot on she went mad. She's dead now."]),
        ("husband", ["my late husband was my best friend"]),
        ("husband", ["I lost my husband two years ago"]),
        ("", ["She died in March.", "We never said sorry."]),
        ("wife", ["Since she died the house is quiet"]),
        ("dad", ["dad died when I was ten and mum never talks about it"]),
    ],
)
def test_who_has_died_is_mourned(who: str, told: list[str]) -> None:
    assert mourned(who, told)


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("sister", ["My dad died in May and my sister never rings."]),
        ("sister", ["my sister never rings me", "she hasn't since he died"]),
        ("husband", ["My husband's dad was ill. He died in March and my husband hasn't spoken since."]),
        ("friend", ["my friend passed me in the street"]),
        ("friend", ["my friend passed her exam and never told me"]),
        ("wife", ["My wife, she's never home", "her mother's funeral was in May, when she died my wife went silent"]),
        ("mum", ["mum never talks about it since he died"]),
        ("brother", ["My brother and I don't talk since Dad's funeral"]),
        ("", []),
    ],
)
def test_who_lives_is_not(who: str, told: list[str]) -> None:
    assert not mourned(who, told)


@pytest.mark.parametrize("flow", ["talk", "checkin"])
def test_a_talk_about_the_dead_asks_for_memories_and_then_ends(flow: str) -> None:
    state, moves = State(flow, questions=1), []  # type: ignore[arg-type]
    told = [
        "I want to talk about my mum.",
        "She died in May.",
        *(f"She sang in the kitchen, song {n}." for n in range(9)),
    ]
    for text in told:
        heard = Heard(text, mentioned=("heard",), uptake=take_up(text))
        state, move = advance(state, heard, list(assets.signals()))
        state = said(state, "Okay.")
        moves.append(move)
        if state.closed:
            break
    assert moves[1].purpose == "loss"
    assert {move.purpose for move in moves[2:-1]} == {"memory"}
    assert not any(move.signal for move in moves[2:]), "nothing that only the living do"
    assert moves[-1] == Move("close")


@pytest.mark.parametrize("text", ["She's dead.", "No, he died.", "no she passed away in May", "he's already dead"])
def test_being_told_that_somebody_is_dead_is_met_as_a_loss(text: str) -> None:
    assert take_up(text).act == "loss"
