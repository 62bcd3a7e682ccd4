"""Voice activity: a probability for each frame, from nothing but the frames since the last reset."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from voice_coach.core.audio import FRAME, Samples, frames, silence
from voice_coach.ports import VoiceActivityDetector

PORT = "vad"


def listen(engine: Any, samples: Samples) -> list[float]:
    engine.reset()
    return [engine.probability(frame) for frame in frames(iter([samples]))]


def test_it_is_one_of_the_port(engine: Any) -> None:
    assert isinstance(engine, VoiceActivityDetector)


@pytest.mark.parametrize("kind", ["silence", "noise", "loud", "constant", "impulse"])
def test_any_sound_gives_a_probability(engine: Any, kind: str) -> None:
    noise = np.random.default_rng(1).uniform(-1, 1, FRAME * 30).astype(np.float32)
    impulse = silence(1.0)
    impulse[5000] = 1.0
    sounds = {
        "silence": silence(1.0),
        "noise": noise * np.float32(0.01),
        "loud": noise,
        "constant": np.ones(FRAME * 30, np.float32),
        "impulse": impulse,
    }
    found = listen(engine, sounds[kind])
    assert all(isinstance(p, float) and 0.0 <= p <= 1.0 for p in found)


def test_silence_is_not_speech(engine: Any) -> None:
    assert max(listen(engine, silence(3.0))) < 0.5


def test_a_voice_is_speech_and_the_silence_around_it_is_not(engine: Any, speech: Samples) -> None:
    found = listen(engine, speech)
    middle = found[len(found) // 4 : -len(found) // 4]
    assert np.mean([p >= 0.5 for p in middle]) > 0.6
    assert max(found[:10]) < 0.5
    assert max(found[-5:]) < 0.5


def test_reset_forgets_everything(engine: Any, speech: Samples) -> None:
    first = listen(engine, speech)
    listen(engine, np.ones(FRAME * 50, np.float32))
    assert listen(engine, speech) == pytest.approx(first, abs=1e-6)


def test_two_detectors_do_not_share_state(make: Any, speech: Samples) -> None:
    alone = listen(make(), speech)
    one, other = make(), make()
    one.reset()
    other.reset()
    mixed = []
    for frame in frames(iter([speech])):
        mixed.append(one.probability(frame))
        other.probability(np.zeros(FRAME, np.float32))
    assert mixed == pytest.approx(alone, abs=1e-6)


@pytest.mark.real_speech
def test_real_voices_are_speech(engine: Any, clips: Any) -> None:
    from voice_coach import registry

    reader = registry.create("reader", "pyav", {}, None)
    for clip in [c for c in clips if c.kind == "speech"][::3]:
        found = listen(engine, np.concatenate(list(reader.read(clip.path))))
        assert np.mean([p >= 0.5 for p in found]) > 0.2, clip.path.name
