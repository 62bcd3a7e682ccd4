from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from voice_coach.core import audio

ANY_FLOATS = arrays.arrays(np.float32, st.integers(0, 200), elements=st.floats(width=32))
SAMPLES = arrays.arrays(np.float32, st.integers(0, 200), elements=st.floats(-1, 1, width=32))


@given(ANY_FLOATS)
def test_clean_is_always_finite_and_in_range(samples: audio.Samples) -> None:
    tidy = audio.clean(samples)
    assert tidy.dtype == np.float32
    assert tidy.shape == samples.shape
    assert np.all(np.abs(tidy) <= 1.0)


def test_clean_turns_what_is_no_number_into_silence() -> None:
    found = audio.clean(np.array([np.nan, np.inf, -np.inf, 2.0, -3.0, 0.5]))
    assert found.tolist() == [0.0, 0.0, 0.0, 1.0, -1.0, 0.5]


@given(SAMPLES)
def test_pcm16_round_trip_is_within_one_and_a_half_steps(samples: audio.Samples) -> None:
    back = audio.from_pcm16(audio.to_pcm16(samples))
    assert np.allclose(back, samples, atol=2.0 / 32767)


def test_pcm16_is_little_endian_and_clipped() -> None:
    assert audio.to_pcm16(np.array([0.0, 1.0, -1.0, 9.0], np.float32)) == b"\x00\x00\xff\x7f\x01\x80\xff\x7f"
    assert len(audio.from_pcm16(b"\x00\x00\x01")) == 1


@pytest.mark.parametrize(
    ("amplitude", "expected"),
    [(1.0, 0.0), (0.1, -20.0), (0.0, -120.0), (1e-9, -120.0)],
)
def test_level_of_a_constant(amplitude: float, expected: float) -> None:
    assert audio.level(np.full(1000, amplitude, np.float32)) == pytest.approx(expected, abs=1e-4)


def test_level_of_nothing() -> None:
    assert audio.level(np.zeros(0, np.float32)) == -120.0


@given(st.lists(st.integers(0, 90), max_size=12), st.integers(1, 40))
def test_frames_keep_every_sample_in_order(lengths: list[int], size: int) -> None:
    whole = np.arange(sum(lengths), dtype=np.float32) + 1
    cuts = np.split(whole, np.cumsum(lengths)[:-1]) if lengths else []
    framed = list(audio.frames(iter(cuts), size))
    assert all(len(frame) == size for frame in framed)
    joined = np.concatenate(framed) if framed else np.zeros(0, np.float32)
    assert np.array_equal(joined[: len(whole)], whole)
    assert not joined[len(whole) :].any()
    assert len(joined) - len(whole) < size


def test_utterance_and_chunk_know_their_time() -> None:
    utterance = audio.Utterance(audio.silence(1.5), start=8000)
    assert (utterance.seconds, utterance.end) == (1.5, 32000)
    assert audio.AudioChunk(audio.silence(0.25, audio.OUTPUT_RATE)).seconds == 0.25
