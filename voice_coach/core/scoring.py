"""From evidence to a score: a state for each signal that was mentioned, and nothing for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from voice_coach.core.safety import CLEAR, Assessment
from voice_coach.core.signals import Evidence

State = Literal["positive", "negative", "mixed"]
SIGNALS = 16
"""How many signals there are; coverage counts against it."""


@dataclass(frozen=True)
class SignalScore:
    """What was heard of one signal. `mixed` holds at least one span of each pole."""

    state: State
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Score:
    """The scored summary of one conversation. A signal that is absent was not mentioned: it is never zero."""

    signals: dict[str, SignalScore]
    safety: Assessment = CLEAR

    @property
    def mentioned(self) -> int:
        return len(self.signals)


def score(evidence: Sequence[Evidence], safety: Assessment = CLEAR) -> Score:
    """Group evidence by signal."""
    signals: dict[str, SignalScore] = {}
    for name in dict.fromkeys(e.signal for e in evidence):
        spans = tuple(e for e in evidence if e.signal == name)
        poles = {e.pole for e in spans}
        state: State = "mixed" if len(poles) > 1 else spans[0].pole
        signals[name] = SignalScore(state, max(e.confidence for e in spans), spans)
    return Score(signals, safety)
