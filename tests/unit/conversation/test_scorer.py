from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.app import Coach, build
from voice_coach.config import load_settings, paths
from voice_coach.conversation.scorer import Scorer
from voice_coach.core.scoring import Score
from voice_coach.core.signals import phrases
from voice_coach.core.transcript import Turn

SIGNALS = assets.signals()
PHRASES = phrases(SIGNALS)
SAID = st.sampled_from([text for _, _, text in PHRASES] + ["I'm scared of my husband.", "", "Hm."])
TURNS = st.lists(
    st.builds(Turn, st.sampled_from(["user", "coach"]), st.lists(SAID, max_size=3).map(" ".join)), max_size=4
)


@pytest.fixture
def shipped() -> Scorer:
    """With the encoder that ships."""
    where = paths()
    return build(load_settings(where), where).scorer


@given(TURNS)
def test_evidence_keeps_the_contract(lasting_coach: Coach, turns: list[Turn]) -> None:
    found = lasting_coach.score(turns)
    for heard in found.signals.values():
        poles = {e.pole for e in heard.evidence}
        assert (heard.state == "mixed") == (poles == {"positive", "negative"})
        assert 0.0 <= heard.confidence <= 1.0
        for e in heard.evidence:
            assert turns[e.turn].role == "user"
            assert turns[e.turn].text[e.start : e.end] == e.quote
            assert e.quote.strip()
            assert not ("scared of my husband" in turns[e.turn].text and e.pole == "positive")


@given(TURNS)
def test_evidence_is_that_of_the_turn_wherever_it_stands(lasting_coach: Coach, turns: list[Turn]) -> None:
    """What was read of a text is remembered; its place in the conversation must not be."""

    def places(found: Score, shift: int) -> set[tuple[str, int, int, int]]:
        return {(n, e.turn - shift, e.start, e.end) for n, heard in found.signals.items() for e in heard.evidence}

    later = lasting_coach.score([Turn("coach", "Hello."), *turns])
    assert places(later, 1) == places(lasting_coach.score(turns), 0)


def test_an_example_phrase_is_heard_as_its_signal(coach: Coach) -> None:
    signal, pole, text = PHRASES[0]
    heard = coach.score([Turn("coach", "How was it?"), Turn("user", text)])
    assert heard.signals[signal].state == pole
    assert heard.signals[signal].evidence[0].turn == 1


def test_danger_is_never_positive_evidence(coach: Coach) -> None:
    positive = next(text for _, pole, text in PHRASES if pole == "positive")
    assert coach.score([Turn("user", positive)]).signals
    found = coach.score([Turn("user", f"{positive} I'm scared of my husband.")])
    assert found.safety.cue
    assert not [e for s in found.signals.values() for e in s.evidence if e.pole == "positive"]


def test_the_coach_is_not_scored(coach: Coach) -> None:
    assert not coach.score([Turn("coach", PHRASES[0][2])]).signals


@pytest.mark.weights
def test_what_is_said_plainly_is_heard_whatever_came_before(shipped: Scorer) -> None:
    said = [("coach", "Tell me."), ("user", "It's my wife."), ("coach", "Such as?"), ("user", "She doesn't listen.")]
    (heard,) = shipped.score([Turn(role, text) for role, text in said]).signals["heard"].evidence  # type: ignore[arg-type]
    assert (heard.pole, heard.turn, heard.quote) == ("negative", 3, "She doesn't listen.")


@pytest.mark.weights
@pytest.mark.parametrize("text", ["I don't know", "um not sure", "Hard to say.", "I couldn't tell you."])
def test_not_to_know_is_evidence_of_nothing_whatever_was_asked(shipped: Scorer, text: str) -> None:
    for question in shipped.questions:
        assert not shipped.score([Turn("coach", question), Turn("user", text)]).signals


@pytest.mark.weights
@pytest.mark.parametrize("text", ["I want to stop.", "Thank you, I think that's enough for today."])
def test_a_command_is_evidence_of_nothing_whatever_was_asked(shipped: Scorer, text: str) -> None:
    for question in shipped.questions:
        assert not shipped.score([Turn("coach", question), Turn("user", text)]).signals


@pytest.mark.weights
def test_an_answer_is_read_as_one_to_the_question_the_coach_asked(shipped: Scorer) -> None:
    """The same answer to the same question, once as the coach's own and once as anyone's."""
    asked = next(text for text, signal in shipped.questions.items() if signal == "initiation")
    answer = Turn("user", "It was me who began again, as so often.")

    def sure(question: str) -> float:
        found = shipped.score([Turn("coach", question), answer]).signals.get("initiation")
        return found.confidence if found else 0.0

    raised = sure(asked)
    shipped.questions = {}
    shipped.forget()
    assert raised > sure(asked)


@pytest.mark.weights
@pytest.mark.parametrize(
    "text",
    [
        "is it normal to always text first",
        "stop repeating what I say",
        "are you even listening",
        "Good evening",
    ],
)
def test_what_is_asked_or_said_to_the_coach_is_no_evidence(shipped: Scorer, text: str) -> None:
    assert not shipped.score([Turn("user", text)]).signals


DANGER = assets.toml("prompts", "safety")["question"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (DANGER["harm"], "No. There is no danger at all, we talk about everything."),
        (DANGER["room"], "Yes I can talk, there is nobody here and I can say what I like."),
        ("What has that been like?", "I'm safe, let's go on."),
        ("What has that been like?", "You're not listening to a word I say."),
        ("What has that been like?", "That's the third time you've said sorry."),
        ("What has that been like?", "You keep talking about somebody else."),
    ],
)
def test_what_is_said_of_danger_or_to_the_coach_tells_nothing_of_the_two_of_them(
    shipped: Scorer, asked: str, told: str
) -> None:
    turns = [Turn("user", "It's about my husband."), Turn("coach", f"Okay. {asked}"), Turn("user", told)]
    assert shipped.score(turns).signals == {}


@pytest.mark.parametrize(
    ("told", "signal"), [("He's not listening to a word I say.", "heard"), ("He never listens when I talk.", "heard")]
)
def test_the_same_said_of_the_other_person_does(shipped: Scorer, told: str, signal: str) -> None:
    turns = [Turn("user", "It's about my husband."), Turn("coach", "What has that been like?"), Turn("user", told)]
    assert signal in shipped.score(turns).signals


def test_a_word_answers_the_coachs_own_question(shipped: Scorer) -> None:
    asked = next(text for text, name in shipped.questions.items() if name == "load_share")
    turns = [Turn("user", "My wife."), Turn("coach", f"Okay. {asked}"), Turn("user", "Mostly me.")]
    (found,) = shipped.score(turns).signals["load_share"].evidence
    assert (found.pole, found.quote) == ("negative", "Mostly me")
    assert "load_share" not in shipped.score([turns[0], Turn("coach", "What else?"), turns[2]]).signals


@pytest.mark.parametrize("before", ["stop" * 400, "\U0010f3fc\u02e2" * 200, "-" * 2_000])
def test_what_does_not_fit_behind_a_long_question_is_read_by_itself(shipped: Scorer, before: str) -> None:
    said = "He never asks me how my day was. " * 8 + "-" * 400 + " And he cancels every plan that I make. " * 6
    found = shipped.score([Turn("user", "We talk."), Turn("coach", before), Turn("user", said)])
    assert all(said[e.start : e.end] == e.quote for heard in found.signals.values() for e in heard.evidence)


def test_a_turn_without_words_tells_nothing(shipped: Scorer) -> None:
    told = [Turn("user", "He never rings me first."), Turn("user", "..."), Turn("user", "\x00"), Turn("user", "?!")]
    assert shipped.score(told).signals.keys() == shipped.score(told[:1]).signals.keys()
