"""Token odds become verbatim spans, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.signals import Clause, Evidence, Pole
from voice_coach.core.spans import REMEMBERED, WINDOW, SpanLimits, before, evidence_of, likelier, settled, windows
from voice_coach.core.transcript import Turn

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


LATE = "She came at once. Not once late."


@pytest.mark.parametrize(
    ("text", "sure", "quote"),
    [
        (
            "No. She never asks about my day. I go to bed early on most of the nights.",
            35,
            "She never asks about my day.",
        ),
        (LATE, len(LATE), LATE),
    ],
)
def test_a_quote_holds_no_scrap_of_the_sentence_beside_it(text: str, sure: int, quote: str) -> None:
    row = np.array([[0.9 if end <= sure else 0.0] for _, end in _offsets(text)], np.float32)
    (found,) = evidence_of(Clause(0, len(text), text), _offsets(text), row, LABELS[1:], SpanLimits())
    assert found.quote == quote


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


def test_a_pole_that_is_much_less_sure_is_taken_for_a_mistake() -> None:
    def heard(signal: str, pole: Pole, sure: float) -> Evidence:
        return Evidence(signal, pole, 0, 0, 3, f"{pole} {sure}", sure)

    limits = SpanLimits(doubt=0.8)
    sure, doubtful, close = (
        heard("heard", "positive", 0.9),
        heard("heard", "negative", 0.5),
        heard("heard", "negative", 0.8),
    )
    other = heard("repair", "negative", 0.4)
    assert settled([sure, doubtful, other], limits) == [sure, other]
    assert settled([sure, doubtful, close], limits) == [sure, doubtful, close], "both ways"
    assert settled([], limits) == []


def test_a_turn_is_read_after_the_persons_last_words_and_the_coachs_last_sentence() -> None:
    turns = [
        Turn("coach", "Hello. How was it?"),
        Turn("user", "He came."),
        Turn("coach", "I see. Was it good?"),
        Turn("user", "Not once."),
        Turn("user", "Well."),
    ]
    assert [before(turns, i) for i in (1, 3, 4)] == ["How was it?", "He came. Was it good?", "Not once."]
    assert before(turns, 0) == ""
    long = [Turn("user", "word " * 50 + "end"), Turn("coach", ""), Turn("user", "x")]
    assert before(long, 2).split() == ["word"] * (REMEMBERED - 1) + ["end"]


def test_what_was_asked_about_is_likelier_and_the_rest_stays() -> None:
    given = np.array([[0.5, 0.2], [0.0, 1.0]], np.float32)
    found = likelier(given, [True, False], float(np.log(3)))
    assert np.allclose(found, [[0.75, 0.2], [0.0, 1.0]])
    assert np.array_equal(likelier(given, [False, False], 2.0), given)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("I want him to ring me sometimes.", False),
        ("well i wish she'd just come round", False),
        ("I'd love my sister to ask me once.", False),
        ("I love her to bits and she rings me.", True),
        ("I said I want him to knock.", True),
    ],
)
def test_a_wish_is_no_evidence_of_what_the_other_does(text: str, counts: bool) -> None:
    offsets = _offsets(text)
    odds = np.full((len(offsets), 2), 0.0, np.float32)
    odds[1:, 0] = 0.9
    found = evidence_of(Clause(0, len(text), text), offsets, odds, LABELS, SpanLimits())
    assert bool(found) == counts
    odds = odds[:, ::-1].copy()
    assert evidence_of(Clause(0, len(text), text), offsets, odds, LABELS, SpanLimits()), "what is missed may be told so"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("He used to be lovely to me.", False),
        ("my brother always used to walk me home", False),
        ("When we were small he walked me to school.", False),
        ("He used to forget it, now he's there every time.", True),
        ("She got in beside me like when I was six and hummed.", True),
        ("I used to it being loud and he asked.", True),
        ("He used to listen. Now he looks through me.", False),
        ("I listened to him for two hours.", False),
        ("When I was six months pregnant he rubbed my feet.", True),
        ("I listened to Tom, Tom listened to me.", True),
        ("I listened to him and he listened to me.", True),
    ],
)
def test_how_it_was_long_ago_and_ones_own_doing_are_no_evidence(text: str, counts: bool) -> None:
    offsets = _offsets(text)
    odds = np.full((len(offsets), 2), 0.0, np.float32)
    odds[: len(text.split(".")[0].split()), 0] = 0.9
    assert bool(evidence_of(Clause(0, len(text), text), offsets, odds, LABELS, SpanLimits())) == counts


@pytest.mark.parametrize(
    ("text", "words", "quote"),
    [
        (
            "I'd say um I'd say I'm not your safety net Karen I'm tired too and I've got two kids and you live near",
            (0, 5),
            "I'd say um I'd say I'm not your safety net Karen I'm tired too",
        ),
        (
            "so i always do the cooking and the washing up and then he comes in and he just sits down with the phone"
            " and i end up cross with him and with myself",
            (18, 21),
            "and he just sits down with the phone",
        ),
    ],
)
def test_a_quote_from_a_run_on_ends_where_the_next_statement_begins(
    text: str, words: tuple[int, int], quote: str
) -> None:
    row = np.array([[0.9 if words[0] <= at <= words[1] else 0.0] for at in range(len(text.split()))], np.float32)
    (found,) = evidence_of(Clause(0, len(text), text), _offsets(text), row, LABELS[1:], SpanLimits())
    assert found.quote == quote
