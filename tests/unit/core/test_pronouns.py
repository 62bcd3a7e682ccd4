"""What a question calls the person a story is about."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from voice_coach.core.pronouns import HE, SHE, THEY, pronouns


@pytest.mark.parametrize(
    ("who", "told", "expected"),
    [
        ("sister", ("He rang.", "He came."), SHE),
        ("dad", (), HE),
        ("friend", ("I rang him four times.", "He never once rang me."), HE),
        ("", ("it's her", "she said so herself"), SHE),
        ("friend", ("He rang.",), THEY),
        ("friend", ("He rang.", "He came.", "When Mum was ill she asked."), THEY),
        ("friend", ("The three of them.", "Here, there."), THEY),
        ("boss", (), THEY),
    ],
)
def test_the_word_for_them_says_so_or_the_speaker_does(
    who: str, told: tuple[str, ...], expected: Mapping[str, str]
) -> None:
    assert pronouns(who, told) == expected
