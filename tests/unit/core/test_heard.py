"""What of the queued sentences reached the ear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.heard import heard_of, word_ends

QUEUED = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["a", "bb", "ccc,"]), max_size=8).map(" ".join), st.just(0.0) | st.floats(0.05, 20)
    ),
    max_size=5,
)


@given(QUEUED, st.floats(0, 120))
def test_heard_of_never_exceeds_what_was_played(queued: list[tuple[str, float]], dropped: float) -> None:
    told = [(text, seconds) for text, seconds in queued if seconds and text]
    heard = heard_of(queued, dropped)
    assert len(heard) <= len(told)
    for index, part in enumerate(heard):
        text = told[index][0]
        assert text.split()[: len(part.split())] == part.split()
        assert part == text or index == len(heard) - 1, "only the last sentence can be cut"
    needed = 0.0
    for part, (text, seconds) in zip(heard, told, strict=False):
        needed += word_ends(text.split(), seconds)[len(part.split()) - 1]
    assert needed <= max(0.0, sum(seconds for _, seconds in queued) - dropped) + 1e-5


@given(QUEUED)
def test_heard_of_is_everything_when_nothing_was_dropped(queued: list[tuple[str, float]]) -> None:
    assert heard_of(queued, 0.0) == tuple(text for text, seconds in queued if text and seconds)


def test_heard_of_counts_whole_words_only() -> None:
    queued = [("one two", 1.0), ("nine four five", 1.5)]
    assert heard_of(queued, 0.5) == ("one two", "nine four")
    assert heard_of(queued, 0.51) == ("one two", "nine")
    assert heard_of(queued, 2.1) == ()
    assert heard_of(queued, 9.0) == ()


def test_long_words_and_commas_take_longer() -> None:
    first, second, third = word_ends(["I", "understand,", "go"], 2.0)
    assert first < 0.3
    assert second - first > 1.0
    assert third == pytest.approx(2.0)
