"""What is believed of a Whisper's segments, whichever library ran it.

A segment has `text`, `start`, `end`, `avg_logprob`, `no_speech_prob` and `compression_ratio`, as in the reference.
"""

from __future__ import annotations

from math import exp
from typing import Any

from voice_coach.core.transcript import Word

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


def as_word(text: str, start: Any, end: Any, probability: Any) -> Word:
    """A word with its times in seconds, rounded to milliseconds."""
    start, end, probability = (round(float(value), 3) for value in (start, end, probability))
    return Word(text.strip(), start, end, probability)
