"""Voice activity by loudness alone: no library, for machines where Silero does not run."""

from __future__ import annotations

from pydantic import BaseModel

from voice_coach.core.audio import Samples, level


class Energy:
    """Compares each frame with a slowly rising estimate of the noise floor."""

    name = "energy"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        margin_db: float = 14.0
        """How far above the noise floor speech is, in dB."""
        quietest_db: float = -50.0
        """What is softer than this is never speech, in dBFS."""

    def __init__(self, options: Options, services: object = None) -> None:
        self._options = options
        self._floor = -60.0

    def load(self) -> None:
        """Nothing to open."""

    def probability(self, frame: Samples) -> float:
        """Probability in [0, 1]: 0.5 where the level is `margin_db` above the floor."""
        loud = level(frame)
        # Falls at once, rises by about 3 dB a second, so that speech does not become the floor.
        self._floor = loud if loud < self._floor else min(loud, self._floor + 0.1)
        if loud < self._options.quietest_db:
            return 0.0
        return min(1.0, max(0.0, 0.5 + (loud - self._floor - self._options.margin_db) / 20.0))

    def reset(self) -> None:
        """Forget the frames so far."""
        self._floor = -60.0
