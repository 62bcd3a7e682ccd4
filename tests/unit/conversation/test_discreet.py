"""What nobody else should notice: the next night's first words, the reminder, the lock, panic, the notice."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.nightly import after_danger, reminder
from voice_coach.conversation.notices import NOTICE_EVERY
from voice_coach.conversation.session import Session
from voice_coach.core.safety import Assessment
from voice_coach.core.state import State
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Reply, Spoken
from voice_coach.ports import Entry

SIGNS = assets.knowledge().faqs["Q2"].question
COACH = assets.toml("prompts", "coach")
OPENING = COACH["opening"]
USUAL = OPENING["checkin"][0].format(hello=COACH["hello"]["evening"][0])
FIRST = OPENING["checkin_first"][0].format(hello=COACH["hello"]["evening"][0])
STORY = "She forgot my birthday again, like every year."
PANIC = "Clear the screen."


def take(session: Session, text: str, heard: bool = True) -> Reply:
    transcript = Transcript(text)
    reply = session.reply(transcript)
    lines = tuple(sentence.text for sentence in reply.sentences)
    session.finish(transcript, reply, Spoken(lines) if heard else Spoken((), complete=False))
    return reply


def night(coach: Coach, *said: str, day: int = 22) -> Session:
    session = coach.session("checkin", lambda: datetime(2026, 11, day, 21, 30, tzinfo=UTC))
    session.opening()
    for text in said:
        take(session, text)
    return session


def first_words(coach: Coach, day: int) -> str:
    return night(coach, day=day).state.last_said[0]


def test_the_night_after_a_sign_of_danger_begins_with_nothing_about_the_two_of_them(coach: Coach) -> None:
    assert first_words(coach, 20) == FIRST
    night(coach, STORY, "He hit me last night.", day=21)
    assert first_words(coach, 22) == OPENING["neutral"][0]
    assert first_words(coach, 23) == OPENING["neutral"][0], "asking again changes nothing"


def test_after_it_was_cleared_or_a_quiet_night_the_usual_words_are_back(coach: Coach) -> None:
    night(coach, "My brother scares me when he drinks.", "I'm safe, go on.", day=20)
    assert first_words(coach, 21) == USUAL, "and nothing of it is given back"
    night(coach, "He hit me last night.", day=22)
    night(coach, STORY, day=23)
    assert first_words(coach, 24) != OPENING["neutral"][0]


def test_a_childs_age_alone_leaves_the_words_as_they_are() -> None:
    def entry(*classes: str) -> Entry:
        state = dataclasses.replace(State("checkin"), safety=Assessment(bool(classes), classes, "elevated"))
        return Entry("a", "checkin", "2026-11-22T21:30:00+00:00", state.to_json(), {})

    assert not after_danger([])
    assert not after_danger([entry("minor_user")])
    assert after_danger([entry("minor_user", "fear")])
    assert not after_danger([entry("fear"), entry()])


def test_a_reminder_tells_nothing(coach: Coach) -> None:
    night(coach, "He hit me last night.")
    assert reminder(coach.prompts("coach")) == "Reminder"
    assert COACH["notification"]["reminder"] == ["Reminder"]


def test_the_lock_empties_memory_and_closes_the_journal(coach: Coach) -> None:
    session = night(coach, STORY)
    assert coach.tools.journal.entries()
    session.lock()
    assert (session.state.turns, session.state.closed, session.cleared) == ((), True, True)
    assert coach.tools.journal.entries() == [], "the scripted journal forgets when it is closed, as a key would"
    assert "birthday" not in repr(session.__dict__)
    assert "birthday" not in repr(coach.scorer.__dict__)


@pytest.mark.parametrize("words", [PANIC, "please clear screen", "Blue moon!"])
def test_panic_says_nothing_more_and_leaves_nothing(make_coach: Callable[..., Coach], words: str) -> None:
    coach = make_coach()
    object.__setattr__(coach.tools, "panic_word", "blue moon")
    closed: list[bool] = []
    close = coach.tools.journal.close
    coach.tools.journal.close = lambda: closed.append(True) or close()  # type: ignore[method-assign, func-returns-value]
    session = night(coach, STORY, "He hit me.")
    reply = take(session, words)
    assert (reply.sentences, reply.closes, session.cleared) == ((), True, True)
    assert closed == [True]
    assert "birthday" not in repr(session.__dict__)
    assert "birthday" not in repr(coach.scorer.__dict__)


def test_panic_works_before_anything_else_even_under_danger(coach: Coach) -> None:
    session = night(coach, "He choked me.")
    assert session.state.safety.tier == "emergency"
    assert take(session, PANIC).sentences == ()
    assert session.cleared


@pytest.mark.parametrize("flow", ["ask", "talk", "checkin"])
@pytest.mark.parametrize("words", [STORY, SIGNS, "He hit me.", "help", ""])
def test_every_kind_of_reply_begins_with_the_notice_every_three_hours(coach: Coach, flow: str, words: str) -> None:
    clock = [datetime(2026, 11, 22, 9, 0, tzinfo=UTC)]
    session = coach.session(flow, now=lambda: clock[0])  # type: ignore[arg-type]
    start = session.opening()[0].text
    again = COACH["notice"]["again"][0]
    for fact in ("computer program", "not a person", "can't feel emotion"):
        assert fact in start
        assert fact in again
    for _ in range(2):
        assert again not in take(session, words).text
        session.state = dataclasses.replace(session.state, closed=False)
        clock[0] += NOTICE_EVERY
        assert take(session, words).text.startswith(again)


def test_a_notice_that_was_not_heard_comes_again(coach: Coach) -> None:
    clock = [datetime(2026, 11, 22, 9, 0, tzinfo=UTC)]
    session = coach.session("ask", now=lambda: clock[0])
    clock[0] += NOTICE_EVERY
    again = COACH["notice"]["again"][0]
    assert take(session, SIGNS, heard=False).text.startswith(again)
    assert take(session, SIGNS).text.startswith(again)
    assert again not in take(session, SIGNS).text


def test_a_minor_who_asks_in_a_session_is_answered_and_told_once(coach: Coach) -> None:
    session = coach.session("ask")
    first = take(session, f"I'm fifteen years old. {SIGNS}")
    assert first.kind == "answer"
    assert first.citations
    assert "made for adults" in first.text
    second = take(session, SIGNS)
    assert second.citations
    assert "made for adults" not in second.text


def test_talk_without_saving_can_be_said(coach: Coach) -> None:
    session = night(coach, STORY)
    take(session, "Let's talk without saving.")
    assert coach.tools.journal.entries() == []
    take(session, STORY)
    assert coach.tools.journal.entries() == []


def test_no_session_writes_to_a_log_or_a_file_by_itself() -> None:
    """Conversation and core hold no logger, no print and no open: what they know stays with them."""
    import voice_coach.conversation
    import voice_coach.core

    for package in (voice_coach.conversation, voice_coach.core):
        folder = inspect.getfile(package).removesuffix("__init__.py")
        for path in assets.Path(folder).glob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            names = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, "id")}
            assert not names & {"print", "open"}, path.name
            assert "import logging" not in path.read_text("utf-8"), path.name
