"""On a speaker that others hear: nothing told is read back, and danger leads to one question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.help_lines import spoken_name
from voice_coach.core.state import Flow, State
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Reply, Spoken

COACH, SAFETY = assets.toml("prompts", "coach"), assets.toml("prompts", "safety")
PRIVATE = SAFETY["question"]["shared"]
STORY = "My sister Marlene forgot the harvest festival again and I cleaned the greenhouse by myself."


def begin(coach: Coach, flow: Flow, day: int = 22) -> Session:
    return Session(flow, coach.shared_tools, lambda: datetime(2026, 11, day, 21, 30, tzinfo=UTC))


def take(session: Session, text: str) -> Reply:
    transcript = Transcript(text)
    reply = session.reply(transcript)
    session.finish(transcript, reply, Spoken(tuple(s.text for s in reply.sentences)))
    return reply


def test_a_whole_check_in_reads_nothing_back(coach: Coach) -> None:
    session = begin(coach, "checkin")
    said = [reply.text for reply in session.opening()]
    for text in (STORY, "What did you hear?", "Summary.", "No, that was my brother.", "He plans everything.", "Stop."):
        said.append(take(session, text).text)
    told = {"marlene", "harvest", "festival", "greenhouse", "sister", "brother", "forgot", "plans", "everything"}
    spoken = " ".join(said).lower().replace(".", " ").replace(",", " ").split()
    assert told.isdisjoint(spoken)
    assert COACH["shared"]["warning"][0] in said[0], "before anything is told"
    assert said.count(COACH["shared"]["kept_back"][0]) == 2


def test_the_next_night_begins_without_what_was_told(coach: Coach) -> None:
    private = coach.session("checkin", lambda: datetime(2026, 11, 21, 21, 30, tzinfo=UTC))
    private.opening()
    take(private, STORY)
    hello = COACH["hello"]["evening"][0]
    assert begin(coach, "checkin").opening()[1].text == COACH["opening"]["checkin_first"][0].format(hello=hello)


@pytest.mark.parametrize("text", ["I want to kill myself.", "He hit me last night.", "He choked me yesterday."])
def test_a_sign_of_danger_leads_to_one_question_and_nothing_more(coach: Coach, text: str) -> None:
    assert take(begin(coach, "ask"), text).text == PRIVATE


def test_lines_come_after_a_yes_with_a_word_on_who_can_read_this(coach: Coach) -> None:
    session = begin(coach, "ask")
    take(session, "I want to kill myself.")
    session.state = State.from_json(session.state.to_json())  # As after a restart.
    said = take(session, "Yes, I am.").text
    assert SAFETY["frame"]["shared"][0] in said
    assert SAFETY["opening"]["suicide"][0] in said


def test_after_a_no_nothing_is_named_and_an_emergency_gets_the_neutral_sentence(coach: Coach) -> None:
    session = begin(coach, "ask")
    take(session, "I have the pills here and I'm going to kill myself tonight.")
    said = take(session, "No.").text
    assert said.startswith(SAFETY["frame"]["emergency_now"][0])
    assert said.removeprefix(SAFETY["frame"]["emergency_now"][0]).strip() in SAFETY["hidden"]["any"]


def test_under_danger_a_place_that_is_safe_again_keeps_the_rule(coach: Coach) -> None:
    session = begin(coach, "ask")
    take(session, "My brother scares me when he drinks.")
    take(session, "I'm safe, go on.")
    assert take(session, "He hit me last night.").text == PRIVATE


def test_a_child_is_answered_and_no_line_is_said_unasked(coach: Coach) -> None:
    question = assets.knowledge().faqs["Q2"].question
    session = begin(coach, "ask")
    said = take(session, f"I'm 14. {question}").text
    assert SAFETY["age"]["any"][0].split(". ")[0] in said
    assert not any(spoken_name(line.name) in said for line in assets.help_lines())


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("Start my check-in", "checkin"),
        ("hey, let's do the check in please", "checkin"),
        ("Tonight's check-in", "checkin"),
        ("Let's talk.", "talk"),
        ("I want to talk something through", "talk"),
        ("We had to check in at the hotel", None),
        ("He never wants to talk", None),
        ("What is a check-in?", None),
    ],
)
def test_words_that_begin_a_conversation(text: str, flow: str | None) -> None:
    assert assets.commands().start(text) == flow
