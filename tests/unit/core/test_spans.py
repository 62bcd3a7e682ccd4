"""Token odds become verbatim spans, and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.signals import Clause
from voice_coach.core.spans import WINDOW, SpanLimits, evidence_of, windows

LABELS = [("heard", "positive"), ("heard", "negative")]
TEXT = "Mum was ill. He drove me there every single day, but nobody called."


def _offsets(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append((start, at))
    return found


def _odds(values: dict[int, tuple[float, float]]) -> np.ndarray:
    odds = np.zeros((len(_offsets(TEXT)), 2), np.float32)
    for word, pair in values.items():
        odds[word] = pair
    return odds


def test_a_run_of_sure_words_becomes_the_clause_it_stands_in() -> None:
    clause = Clause(10, 10 + len(TEXT), TEXT)
    odds = _odds({word: (0.9, 0.0) for word in range(4, 9)})
    (found,) = evidence_of(clause, _offsets(TEXT), odds, LABELS, SpanLimits())
    assert found.quote == "He drove me there every single day, but nobody called."
    assert TEXT[found.start - 10 : found.end - 10] == found.quote
    assert (found.signal, found.pole) == ("heard", "positive")


def test_too_few_words_a_low_peak_and_a_question_are_no_evidence() -> None:
    clause = Clause(0, len(TEXT), TEXT)
    assert not evidence_of(clause, _offsets(TEXT), _odds({4: (0.9, 0.0)}), LABELS, SpanLimits())
    low = _odds({word: (0.3, 0.0) for word in range(3, 9)})
    assert not evidence_of(clause, _offsets(TEXT), low, LABELS, SpanLimits())
    asked = "How can we help each other?"
    sure = np.full((len(asked.split()), 2), 0.9, np.float32)
    assert not evidence_of(Clause(0, len(asked), asked), _offsets(asked), sure, LABELS[:1], SpanLimits())


def test_where_both_poles_claim_the_same_words_the_surer_one_has_them() -> None:
    clause = Clause(0, len(TEXT), TEXT)
    odds = _odds({word: (0.6, 0.8) for word in range(3, 9)})
    (found,) = evidence_of(clause, _offsets(TEXT), odds, LABELS, SpanLimits())
    assert found.pole == "negative"


@given(st.text(max_size=2000))
def test_windows_slice_to_their_text_and_lose_no_word(text: str) -> None:
    pieces = windows(text)
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert all(len(piece.text.split()) <= WINDOW for piece in pieces)
    assert [word for piece in pieces for word in piece.text.split()] == text.split()
