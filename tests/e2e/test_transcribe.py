"""`voice-coach transcribe` on recorded human speech, and on sound that is none."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jiwer
import pytest
from whisper_normalizer.english import EnglishTextNormalizer

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

_english = EnglishTextNormalizer()
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PER_CLIP = 0.35
"""Word error rate of the worst clip: a name or two is missed in the short ones."""
OVER_ALL = 0.08
"""Word error rate over all clips; Whisper base is published at about 5 % on clean read speech."""


def normalise(text: str) -> str:
    """OpenAI's normalisation, which makes "123" of "one, two, three" and "one 2 3" of "1, 2, 3": spell digits first."""
    return _english(re.sub(r"\b\d\b", lambda digit: _DIGITS[int(digit[0])], text))


@pytest.fixture(scope="module")
def heard(clips: Any, warm_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Every clip transcribed in one run, in the order of the manifest."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "voice_coach", "transcribe", "--jsonl", *(str(clip.path) for clip in clips)],
        capture_output=True,
        env={**os.environ, "VOICE_COACH_DATA": str(warm_data)},
        cwd=tmp_path_factory.mktemp("empty"),
        timeout=240,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.weights
@pytest.mark.real_speech
def test_each_clip_is_understood(clips: Any, heard: list[dict[str, Any]]) -> None:
    spoken = [(clip, found) for clip, found in zip(clips, heard, strict=True) if clip.kind == "speech"]
    assert spoken
    wrong = words = 0
    rates = {}
    for clip, found in spoken:
        measured = jiwer.process_words(normalise(clip.text), normalise(found["text"]))
        errors = measured.substitutions + measured.deletions + measured.insertions
        wrong += errors
        words += measured.hits + measured.substitutions + measured.deletions
        rates[clip.path.name] = measured.wer
    assert {name: round(rate, 2) for name, rate in rates.items() if rate > PER_CLIP} == {}
    assert wrong / words <= OVER_ALL, rates


@pytest.mark.weights
@pytest.mark.real_speech
def test_no_words_are_invented_where_nobody_speaks(clips: Any, heard: list[dict[str, Any]]) -> None:
    quiet = [found for clip, found in zip(clips, heard, strict=True) if clip.kind != "speech"]
    assert quiet
    assert [(found["text"], found["speech"], found["words"]) for found in quiet] == [("", False, [])] * len(quiet)


@pytest.mark.weights
@pytest.mark.real_speech
def test_each_object_is_the_contracts(clips: Any, heard: list[dict[str, Any]]) -> None:
    for clip, found in zip(clips, heard, strict=True):
        assert list(found) == ["v", "file", "text", "speech", "words", "audio_s", "ms"]
        assert (found["v"], found["file"]) == (1, str(clip.path))
        assert found["audio_s"] == pytest.approx(clip.seconds, abs=0.01)
        assert found["speech"] is bool(found["text"])
        # Whisper may cut a word at its hyphen, so spaces do not count.
        assert "".join(word["text"] for word in found["words"]) == found["text"].replace(" ", "")
        at = 0.0
        for word in found["words"]:
            assert list(word) == ["text", "start", "end", "probability"]
            assert 0.0 <= at <= word["start"] <= word["end"] <= found["audio_s"] + 0.05
            assert 0.0 <= word["probability"] <= 1.0
            at = word["start"]


def test_files_that_fail_are_answered_in_their_place(fast: Cli, speech_like: Path) -> None:
    (fast.folder / "empty.wav").touch()
    result = fast("transcribe", "--jsonl", "empty.wav", speech_like, "missing.wav", ".").succeeds()
    empty, whole, missing, folder = result.objects
    for failed, file in ((empty, "empty.wav"), (missing, "missing.wav"), (folder, ".")):
        assert (failed["v"], failed["file"], failed["error"]["type"]) == (1, file, "bad_input")
    assert whole["speech"] is True
    assert whole["audio_s"] == 10.0


def test_for_people_the_good_files_are_printed_and_the_bad_ones_named(fast: Cli, speech_like: Path) -> None:
    (fast.folder / "empty.wav").touch()
    result = fast("transcribe", "empty.wav", speech_like)
    assert result.code == 4
    assert "reciprocity" in result.out
    assert result.one_line() == "voice-coach: empty.wav is empty."


@pytest.mark.weights
def test_another_language_is_named_instead_of_turned_into_english(cli: Cli) -> None:
    pytest.importorskip("espeakng_loader", reason="the extra 'espeak' is not installed")
    german = cli.with_settings(TTS__ENGINE="pyttsx3", TTS__VOICE="gmw/de")
    text = "Guten Abend. Ich habe den ganzen Tag auf dich gewartet."
    assert german("say", text, "-o", "german.wav").code == 0
    result = cli("transcribe", "german.wav")
    assert (result.code, result.out) == (0, "")
    assert "another language (de)" in result.one_line()
