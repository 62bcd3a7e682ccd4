from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.pieces import WORDS, joints, pieces, without_question


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("He hit me on Sunday. How do I get more balance?", "He hit me on Sunday."),
        ("What counts as balance? He hit me on Sunday.", "He hit me on Sunday."),
        ("he keeps my bank card so how do we share the load better", "he keeps my bank card"),
        ("we go quiet when we hear his key uh is that the ups and downs", "we go quiet when we hear his key"),
        ("How do I get more balance?", ""),
        ("She would kill me if I told you how old she is.", ""),
        ("He hit me on Sunday. He cried on Monday.", ""),
        ("what are the signs of a lack of reciprocity", ""),
        ("", ""),
    ],
)
def test_what_is_told_is_apart_from_what_is_asked(text: str, told: str) -> None:
    assert without_question(text) == told


def test_a_long_sentence_is_read_in_pieces_that_overlap_and_leave_no_word_out() -> None:
    words = [f"w{n}" for n in range(50)]
    found = pieces("It rained. " + " ".join(words))
    assert found[0] == "It rained."
    assert max(len(piece.split()) for piece in found) <= WORDS
    assert {word for piece in found[1:] for word in piece.split()} == set(words)
    assert all(f"w{n} w{n + 1}" in " | ".join(found) for n in range(49))


@given(st.text(max_size=400))
def test_pieces_are_words_of_the_text(text: str) -> None:
    for piece in [*pieces(text), without_question(text)]:
        assert set(piece.split()) <= set(text.split())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("he cancels and I say sorry", ["he cancels ", "and I say sorry"]),
        ("I said something mean, she went for a walk", ["I said something mean, ", "she went for a walk"]),
        ("shared no I mean I do the shopping", ["shared ", "no I mean I do the shopping"]),
        ("me and my sister share a room", ["me and my sister share a room"]),
        ("my wife and I barely talk", ["my wife and I barely talk"]),
        ("it feels like he is gone", ["it feels like he is gone"]),
    ],
)
def test_a_run_on_is_cut_where_a_statement_begins(text: str, parts: list[str]) -> None:
    cuts = [0, *joints(text), len(text)]
    assert [text[a:b] for a, b in pairwise(cuts)] == parts
