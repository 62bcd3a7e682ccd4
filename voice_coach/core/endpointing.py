"""When a person has started, paused and finished: a pure state machine over speech probabilities.

Time is counted in samples, so a recorded session replays to the same events, bit by bit.
Speech starts above one probability and ends below a lower one (hysteresis, as in Silero's own
reference iterator: github.com/snakers4/silero-vad, `VADIterator`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from voice_coach.core.audio import FRAME, INPUT_RATE, Samples, Utterance


@dataclass(frozen=True)
class Patience:
    """How long a silence may be. All in seconds."""

    end: float = 0.8
    """Silence that ends an utterance."""
    pause: float = 0.16
    """Silence after which transcription may start speculatively."""
    forget: float = 0.35
    """Silence after which a sound too short to be speech is forgotten."""
    minimum: float = 0.2
    """Voiced time under which a sound is a click, not speech."""
    maximum: float = 120.0
    """An utterance this long is handed over even without a silence."""
    start: float = 0.5
    """Speech probability that starts an utterance."""
    keep: float = 0.35
    """Speech probability under which a frame counts as silence."""


@dataclass(frozen=True)
class Started:
    """Speech has begun; `at` is the sample where it did."""

    at: int


@dataclass(frozen=True)
class Paused:
    """A silence of `Patience.pause`: what was said so far."""

    utterance: Utterance


@dataclass(frozen=True)
class Resumed:
    """The person went on after a pause."""

    at: int


@dataclass(frozen=True)
class Ended:
    """The person has finished."""

    utterance: Utterance
    voiced: float
    """Seconds of frames that held speech."""
    silence: float
    """Seconds of silence that ended it."""


Event = Started | Paused | Resumed | Ended

_PRE_ROLL = 10
"""Frames kept from before the first voiced one: soft first consonants score low."""
_TAIL = 8
"""Frames of silence kept at the end of an utterance."""
_VOICE = 2
"""Voiced frames after which a sound may be someone beginning to speak: a person is let speak within 0.2 s."""


@dataclass
class Endpointer:
    """Feed it frames in order with their speech probability; it answers with events."""

    patience: Patience = field(default_factory=Patience)
    position: int = 0
    """Samples heard so far."""
    _lead: deque[Samples] = field(default_factory=lambda: deque(maxlen=_PRE_ROLL))
    _held: list[Samples] = field(default_factory=list)
    _start: int = 0
    _voiced: int = 0
    _quiet: int = 0
    _announced: bool = False
    _paused: bool = False
    _cut: bool = False
    """Whether the last utterance was handed over in the middle of speech."""

    @property
    def in_speech(self) -> bool:
        """Whether an utterance is open."""
        return self._announced

    @property
    def sounding(self) -> bool:
        """Whether there is a voice, or what may become one: earlier than `in_speech`, and it may be a click."""
        return self._announced or self._voiced >= _VOICE

    @property
    def voiced(self) -> float:
        """Seconds of frames that held speech, of the open utterance."""
        return self._seconds(self._voiced)

    def feed(self, frame: Samples, probability: float) -> list[Event]:
        """Take one frame (shape (512,), 16 kHz) and its speech probability in [0, 1]."""
        self.position += len(frame)
        if not self._held:
            self._lead.append(frame)
            goes_on, self._cut = self._cut and probability >= self.patience.keep, False
            if probability < self.patience.start and not goes_on:
                return []
            self._held = list(self._lead)
            self._start = self.position - sum(len(kept) for kept in self._held)
            self._lead.clear()
            self._voiced = 1
            self._quiet = 0
            # What goes on after a cut is known to be speech, however little of it is left.
            self._announced = goes_on
            return [Started(self._start)] if goes_on else []
        self._held.append(frame)
        if probability < self.patience.keep:
            self._quiet += 1
            return self._in_silence()
        self._voiced += 1
        resumed = self._paused
        self._quiet, self._paused = 0, False
        events: list[Event] = [Resumed(self.position)] if resumed else []
        if not self._announced and self._seconds(self._voiced) >= self.patience.minimum:
            self._announced = True
            events.append(Started(self._start))
        if self._seconds(len(self._held)) >= self.patience.maximum:
            events += self.flush()
            self._cut = True
        return events

    def flush(self) -> list[Event]:
        """End what is open, as at the end of a file."""
        if not self._held:
            return []
        return [self._finish()] if self._announced else self._drop()

    def _in_silence(self) -> list[Event]:
        silence = self._seconds(self._quiet)
        if not self._announced:
            # Too little voice for a word: wait a moment for more, then forget it as a click.
            return self._drop() if silence >= self.patience.forget else []
        if silence >= self.patience.end:
            return [self._finish()]
        if silence >= self.patience.pause and not self._paused:
            self._paused = True
            return [Paused(self._utterance())]
        return []

    def _utterance(self) -> Utterance:
        spare = max(0, self._quiet - _TAIL)
        kept = self._held[: len(self._held) - spare]
        return Utterance(np.concatenate(kept), self._start)

    def _finish(self) -> Ended:
        ended = Ended(self._utterance(), self.voiced, self._seconds(self._quiet))
        # Only what was not handed over may lead the next utterance: nothing is heard twice.
        spare = max(0, self._quiet - _TAIL)
        self._reset(self._held[len(self._held) - spare :])
        return ended

    def _drop(self) -> list[Event]:
        self._reset(self._held[-_PRE_ROLL:])
        return []

    def _reset(self, tail: list[Samples]) -> None:
        self._held, self._voiced, self._quiet = [], 0, 0
        self._announced = self._paused = False
        self._lead.clear()
        self._lead.extend(tail)

    @staticmethod
    def _seconds(count: int) -> float:
        return count * FRAME / INPUT_RATE
