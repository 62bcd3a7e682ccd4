"""Whisper that encodes only as much as was said: most of the cost of a short answer is thirty seconds of padding."""

from __future__ import annotations

from typing import Any

from faster_whisper import WhisperModel

LEAST_SECONDS = 10.0
"""Under this the decoder loops (measured); speech is followed by so much padding at least ..."""
MARGIN_SECONDS = 2.0
"""... and by this much after longer speech."""
_FRAMES = 100
"""Mel frames a second."""


class WindowedWhisper(WhisperModel):  # type: ignore[misc]
    """The model of faster-whisper with a window that can be narrowed for one short utterance."""

    _frames: int | None = None

    def narrow(self, seconds: float | None) -> None:
        """Encode a window that fits so many seconds of speech; None: the usual thirty."""
        window = max(LEAST_SECONDS, (seconds or 0.0) + MARGIN_SECONDS)
        self._frames = None if seconds is None else int(_FRAMES * window) // 2 * 2

    def encode(self, features: Any) -> Any:
        """Encoder output of mel features, shape (mels, frames) or (1, mels, frames)."""
        return super().encode(features[..., : self._frames])

    def ended(self, tokens: list[int]) -> bool:
        """Whether a segment came to its end, which is a time; one that was cut off while it went on has none."""
        return bool(tokens) and tokens[-1] > int(self.hf_tokenizer.token_to_id("<|notimestamps|>"))
