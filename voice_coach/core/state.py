"""Where a session is, what was heard of an utterance, and what the coach does next: plain values, written as JSON.

The state is frozen and can be read back, so a session survives a kill and a surface that opens a new connection for
each utterance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from voice_coach.core.arc import Stage
from voice_coach.core.course import them
from voice_coach.core.mourning import mourned
from voice_coach.core.parting import parted
from voice_coach.core.safety import CLEAR, Assessment
from voice_coach.core.safety_talk import SafetyTalk, Step
from voice_coach.core.strikes import Strike, struck_quotes
from voice_coach.core.transcript import Turn
from voice_coach.core.turn import Sentence
from voice_coach.core.uptake import Met, Uptake

Flow = Literal["ask", "talk", "checkin"]
Loss = Literal["", "mourned", "parted"]
MoveKind = Literal["answer", "reflect", "silence", "misheard", "safety", "command", "close"]
Purpose = Literal[
    Met,
    "",
    "story",
    "explore",
    "concrete",
    "deeper",
    "after",
    "memory",
    "parting",
    "need",
    "guide",
    "offer",
    "step",
    "corrected",
]


@dataclass(frozen=True)
class Heard:
    """What the reducer needs to know of an utterance."""

    text: str
    question: bool = False
    """Whether the person asks something."""
    command: str | None = None
    safety: Assessment = CLEAR
    """The state of screening after this utterance, for the session as a whole."""
    fresh: bool = False
    """Whether this very utterance held a sign of danger."""
    mentioned: tuple[str, ...] = ()
    """Signals heard so far, this utterance included, in the order they were first heard."""
    just: tuple[str, ...] = ()
    """Those that this very utterance holds."""
    uptake: Uptake = field(default_factory=Uptake)
    confidence: float = 1.0
    """How sure the transcriber is, 0 to 1."""


@dataclass(frozen=True)
class State:
    """Where a session is."""

    flow: Flow
    turns: tuple[Turn, ...] = ()
    asked: tuple[str, ...] = ()
    """Signals that were asked about."""
    questions: int = 0
    silences: int = 0
    """Silent turns in a row."""
    offered: tuple[Sentence, ...] = ()
    """What "want to hear more?" would give."""
    last_said: tuple[str, ...] = ()
    struck: tuple[Strike, ...] = ()
    """Quotes that the person took back: they count for nothing."""
    stage: Stage = "story"
    met: bool = False
    """Whether the last turn was met as a feeling: then what is asked next is about that."""
    deepened: int = 0
    """Questions after which the coach last stayed with what was told."""
    lingered: bool = False
    """Whether something else was said to the offer of a step: it is made once more."""
    focus: str = ""
    """Whom the story is about, such as "sister"; empty while nobody is named so."""
    doubted: bool = False
    """Whether the coach has just asked if it heard right: it asks once."""
    safety: Assessment = CLEAR
    safety_talk: SafetyTalk = field(default_factory=SafetyTalk)
    saved: bool = True
    closed: bool = False

    def to_json(self) -> dict[str, Any]:
        """A plain dict for `json.dumps`."""
        return asdict(self)

    @staticmethod
    def from_json(raw: dict[str, Any]) -> State:
        """The inverse of `to_json`."""
        data = dict(raw)
        data["turns"] = tuple(Turn(**turn) for turn in raw["turns"])
        data["offered"] = tuple(Sentence(s["text"], tuple(s["citations"])) for s in raw["offered"])
        safety: dict[str, Any] = {name: tuple(x) if isinstance(x, list) else x for name, x in raw["safety"].items()}
        data["safety"] = Assessment(**safety)
        talk: dict[str, Any] = {name: tuple(x) if isinstance(x, list) else x for name, x in raw["safety_talk"].items()}
        data["safety_talk"] = SafetyTalk(**talk)
        data |= {name: tuple(raw[name]) for name in ("asked", "last_said")}
        data["struck"] = tuple(Strike.from_json(strike) for strike in raw["struck"])
        return State(**data)

    def said_by_user(self) -> list[Turn]:
        """The user's turns, oldest first."""
        return [turn for turn in self.turns if turn.role == "user"]

    def told(self) -> list[str]:
        """What the user said, oldest first, without turns that were taken back."""
        struck = struck_quotes(self.turns, self.struck)
        return [self.turns[index].text for index in struck if self.turns[index].text not in struck[index]]

    def loss(self) -> Loss:
        """Whether the person whom the story is about has died, or has just left."""
        told = self.told()
        return "mourned" if mourned(self.focus, told) else "parted" if parted(told) else ""

    def them(self) -> Mapping[str, str]:
        """The pronouns of the person whom the story is about."""
        return them(self.focus, self.told())

    def said_by_coach(self) -> str:
        """All that the user heard of the coach's replies."""
        return " ".join(turn.text for turn in self.turns if turn.role == "coach")


@dataclass(frozen=True)
class Move:
    """What the coach does next."""

    kind: MoveKind
    purpose: Purpose = ""
    signal: str | None = None
    """The signal that is asked about."""
    who: str = ""
    """The person whom a correction or a change of person names."""
    command: str | None = None
    step: Step | None = None
    """The step of the conversation about safety."""
    uptake: Uptake = field(default_factory=Uptake)
    """How the person's turn was taken that it replies to."""
