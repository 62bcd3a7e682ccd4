"""The skill from an utterance on the bus to what is spoken, in the stable line of OpenVoiceOS."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from voice_coach import assets
from voice_coach.core.state import State

COACH = assets.toml("prompts", "coach")
QUESTION = assets.knowledge().faqs["Q1"]
PLANTED = "marzipan lighthouse"
pytestmark = pytest.mark.filterwarnings("ignore")
Start = Callable[..., Any]


def test_a_question_is_answered_and_more_of_it_is_told(speaker: Start) -> None:
    kitchen = speaker()
    (answer,) = kitchen.hear(f"ask my coach {QUESTION.question}")
    assert COACH["shared"]["notice"][0] in answer, "what it is comes first"
    assert QUESTION.sentences[0].text in answer
    (more,) = kitchen.hear("more")
    assert more not in answer
    assert kitchen.hear("turn on the lamp") == [], "that is for another skill"
    assert kitchen.opens == [False, False]


def test_it_only_answers_unless_sessions_are_on(speaker: Start) -> None:
    kitchen = speaker(nightly="21:30")
    for words in ("let's talk", "start my check-in", "how is my month"):
        (text,) = kitchen.hear(words)
        assert text.endswith(COACH["shared"]["no_sessions"][0]), words
    assert kitchen.hear(f"he cancelled the {PLANTED}") == []
    assert not [name for name in kitchen.croft.event_scheduler.events if "nightly" in name], "and offers nothing"


@pytest.mark.parametrize("language", ["en-US", "en-GB"])
def test_a_check_in_goes_on_until_it_ends_and_reads_nothing_back(speaker: Start, language: str) -> None:
    kitchen = speaker(sessions=True)
    kitchen.language = language
    (first,) = kitchen.hear("start my check-in")
    assert COACH["shared"]["warning"][0] in first
    said = [kitchen.hear(f"He cancelled the {PLANTED} again and I planned all of it.")]
    said.append(kitchen.hear("what did you hear"))
    assert said[-1] == [COACH["shared"]["kept_back"][0]]
    said += [kitchen.hear(words) for words in ("He listened to me.", "He said thanks.", "I'm fine.")]
    texts = [text for replies in said for text in replies]
    assert any(COACH["close"]["any"][0] in text for text in texts)
    assert not any(word in text for text in texts for word in PLANTED.split())
    assert kitchen.opens[0], "the microphone opens while it waits for an answer"
    assert not kitchen.opens[-1], "and stays closed when it has closed"
    assert kitchen.hear("and another thing") == [], "it is over"
    assert kitchen.hear("how is my month") == [COACH["shared"]["month"][0].format(times="once")]


def test_stop_stops_and_what_was_said_is_kept(speaker: Start) -> None:
    kitchen = speaker(sessions=True)
    kitchen.hear("let's talk")
    kitchen.hear("I always plan everything and then he cancels.")
    assert COACH["command"]["stop"][0] in kitchen.hear("stop")
    assert kitchen.hear("he listened to me") == []
    (entry,) = kitchen.skill._talks._coach.tools.journal.entries()
    assert next(turn.text for turn in State.from_json(entry.state).said_by_user()).endswith("he cancels.")


def test_under_a_sign_of_danger_it_asks_for_privacy_and_says_nothing_more(speaker: Start) -> None:
    kitchen = speaker()
    (text,) = kitchen.hear("ask my coach what to do because he choked me last night")
    assert "private" in text.lower()
    assert not any(word in text.lower() for word in ("choke", "call", "violence", "help line"))
    (again,) = kitchen.hear("no")
    assert "choke" not in again.lower()


def test_two_speakers_do_not_know_of_each_other(speaker: Start) -> None:
    kitchen = speaker(sessions=True)
    bedroom = type(kitchen)(kitchen.croft, "bedroom")
    kitchen.hear("let's talk")
    assert bedroom.hear("he cancelled again") == []
    assert kitchen.hear("he cancelled again")


def test_the_reminder_says_nothing_is_armed_again_and_a_yes_begins(speaker: Start) -> None:
    kitchen = speaker(sessions=True, nightly="21:30")
    scheduler, heard = kitchen.croft.event_scheduler, threading.Event()
    said: list[str] = []

    def spoken(message: Any) -> None:
        said.append(message.data["utterance"])
        heard.set()

    kitchen.croft.bus.on("speak", spoken)
    (name,) = (name for name in scheduler.events if "nightly" in name)
    ((when, *_),) = scheduler.events[name]
    kitchen.skill.cancel_scheduled_event("nightly")
    kitchen.skill.schedule_event(kitchen.skill.handle_nightly, 1, name="nightly")  # The time has come.
    assert heard.wait(30)
    assert said == ["Reminder. Do you have two minutes?"]
    ((again, *_),) = scheduler.events[name]
    assert again >= when, "for the next day"
    kitchen.name = "default"
    (first,) = kitchen.hear("yes please")
    assert COACH["shared"]["warning"][0] in first


def test_whoever_says_not_now_is_left_alone(speaker: Start) -> None:
    kitchen = speaker(sessions=True)
    kitchen.skill.handle_nightly(kitchen.message())
    assert kitchen.hear("not now") == []
    assert kitchen.hear("yes") == [], "the offer is over"


def test_who_calls_the_coach_without_a_question_is_asked_for_one(speaker: Start) -> None:
    kitchen = speaker()
    bedroom = type(kitchen)(kitchen.croft, "bedroom")
    assert kitchen.hear("ask my coach") == ["What would you like to know?"]
    assert kitchen.opens == [True]
    assert bedroom.hear(QUESTION.question) == [], "it was not asked"
    (answer,) = kitchen.hear(QUESTION.question)
    assert QUESTION.sentences[0].text in answer


def test_what_fails_is_said_in_plain_words_and_no_word_of_the_person_is_logged(
    speaker: Start, caplog: pytest.LogCaptureFixture
) -> None:
    kitchen = speaker(sessions=True)

    def fail(*said: Any) -> None:
        raise ValueError(PLANTED)

    kitchen.skill._talks.say = fail
    assert kitchen.hear("let's talk") == ["That didn't work just now. Please try again in a minute."]
    assert "ValueError" in caplog.text
    assert PLANTED not in caplog.text
