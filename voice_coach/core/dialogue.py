"""The course of a conversation as a pure reducer: `advance(state, heard) -> (state, move)`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice_coach.core.arc import Stage
from voice_coach.core.safety_talk import ended, farewell, next_step
from voice_coach.core.state import Heard, Move, State
from voice_coach.core.story import follow, give
from voice_coach.core.transcript import Turn, wordless
from voice_coach.core.uptake import Uptake, short_answer

GIVING = ("step", "advice")
"""Commands that ask for what a talk leads to anyway."""
_LEFT_TO_SAFETY = (None, "help", "more", "go_on", "skip", "back", *GIVING)
"""Under a sign of danger the conversation about it goes on, whichever of these was said."""
DOUBTFUL = 0.45
"""Confidence of a transcript under which the coach asks once whether it heard right."""


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
    if heard.command in GIVING and (state.flow == "ask" or state.loss()):
        heard = replace(heard, command=None)  # A question like another one; and mourning has no steps.
    if heard.command in GIVING and (heard.mentioned or state.stage == "step"):
        return give(state, heard, signals)
    if heard.command == "skip" and state.flow != "ask":
        return follow(state, replace(heard, uptake=Uptake("skipped")), signals)
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
    return follow(state, heard, signals)


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


def said(state: State, text: str) -> State:
    """Add what the person heard of the coach's reply to the record."""
    return replace(state, turns=(*state.turns, Turn("coach", text))) if text else state
