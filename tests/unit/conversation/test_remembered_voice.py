from __future__ import annotations

import threading

import numpy as np
import pytest

from voice_coach import assets
from voice_coach.conversation.remembered_voice import RememberedVoice, fixed_sentences
from voice_coach.core.audio import Samples
from voice_coach.engines.scripted import ScriptedSynthesizer

TEXTS = ("Want to hear more?", "I'm with you.", "What happens then, as a rule?")


def sound(voice: RememberedVoice | ScriptedSynthesizer, text: str, pace: float = 1.0) -> Samples:
    return np.concatenate([chunk.samples for chunk in voice.synthesize(text, pace)])


def test_what_is_remembered_sounds_the_same_and_costs_nothing() -> None:
    engine = ScriptedSynthesizer()
    voice = RememberedVoice(engine, (*TEXTS, TEXTS[0]))
    while voice.remember():
        pass
    assert engine.said == list(TEXTS), "each once, the first one first"
    for text in TEXTS:
        assert sound(voice, text) == pytest.approx(sound(ScriptedSynthesizer(), text), abs=2 / 32768)
    assert engine.said == list(TEXTS)


def test_other_texts_and_paces_are_made_anew_and_not_kept() -> None:
    engine = ScriptedSynthesizer()
    voice = RememberedVoice(engine, TEXTS)
    voice.remember()
    assert np.array_equal(sound(voice, TEXTS[0], 1.2), sound(ScriptedSynthesizer(), TEXTS[0], 1.2))
    for _ in range(2):
        sound(voice, "He never listens to me.")
    assert engine.said == [TEXTS[0], TEXTS[0], "He never listens to me.", "He never listens to me."]


def test_memory_is_bounded() -> None:
    one = 0.1 * 24_000 * 2 * len(TEXTS[0].split()) / 1e6
    engine = ScriptedSynthesizer()
    voice = RememberedVoice(engine, TEXTS, megabytes=one * 1.2)
    assert voice.remember()
    assert voice.remember(), "made, but there was no room for it"
    assert not voice.remember()
    before = len(engine.said)
    sound(voice, TEXTS[0])
    assert len(engine.said) == before
    sound(voice, TEXTS[1])
    assert len(engine.said) == before + 1


def test_the_engine_serves_one_at_a_time() -> None:
    class Checked(ScriptedSynthesizer):
        busy = threading.Lock()

        def synthesize(self, sentence: str, pace: float = 1.0):  # type: ignore[no-untyped-def]
            chunks = super().synthesize(sentence, pace)
            while True:
                assert self.busy.acquire(blocking=False), "two at once"
                chunk = next(chunks, None)
                self.busy.release()
                if chunk is None:
                    return
                yield chunk

    voice = RememberedVoice(Checked(), [f"Sentence number {n} is this." for n in range(50)])
    failed: list[BaseException] = []

    def remember() -> None:
        try:
            while voice.remember():
                pass
        except AssertionError as failure:
            failed.append(failure)

    thread = threading.Thread(target=remember)
    thread.start()
    for n in range(50):
        sound(voice, f"Another sentence, {n}.")
    thread.join()
    assert failed == []


def test_who_stops_in_the_middle_of_a_sentence_holds_nobody_up() -> None:
    voice = RememberedVoice(ScriptedSynthesizer(), [])
    started = voice.synthesize(TEXTS[0])
    next(started)
    heard = threading.Thread(target=lambda: sound(voice, TEXTS[1]), daemon=True)
    heard.start()
    heard.join(20)
    assert not heard.is_alive()
    started.close()


def test_what_is_filled_in_with_a_persons_words_is_never_remembered() -> None:
    texts = fixed_sentences(*(assets.toml("prompts", name) for name in ("coach", "reflect", "safety")))
    assert "Want to hear more?" in texts
    assert "What is that like for you?" in texts
    assert not [text for text in texts if "{" in text or "}" in text]
