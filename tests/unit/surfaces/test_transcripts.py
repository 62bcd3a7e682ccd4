"""Transcripts from elsewhere: whose words are whose."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import InputError, UsageError, VoiceCoachError
from voice_coach.surfaces.cli.transcripts import turns_of_text


def read(text: str, me: str = "") -> list[tuple[str, str]]:
    return [(turn.role, turn.text) for turn in turns_of_text(text, "evening.txt", me)]


def test_lines_without_a_speaker_are_the_users() -> None:
    assert read("He rang.\n\nOne thing: he never asks.\nHonestly: no.") == [
        ("user", "He rang."),
        ("user", "One thing: he never asks."),
        ("user", "Honestly: no."),
    ]


def test_what_the_other_says_is_not_the_users() -> None:
    said = "Me: You always say that.\nDad: You're too sensitive.\nand loud.\nMe: I just wanted you to listen."
    assert read(said) == [
        ("user", "You always say that."),
        ("coach", "You're too sensitive."),
        ("coach", "and loud."),
        ("user", "I just wanted you to listen."),
    ]


def test_one_line_of_another_is_still_another() -> None:
    said = "Alice: hi\nTom: you never listen to me\nAlice: ok"
    assert [words for role, words in read(said, "Alice") if role == "user"] == ["hi", "ok"]
    with pytest.raises(UsageError, match="who of"):
        read(said)


def test_only_the_coach_is_marked() -> None:
    assert read("Coach: How was it?\nHe rang.\nassistant: And then?\nNothing.") == [
        ("coach", "How was it?"),
        ("user", "He rang."),
        ("coach", "And then?"),
        ("user", "Nothing."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[21:03] Alice: He never asks.\n[21:04] Tom: I do.\n[21:05] Alice: No.\n[21:09] Tom: Well.",
        "12/03/2024, 21:03 - Alice: He never asks.\n12/03/2024, 21:04 - Tom: I do.\n"
        "12/03/2024, 21:05 - Alice: No.\n12/03/2024, 21:09 - Tom: Well.",
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Alice>He never asks.</v>\n\n2\n00:00:03.000 --> 00:00:04.000\n"
        "<v Tom>I do.\n\n00:00:05.000 --> 00:00:06.000\n<v Alice>No.\n\n00:00:07.000 --> 00:00:08.000\n<v Tom>Well.",
    ],
)
def test_chats_and_subtitles(text: str) -> None:
    alice, tom = ["He never asks.", "No."], ["I do.", "Well."]
    assert [words for role, words in read(text, "alice") if role == "user"] == alice
    assert [words for role, words in read(text, "Tom") if role == "user"] == tom
    with pytest.raises(UsageError, match="who of Alice, Tom are you"):
        read(text)
    with pytest.raises(UsageError, match="begins with Bob"):
        read(text, "Bob")


def test_json_of_this_coach_and_of_chat_programs() -> None:
    turns = [{"role": "user", "text": "He rang."}, {"role": "assistant", "text": "And?"}]
    expected = [("user", "He rang."), ("coach", "And?")]
    assert read(json.dumps(turns)) == read(json.dumps({"turns": turns})) == expected
    chat = [{"role": "system", "content": "Be kind."}, *({"role": t["role"], "content": t["text"]} for t in turns)]
    assert read(json.dumps({"messages": chat})) == expected
    with pytest.raises(InputError, match="JSON"):
        read('{"turns": [')
    with pytest.raises(InputError, match="no words"):
        read(" \n\n")


@given(st.text(), st.text(max_size=8))
def test_any_text_is_read_or_refused(text: str, me: str) -> None:
    with suppress(VoiceCoachError):
        assert all(turn.role in ("user", "coach") for turn in turns_of_text(text, "x", me))
