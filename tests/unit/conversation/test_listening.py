from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from voice_coach.app import Coach
from voice_coach.conversation.listening import RECORDING, transcribe_blocks
from voice_coach.core.audio import Samples, silence

Tone = Callable[[float], Samples]


def test_each_stretch_of_speech_is_transcribed_with_its_own_times(make_coach: Callable[..., Coach], tone: Tone) -> None:
    coach = make_coach(stt={"texts": ("one two", "three")})
    blocks = [silence(1.0), tone(2.0), silence(5.0), tone(1.0), silence(0.5)]
    found = transcribe_blocks(iter(blocks), coach.vad, coach.transcriber, words=True)
    words = found.transcript.words
    assert found.transcript.text == "one two three"
    assert [w.text for w in words] == ["one", "two", "three"]
    assert all(a.start < a.end <= b.start for a, b in pairwise(words))
    assert words[0].start < 1.0 < words[0].end
    assert 7.0 < words[2].start < 8.5
    assert found.seconds == pytest.approx(9.5, abs=0.04)


def test_silence_is_never_given_to_the_transcriber(make_coach: Callable[..., Coach]) -> None:
    coach = make_coach(stt={"fail": True})
    found = transcribe_blocks(iter([silence(30.0)]), coach.vad, coach.transcriber)
    assert not found.transcript.speech
    assert found.transcript.confidence == 0.0


def test_no_blocks_at_all(coach: Coach) -> None:
    found = transcribe_blocks(iter([]), coach.vad, coach.transcriber)
    assert (found.transcript.text, found.seconds) == ("", 0.0)


def test_endless_speech_is_cut_into_pieces_that_fit_the_model_and_lose_nothing(coach: Coach, tone: Tone) -> None:
    blocks = (tone(10.0) for _ in range(7))
    transcribe_blocks(blocks, coach.vad, coach.transcriber)
    heard = coach.transcriber.heard
    assert len(heard) == 3
    assert all(piece.seconds <= RECORDING.maximum + 0.04 for piece in heard)
    assert np.array_equal(np.concatenate([piece.samples for piece in heard])[: 10 * 15872], _looped(tone)[: 10 * 15872])
    assert sum(len(piece.samples) for piece in heard) == 7 * len(tone(10.0))


def _looped(tone: Tone) -> Samples:
    return np.concatenate([tone(10.0)] * 7)


def test_blocks_may_be_of_any_length(coach: Coach, tone: Tone) -> None:
    whole = np.concatenate([silence(1.0), tone(2.0), silence(3.0)])
    odd = np.split(whole, [1, 3, 1000, 1001, 50_000])
    first = transcribe_blocks(iter([whole]), coach.vad, coach.transcriber)
    second = transcribe_blocks(iter(odd), coach.vad, coach.transcriber)
    assert (first.transcript, first.seconds) == (second.transcript, second.seconds)
    one, two = coach.transcriber.heard
    assert np.array_equal(one.samples, two.samples)
