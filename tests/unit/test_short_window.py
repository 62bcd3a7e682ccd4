"""Short speech is heard in a short window, again where that is doubtful, and in the full one where it stays so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from voice_coach.app import build
from voice_coach.config import load_settings, paths
from voice_coach.core.audio import Utterance, silence
from voice_coach.engines import faster_whisper
from voice_coach.engines.hibari import Hibari
from voice_coach.engines.pyav import resample

pytestmark = pytest.mark.weights
TEXT = "She always asks how my day was."


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[int]]:
    """A transcriber and the frames of each window that it encodes."""
    where = paths()
    engine = build(load_settings(where, stt={"engine": "faster_whisper", "model": "tiny.en"}), where).transcriber
    engine.load()
    frames: list[int] = []
    encode = engine._model.encode

    def watched(features: Any) -> Any:
        found = encode(features)
        frames.append(found.shape[1] * 2)
        return found

    monkeypatch.setattr(engine._model, "encode", watched)
    return engine, frames


@pytest.fixture(scope="module")
def said() -> np.ndarray:
    voice = Hibari(Hibari.Options())
    return resample(np.concatenate([chunk.samples for chunk in voice.synthesize(TEXT)]), 24_000, 16_000)


def test_a_short_answer_is_not_padded_to_half_a_minute(encoded: tuple[Any, list[int]], said: np.ndarray) -> None:
    engine, frames = encoded
    assert engine.transcribe(Utterance(said)).text == TEXT
    assert frames == [700]


@pytest.mark.parametrize(("text", "windows"), [("Sometimes.", [700]), ("The sum of times.", [700, 1000, 2000])])
def test_a_short_answer_needs_less_confidence(
    encoded: tuple[Any, list[int]], monkeypatch: pytest.MonkeyPatch, text: str, windows: list[int]
) -> None:
    engine, frames = encoded
    monkeypatch.setattr(faster_whisper, "_SURE", 1.0)
    monkeypatch.setattr(faster_whisper, "_BRIEF_SURE", 1.0)
    monkeypatch.setattr(faster_whisper, "_AGREED", 1.0)
    voice = Hibari(Hibari.Options())
    sound = resample(np.concatenate([chunk.samples for chunk in voice.synthesize(text)]), 24_000, 16_000)
    assert engine.transcribe(Utterance(sound)).text
    assert frames == windows


@pytest.mark.parametrize(("seconds", "windows"), [(4.0, [700]), (0.5, [700, 1000])])
def test_few_words_need_less_confidence_than_more(
    encoded: tuple[Any, list[int]],
    said: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    windows: list[int],
) -> None:
    engine, frames = encoded
    monkeypatch.setattr(faster_whisper, "_SURE", 1.0)
    monkeypatch.setattr(faster_whisper, "_BRIEF", seconds)
    assert engine.transcribe(Utterance(said)).text == TEXT
    assert frames == windows


def test_the_same_words_twice_are_believed(
    encoded: tuple[Any, list[int]], said: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, frames = encoded
    monkeypatch.setattr(faster_whisper, "_SURE", 1.0)
    assert engine.transcribe(Utterance(said)).text == TEXT
    assert frames == [700, 1000]


def test_a_surer_second_hearing_has_the_times_of_what_was_said(
    encoded: tuple[Any, list[int]], said: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, frames = encoded
    plain = engine.transcribe(Utterance(said), words=True).words
    hearings: list[int] = []

    def sure_of_the_second(*_: Any) -> bool:
        hearings.append(1)
        return len(hearings) == 2

    monkeypatch.setattr(engine, "_sure", sure_of_the_second)
    monkeypatch.setattr(faster_whisper, "_same", lambda *_: False)
    again = engine.transcribe(Utterance(said), words=True).words
    assert frames == [700, 700, 1000]
    assert [word.text for word in again] == [word.text for word in plain]
    assert [word.start for word in again] == pytest.approx([word.start for word in plain], abs=0.2)


def test_what_stays_doubtful_is_heard_again_in_full(
    encoded: tuple[Any, list[int]], said: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, frames = encoded
    monkeypatch.setattr(faster_whisper, "_SURE", 1.0)
    monkeypatch.setattr(faster_whisper, "_AGREED", 1.0)
    assert engine.transcribe(Utterance(said)).text == TEXT
    assert frames == [700, 1000, 3000]


def test_a_window_that_loops_is_not_believed(
    encoded: tuple[Any, list[int]], said: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, frames = encoded
    monkeypatch.setattr(faster_whisper, "_TOKENS_A_SECOND", -4)
    assert engine.transcribe(Utterance(said)).text == TEXT
    assert frames == [700, 1000, 3000]


def test_long_speech_takes_the_full_window(encoded: tuple[Any, list[int]], said: np.ndarray) -> None:
    engine, frames = encoded
    engine.transcribe(Utterance(np.concatenate([said, silence(0.5)] * 8)))
    assert min(frames) == 3000
