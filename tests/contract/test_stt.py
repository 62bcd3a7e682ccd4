"""Speech to text."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from voice_coach.core.audio import INPUT_RATE, Samples, Utterance, silence
from voice_coach.core.transcript import Transcript, printable
from voice_coach.ports import Transcriber

PORT = "stt"
pytestmark = pytest.mark.weights


def plain(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def test_it_is_one_of_the_port(engine: Any) -> None:
    assert isinstance(engine, Transcriber)


def test_speech_becomes_printable_text(engine: Any, speech: Samples) -> None:
    heard = engine.transcribe(Utterance(speech))
    assert isinstance(heard, Transcript)
    assert heard.speech
    assert heard.text == printable(heard.text)
    assert 0.0 < heard.confidence <= 1.0
    assert heard.words == ()


def test_it_hears_what_was_said(engine: Any, engine_name: str, speech: Samples, spoken: str) -> None:
    if engine_name == "scripted":
        pytest.skip("the scripted engine hears what it was told to hear")
    wanted, found = plain(spoken), plain(engine.transcribe(Utterance(speech)).text)
    assert len(found) == pytest.approx(len(wanted), abs=1), "nothing invented, nothing dropped"
    assert len(set(wanted) & set(found)) / len(set(wanted)) >= 0.9, found


def test_words_have_times_within_the_utterance_wherever_it_started(engine: Any, speech: Samples) -> None:
    heard = engine.transcribe(Utterance(speech, start=50 * INPUT_RATE), words=True)
    assert plain(" ".join(word.text for word in heard.words)) == plain(heard.text)
    at = 0.0
    for word in heard.words:
        assert at <= word.start <= word.end <= len(speech) / INPUT_RATE + 0.1
        assert 0.0 <= word.probability <= 1.0
        assert word.text == word.text.strip()
        at = word.start


@pytest.mark.parametrize("samples", [silence(0.0), silence(0.01), silence(2.0)], ids=["none", "short", "silence"])
def test_nothing_said_is_empty_text(engine: Any, samples: Samples) -> None:
    heard = engine.transcribe(Utterance(samples), words=True)
    assert (heard.text, heard.speech, heard.words) == ("", False, ())


def test_what_is_no_number_is_no_crash(engine: Any, speech: Samples) -> None:
    broken = speech.copy()
    broken[::4000] = np.nan
    broken[1::4000] = np.inf
    assert engine.transcribe(Utterance(broken)).speech


def test_the_samples_are_left_as_they_are(engine: Any, speech: Samples) -> None:
    before = speech.copy()
    engine.transcribe(Utterance(speech))
    assert np.array_equal(before, speech)


def test_two_threads_may_ask_at_once(engine: Any, speech: Samples) -> None:
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(engine.transcribe, [Utterance(speech), Utterance(speech)])
    assert one.text == two.text
