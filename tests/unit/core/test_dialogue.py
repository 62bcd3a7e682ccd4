from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.core.arc import EXPLORED, QUESTIONS, TOLD_ENOUGH
from voice_coach.core.dialogue import DOUBTFUL, GIVING, advance, said
from voice_coach.core.safety import CLASSES, CLEAR, TIERS, Assessment
from voice_coach.core.state import Flow, Heard, Move, State
from voice_coach.core.strikes import Strike
from voice_coach.core.transcript import Turn, wordless
from voice_coach.core.turn import Sentence
from voice_coach.core.uptake import MET, Uptake

ACTS = ("told", "tears", "anger", "unknown", "corrected", "brief", "yes", "no")
TEXT = st.text(st.characters(), max_size=30)
IDS = st.lists(st.sampled_from(["heard", "repair", "energy", "openness"]), unique=True)
FLOWS: tuple[Flow, ...] = ("ask", "talk", "checkin")
DANGERS = st.builds(
    lambda classes, tier: Assessment(True, tuple(c for c in CLASSES if c in classes), tier),
    st.sets(st.sampled_from(CLASSES), min_size=1),
    st.sampled_from(TIERS[1:]),
)
ASSESSMENTS = st.just(CLEAR) | DANGERS
STATES = st.builds(
    State,
    flow=st.sampled_from(FLOWS),
    turns=st.lists(st.builds(Turn, st.sampled_from(["user", "coach"]), TEXT), max_size=5).map(tuple),
    asked=IDS.map(tuple),
    questions=st.integers(0, 9),
    silences=st.integers(0, 9),
    offered=st.lists(st.builds(Sentence, TEXT, st.lists(TEXT, max_size=2).map(tuple)), max_size=3).map(tuple),
    last_said=st.lists(TEXT, max_size=3).map(tuple),
    struck=st.lists(st.builds(Strike, TEXT, st.none() | st.integers(0, 4)), max_size=2).map(tuple),
    safety=ASSESSMENTS,
    stage=st.sampled_from(["story", "explore", "need", "guide", "step", "done"]),
    focus=st.sampled_from(["", "mum"]),
    doubted=st.booleans(),
    saved=st.booleans(),
    closed=st.booleans(),
)
HEARD = st.builds(
    Heard,
    text=TEXT,
    question=st.booleans(),
    command=st.sampled_from(
        [None, "stop", "dont_save", "more", "skip", "back", "delete", "go_on", "slower", "not_tonight", *GIVING]
    ),
    safety=ASSESSMENTS,
    mentioned=IDS.map(tuple),
    uptake=st.builds(Uptake, st.sampled_from(ACTS), st.sampled_from(["", "sister", "ex"])),
).map(lambda heard: replace(heard, fresh=heard.safety.cue and len(heard.mentioned) % 2 == 0))


@given(STATES)
def test_state_round_trips_through_json(state: State) -> None:
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


@given(STATES, HEARD, IDS)
def test_advance_keeps_the_rules(state: State, heard: Heard, signals: list[str]) -> None:
    after, move = advance(state, heard, signals)
    assert (after, move) == advance(state, heard, signals), "a pure function"
    unsaved = heard.fresh and heard.command == "dont_save" and not wordless(heard.text)
    assert after.saved == (state.saved and not unsaved and move.command != "dont_save")
    if wordless(heard.text):
        assert move.kind in ("silence", "safety")
        assert (after.turns, after.silences) == (state.turns, state.silences + 1)
        return
    assert move.kind != "misheard"
    if move.kind == "command" and move.command in ("back", "delete"):
        assert after.turns == state.turns[: len(after.turns)], "what was said before stays as it was"
        assert sum(t.role == "user" for t in after.turns) <= max(0, sum(t.role == "user" for t in state.turns) - 1)
    else:
        assert after.turns == (*state.turns, Turn("user", heard.text))
    assert after.silences == 0
    if heard.fresh:
        assert move.kind == "safety"
    if move.kind == "safety":
        assert after.offered == (), "nothing of the guide is on offer while safety is talked about"
    if heard.safety.gated:
        assert move.kind in ("safety", "command"), "no answer and no question of the guide"
    if move.kind == "command":
        assert move.command == heard.command or (heard.command, move.command) == ("delete", "dont_save")
    if move.kind == "reflect":
        assert after.questions in (state.questions, state.questions + 1)
        assert after.questions <= max(state.questions, QUESTIONS[state.flow])
        assert after.offered == (), "a yes to a question is no longer a yes to an offer"
    if move.purpose == "explore":
        assert move.signal in signals
        assert move.signal not in state.asked
        assert move.signal not in heard.mentioned
    assert (move.kind == "close") <= after.closed


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_asks_as_often_as_it_may_and_then_closes(flow: Flow) -> None:
    state, kinds = State(flow, questions=1), []
    signals = [f"s{number}" for number in range(30)]
    while not state.closed and len(kinds) < 30:
        state, move = advance(state, Heard("He was late."), signals)
        kinds.append(move.kind)
    if flow == "ask":
        assert set(kinds) == {"answer"}
    else:
        assert set(kinds[:-1]) == {"reflect"}
        assert kinds[-1] == "close"
        assert len(kinds) <= QUESTIONS[flow]


def told(state: State, text: str, *mentioned: str, act: str = "told", who: str = "") -> tuple[State, Move]:
    heard = Heard(text, mentioned=mentioned, uptake=Uptake(act, who))  # type: ignore[arg-type]
    signals = ["heard", "repair", "energy", "openness", "load_share", "presence", "steps_up", "shows_up"]
    signals += ["self_voice", "appreciation", "initiation", "needs_weight", "follow_through", "grow_together"]
    return advance(state, heard, signals)


def test_the_arc_of_a_talk() -> None:
    state, purposes = State("talk", questions=1), []
    for text in ["It was his birthday.", *["He was late."] * (EXPLORED + 1), "More time.", "Yes."]:
        state, move = told(state, text, "heard", act="yes" if text == "Yes." else "told")
        purposes.append(move.purpose)
    assert purposes == ["story", *["explore"] * EXPLORED, "need", "guide", "step"]
    assert (move.kind, move.signal, state.closed) == ("close", "heard", True)


def test_a_wish_that_is_spoken_late_is_taken_up_at_once() -> None:
    wish = Heard("I'd like her to notice.", mentioned=("heard",), uptake=Uptake(wish=True))
    for stage, questions, purpose in (("explore", TOLD_ENOUGH, "guide"), ("explore", TOLD_ENOUGH - 1, "explore")):
        state, move = advance(State("talk", stage=stage, questions=questions), wish, ["repair"])  # type: ignore[arg-type]
        assert move.purpose == purpose
        assert state.stage == ("step" if purpose == "guide" else "explore")
    unheard = replace(wish, mentioned=())
    assert advance(State("talk", stage="explore", questions=TOLD_ENOUGH), unheard, ["repair"])[1].purpose == "explore"


def test_a_no_to_the_step_closes_without_one() -> None:
    state, move = told(State("talk", stage="step"), "No thanks.", "heard", act="no")
    assert (move.kind, move.purpose, state.closed) == ("close", "", True)


def test_something_else_said_to_the_offer_of_a_step_is_heard_and_the_offer_made_once_more() -> None:
    state, move = told(State("talk", stage="step"), "Whose side are you on? I've done nothing but repair!", "heard")
    assert (move.kind, move.purpose, state.closed) == ("reflect", "offer", False)
    taken, move = told(state, "Fine, give me one.", "heard")
    assert (move.kind, move.signal, taken.closed) == ("close", "heard", True)
    state, move = told(state, "He never does a thing about it anyway.", "heard")
    assert (move.kind, move.purpose, state.closed) == ("close", "", True)


def test_after_a_feeling_was_met_what_is_asked_is_about_that() -> None:
    state, _ = told(State("talk", stage="explore", questions=3), "He left me.", act="hurt")
    state, move = told(state, "Eleven years.", act="brief")
    assert (move.kind, move.purpose, move.signal) == ("reflect", "after", None)
    assert told(state, "Eleven years.", act="brief")[1].purpose != "after"


def test_now_and_then_the_coach_stays_with_what_was_told() -> None:
    state, purposes = State("talk", questions=1), []
    rich = "He came home at nine and put his phone on the table and said nothing at all to me or the kids."
    for _ in range(12):
        state, move = advance(state, Heard(rich), list(assets.signals()))
        purposes.append(move.purpose)
    assert purposes[:10] == ["story", *["explore"] * 3, "deeper", *["explore"] * 3, "deeper", "explore"]
    state, purposes = State("talk", questions=1), []
    for _ in range(12):
        state, move = advance(state, Heard("He said nothing."), list(assets.signals()))
        purposes.append(move.purpose)
    assert "deeper" not in purposes, "who tells little is not asked for more of it"


def test_what_lies_beside_what_was_heard_is_asked_first() -> None:
    state = State("talk", stage="explore", questions=2)
    assert told(state, "He never rings.", "energy")[1].signal == "load_share"
    assert told(state, "He never rings.", "openness")[1].signal == "self_voice"


def test_the_twin_of_what_was_just_told_is_not_asked_for_next() -> None:
    state, signals = State("talk", stage="explore", questions=2), ["comfort_celebrate", "repair", "needs_weight"]
    heard = Heard("She listened to all of it.", mentioned=("heard",), just=("heard",))
    assert advance(state, heard, signals)[1].signal == "repair"
    assert advance(state, replace(heard, just=()), signals)[1].signal == "comfort_celebrate"


@pytest.mark.parametrize("act", [*MET, "corrected"])
def test_tears_anger_losses_and_corrections_are_met_without_a_question(act: str) -> None:
    state = State("talk", stage="explore", questions=3)
    after, move = told(state, "x", act=act, who="ex")
    assert (move.kind, move.purpose) == ("reflect", act)
    assert (after.questions, after.stage) == (3, "explore")


def test_a_change_of_person_is_noticed() -> None:
    state, move = told(State("talk", questions=1), "My sister came.", who="sister")
    assert (state.focus, move.who) == ("sister", "")
    state, move = told(state, "My ex never did.", who="ex")
    assert (state.focus, move.who) == ("ex", "ex")


def test_a_single_word_that_everyone_says_is_not_doubted() -> None:
    for text in ("Yes.", "Not really.", "maybe..."):
        _, move = advance(State("talk"), Heard(text, confidence=DOUBTFUL - 0.1), ["heard"])
        assert move.kind != "misheard"


def test_a_doubtful_transcript_is_asked_about_once() -> None:
    doubtful = Heard("mumble", confidence=DOUBTFUL - 0.1)
    state, move = advance(State("talk"), doubtful, ["heard"])
    assert (move.kind, state.turns) == ("misheard", ())
    state, move = advance(state, doubtful, ["heard"])
    assert move.kind == "reflect"
    danger = Heard("mumble", safety=Assessment(True, ("fear",), "high"), fresh=True, confidence=0.1)
    assert advance(State("talk"), danger, ["heard"])[1].kind == "safety", "danger is never asked away"


def test_order_is_safety_then_command_then_question() -> None:
    danger = Assessment(True, ("fear",), "high")
    assert advance(State("talk"), Heard("x", True, "stop", danger, fresh=True), ["a"])[1].kind == "safety"
    assert advance(State("talk"), Heard("x", True, "stop"), ["a"])[1].kind == "command"
    assert advance(State("talk"), Heard("x", True), ["a"])[1].kind == "answer"


def test_dont_save_stays() -> None:
    state, _ = advance(State("talk"), Heard("don't save this", command="dont_save"), [])
    assert not state.saved
    state, _ = advance(state, Heard("He was late."), ["a"])
    assert not state.saved


def test_said_adds_what_was_heard_of_the_coach() -> None:
    assert said(State("talk"), "Okay.").turns == (Turn("coach", "Okay."),)
    assert said(State("talk"), "") == State("talk")
    mixed = State("talk", turns=(Turn("user", "a"), Turn("coach", "b"), Turn("user", "c")))
    assert [turn.text for turn in mixed.said_by_user()] == ["a", "c"]


def talked(*texts: str) -> State:
    state = State("talk", questions=1)
    for text in texts:
        state, _ = told(state, text)
        state = said(state, f"What about {text}?")
    return state


def test_what_is_taken_back_leaves_the_record_and_its_question_may_be_asked_again() -> None:
    state = talked("one", "two")
    for command in ("delete", "back"):
        after, move = advance(state, Heard(f"{command} that", command=command), ["heard", "repair", "energy"])
        assert move == Move("command", command=command)
        assert [turn.text for turn in after.turns] == ["one", "What about one?"]
        assert after.questions == state.questions - 1
        assert after.asked == state.asked[:-1]
    after, _ = advance(State("talk", questions=1), Heard("delete that", command="delete"), [])
    assert after.turns == ()


def test_danger_is_not_forgotten_by_a_command_but_nothing_is_kept() -> None:
    danger = Assessment(True, ("violence",), "high")
    state = replace(talked("one"), safety=danger)
    after, move = advance(state, Heard("delete that", command="delete", safety=danger), [])
    assert move == Move("command", command="dont_save")
    assert not after.saved
    assert len(after.turns) == len(state.turns) + 1
    for command in ("skip", "back", "go_on"):
        _, move = advance(state, Heard(command, command=command, safety=danger), ["heard"])
        assert move.kind == "safety"


def test_a_question_that_is_skipped_is_not_asked_again() -> None:
    state, first = told(talked("one"), "two")
    _, move = advance(state, Heard("skip that", command="skip"), ["heard", "repair", "energy"])
    assert (move.kind, move.uptake.act) == ("reflect", "skipped")
    assert move.signal not in (None, first.signal)


def test_who_was_named_before_or_only_in_passing_is_no_change_of_person() -> None:
    state = State("talk", (Turn("user", "My husband works late and my daughter never rings"),), focus="husband")
    for text, about, who in (
        ("my daughter rang once", True, "daughter"),
        ("he was there when my dad passed", False, "dad"),
    ):
        _, move = advance(state, Heard(text, uptake=Uptake("told", who, about)), ["heard"])
        assert move.who == ""
    _, move = advance(state, Heard("my sister is the same", uptake=Uptake("told", "sister")), ["heard"])
    assert move.who == "sister"


@pytest.mark.parametrize("command", GIVING)
def test_a_step_or_advice_comes_when_it_is_asked_for(command: str) -> None:
    asks = Heard("Give me one.", command=command, mentioned=("repair", "heard"))
    state = State("talk", stage="explore", questions=3, offered=(Sentence("More."),))
    after, move = advance(state, asks, [])
    assert (after.closed, after.offered) == (False, ())
    if command == "advice":
        assert (move.kind, move.purpose, after.stage, after.questions) == ("reflect", "guide", "step", 4)
    else:
        assert (move.kind, move.purpose, move.signal, after.stage) == ("reflect", "step", "heard", "explore")
    after, move = advance(replace(state, stage="step"), asks, [])
    assert (move.kind, move.purpose, after.closed) == ("close", "step", True)


@pytest.mark.parametrize("command", GIVING)
def test_where_nothing_was_heard_there_is_no_step_and_a_question_stays_one(command: str) -> None:
    asks = Heard("Give me one.", command=command)
    assert advance(State("talk"), asks, [])[1] == Move("command", command=command)
    assert advance(State("ask"), asks, [])[1].kind == "answer"
    late = State("talk", turns=(Turn("user", "My mum died in March."),), focus="mum", questions=2)
    assert advance(late, replace(asks, mentioned=("heard",)), ["repair"])[1].purpose == "memory"


def test_the_wish_not_to_be_kept_holds_in_danger_too() -> None:
    danger = Assessment(True, ("violence",), "high")
    after, move = advance(State("talk"), Heard("x", command="dont_save", safety=danger, fresh=True), [])
    assert (move.kind, after.saved) == ("safety", False)
