"""Speech to text by Whisper, through faster-whisper (CTranslate2, int8, no torch).

Settings were measured on recorded human speech: timestamps stay on (without them Whisper drops what
follows a pause), the temperature fallback stays (without it noise loops), earlier text is not fed back.
Short speech is first heard in a short window. What looks doubtful there is heard there once more, after a moment of
silence: the same words twice, or surer ones, are believed. Only what is still doubtful takes the full window.
"""

from __future__ import annotations

import re
import threading
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from voice_coach.core.audio import INPUT_RATE, Samples, Utterance, clean, silence
from voice_coach.core.transcript import Transcript
from voice_coach.core.uptake import short_answer
from voice_coach.engines.whisper_gates import (
    COMPRESSION,
    FOREIGN,
    JUDGED,
    LOW_LOGPROB,
    NO_SPEECH,
    believable,
    confidence_of,
    heard,
)
from voice_coach.errors import EngineFailed
from voice_coach.registry import needs_extra

_SHORT = 16.0
"""Seconds up to which the short window is tried: beyond it saves too little."""
_SURE = 0.62
"""Confidence of a short window that is believed."""
_BRIEF, _BRIEF_SURE = 2.0, 0.55
"""Seconds of a few words, and the confidence that is enough for them: the full window mostly hears the same."""
_ANSWER_SURE = 0.35
"""The same for one of the few short answers that everyone gives: a single word gets little confidence. In 18 of 20 such
cases (synthetic voices, base) the full window gave the same, in two a wrong one; clips without speech gave none."""
_LEAST_SURE = 0.45
"""Confidence that each of its segments must have: the last one may be invented ("I'm sorry.")."""
_LEAD = 0.4
"""Seconds of silence before speech that is heard a second time: enough that a loop or a lost ending is not repeated."""
_AGREED = 0.38
"""Confidence that is enough for the same words twice. Of 208 sentences and 128 short answers (synthetic voices, base)
67 were not believed at once; 35 were heard alike twice, of which the full window heard one better. Without speech
Whisper says the same twice too ("I'm sorry."), at 0.3 and less."""
_WIDE, _WIDER = 8.0, 18.0
"""Seconds whose windows hear few words a second and a third time: the full one costs twice as much for the same."""
_DOUBTFUL, _SPOKEN = 0.3, 0.4
"""Confidence of a third hearing that is told on, for the coach to ask about, and the largest probability of no speech
with it. What is less sure than this the full window made no better in four of five cases, in two to four seconds."""
_TOKENS_A_SECOND = 8
"""More than anyone says: what gives more is looping."""


class FasterWhisper:
    """Whisper base or tiny.en, int8."""

    name = "faster_whisper"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        model: Literal["base", "tiny.en"] = "base"
        threads: int = Field(2, ge=1, le=64)
        beam: int = Field(1, ge=1, le=10)
        language: str = "en"

    def __init__(self, options: Options, services: Any) -> None:
        self._options, self._services = options, services
        self._model: Any = None
        self._lock = threading.Lock()

    @property
    def model_name(self) -> str:
        """The name of the weights in the model store."""
        return f"whisper-{self._options.model}"

    def load(self) -> None:
        """Open the model (about half a second). Raises ModelNotFound or ModelCorrupt."""
        with self._lock:
            if self._model is not None:
                return
            folder = self._services.models.ensure(self.model_name)
            with needs_extra(self.name):
                from voice_coach.engines.windowed_whisper import WindowedWhisper

            try:
                self._model = WindowedWhisper(
                    str(folder),
                    device="cpu",
                    compute_type="int8",
                    cpu_threads=self._options.threads,
                    local_files_only=True,
                )
            except (RuntimeError, ValueError) as failure:
                raise EngineFailed(f"{self.model_name} could not be opened: {failure}") from None

    def transcribe(self, utterance: Utterance, words: bool = False) -> Transcript:
        """The text of up to a few minutes of speech; empty where Whisper itself doubts that anyone spoke.

        Another language would come out as invented English: it gives no text, and its own name as `language`.
        """
        self.load()
        samples = clean(utterance.samples)
        if not len(samples):
            return Transcript("", confidence=0.0, language=self._options.language)
        with self._lock:
            kept = self._quickly(samples, words) if len(samples) <= _SHORT * INPUT_RATE else None
            if kept is None:
                most = _most_tokens(samples) if len(samples) <= _BRIEF * INPUT_RATE else None
                found = self._segments(samples, words, max_new_tokens=most)
                kept = [segment for segment in found if believable(segment)]
            return heard(kept, lambda: self._foreign(samples), self._options.language)

    def _segments(self, samples: Samples, words: bool, **options: Any) -> list[Any]:
        segments, _ = self._model.transcribe(
            samples,
            language=self._options.language,
            beam_size=self._options.beam,
            condition_on_previous_text=False,
            word_timestamps=words,
            no_speech_threshold=NO_SPEECH,
            log_prob_threshold=LOW_LOGPROB,
            compression_ratio_threshold=COMPRESSION,
            **options,
        )
        return list(segments)

    def _quickly(self, samples: Samples, words: bool) -> list[Any] | None:
        """Segments of short speech at a third of the cost, or None where they are not sure to be what was said."""
        first = self._in_window(samples, words, len(samples) / INPUT_RATE)
        if self._sure(first, len(samples)):
            return first
        later = np.concatenate([silence(_LEAD), samples])
        second = self._in_window(later, words, max(_WIDE, len(later) / INPUT_RATE))
        if _same(first, second) and _plausible(first, _AGREED) and _plausible(second, _AGREED):
            return first
        if self._sure(second, len(samples)):
            return [self._model.earlier(segment, _LEAD) for segment in second]
        if len(samples) > _BRIEF * INPUT_RATE:
            return None
        third = self._in_window(samples, words, _WIDER)
        return third if _plausible(third, _DOUBTFUL, _SPOKEN) else None

    def _in_window(self, samples: Samples, words: bool, seconds: float) -> list[Any]:
        """Segments heard in a window that fits so many seconds; none where they were cut off, going on and on."""
        most = _most_tokens(samples)
        self._model.narrow(seconds)
        try:
            found = self._segments(samples, words, temperature=0.0, max_new_tokens=most)
        finally:
            self._model.narrow(None)
        # Tokens that tell the model what to do count too.
        cut = sum(len(segment.tokens) for segment in found) >= most - 4 and not self._model.ended(found[-1].tokens)
        return [] if cut else found

    def _sure(self, found: list[Any], length: int) -> bool:
        """Whether segments heard in the short window, from so many samples, are believed at once."""
        answer = short_answer(" ".join(segment.text for segment in found))
        if answer:
            return _plausible(found, _ANSWER_SURE)
        return (
            _plausible(found, _BRIEF_SURE if length <= _BRIEF * INPUT_RATE else _SURE)
            and self._model.ended(found[-1].tokens)
            and min(confidence_of([segment]) for segment in found) >= _LEAST_SURE
        )

    def _foreign(self, samples: Samples) -> str | None:
        """The language of 16 kHz samples when it is surely another one. As slow as a transcription."""
        if not self._model.model.is_multilingual or len(samples) < JUDGED * INPUT_RATE:
            return None
        language, probability, _ = self._model.detect_language(samples)
        return str(language) if language != self._options.language and probability >= FOREIGN else None


def _most_tokens(samples: Samples) -> int:
    return 16 + int(_TOKENS_A_SECOND * len(samples) / INPUT_RATE)


def _plausible(found: list[Any], least: float, no_speech: float = NO_SPEECH) -> bool:
    """Whether segments have at least this confidence and pass the gates for silence and loops."""
    return (
        bool(found)
        and confidence_of(found) >= least
        and all(s.no_speech_prob <= no_speech and s.compression_ratio <= COMPRESSION for s in found)
    )


def _same(one: list[Any], other: list[Any]) -> bool:
    """Whether two hearings have the same words, whatever their case and punctuation."""
    return _words(one) == _words(other)


def _words(found: list[Any]) -> list[str]:
    return re.findall(r"[\w']+", " ".join(segment.text for segment in found).lower())
