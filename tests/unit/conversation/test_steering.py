"""Commands that steer a session, in whole sessions on scripted engines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.audio import AudioChunk
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Reply, Spoken, Voice


def take(session: Session, text: str) -> Reply:
    transcript = Transcript(text)
    reply = session.reply(transcript)
    session.finish(transcript, reply, Spoken(tuple(s.text for s in reply.sentences)))
    return reply


@pytest.fixture
def talk(coach: Coach) -> Session:
    session = coach.session("talk", save=False)
    session.opening()
    take(session, "I plan every single thing and he just turns up.")
    return session


def users(session: Session) -> list[str]:
    return [turn.text for turn in session.state.turns if turn.role == "user"]


def test_the_voice_changes_for_this_reply_and_all_that_follow(talk: Session) -> None:
    slower = take(talk, "could you slow down a bit")
    assert slower.kind == "command"
    assert slower.voice == talk.voice != Voice()
    assert talk.voice.pace < 1
    take(talk, "louder please")
    assert talk.voice.gain > 1
    assert talk.voice.pace < 1
    for _ in range(20):
        take(talk, "faster")
        take(talk, "quieter")
    assert talk.voice.pace <= 2
    assert 0 < talk.voice.gain < 1


def test_louder_bends_peaks_and_leaves_nothing_over_one() -> None:
    chunk = AudioChunk(np.array([0.0, 0.1, -0.9], np.float32))
    assert chunk.louder(1.0) is chunk
    louder = chunk.louder(4.0).samples
    assert np.abs(louder).max() < 1
    assert louder[1] > 0.3
    assert np.allclose(chunk.louder(0.5).samples, chunk.samples / 2)


def test_what_was_heard_is_read_back(talk: Session) -> None:
    assert "I plan every single thing and he just turns up." in take(talk, "what did you hear?").text


def test_a_simpler_wording_is_the_heart_of_what_was_said(talk: Session) -> None:
    last = talk.state.last_said
    simpler = take(talk, "say that simpler")
    assert last[-1].endswith("?")
    assert last[-1] in simpler.text
    assert len(simpler.text.split()) < len(" ".join(last).split()) + 6


def test_deleted_words_are_nowhere_in_the_session(talk: Session) -> None:
    take(talk, "And then I told him about the zeppelin.")
    reply = take(talk, "delete that")
    assert reply.forgets
    assert "zeppelin" not in str(talk.state.to_json())
    assert users(talk) == ["I plan every single thing and he just turns up."]


def test_going_back_asks_the_question_before_again(talk: Session) -> None:
    before = talk.state.last_said[-1]
    take(talk, "It was his birthday and I did the cake.")
    assert talk.state.last_said[-1] != before
    assert before in take(talk, "go back to the last question").text
    assert users(talk) == ["I plan every single thing and he just turns up."]


def test_a_skipped_question_leads_to_another_one(talk: Session) -> None:
    before = talk.state.last_said[-1]
    reply = take(talk, "I'd rather not answer that")
    assert reply.kind == "question"
    assert reply.sentences[-1].text != before
    assert "rather not" not in reply.text


@pytest.mark.parametrize(("text", "closes"), [("good night", True), ("give me a minute", False), ("pause", False)])
def test_a_pause_asks_nothing_and_a_good_night_ends(talk: Session, text: str, closes: bool) -> None:
    reply = take(talk, text)
    assert (reply.kind, reply.questions, "?" in reply.text) == ("command", 0, False)
    assert talk.state.closed is closes


def test_going_on_after_a_pause_says_what_was_asked(talk: Session) -> None:
    asked = talk.state.last_said[-1]
    take(talk, "pause")
    assert asked in take(talk, "okay I'm back").text


def test_a_question_that_is_asked_again_and_again_stays_one_question(talk: Session) -> None:
    take(talk, "pause")
    first = take(talk, "go on").sentences[-1].text
    assert first.endswith("?")
    take(talk, "pause")
    again = take(talk, "go on")
    assert again.sentences[-1].text == first
    assert again.text.count("My question") == 1


def test_go_on_is_a_yes_where_one_was_asked_for(talk: Session) -> None:
    talk.state = replace(talk.state, stage="step", last_said=("Would one small thing to try this week help?",))
    reply = take(talk, "Oh, go on.")
    assert reply.kind != "command"
    assert "My question" not in reply.text


@pytest.mark.parametrize(
    "text", ["No, thank you.", "no thanks love", "nothing else", "no, nothing more", "no more", "done"]
)
def test_nothing_more_ends_a_talk_unless_a_yes_or_a_no_was_asked_for(talk: Session, text: str) -> None:
    talk.state = replace(talk.state, last_said=("Does he thank you for it?",))
    assert not take(talk, text).closes
    talk.state = replace(talk.state, last_said=("What is that like for you?",))
    assert take(talk, text).text == "Okay, we'll stop here."
    assert talk.state.closed


@pytest.mark.parametrize("text", ["nothing", "not much else", "No, thank you is what I never hear.", "well done"])
def test_an_answer_that_sounds_alike_ends_nothing(talk: Session, text: str) -> None:
    take(talk, text)
    assert not talk.state.closed


@pytest.mark.parametrize("text", ["sorry", "Oh, I'm sorry.", "sorry for crying"])
def test_sorry_in_tears_asks_for_nothing_again(talk: Session, text: str) -> None:
    met = take(talk, "I can't stop crying.")
    reply = take(talk, text)
    assert (reply.kind, reply.questions) == (met.kind, 0)
    assert reply.text != met.text
    assert take(talk, "Sorry?").text == reply.text, "that asks"


@pytest.mark.parametrize(
    "text", ["why are you asking me that", "I just told you that", "give me a minute", "I don't know"]
)
def test_what_was_said_to_the_coach_is_not_what_was_told(talk: Session, text: str) -> None:
    take(talk, text)
    assert "every single thing" in take(talk, "what did I just say").text


def test_a_command_does_not_come_back_as_a_story(talk: Session) -> None:
    take(talk, "give me a minute please")
    take(talk, "I don't want you to save that at all")
    said = " ".join(take(talk, "I don't know").text for _ in range(4))
    assert "minute" not in said
    assert "save" not in said


def test_behind_a_story_too_it_is_not_to_be_kept(talk: Session) -> None:
    talk.state = replace(talk.state, saved=True)
    assert take(talk, "He still rings his ex. I'd rather you didn't keep this.").text == "Okay. This won't be kept."
    assert not talk.state.saved


def test_a_choice_is_left_to_the_person_behind_a_story_too(talk: Session) -> None:
    for text in ("I sleep on my side of the bed. Should I stay with him?", "Should I stay or should I go?"):
        assert take(talk, text).text.startswith("That's yours to decide")


def test_steps_are_given_once_each_and_then_it_is_said_so(coach: Coach) -> None:
    session = coach.session("talk", save=False)
    session.opening()
    assert "nothing to build a step on" in take(session, "a small step please").text
    assert "nothing to go on" in take(session, "give me some advice").text
    take(session, next(iter(coach.scorer.signals.values())).negative_phrases[0])
    first = take(session, "Can you give me a tip?")
    assert "notice" in first.text
    assert not session.state.closed
    assert "what you told me so far" in take(session, "another step").text
    advice = take(session, "do you have any advice")
    assert advice.sentences[-1].text == "Would one small step help?"
    assert take(session, "Maybe. Like what?").kind == "close"
