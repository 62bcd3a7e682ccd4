"""What is believed of a Whisper's segments, whichever library ran it.

A segment has `text`, `start`, `end`, `avg_logprob`, `no_speech_prob`, `compression_ratio` and `words`, as in the
reference.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from typing import Any

from voice_coach.core.transcript import Transcript, Word, printable

NO_SPEECH = 0.6
"""Above this, with a low log-probability, a segment is noise (Whisper's own rule and value)."""
LOW_LOGPROB = -1.0
COMPRESSION = 2.4
"""Text that compresses better than this repeats itself (Whisper's own value)."""
DOUBTFUL = 0.5
"""Confidence under which it is worth asking whether this is English at all: English clips reach 0.67 and more."""
FOREIGN = 0.8
"""Probability from which another language is believed."""
JUDGED = 2.0
"""Seconds of speech that it takes to tell a language."""


def believable(segment: Any) -> bool:
    """Whether a segment is neither noise nor a loop."""
    if segment.no_speech_prob > NO_SPEECH and segment.avg_logprob < LOW_LOGPROB:
        return False
    return not (segment.compression_ratio > COMPRESSION and segment.avg_logprob < LOW_LOGPROB)


def confidence_of(segments: list[Any]) -> float:
    """Geometric mean probability of a token, weighted by the length of the segments."""
    total = sum(segment.end - segment.start for segment in segments)
    if not total:
        return 0.0
    return float(sum(exp(min(0.0, s.avg_logprob)) * (s.end - s.start) for s in segments) / total)


def heard(segments: list[Any], foreign: Callable[[], str | None], language: str) -> Transcript:
    """What believable segments say. `foreign` looks for another language, slowly: it is asked where they are doubtful.

    Words have `word`, `start`, `end` in seconds and `probability`, where they were asked for.
    """
    confidence = confidence_of(segments)
    other = foreign() if segments and confidence < DOUBTFUL else None
    if other:
        return Transcript("", confidence=confidence, language=other)
    text = printable(" ".join(segment.text.strip() for segment in segments))
    words = tuple(_word(word) for segment in segments for word in segment.words or ())
    return Transcript(text, words, confidence, language)


def _word(word: Any) -> Word:
    """A word with its times in seconds, rounded to milliseconds."""
    start, end, probability = (round(float(value), 3) for value in (word.start, word.end, word.probability))
    return Word(word.word.strip(), start, end, probability)
