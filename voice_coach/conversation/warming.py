"""Everything used once before the person speaks: engines are slower the first time."""

from __future__ import annotations

from typing import Any

import numpy as np

from voice_coach.core.audio import INPUT_RATE, OUTPUT_RATE, Samples, Utterance
from voice_coach.core.transcript import Turn

_QUESTION = "Is one bad week a sign?"


def warm(coach: Any) -> None:
    """Let the coach say a question, hear it, answer it and score a sentence. About a second; kept nowhere."""
    sound = np.concatenate([chunk.samples for chunk in coach.voice.synthesize(_QUESTION)])
    coach.transcriber.transcribe(Utterance(as_input(sound)))
    warm_mind(coach)


def warm_mind(coach: Any) -> None:
    """The same for a caller with an ear and a voice of its own: let the coach answer and score."""
    coach.answer(_QUESTION)
    coach.scorer.score([Turn("user", "He drove me there every day.")])
    coach.scorer.forget()


def as_input(sound: Samples) -> Samples:
    """24 kHz samples at 16 kHz, well enough to be understood."""
    at = np.arange(0, len(sound) - 1, OUTPUT_RATE / INPUT_RATE)
    heard: Samples = np.interp(at, np.arange(len(sound)), sound).astype(np.float32)
    return heard
