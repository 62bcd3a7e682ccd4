from __future__ import annotations

import pytest

from voice_coach import assets
from voice_coach.core.dialogue import advance, said
from voice_coach.core.parting import parted
from voice_coach.core.state import Heard, State
from voice_coach.core.uptake import take_up


@pytest.mark.parametrize(
    "told",
    [
        ["he left me tonight"],
        ["My husband left me three hours ago."],
        ["We broke up."],
        ["He's not coming back. He took the photo of our daughter off the fridge."],
        ["she's leaving me"],
        ["he packed his bags and went"],
        ["I came home and his wardrobe was empty"],
        ["she wants a divorce", "I don't know what to say"],
    ],
)
def test_who_was_just_left(told: list[str]) -> None:
    assert parted(told)


@pytest.mark.parametrize(
    "told",
    [
        ["he left me on my own at the party"],
        ["he left me to do the dishes again"],
        ["he left me a note"],
        ["we split up two years ago"],
        ["my ex dumped me last year"],
        ["she walked out of the room"],
        ["if he left me I'd cope"],
        ["he says he'll leave me"],
        ["when he moved out I was nine"],
        ["We broke up in May.", "Then we got back together."],
        [],
    ],
)
def test_who_was_not(told: list[str]) -> None:
    assert not parted(told)


def test_somebody_who_was_just_left_is_asked_nothing_of_what_two_people_do() -> None:
    state, moves = State("talk", questions=1), []
    for text in [
        "My husband left me three hours ago.",
        *(f"He took the picture from wall number {n}." for n in range(14)),
    ]:
        state, move = advance(state, Heard(text, mentioned=("heard",), uptake=take_up(text)), list(assets.signals()))
        state = said(state, "Okay.")
        moves.append(move)
        if state.closed:
            break
    assert not any(move.signal for move in moves)
    assert {"parting", ""} <= {move.purpose for move in moves}
    assert moves[-1].kind == "close"
