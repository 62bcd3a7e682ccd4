"""Text to meaning."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from voice_coach.ports import Embedder, Tagger

PORT = "embedder"
pytestmark = pytest.mark.weights
TEXTS = [
    "He listens to me.",
    "She never listens to me.",
    "What time does the train leave?",
    "He listens to me when I talk about my day, every evening, for as long as it takes me to tell it.",
]


def test_it_is_one_of_the_port(engine: Any) -> None:
    assert isinstance(engine, Embedder)


def test_rows_are_unit_vectors_in_the_order_given(engine: Any) -> None:
    vectors = engine.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == len(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)
    back = engine.embed(TEXTS[::-1])[::-1]
    assert np.sum(vectors * back, axis=1) == pytest.approx(1.0, abs=1e-3)


def test_a_text_means_the_same_alone_and_in_company(engine: Any) -> None:
    together = engine.embed(TEXTS * 20)
    alone = np.concatenate([engine.embed([text]) for text in TEXTS])
    for at in range(0, len(together), len(TEXTS)):
        assert np.sum(together[at : at + len(TEXTS)] * alone, axis=1) == pytest.approx(1.0, abs=1e-3)


def test_no_texts_are_no_rows_of_the_same_width(engine: Any) -> None:
    assert engine.embed([]).shape == (0, engine.embed(["a"]).shape[1])


def test_alike_is_nearer_than_unlike(engine: Any) -> None:
    one, two, other, _ = engine.embed(TEXTS)
    assert one @ two > one @ other


@pytest.mark.parametrize("text", ["", " ", "😀", "\ud800 lone", "\x00", "word " * 20_000, "a" * 20_000, "你好"])
def test_any_text_has_a_finite_vector(engine: Any, text: str) -> None:
    vectors = engine.embed([text, TEXTS[0]])
    assert np.all(np.isfinite(vectors))
    assert np.linalg.norm(vectors[0]) <= 1.0 + 1e-4
    assert vectors[1] @ engine.embed([TEXTS[0]])[0] == pytest.approx(1.0, abs=1e-3)


def test_the_fingerprint_is_that_of_the_vectors_not_of_the_object(engine: Any, make: Any) -> None:
    assert engine.fingerprint
    assert make().fingerprint == engine.fingerprint


def test_two_threads_may_ask_at_once(engine: Any) -> None:
    expected = engine.embed(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(engine.embed, [TEXTS] * 8):
            assert np.sum(found * expected, axis=1) == pytest.approx(1.0, abs=1e-3)


def test_tokens_are_the_same_whatever_is_read_beside_them(engine: Any) -> None:
    if not isinstance(engine, Tagger):
        pytest.skip("gives a vector for the whole text only")
    readings = [(before, text) for text in TEXTS for before in ("", "Does he listen?")]
    together = engine.tokens(readings)
    for (before, text), found in zip(readings, together, strict=True):
        [alone] = engine.tokens([(before, text)])
        assert found.offsets == alone.offsets
        assert np.array_equal(found.vectors, alone.vectors)
        assert text[slice(*found.offsets[0])] == text.split()[0]
    assert not np.array_equal(together[0].vectors, together[1].vectors)
    assert engine.tokens([]) == []
