"""`voice-coach say`: a voice that a recogniser understands."""

from __future__ import annotations

import stat
import wave
from typing import TYPE_CHECKING

import jiwer
import numpy as np
import pytest
from whisper_normalizer.english import EnglishTextNormalizer

from voice_coach.surfaces.wav import TAG

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

normalise = EnglishTextNormalizer()
TEXT = (
    "One flat week isn't a sign. It's the pattern over time that counts. "
    "Ask yourself who reaches out first after a dull day, and who keeps the plans alive."
)


@pytest.mark.weights
@pytest.mark.parametrize(("engine", "bound"), [("hibari", 0.05), ("pyttsx3", 0.30)])
def test_what_is_said_is_heard_again(cli: Cli, engine: str, bound: float) -> None:
    if engine == "pyttsx3":
        pytest.importorskip("espeakng_loader", reason="the extra 'espeak' is not installed")
    voice = cli.with_settings(TTS__ENGINE=engine)
    (report,) = voice("say", TEXT, "-o", "said.wav", "--json").succeeds().objects
    assert list(report) == ["v", "file", "audio_s", "first_audio_ms", "ms"]
    (heard,) = cli("transcribe", "--jsonl", "said.wav").succeeds().objects
    assert heard["audio_s"] == pytest.approx(report["audio_s"], abs=0.01)
    assert jiwer.wer(normalise(TEXT), normalise(heard["text"])) <= bound, heard["text"]


def test_a_long_sentence_is_said_to_its_end_by_the_system_voice(fast: Cli) -> None:
    """Longer than the library waits: it returns before espeak-ng has written the sound."""
    pytest.importorskip("espeakng_loader", reason="the extra 'espeak' is not installed")
    voice = fast.with_settings(TTS__ENGINE="pyttsx3", TTS__RATE="165")
    once = "and then we talked about it "
    seconds = []
    for times in (20, 40):
        (report,) = voice("say", f"{once * times}. {once * times}.", "-o", "said.wav", "--json").succeeds().objects
        seconds.append(report["audio_s"])
    # Two sentences of 120 and of 240 words, at 165 words a minute: twice the words, twice the sound.
    assert seconds[0] > 2 * 120 / 165 * 60 * 0.6
    assert seconds[1] == pytest.approx(2 * seconds[0], rel=0.05)


@pytest.mark.parametrize("engine", ["hibari", "scripted"])
def test_the_file_is_whole_private_and_marked_as_synthetic(fast: Cli, engine: str) -> None:
    result = fast.with_settings(TTS__ENGINE=engine)("say", "Good evening. It is late.", "-o", "said.wav")
    assert (result.code, result.out) == (0, "")
    assert "synthetic speech" in result.one_line()
    path = fast.folder / "said.wav"
    assert [kept.name for kept in fast.folder.iterdir()] == ["said.wav"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert TAG.encode() in path.read_bytes()[:200]
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 24_000)
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    assert len(samples) == sound.getnframes() > 0
    assert 1_000 < np.abs(samples).max() < 32_767


def test_an_existing_file_is_replaced_only_by_a_whole_one(fast: Cli) -> None:
    path = fast.folder / "said.wav"
    path.write_bytes(b"before")
    broken = fast.with_settings(TTS__FAIL="true")
    broken("say", "Good evening.", "-o", "said.wav").fails_with(6)
    assert path.read_bytes() == b"before"
    assert [kept.name for kept in fast.folder.iterdir()] == ["said.wav"]
    assert fast("say", "Good evening.", "-o", "said.wav").code == 0
    assert path.read_bytes()[:4] == b"RIFF"


def test_a_pipe_takes_the_sound_as_it_comes(fast: Cli) -> None:
    result = fast.shell("mkfifo sound; cat sound > copy.wav & $vc say 'Good evening.' -o sound; wait")
    assert result.code == 0
    sound = (fast.folder / "copy.wav").read_bytes()
    assert sound[:4] == b"RIFF"
    assert len(sound) > 0.2 * 24_000 * 2


def test_text_without_words_is_refused(fast: Cli) -> None:
    for text in ("", "  ", "…"):
        fast("say", text, "-o", "said.wav").fails_with(4, "no words")
    assert list(fast.folder.iterdir()) == []
