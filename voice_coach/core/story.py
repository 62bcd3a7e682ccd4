"""The course of the story: what is met as it is, what is asked next, and where it ends. A part of `dialogue`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from voice_coach.core.arc import DEEPER, EXPLORED, QUESTIONS, RICH, TOLD_ENOUGH, Stage, wanted
from voice_coach.core.course import moved
from voice_coach.core.state import Heard, Move, Purpose, State
from voice_coach.core.uptake import MET, Uptake, accepts, take_up

_FELT = ("tears", "low", "hurt", "anger", "loss")
"""What is met as a feeling."""
MEMORIES = 7
"""Questions, the opening one among them, after which nothing more is asked of someone who lost somebody."""
GIVEN_BACK = {**QUESTIONS, "talk": 14}
"""Turns after which such a talk comes to its end: nothing of the guide is put to it."""
AT_A_LOSS = 6
"""Answers of "I don't know" in a row after which the coach stops asking for more of the story."""


def give(state: State, heard: Heard, signals: Sequence[str]) -> tuple[State, Move]:
    """A step, or one thing from the guide, as soon as it is asked for."""
    yes = Uptake("yes")
    if state.stage == "step":
        return follow(state, replace(heard, uptake=yes), signals)
    state = replace(state, offered=())
    if heard.command == "advice" and state.questions < QUESTIONS[state.flow]:
        return replace(state, stage="step", questions=state.questions + 1), Move("reflect", "guide", uptake=yes)
    return state, Move("reflect", "step", heard.mentioned[-1], uptake=yes)


def follow(state: State, heard: Heard, signals: Sequence[str]) -> tuple[State, Move]:
    """Reflect, and ask the next question of the arc where there is one."""
    state, move = _followed(state, heard, signals)
    return state, replace(move, uptake=heard.uptake)


def _followed(state: State, heard: Heard, signals: Sequence[str]) -> tuple[State, Move]:
    act, who = heard.uptake.act, heard.uptake.who
    before = " ".join(text.lower() for text in state.told()[:-1])
    focus = moved(state.focus, state.told(), heard.uptake)
    new = bool(state.focus) and focus not in (state.focus, "") and f"my {focus}" not in before
    changed = focus if new else ""
    # A question ends an offer: a yes to it must not be taken for "yes, more".
    state = replace(state, focus=focus, offered=())
    met, state = state.met, replace(state, met=act in _FELT)
    if act == "corrected" or act in MET:
        return state, Move("reflect", cast(Purpose, act), who=who)
    if state.stage == "step":
        taken = act == "yes" or accepts(heard.text)
        if not taken and act == "told" and not state.lingered:
            return replace(state, lingered=True), Move("reflect", "offer")
        step = heard.mentioned[-1] if taken and heard.mentioned else None
        return replace(state, closed=True, stage="done"), Move("close", "step" if step else "", signal=step)
    if state.questions >= QUESTIONS[state.flow]:
        return replace(state, closed=True, stage="done"), Move("close")
    if met and state.loss() != "mourned":
        return replace(state, questions=state.questions + 1), Move("reflect", "after")
    stage, move = _next(state, heard, signals)
    if move.kind == "close":
        return replace(state, closed=True, stage="done"), move
    asked = (*state.asked, move.signal) if move.signal else state.asked
    deepened = state.questions if move.purpose in ("story", "deeper") else state.deepened
    after = replace(state, stage=stage, asked=asked, questions=state.questions + 1, deepened=deepened)
    return after, replace(move, who=changed)


def _next(state: State, heard: Heard, signals: Sequence[str]) -> tuple[Stage, Move]:
    loss = state.loss()
    if loss:
        # Nothing that two people do is asked. When the questions are used up, what is told is only given back.
        asked: Purpose = "memory" if loss == "mourned" else "parting"
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
