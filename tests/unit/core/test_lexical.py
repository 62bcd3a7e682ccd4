from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.knowledge import Hit
from voice_coach.core.lexical import VOTERS, WEIGHT, fused, votes, words


def test_words_are_the_same_however_they_are_written() -> None:
    assert words("He's NOT there. Isn’t it?") == words("hes not there isnt it")


def test_nothing_shared_votes_for_nothing() -> None:
    assert votes(np.zeros(3, np.float32), ["F01", "F02", "F03"]) == {}
    assert votes(np.zeros(0, np.float32), []) == {}


@given(st.lists(st.floats(0, 60, width=32), min_size=1, max_size=60))
def test_shares_add_up_to_one_and_the_nearest_text_has_a_share(scores: list[float]) -> None:
    targets = [f"F{at % 7:02}" for at in range(len(scores))]
    shares = votes(np.array(scores, np.float32), targets)
    if max(scores) <= 0:
        assert shares == {}
    else:
        assert sum(shares.values()) == pytest.approx(1.0)
        assert targets[int(np.argmax(scores))] in shares
        assert len(shares) <= VOTERS


def test_words_move_a_close_call_and_no_clear_one() -> None:
    close = [Hit("F01", 0.5), Hit("F02", 0.45)]
    assert [hit.id for hit in fused(close, {"F02": 1.0})] == ["F02", "F01"]
    clear = [Hit("F01", 0.9), Hit("F02", 0.05)]
    assert fused(clear, {"F02": 1.0})[0].id == "F01"
    assert fused(clear, {"F02": 1.0})[1].score == pytest.approx(0.05 * (1 - WEIGHT) + WEIGHT)


def test_without_shared_words_meaning_decides_alone() -> None:
    hits = [Hit("F01", 0.5), Hit("none", 0.4)]
    assert fused(hits, {}) == hits
