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
    people: tuple[tuple[str, dict[str, SignalScore]], ...] = ()
    """The same by whom it is about ("sister"; "" for who is not named), where a story has several people."""
    whose: str = ""
    """The one person whom all of it is about; empty where nobody is named or several are."""

    @property
    def by_person(self) -> tuple[tuple[str, dict[str, SignalScore]], ...]:
        """What is shown: a group for each of several people, else all of it under no name."""
        return self.people or (("", self.signals),)

    @property
    def mentioned(self) -> int:
        return len(self.signals)


def score(evidence: Sequence[Evidence], safety: Assessment = CLEAR, about: Sequence[str] = ()) -> Score:
    """Group evidence by signal; and by person, where `about` names more than one of them, a name for each piece."""
    people = sorted(dict.fromkeys(about), key=lambda who: not who)  # Who is not named comes last.
    each = ((who, _by_signal([e for e, whose in zip(evidence, about, strict=True) if whose == who])) for who in people)
    several = sum(map(bool, people)) > 1
    return Score(_by_signal(evidence), safety, tuple(each) if several else (), people[0] if len(people) == 1 else "")


def _by_signal(evidence: Sequence[Evidence]) -> dict[str, SignalScore]:
    signals: dict[str, SignalScore] = {}
    for name in dict.fromkeys(e.signal for e in evidence):
        spans = tuple(e for e in evidence if e.signal == name)
        poles = {e.pole for e in spans}
        state: State = "mixed" if len(poles) > 1 else spans[0].pole
        signals[name] = SignalScore(state, max(e.confidence for e in spans), spans)
    return signals
