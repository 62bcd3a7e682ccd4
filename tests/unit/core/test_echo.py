"""The coach's own words heard back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.echo import is_echo

SAID = (
    "You spend longer explaining your needs than having them met.",
    "They may say they care, without that turning into consistent effort.",
)
WORDS = st.lists(st.sampled_from(["river", "stone", "letter", "garden", "window", "bread", "lamp", "coat"]), min_size=5)


@pytest.mark.parametrize(
    "heard",
    [
        "explaining your needs than having them met",
        "you spend longer explaining your knees than having them met",
        "having them met they may say they care",
        "without that turning into consistent effort",
    ],
)
def test_its_own_words_are_an_echo(heard: str) -> None:
    assert is_echo(heard, SAID)


@pytest.mark.parametrize(
    "heard",
    [
        "",
        "they care",
        "He never has time for my needs.",
        "But they do care, that's the thing, and I don't know what to say.",
        "Stop, please, that's not true.",
        "you say effort",
        "consistent effort, yes",
        "turning into consistent effort",
    ],
)
def test_a_persons_words_are_none(heard: str) -> None:
    assert not is_echo(heard, SAID)


@given(WORDS, st.data())
def test_any_stretch_of_what_was_said_is_an_echo(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 5))
    end = data.draw(st.integers(start + 5, len(words)))
    assert is_echo(" ".join(words[start:end]), [" ".join(words)])


@given(WORDS, st.lists(st.sampled_from(["he", "cancelled", "again", "yesterday", "my", "birthday"]), min_size=1))
def test_words_that_were_not_said_are_none(words: list[str], other: list[str]) -> None:
    assert not is_echo(" ".join(other), [" ".join(words)])
