"""Text to speech."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_coach.app import Services
from voice_coach.core.audio import INPUT_RATE, OUTPUT_RATE, AudioChunk, Samples, Utterance, level
from voice_coach.ports import Synthesizer

PORT = "tts"


def sound(chunks: Any) -> Samples:
    found = [chunk.samples for chunk in chunks]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def test_it_is_one_of_the_port(engine: Any) -> None:
    assert isinstance(engine, Synthesizer)


def test_a_sentence_is_audible_chunks_in_range(engine: Any) -> None:
    chunks = list(engine.synthesize("Plans are mostly yours."))
    assert chunks
    for chunk in chunks:
        assert isinstance(chunk, AudioChunk)
        assert chunk.samples.dtype == np.float32
        assert chunk.samples.ndim == 1
        assert len(chunk.samples)
        assert np.abs(chunk.samples).max() <= 1.0
    assert 0.3 < len(sound(chunks)) / OUTPUT_RATE < 5.0
    assert level(sound(chunks)) > -40.0


def test_more_words_take_longer(engine: Any) -> None:
    short = sound(engine.synthesize("He called."))
    long = sound(engine.synthesize("He called every single evening when my mother was in hospital."))
    assert len(long) > 2 * len(short)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_to_say_is_no_sound(engine: Any, text: str) -> None:
    assert len(sound(engine.synthesize(text))) == 0


@pytest.mark.parametrize(
    "text",
    [
        "…",
        "😀",
        "你好",
        "At 7:30, Dr. Ng paid £12.50 (i.e. 5 %) & left.",
        "“Well,” she said – «no».",
        '<voice name="x">a</voice> &amp; [[x]]',
        "bell\x07 and null\x00 inside",
        "a" * 400,
        "-v",
    ],
)
def test_any_text_can_be_given(engine: Any, text: str) -> None:
    found = sound(engine.synthesize(text))
    assert np.all(np.isfinite(found))
    assert len(sound(engine.synthesize("Still here."))), "and the next sentence is spoken"


def test_a_reply_that_was_cut_off_does_not_spoil_the_next(engine: Any) -> None:
    expected = len(sound(engine.synthesize("Good evening.")))
    chunks = engine.synthesize("This sentence is interrupted by the person after its first piece of sound.")
    next(chunks)
    chunks.close()
    assert len(sound(engine.synthesize("Good evening."))) == pytest.approx(expected, rel=0.1)


def test_two_threads_may_speak_at_once(engine: Any) -> None:
    lines = ["Good evening.", "You did the planning and he cancelled, and then you said sorry."] * 3
    alone = [len(sound(engine.synthesize(line))) for line in lines]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda line: len(sound(engine.synthesize(line))), lines))
    assert together == pytest.approx(alone, rel=0.1)


def test_it_prints_nothing(engine: Any, capfd: pytest.CaptureFixture[str]) -> None:
    sound(engine.synthesize("Nothing but sound."))
    assert capfd.readouterr() == ("", "")


@pytest.mark.weights
def test_what_it_says_can_be_understood(engine: Any, engine_name: str, ear: Any, spoken: str) -> None:
    """Nearly every word by the default voice, most of them by any other."""
    from voice_coach.engines.pyav import resample

    if engine_name == "scripted":
        pytest.skip("a tone is no speech")
    said = resample(sound(engine.synthesize(spoken)), OUTPUT_RATE, INPUT_RATE)
    wanted, found = (
        set(re.findall(r"[a-z]+", text.lower())) for text in (spoken, ear.transcribe(Utterance(said)).text)
    )
    assert len(wanted & found) / len(wanted) >= (0.9 if engine_name == "hibari" else 0.6), found


def test_pyttsx3_brings_its_own_espeak_and_survives_the_death_of_its_worker(services: Services) -> None:
    if sys.platform == "linux" and (find_spec("espeakng_loader") is None or find_spec("pyttsx3") is None):
        pytest.skip("the extra `espeak` is not installed")
    from voice_coach import registry

    engine = registry.create("tts", "pyttsx3", {}, services)
    engine.load()  # Never MissingExtra: the library comes from the wheel, whatever the system has.
    before = sound(engine.synthesize("Good evening."))
    worker: subprocess.Popen[str] = engine._worker
    worker.kill()
    worker.wait()
    assert len(sound(engine.synthesize("Good evening."))) == pytest.approx(len(before), rel=0.1)
    engine.close()
    engine.close()
    assert len(sound(engine.synthesize("Good evening."))), "closing is not for ever"
    engine.close()


def test_pyttsx3_leaves_no_sound_on_the_disk(
    services: Services, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from voice_coach.engines import pyttsx3

    engine = pyttsx3.Pyttsx3(pyttsx3.Pyttsx3.Options(), services)
    monkeypatch.setattr(pyttsx3, "_MEMORY", tmp_path)
    try:
        engine.load()
    except Exception as failure:
        pytest.skip(str(failure))
    sound(engine.synthesize("Good evening."))
    engine.close()
    assert list(tmp_path.iterdir()) == []
