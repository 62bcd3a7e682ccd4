"""Speech to text by Whisper, through faster-whisper (CTranslate2, int8, no torch).

Settings were measured on recorded human speech: timestamps stay on (without them Whisper drops what
follows a pause), the temperature fallback stays (without it noise loops), earlier text is not fed back.
Short speech is first heard in a short window; whatever looks doubtful there is heard again in the full one.
"""

from __future__ import annotations

import threading
from typing import Any, Literal

from pydantic import BaseModel, Field

from voice_coach.core.audio import INPUT_RATE, Samples, Utterance, clean
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
_TOKENS_A_SECOND = 8
"""More than anyone says: a short window that gives more is looping."""


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
            kept = self._in_short_window(samples, words)
            if kept is None:
                kept = [segment for segment in self._segments(samples, words) if believable(segment)]
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

    def _in_short_window(self, samples: Samples, words: bool) -> list[Any] | None:
        """Segments of short speech at half the cost, or None where they are not sure to be what was said."""
        seconds = len(samples) / INPUT_RATE
        if seconds > _SHORT:
            return None
        self._model.narrow(seconds)
        try:
            most = 16 + int(_TOKENS_A_SECOND * seconds)
            found = self._segments(samples, words, temperature=0.0, max_new_tokens=most)
        finally:
            self._model.narrow(None)
        answer = short_answer(" ".join(segment.text for segment in found))
        enough = _ANSWER_SURE if answer else _BRIEF_SURE if seconds <= _BRIEF else _SURE
        sure = (
            bool(found)
            and confidence_of(found) >= enough
            and (answer or self._model.ended(found[-1].tokens))
            and (answer or min(confidence_of([segment]) for segment in found) >= _LEAST_SURE)
            and all(s.no_speech_prob <= NO_SPEECH and s.compression_ratio <= COMPRESSION for s in found)
        )
        return found if sure else None

    def _foreign(self, samples: Samples) -> str | None:
        """The language of 16 kHz samples when it is surely another one. As slow as a transcription."""
        if not self._model.model.is_multilingual or len(samples) < JUDGED * INPUT_RATE:
            return None
        language, probability, _ = self._model.detect_language(samples)
        return str(language) if language != self._options.language and probability >= FOREIGN else None
