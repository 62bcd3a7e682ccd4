"""A sound over the coach: noise, listening, or a turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.overlap import overlap
from voice_coach.core.transcript import Transcript


@pytest.mark.parametrize(
    ("text", "voiced", "kind"),
    [
        ("", 0.6, "noise"),
        ("(coughs)", 0.6, "noise"),
        ("*cough*", 0.4, "noise"),
        ("[BLANK_AUDIO]", 0.4, "noise"),
        ("you", 0.3, "noise"),
        ("Bye.", 0.3, "noise"),
        ("I'll see you in the next video and don't forget to subscribe.", 0.4, "noise"),
        ("Mm-hm.", 0.4, "backchannel"),
        ("Mmhmm", 0.4, "backchannel"),
        ("Uh-huh.", 0.4, "backchannel"),
        ("Yeah.", 0.3, "backchannel"),
        ("Yeah, okay, right.", 1.2, "backchannel"),
        ("I see, yeah.", 0.8, "backchannel"),
        ("Go on.", 0.4, "backchannel"),
        ("Excuse me, sorry.", 1.0, "backchannel"),
        ("No.", 0.3, "turn"),
        ("Stop.", 0.3, "turn"),
        ("Okay, stop.", 0.6, "turn"),
        ("Yeah, but he never does.", 1.1, "turn"),
        ("What are the signs?", 1.0, "turn"),
        ("Bye.", 1.2, "turn"),
        ("Yeah yeah yeah yeah yeah yeah yeah yeah yeah.", 3.0, "turn"),
    ],
)
def test_what_it_is(text: str, voiced: float, kind: str) -> None:
    assert overlap(Transcript(text), voiced) == kind


def test_a_short_word_that_was_hardly_heard_is_noise_and_a_long_one_is_not() -> None:
    assert overlap(Transcript("Chair.", confidence=0.2), 0.4) == "noise"
    assert overlap(Transcript("He never listens to me.", confidence=0.2), 1.4) == "turn"


def test_one_word_by_itself_is_doubted_sooner_unless_people_say_it_alone() -> None:
    assert overlap(Transcript("Hard.", confidence=0.6), 0.4) == "noise", "Whisper makes it of a laugh"
    assert overlap(Transcript("Hard.", confidence=0.8), 0.4) == "turn"
    assert overlap(Transcript("How hard?", confidence=0.6), 0.4) == "noise", "another laugh"
    assert overlap(Transcript("But what?", confidence=0.5), 0.4) == "turn"
    assert overlap(Transcript("Hard.", confidence=0.6), 1.0) == "turn"
    assert overlap(Transcript("Wait.", confidence=0.6), 0.4) == "turn"
    assert overlap(Transcript("Now", confidence=0.6), 0.4) == "turn", "heard so where it was a no"


def test_letters_that_are_spelled_were_breath() -> None:
    assert overlap(Transcript("S-E-T-H", confidence=0.62), 0.4) == "noise", "Whisper makes it of a shush"
    assert overlap(Transcript("S-E-T-H", confidence=0.62), 1.0) == "turn"


def test_an_order_is_believed_where_another_word_would_be_doubted() -> None:
    assert overlap(Transcript("Stop.", confidence=0.2), 0.4, order=True) == "turn"
    assert overlap(Transcript("Bye.", confidence=0.2), 0.4, order=True) == "noise", "Whisper makes it of clicks"


@given(st.text(max_size=400), st.floats(0, 120), st.floats(0, 1))
def test_anything_is_one_of_them(text: str, voiced: float, confidence: float) -> None:
    assert overlap(Transcript(text, confidence=confidence), voiced) in ("noise", "backchannel", "turn")


def test_a_long_hum_takes_no_longer_than_it_is() -> None:
    assert overlap(Transcript("m" * 50_000), 1.0) == "backchannel"
    assert overlap(Transcript("mh" * 25_000 + "x"), 1.0) == "turn"
