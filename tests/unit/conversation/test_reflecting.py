"""Whole reflections on the embedded reflector: what is given back, what is asked, how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voice_coach import assets
from voice_coach.app import Coach, build
from voice_coach.config import Paths, load_settings
from voice_coach.conversation.answering import Answerer
from voice_coach.conversation.session import Session
from voice_coach.core.manner import MOST_WORDS, faults
from voice_coach.core.signals import phrases
from voice_coach.core.story import AT_A_LOSS
from voice_coach.core.transcript import Transcript, sentences
from voice_coach.core.turn import Answer, Reply, Sentence, Spoken

ROWS = phrases(assets.signals())
NEGATIVE = next(text for signal, pole, text in ROWS if (signal, pole) == ("appreciation", "negative"))
STORY = [NEGATIVE, "I cook every evening and he eats it and leaves.", "He was late on Monday and I waited for him."]
PORTS = ("vad", "stt", "tts", "embedder", "store", "lexicon", "reader", "journal")


@pytest.fixture
def talk(tmp_path: Path) -> Session:
    chosen: dict[str, Any] = {port: {"engine": "scripted"} for port in PORTS}
    where = Paths.inside(tmp_path)
    coach: Coach = build(load_settings(where, **chosen), where)
    session = coach.session("talk", save=False)
    session.opening()
    return session


def take(session: Session, text: str, confidence: float = 1.0) -> Reply:
    heard = Transcript(text, confidence=confidence)
    reply = session.reply(heard)
    session.finish(heard, reply, Spoken(tuple(s.text for s in reply.sentences)))
    return reply


def test_a_turn_gives_back_then_asks_one_open_question(talk: Session) -> None:
    reply = take(talk, "I cook every evening and he never says thanks.")
    assert reply.kind == "question"
    assert "you cook every evening" in reply.sentences[0].text.lower()
    assert reply.reflections >= 1
    assert reply.questions == 1
    assert reply.sentences[-1].text.endswith("?")
    assert faults([s.text for s in reply.sentences]) == []


def test_a_whole_talk_follows_the_arc_and_says_nothing_twice(talk: Session) -> None:
    replies = [take(talk, text) for text in STORY]
    while not talk.state.closed and len(replies) < 20:
        replies.append(take(talk, "Yes." if talk.state.stage == "step" else f"He rang me back on day {len(replies)}."))
    assert talk.state.closed
    assert replies[-1].kind == "close"
    said = [s for reply in replies for s in sentences(reply.text)]
    assert len(said) == len(set(said))
    reflections, questions = (sum(getattr(r, name) for r in replies) for name in ("reflections", "questions"))
    assert reflections >= questions
    cited = [reply for reply in replies if reply.citations]
    assert len(cited) == 1, "one thing from the guide"
    passage = assets.knowledge().passages[cited[0].citations[0]]
    assert not passage.escalation_risk
    assert not passage.unsafe_under_abuse
    assert len(cited[0].text.split()) <= 35
    assert "notice" in replies[-1].text


def test_tears_are_met_without_a_question(talk: Session) -> None:
    take(talk, STORY[1])
    reply = take(talk, "Sorry, I'm crying.")
    assert (reply.kind, reply.questions) == ("reflection", 0)
    assert "?" not in reply.text


def test_a_correction_is_taken_by_name(talk: Session) -> None:
    take(talk, STORY[1])
    reply = take(talk, "No, that was my ex.")
    assert "your ex" in reply.text
    assert reply.questions == 0


def test_i_dont_know_is_fine_and_goes_on(talk: Session) -> None:
    take(talk, STORY[1])
    reply = take(talk, "I don't know")
    assert reply.questions == 1
    assert "know" not in reply.sentences[-1].text.lower()


def test_who_has_no_answer_hears_what_they_told_before(talk: Session) -> None:
    for text in STORY:
        take(talk, text)
    replies = [take(talk, text) for text in ("I don't know", "No.")]
    assert [r.reflections for r in replies] == [1, 1]
    assert "it sounds like" in replies[0].text, "what was given back just now is not said again"
    assert STORY[1].rstrip(".") in replies[1].text, "a while later it may be, in the person's own words"


def test_neither_danger_nor_what_was_struck_comes_back(talk: Session) -> None:
    take(talk, STORY[1])
    take(talk, "what was the question again, I forgot it")
    for text in ("He punched me on Sunday in the kitchen.", "I'm safe, let's go on.", "He was late.", "scratch that"):
        take(talk, text)
    said = " ".join(take(talk, "I don't know").text for _ in range(4))
    assert "cook" in said
    assert not {"punched", "safe", "late", "forgot"}.intersection(said.split())


def test_a_kind_word_is_counted_as_no_reflection(talk: Session) -> None:
    reply = take(talk, "no")
    assert reply.sentences[0].text.endswith(".")
    assert reply.reflections == 0, "nothing was told yet that could be given back"


def test_nobody_is_asked_through_a_list_they_have_no_answers_to(talk: Session) -> None:
    for text in STORY:
        take(talk, text)
    asked = 0
    while talk.state.stage == "explore" and asked < 20:
        take(talk, "I don't know")
        asked += 1
    assert asked == AT_A_LOSS


def test_two_things_told_are_both_given_back(talk: Session) -> None:
    reply = take(talk, "I cook every evening of the week. My mother rang about the garden on Friday.")
    assert "you cook every evening" in reply.text.lower()
    assert "your mother rang about the garden" in reply.text
    assert reply.reflections == 2


def test_a_doubtful_transcript_is_asked_about_once_and_not_kept(talk: Session) -> None:
    reply = take(talk, "mumble mumble", confidence=0.2)
    assert reply.kind == "help"
    assert "misheard" in reply.text
    assert talk.state.said_by_user() == []
    assert take(talk, "mumble mumble again", confidence=0.2).kind == "question"


def test_a_question_in_the_middle_is_answered_and_leads_back(talk: Session) -> None:
    take(talk, STORY[1])
    reply = take(talk, assets.knowledge().faqs["Q2"].question)
    assert reply.kind == "answer"
    assert reply.citations
    assert reply.questions == 0
    assert not reply.text.endswith("?")
    assert len(reply.text.split()) <= MOST_WORDS["answer"]
    assert talk.state.questions == 2, "the question that was asked is still the person's to answer"


@pytest.mark.parametrize("text", ["He {said} %s {0}", "no", "…!", "a" * 3000, "You say I'm cold. You always say it?"])
def test_any_words_can_be_given_back(talk: Session, text: str) -> None:
    reply = take(talk, text)
    assert reply.sentences
    assert len(reply.text.split()) <= 60


@pytest.mark.parametrize("text", ["yes please", "Not really.", "Yes I think so", "ok thx"])
def test_a_courtesy_is_not_quoted_back(talk: Session, text: str) -> None:
    take(talk, STORY[0])
    assert "'" not in take(talk, text).sentences[0].text.replace("I'm", "").replace("That's", "").replace("You've", "")


def test_two_conversations_do_not_begin_alike(make_coach: Callable[..., Coach]) -> None:
    stories = (
        "My daughter has not been round since March.",
        "He cancels.",
        "We take turns and she asks how I am, always.",
    )
    coach = make_coach()
    asked = set()
    for story in stories:
        session = coach.session("talk", save=False)
        session.opening()
        asked.add(take(session, story + " I wanted to say so.").sentences[-1].text)
    assert len(asked) > 1


def test_whoever_takes_their_leave_behind_a_story_is_let_go(talk: Session) -> None:
    assert not take(talk, "He just left. That's it.").closes
    assert take(talk, "She does nothing. I told you. That's enough, stop.").closes


def test_what_nobody_is_asked_is_not_declined(talk: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    declined = Answer("declined", (Sentence("The guide doesn't cover that."),))
    monkeypatch.setattr(Answerer, "answer", lambda self, text, history, trace: declined)
    reply = take(talk, "He sat there and said nothing at all! What was I supposed to do, call him a liar?")
    assert (reply.kind, reply.answer) == ("reflection", None)
    answer = take(talk, "What does the guide say about cats?").answer
    assert answer is not None
    assert answer.sentences[:1] == declined.sentences, "and what follows leads back to the story"


def test_words_about_the_coach_are_no_story(talk: Session) -> None:
    reply = take(talk, "I literally just told you, the interview.")
    assert (reply.kind, reply.questions) == ("reflection", 0)
    assert reply.sentences[0].text in assets.toml("prompts", "reflect")["turn"]["aside"][0]


def test_a_question_calls_the_person_what_they_are(talk: Session) -> None:
    take(talk, "It's about my sister.")
    asked = [take(talk, f"She came by on day {n} of the week.").sentences[-1].text for n in range(9)]
    assert not any(re.search(r"\b(?:they|them)\b", text) for text in asked), asked
    assert any(re.search(r"\b(?:she|her)\b", text) for text in asked)


def test_good_news_is_met_as_good(talk: Session) -> None:
    take(talk, "It's about my sister.")
    reply = take(talk, "She came all the way on Sunday and we laughed till late, it was a lovely day.")
    assert any(text in reply.text for text in talk.tools.reflecting.prompts.variants("meaning.glad"))


def test_who_asks_for_somebody_else_is_gone_along_with(talk: Session) -> None:
    take(talk, "My mum never rings me.")
    asked = take(talk, "Can we talk about my boss instead?")
    assert "your boss" in asked.text
    assert (asked.questions, talk.state.focus) == (0, "boss")
    told = take(talk, "All the weekend shifts come to me.")
    assert not re.search(r"\b(?:she|her|he|him)\b", told.sentences[-1].text), "nobody said which"
    anything = take(talk, "can we talk about something else")
    assert (anything.questions, talk.state.focus) == (0, "")
    assert "Priya" in take(talk, "Actually, let's talk about Priya.").text


def test_of_the_dead_nothing_else_is_asked_whoever_is_named(talk: Session) -> None:
    memories = talk.tools.reflecting.prompts.variants("question.memory")
    first = take(talk, "My husband died in March. We were married forty-one years.")
    assert (first.questions, "sorry" in first.text) == (0, True)
    for text in (
        "He made tea every morning.",
        "My daughter rings on Sundays. But I don't want to burden her, she's lost her dad.",
        "She? No, he's dead. My husband is dead. I don't step back, I just sit here.",
        "My sister comes by with soup.",
    ):
        reply = take(talk, text)
        assert not reply.questions or reply.sentences[-1].text in memories
        assert talk.state.focus == "husband"
