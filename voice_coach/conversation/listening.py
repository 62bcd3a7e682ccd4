"""A whole recording to text: voice activity first, then the transcriber, in bounded memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from voice_coach.core.audio import INPUT_RATE, Samples, Utterance, frames
from voice_coach.core.endpointing import Ended, Endpointer, Patience
from voice_coach.core.transcript import Transcript, Word
from voice_coach.ports import Transcriber, VoiceActivityDetector
from voice_coach.trace import elapsed_ms

RECORDING = Patience(end=2.0, maximum=28.0)
"""Pieces end at long silences; none is longer than Whisper's window of 30 s."""


@dataclass(frozen=True)
class Recorded:
    """The text of a recording and how long it was."""

    transcript: Transcript
    seconds: float
    ms: float


def transcribe_blocks(
    blocks: Iterator[Samples], vad: VoiceActivityDetector, transcriber: Transcriber, words: bool = False
) -> Recorded:
    """Transcribe 16 kHz blocks of any length. Stretches without voice are never given to the transcriber."""
    began = time.perf_counter()
    vad.reset()
    endpointer = Endpointer(RECORDING)
    pieces: list[tuple[Utterance, Transcript]] = []
    length, language = 0, "en"

    def measured() -> Iterator[Samples]:
        nonlocal length
        for block in blocks:
            length += len(block)
            yield block

    def take(events: list[object]) -> None:
        nonlocal language
        for event in events:
            if isinstance(event, Ended):
                heard = transcriber.transcribe(event.utterance, words=words)
                language = heard.language
                if heard.speech:
                    pieces.append((event.utterance, heard))

    for frame in frames(measured()):
        take(list(endpointer.feed(frame, vad.probability(frame))))
    take(list(endpointer.flush()))
    return Recorded(_joined(pieces, language), length / INPUT_RATE, elapsed_ms(began))


def _joined(pieces: list[tuple[Utterance, Transcript]], language: str) -> Transcript:
    if not pieces:
        return Transcript("", confidence=0.0, language=language)
    words: list[Word] = []
    for utterance, heard in pieces:
        shift = utterance.start / INPUT_RATE
        words += [replace(w, start=round(w.start + shift, 3), end=round(w.end + shift, 3)) for w in heard.words]
    total = sum(utterance.seconds for utterance, _ in pieces)
    confidence = sum(heard.confidence * utterance.seconds for utterance, heard in pieces) / total
    text = " ".join(heard.text for _, heard in pieces)
    return Transcript(text, tuple(words), confidence, pieces[0][1].language)
