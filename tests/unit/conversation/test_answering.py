from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.answering import MAX_CHARACTERS, checked
from voice_coach.core.asking import in_full
from voice_coach.core.transcript import Turn
from voice_coach.core.turn import Answer
from voice_coach.errors import InputError, TooLarge

SIGNS = assets.knowledge().faqs["Q2"].question
OFFER = assets.toml("prompts", "coach")["offer"]["more"][0]
PHRASES = [faq.question for faq in assets.knowledge().faqs.values()] + [
    "What is the capital of France?",
    "I want to die",
    "He choked me",
    "I'm fifteen years old and what are the signs?",
    "I'm scared of my husband",
]


def keeps_the_contract(answer: Answer) -> None:
    """Section "Answers" of the contract for programs."""
    minor = answer.safety.classes == ("minor_user",)
    assert (answer.outcome == "safety") == (answer.safety.cue and not minor)
    if answer.outcome != "answered":
        assert answer.citations == ()
        assert answer.more == ()
        assert not [s for s in answer.sentences if s.citations]
        assert answer.sentences
        return
    uncited = [s.text for s in answer.sentences if not s.citations]
    assert set(uncited) <= {OFFER} or minor, "a minor hears the age script too"
    assert (OFFER in uncited) == bool(answer.more)
    assert all(s.citations for s in answer.more)
    scores = [c.score for c in answer.citations]
    assert scores == sorted(scores, reverse=True)
    assert {c.id for c in answer.citations} == {c for s in answer.sentences for c in s.citations}


@given(
    st.sampled_from(PHRASES) | st.text(st.characters(), min_size=1, max_size=80),
    st.lists(st.builds(Turn, st.sampled_from(["user", "coach"]), st.sampled_from(PHRASES)), max_size=3),
)
def test_any_question_with_any_history_keeps_the_contract(lasting_coach: Coach, text: str, history: list[Turn]) -> None:
    try:
        answer = lasting_coach.answer(text, history)
    except InputError:
        assert not any(c.isalnum() for c in text)
        return
    keeps_the_contract(answer)


def test_a_question_of_the_guide_is_answered_with_an_offer_of_more(coach: Coach) -> None:
    answer = coach.answer(SIGNS)
    assert answer.outcome == "answered"
    assert answer.more
    assert answer.sentences[:-1] == assets.knowledge().faqs["Q2"].sentences
    assert answer.sentences[-1].text == OFFER


def test_what_the_guide_does_not_hold_is_declined(coach: Coach) -> None:
    answer = coach.answer("xylophone zebra quartz")
    assert answer.outcome == "declined"
    keeps_the_contract(answer)


def test_refusals_vary_with_the_turn(coach: Coach) -> None:
    first = coach.answer("xylophone zebra quartz").text
    second = coach.answer("xylophone zebra quartz", [Turn("user", "hello there")]).text
    assert first != second


def test_danger_comes_before_the_guide(coach: Coach) -> None:
    answer = coach.answer(SIGNS, [Turn("user", "He choked me")])
    assert (answer.outcome, answer.safety.tier) == ("safety", "emergency")
    assert "choked" not in answer.text
    keeps_the_contract(answer)


def test_the_coachs_own_words_are_not_screened(coach: Coach) -> None:
    assert coach.answer(SIGNS, [Turn("coach", "He choked me")]).outcome == "answered"


def test_a_childs_age_is_answered_with_the_age_script(coach: Coach) -> None:
    plain = coach.answer(SIGNS)
    minor = coach.answer(SIGNS, [Turn("user", "I'm fifteen years old")])
    assert minor.outcome == "answered"
    assert minor.safety.classes == ("minor_user",)
    *cited, offer = plain.sentences
    *said, last = minor.sentences
    assert said[: len(cited)] == cited
    assert last == offer, "the offer stays the last word"
    age = " ".join(sentence.text for sentence in said[len(cited) :])
    assert "made for adults" in age
    keeps_the_contract(minor)


def test_the_age_script_comes_once_and_also_where_the_guide_has_no_answer(coach: Coach) -> None:
    young = Turn("user", "I'm fifteen years old")
    declined = coach.answer("xylophone zebra quartz", [young])
    assert declined.outcome == "declined"
    assert "made for adults" in declined.sentences[-1].text + declined.text
    keeps_the_contract(declined)
    told = Turn("coach", declined.text)
    again = coach.answer(SIGNS, [young, told])
    assert again.sentences == coach.answer(SIGNS).sentences
    assert again.safety.classes == ("minor_user",)


@pytest.mark.parametrize("text", ["", "  \n", "?!…", "😀", "\x00\x07", "\ud800"])
def test_no_words_is_an_input_error(text: str) -> None:
    with pytest.raises(InputError, match="no words"):
        checked(text)


def test_an_endless_text_is_too_large_and_its_words_are_not_in_the_message() -> None:
    with pytest.raises(TooLarge) as caught:
        checked("secretword " * MAX_CHARACTERS)
    assert "secretword" not in str(caught.value)
    assert checked("a" * MAX_CHARACTERS)


def test_the_index_is_made_once(make_coach: Callable[..., Coach]) -> None:
    coach = make_coach()
    embedded: list[int] = []
    embed = coach.engine("embedder").embed
    coach.engine("embedder").embed = lambda texts: embedded.append(len(texts)) or embed(texts)
    coach.answer(SIGNS)
    coach.answer(SIGNS)
    assert embedded == [len(assets.knowledge().entries()), 1, 1]


@pytest.mark.parametrize("text", ["yes", "yes please", "Yeah, go on", "tell me more"])
def test_a_yes_to_the_offer_gives_the_rest(coach: Coach, text: str) -> None:
    first = coach.answer(SIGNS)
    more = coach.answer(text, [Turn("user", SIGNS), Turn("coach", first.text)])
    assert more.sentences == first.more
    keeps_the_contract(more)


def test_a_yes_without_an_offer_or_with_danger_in_it_gives_none(coach: Coach) -> None:
    first = coach.answer(SIGNS)
    assert coach.answer("yes", [Turn("user", SIGNS), Turn("coach", "Was that useful?")]).sentences != first.more
    told = coach.answer("yes", [Turn("user", SIGNS), Turn("user", "He choked me"), Turn("coach", first.text)])
    assert told.outcome == "safety"
    assert told.citations == ()


@pytest.mark.parametrize("text", ["What is reciprocity?", "what does reciprocity even mean", "explain reciprocity"])
def test_the_bare_word_is_the_guides_own(text: str) -> None:
    assert "emotional reciprocity" in in_full(text)


@pytest.mark.parametrize(
    "text", ["what is the reciprocity theorem", "What is emotional reciprocity?", "is reciprocity a visa rule"]
)
def test_other_reciprocity_is_left_as_it_is(text: str) -> None:
    assert in_full(text) == text
