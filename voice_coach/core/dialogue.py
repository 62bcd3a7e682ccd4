"""The course of a conversation as a pure reducer: `advance(state, heard) -> (state, move)`.

The state is a frozen value that can be written as JSON and read back, so a session survives a kill
and a surface that opens a new connection for each utterance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from voice_coach.core.safety import CLEAR, Assessment
from voice_coach.core.safety_talk import SafetyTalk, Step, farewell, next_step
from voice_coach.core.transcript import Turn
from voice_coach.core.turn import Sentence

Flow = Literal["ask", "talk", "checkin"]
MoveKind = Literal["answer", "follow_up", "silence", "safety", "command", "close"]

QUESTIONS = {"ask": 0, "talk": 8, "checkin": 3}
"""How many questions the coach asks in a flow, the opening one included."""


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
    mentioned: frozenset[str] = frozenset()
    """Signals heard so far, this utterance included."""


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
        data["safety"] = Assessment(raw["safety"]["cue"], tuple(raw["safety"]["classes"]), raw["safety"]["tier"])
        talk: dict[str, Any] = {name: tuple(x) if isinstance(x, list) else x for name, x in raw["safety_talk"].items()}
        data["safety_talk"] = SafetyTalk(**talk)
        data["asked"], data["last_said"] = tuple(raw["asked"]), tuple(raw["last_said"])
        return State(**data)

    def said_by_user(self) -> list[Turn]:
        """The user's turns, oldest first."""
        return [turn for turn in self.turns if turn.role == "user"]


@dataclass(frozen=True)
class Move:
    """What the coach does next."""

    kind: MoveKind
    signal: str | None = None
    """The signal a follow-up asks about; None for the flow's own opening words."""
    command: str | None = None
    step: Step | None = None
    """The step of the conversation about safety."""


def advance(state: State, heard: Heard, signals: Sequence[str]) -> tuple[State, Move]:
    """Take one utterance. `signals` are the ids to ask about, most wanted first.

    Order: safety, then command, then the dialogue, on every surface.
    """
    if not heard.text.strip():
        state = replace(state, silences=state.silences + 1)
        return _about_safety(state, heard) if state.safety.gated else (state, Move("silence"))
    before = state.safety
    turns = (*state.turns, Turn("user", heard.text))
    state = replace(state, turns=turns, safety=heard.safety, silences=0)
    if before.gated and not heard.safety.gated:
        return replace(state, safety_talk=SafetyTalk(), offered=()), Move("safety", step=Step("cleared"))
    if heard.fresh or (heard.safety.gated and heard.command in (None, "help", "more")):
        return _about_safety(state, heard)
    if heard.safety.gated and heard.command == "stop":
        talk, step = farewell(state.safety_talk, heard.safety)
        return replace(state, safety_talk=talk), Move("command", command="stop", step=step)
    if heard.command:
        saved = state.saved and heard.command != "dont_save"
        return replace(state, saved=saved), Move("command", command=heard.command)
    if state.flow == "ask" or heard.question:
        return state, Move("answer")
    return _follow_up(state, heard, signals)


def _about_safety(state: State, heard: Heard) -> tuple[State, Move]:
    talk, step = next_step(state.safety_talk, heard.text, heard.safety, heard.fresh)
    return replace(state, safety_talk=talk, offered=()), Move("safety", step=step)


def _follow_up(state: State, heard: Heard, signals: Sequence[str]) -> tuple[State, Move]:
    open_signals = [s for s in signals if s not in heard.mentioned and s not in state.asked]
    if state.questions >= QUESTIONS[state.flow] or not open_signals:
        return replace(state, closed=True), Move("close")
    signal = open_signals[0]
    # A question ends an offer: a yes to it must not be taken for "yes, more".
    asked = replace(state, asked=(*state.asked, signal), questions=state.questions + 1, offered=())
    return asked, Move("follow_up", signal=signal)


def said(state: State, text: str) -> State:
    """Add what the person heard of the coach's reply to the record."""
    return replace(state, turns=(*state.turns, Turn("coach", text))) if text else state
