from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.signals import Clause, Examples, clauses, nearest

SPOKEN = st.lists(
    st.sampled_from(["I plan it all", "but", "because", ".", "?", "…", ", and then ", "he left", "Ça", "😀", "\n", " "])
).map(" ".join)


@given(SPOKEN | st.text(st.characters()))
def test_offsets_slice_to_the_text_and_never_overlap(text: str) -> None:
    at = 0
    for clause in clauses(text):
        assert text[clause.start : clause.end] == clause.text
        assert clause.text.strip() == clause.text
        assert clause.text
        assert clause.start >= at
        at = clause.end


@given(SPOKEN | st.text(st.characters()))
def test_no_word_is_left_out(text: str) -> None:
    """What lies between clauses is white space, and commas before a turning word."""
    kept = clauses(text)
    edges = [0, *(edge for clause in kept for edge in (clause.start, clause.end)), len(text)]
    between = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    assert not "".join(between).strip(" ,").strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   ", []),
        ("I plan all of it and then he cancels on me", ["I plan all of it", "and then he cancels on me"]),
        ("She drove me there, but she never asked me.", ["She drove me there,", "but she never asked me."]),
        ("He came home late again. Very late.", ["He came home late again. Very late."]),
        ("He never asks about my day. Is that normal?", ["He never asks about my day.", "Is that normal?"]),
        ("Really? He said so. On Friday.", ["Really?", "He said so. On Friday."]),
    ],
)  # fmt: skip
def test_clauses_by_example(text: str, expected: list[str]) -> None:
    assert [clause.text for clause in clauses(text)] == expected


def test_nearest_takes_the_best_phrase_at_or_above_the_threshold() -> None:
    examples = Examples(
        np.eye(3, dtype=np.float32), (("heard", "positive"), ("heard", "negative"), ("energy", "negative"))
    )
    found = [(0, Clause(0, 1, "a")), (2, Clause(3, 4, "b")), (4, Clause(0, 1, "c"))]
    vectors = np.array([[0, 1, 0], [0.6, 0, 0.8], [0.3, 0.3, 0.3]], np.float32)
    evidence = nearest(found, vectors, examples, 0.5)
    assert [(e.turn, e.signal, e.pole, e.quote, e.start, e.end) for e in evidence] == [
        (0, "heard", "negative", "a", 0, 1),
        (2, "energy", "negative", "b", 3, 4),
    ]
    assert [e.confidence for e in evidence] == pytest.approx([1.0, 0.8])


def test_nearest_of_nothing() -> None:
    examples = Examples(np.eye(2, dtype=np.float32), (("a", "positive"), ("b", "negative")))
    assert nearest([], np.zeros((0, 2), np.float32), examples, 0.5) == []
