"""The course of a conversation as a pure reducer: `advance(state, heard) -> (state, move)`.

The state is a frozen value that can be written as JSON and read back, so a session survives a kill
and a surface that opens a new connection for each utterance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, cast

from voice_coach.core.arc import DEEPER, EXPLORED, QUESTIONS, RICH, TOLD_ENOUGH, Stage, wanted
from voice_coach.core.course import moved, them
from voice_coach.core.mourning import mourned
from voice_coach.core.parting import parted
from voice_coach.core.safety import CLEAR, Assessment
from voice_coach.core.safety_talk import SafetyTalk, Step, ended, farewell, next_step
from voice_coach.core.strikes import Strike, struck_quotes
from voice_coach.core.transcript import Turn, wordless
from voice_coach.core.turn import Sentence
from voice_coach.core.uptake import MET, Met, Uptake, accepts, short_answer, take_up

Flow = Literal["ask", "talk", "checkin"]
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

_FELT = ("tears", "low", "hurt", "anger", "loss")
"""What is met as a feeling."""
GIVING = ("step", "advice")
"""Commands that ask for what a talk leads to anyway."""
_LEFT_TO_SAFETY = (None, "help", "more", "go_on", "skip", "back", *GIVING)
"""Under a sign of danger the conversation about it goes on, whichever of these was said."""
DOUBTFUL = 0.45
"""Confidence of a transcript under which the coach asks once whether it heard right."""


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


MEMORIES = 7
"""Questions, the opening one among them, after which nothing more is asked of someone who lost somebody."""
GIVEN_BACK = {**QUESTIONS, "talk": 14}
"""Turns after which such a talk comes to its end: nothing of the guide is put to it."""
AT_A_LOSS = 6
"""Answers of "I don't know" in a row after which the coach stops asking for more of the story."""


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

    def mourns(self) -> bool:
        """Whether the person whom the story is about has died."""
        return mourned(self.focus, self.told())

    def parted(self) -> bool:
        """Whether the story is that of having been left, just now."""
        return parted(self.told())

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


def advance(state: State, heard: Heard, signals: Sequence[str]) -> tuple[State, Move]:
    """Take one utterance. `signals` are the ids to ask about, most wanted first.

    Order: safety, then command, then the dialogue, on every surface.
    """
    if wordless(heard.text):
        state = replace(state, silences=state.silences + 1)
        return _about_safety(state, heard) if state.safety.gated else (state, Move("silence"))
    before = state.safety
    # A single word gets little confidence however clear it was: "yes" is not asked for again.
    doubtful = heard.confidence < DOUBTFUL and not short_answer(heard.text)
    if doubtful and not state.doubted and not heard.fresh and not heard.safety.gated:
        return replace(state, doubted=True), Move("misheard")
    turns = (*state.turns, Turn("user", heard.text))
    state = replace(state, doubted=False, turns=turns, safety=heard.safety, silences=0)
    if before.gated and not heard.safety.gated:
        kind = "mistaken" if before.guessed else "cleared"
        talk, step = ended(state.safety_talk, kind)
        return replace(state, safety_talk=talk, offered=()), Move("safety", step=step)
    # A child's age alone withholds nothing: a question is answered, and the script about age comes with it.
    asks = not heard.safety.gated and (state.flow == "ask" or heard.question)
    if heard.fresh and heard.command == "dont_save":
        state = replace(state, saved=False)  # Safety is what is replied to; the wish holds all the same.
    if heard.command == "not_tonight" and (heard.safety.gated or not _first_of_the_night(state)):
        heard = replace(heard, command=None)  # An answer like another one, such as to "did he call?".
    if (heard.fresh and not asks) or (heard.safety.gated and heard.command in _LEFT_TO_SAFETY):
        return _about_safety(state, heard)
    if heard.safety.gated and heard.command in ("stop", "good_night"):
        talk, step = farewell(state.safety_talk, heard.safety, heard.text)
        return replace(state, safety_talk=talk), Move("command", command="stop", step=step)
    if heard.command == "not_tonight":
        return replace(state, closed=True, stage="done", saved=False), Move("command", command="not_tonight")
    if heard.command in GIVING and (state.flow == "ask" or state.mourns() or state.parted()):
        heard = replace(heard, command=None)  # A question like another one; and mourning has no steps.
    if heard.command in GIVING and (heard.mentioned or state.stage == "step"):
        return _give(state, heard, signals)
    if heard.command == "skip" and state.flow != "ask":
        return _follow(state, replace(heard, uptake=Uptake("skipped")), signals)
    if heard.command == "delete" and heard.safety.cue:
        # What showed danger is still to be known in this session; nothing of it is kept afterwards.
        return replace(state, saved=False), Move("command", command="dont_save")
    if heard.command in ("back", "delete"):
        return taken_back(state), Move("command", command=heard.command)
    if heard.command:
        saved = state.saved and heard.command != "dont_save"
        return replace(state, saved=saved), Move("command", command=heard.command)
    if state.flow == "ask" or heard.question:
        return state, Move("answer", uptake=heard.uptake)
    return _follow(state, heard, signals)


def _first_of_the_night(state: State) -> bool:
    return state.flow == "checkin" and len(state.said_by_user()) == 1


def taken_back(state: State) -> State:
    """Before the person's last words: neither they, nor what was replied, nor the command itself is in the record.

    What they showed of danger stays: the state of safety is that of the session.
    """
    turns = state.turns[:-1]
    while turns and turns[-1].role == "coach":
        turns = turns[:-1]
    if not turns:
        return replace(state, turns=state.turns[:-1])
    questions = max(1, state.questions - 1) if state.questions else 0
    stage: Stage = "explore" if state.asked[:-1] else "story"
    left = sum(turn.role == "user" for turn in turns[:-1])
    struck = tuple(strike for strike in state.struck if strike.place is None or strike.place < left)
    asked = state.asked[:-1]
    return replace(state, turns=turns[:-1], struck=struck, asked=asked, questions=questions, stage=stage, offered=())


def _about_safety(state: State, heard: Heard) -> tuple[State, Move]:
    talk, step = next_step(state.safety_talk, heard.text, heard.safety, heard.fresh)
    return replace(state, safety_talk=talk, offered=()), Move("safety", step=step)


def _give(state: State, heard: Heard, signals: Sequence[str]) -> tuple[State, Move]:
    """A step, or one thing from the guide, as soon as it is asked for."""
    yes = Uptake("yes")
    if state.stage == "step":
        return _follow(state, replace(heard, uptake=yes), signals)
    state = replace(state, offered=())
    if heard.command == "advice" and state.questions < QUESTIONS[state.flow]:
        return replace(state, stage="step", questions=state.questions + 1), Move("reflect", "guide", uptake=yes)
    return state, Move("reflect", "step", heard.mentioned[-1], uptake=yes)


def _follow(state: State, heard: Heard, signals: Sequence[str]) -> tuple[State, Move]:
    """Reflect, and ask the next question of the arc where there is one."""
    act, who = heard.uptake.act, heard.uptake.who
    before = " ".join(text.lower() for text in state.told()[:-1])
    focus = moved(state.focus, state.told(), heard.uptake)
    new = bool(state.focus) and focus not in (state.focus, "") and f"my {focus}" not in before
    changed = focus if new else ""
    # A question ends an offer: a yes to it must not be taken for "yes, more".
    state = replace(state, focus=focus, offered=())
    met, state = state.met, replace(state, met=act in _FELT)
    if act == "corrected" or act in MET:
        return state, Move("reflect", cast(Purpose, act), who=who, uptake=heard.uptake)
    if state.stage == "step":
        taken = act == "yes" or accepts(heard.text)
        if not taken and act == "told" and not state.lingered:
            return replace(state, lingered=True), Move("reflect", "offer", uptake=heard.uptake)
        step = heard.mentioned[-1] if taken and heard.mentioned else None
        move = Move("close", "step" if step else "", signal=step, uptake=heard.uptake)
        return replace(state, closed=True, stage="done"), move
    if state.questions >= QUESTIONS[state.flow]:
        return replace(state, closed=True, stage="done"), Move("close", uptake=heard.uptake)
    if met and not state.mourns():
        return replace(state, questions=state.questions + 1), Move("reflect", "after", uptake=heard.uptake)
    stage, move = _next(state, heard, signals)
    move = replace(move, uptake=heard.uptake)
    if move.kind == "close":
        return replace(state, closed=True, stage="done"), move
    asked = (*state.asked, move.signal) if move.signal else state.asked
    deepened = state.questions if move.purpose in ("story", "deeper") else state.deepened
    after = replace(state, stage=stage, asked=asked, questions=state.questions + 1, deepened=deepened)
    return after, replace(move, who=changed)


def _next(state: State, heard: Heard, signals: Sequence[str]) -> tuple[Stage, Move]:
    if state.mourns() or state.parted():
        # Nothing that two people do is asked. When the questions are used up, what is told is only given back.
        asked: Purpose = "memory" if state.mourns() else "parting"
        purpose: Purpose = asked if state.questions < MEMORIES else ""
        going_on = state.questions < GIVEN_BACK[state.flow] and not _at_a_loss(state)
        still_telling = purpose or heard.uptake.act == "told"
        return ("explore", Move("reflect", purpose)) if going_on and still_telling else ("done", Move("close"))
    if state.flow == "checkin":
        # Two questions are few: they go to what was not heard from lately, not to what lies near tonight's story.
        open_signals = wanted((), (*state.asked, *heard.mentioned), signals, heard.just)
        return "explore", Move("reflect", "explore", open_signals[0]) if open_signals else Move("close")
    just = (*heard.just, "needs_weight") if heard.uptake.wish else heard.just
    open_signals = wanted(heard.mentioned, state.asked, signals, just)
    told = heard.uptake.act == "told"
    if state.stage == "story" and told:
        return "explore", Move("reflect", "story")
    if state.stage == "story" and heard.uptake.act == "brief" and state.questions == 1:
        return "story", Move("reflect", "concrete")
    if state.stage in ("story", "explore"):
        if state.questions >= TOLD_ENOUGH and heard.uptake.wish and heard.mentioned:
            return "step", Move("reflect", "guide")
        left = QUESTIONS["talk"] - state.questions
        if _at_a_loss(state):
            return "need", Move("reflect", "need")
        if told and left > 2 and len(heard.text.split()) >= RICH and state.questions - state.deepened >= DEEPER:
            return "explore", Move("reflect", "deeper")
        if open_signals and len(state.asked) < EXPLORED and left > 2:
            return "explore", Move("reflect", "explore", open_signals[0])
        return "need", Move("reflect", "need")
    if state.stage == "need" and heard.mentioned:
        return "step", Move("reflect", "guide")
    return "done", Move("close")


def _at_a_loss(state: State) -> bool:
    """Whether the last few answers were all "I don't know": a list of questions is no talk."""
    last = state.said_by_user()[-AT_A_LOSS:]
    return len(last) == AT_A_LOSS and all(take_up(turn.text).act == "unknown" for turn in last)


def said(state: State, text: str) -> State:
    """Add what the person heard of the coach's reply to the record."""
    return replace(state, turns=(*state.turns, Turn("coach", text))) if text else state
