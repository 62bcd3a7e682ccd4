from __future__ import annotations

import pytest

from voice_coach.core.uptake import take_up


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("no that was my ex", "corrected"),
        ("Sorry, I meant my sister.", "corrected"),
        ("That's not what I meant.", "corrected"),
        ("I'm crying, sorry", "tears"),
        ("i can't stop crying", "tears"),
        ("I'm so angry with him", "anger"),
        ("I don't know", "unknown"),
        ("um i really dont know", "unknown"),
        ("not sure", "unknown"),
        ("fine", "brief"),
        ("A bit tired.", "brief"),
        ("yes please", "yes"),
        ("no thank you", "no"),
        ("I don't know why he does that to me", "told"),
        ("He never asks, and it makes me so angry that I end up cleaning the whole kitchen at night", "told"),
        ("When I was a child I was crying for weeks about it", "told"),
        ("", "brief"),
    ],
)
def test_what_a_turn_does(text: str, act: str) -> None:
    assert take_up(text).act == act


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("my sister rings me every week", "sister"),
        ("no, that was my ex", "ex"),
        ("I told my best friend about it", "friend"),
        ("my sister's friend came by and sat down with us", ""),
        ("he is late", ""),
    ],
)
def test_whom_a_turn_names(text: str, who: str) -> None:
    assert take_up(text).who == who
