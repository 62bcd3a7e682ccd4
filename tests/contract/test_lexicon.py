"""Texts by the words they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from voice_coach.ports import Lexicon

PORT = "lexicon"
TEXTS = ["Do they initiate plans?", "Thank each other for specific efforts.", "Plans, and who makes them.", "…"]


@pytest.fixture
def full(engine: Any) -> Any:
    engine.index(TEXTS)
    return engine


def test_it_is_one_of_the_port(engine: Any) -> None:
    assert isinstance(engine, Lexicon)


def test_the_text_that_shares_most_words_is_first(full: Any) -> None:
    scores = full.scores("who thanks whom for their efforts, and thank you")
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert int(scores.argmax()) == 1


@pytest.mark.parametrize("text", ["", "…", "zebra quagga", "你好"])
def test_no_shared_word_is_zero(full: Any, text: str) -> None:
    assert not full.scores(text).any()


def test_recognisers_may_leave_out_case_and_apostrophes(engine: Any) -> None:
    engine.index(["He's tired, and doesn't call.", "They sing."])
    assert np.array_equal(engine.scores("HES TIRED AND DOESNT CALL"), engine.scores("he's tired, and doesn’t call"))
    assert engine.scores("doesnt")[0] > 0


def test_indexing_again_forgets_what_was_there(engine: Any) -> None:
    engine.index(TEXTS)
    engine.index(["one text"])
    assert engine.scores("plans").shape == (1,)
    assert not engine.scores("plans").any()


def test_an_index_of_nothing_finds_nothing(engine: Any) -> None:
    engine.index([])
    assert engine.scores("plans").shape == (0,)
