from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.transcript import Transcript, printable, sentences

ANY_TEXT = st.text(st.characters())
"""Lone surrogates and control characters too."""


@given(ANY_TEXT)
def test_printable_holds_nothing_unseen_and_settles_at_once(text: str) -> None:
    plain = printable(text)
    assert not {unicodedata.category(c) for c in plain} & {"Cc", "Cs"}
    assert "  " not in plain
    assert printable(plain) == plain
    plain.encode()


def test_printable_keeps_every_script_and_emoji() -> None:
    assert printable("  Ça va?\n你好 \u200b😀\x00 ") == "Ça va? 你好 😀"


def test_printable_drops_what_turns_text_around() -> None:
    assert printable("safe\u202etxt.exe") == "safe txt.exe"


@given(ANY_TEXT)
def test_sentences_lose_nothing_but_white_space(text: str) -> None:
    pieces = sentences(text)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece == piece.strip() and piece for piece in pieces)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Dr. Ng called Mrs. Hall. She came.", ["Dr. Ng called Mrs. Hall.", "She came."]),
        ("“Why?” she asked. “No.” Then nothing.", ["“Why?”", "she asked.", "“No.”", "Then nothing."]),
        ("It costs 3.50 now.", ["It costs 3.50 now."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_by_example(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_speech_is_words_not_white_space() -> None:
    assert Transcript("a").speech
    for nothing in ("", " \n", "...", "\x00", "?", "\u2014"):
        assert not Transcript(nothing).speech
