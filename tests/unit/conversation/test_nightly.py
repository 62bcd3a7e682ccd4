"""How a check-in begins, and what it asks about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.nightly import by_neglect, first_words, part_of_day
from voice_coach.conversation.prompts import Prompts
from voice_coach.core.state import State
from voice_coach.core.transcript import Transcript, Turn
from voice_coach.core.turn import Reply, Spoken
from voice_coach.ports import Entry

COACH = Prompts(assets.toml("prompts", "coach"))
TONIGHT = datetime(2026, 11, 28, 21, 30, tzinfo=UTC)


def entry(text: str, days_ago: int, quote: str, signal: str = "initiation") -> Entry:
    at = text.index(quote)
    state = State("checkin", turns=(Turn("coach", "How was it?"), Turn("user", text)))
    found = {signal: {"state": "negative", "evidence": [[1, at, at + len(quote), "negative"]]}}
    moment = (TONIGHT - timedelta(days=days_ago)).isoformat()
    return Entry(f"{days_ago}", "checkin", moment, state.to_json(), found)


def words(*entries: Entry, danger: bool = False) -> str:
    return first_words(entries, TONIGHT, COACH, lambda text: danger)


def test_it_begins_where_the_last_entry_ended_in_the_second_person() -> None:
    last = entry("It was fine. I always plan everything and he cancels.", 1, "I always plan everything")
    assert "you always plan everything" in words(entry("I rang her twice.", 4, "I rang her twice"), last)
    assert words(last).startswith("Good evening.")
    dated = entry("Yesterday I told him about my interview.", 1, "Yesterday I told him about my interview")
    assert ": you told him about your interview" in words(dated), "the day is another one by now"


def test_what_is_old_dangerous_or_cannot_be_given_back_is_not_begun_with() -> None:
    told = entry("I always plan everything.", 1, "I always plan everything")
    old = entry("I always plan everything.", 30, "I always plan everything")
    curt = entry("Not once.", 1, "Not once")
    tomorrow = entry("I always plan everything.", -2, "I always plan everything")
    far = entry("Not once.", 40, "Not once")
    usual = words(far)
    assert words() != usual, "the first check-in speaks of no last time"
    for text in (words(told, danger=True), words(old), words(curt), words(tomorrow)):
        assert text == usual
    assert "plan" not in usual


@pytest.mark.parametrize(
    ("hour", "part"), [(4, "night"), (5, "morning"), (11, "morning"), (12, "afternoon"), (17, "evening"), (23, "night")]
)
def test_the_greeting_fits_the_hour(hour: int, part: str) -> None:
    assert part_of_day(TONIGHT.replace(hour=hour)) == part
    assert COACH.has(f"hello.{part}")


def test_what_was_not_heard_from_lately_is_asked_about_first() -> None:
    told = [entry("x one two", days, "x one two", name) for days, name in ((1, "a"), (3, "b"), (40, "c"))]
    assert by_neglect(["a", "b", "c", "d"], told, TONIGHT) == ["c", "d", "b", "a"]


def take(session: object, text: str) -> Reply:
    reply = session.reply(Transcript(text))  # type: ignore[attr-defined]
    session.finish(Transcript(text), reply, Spoken(tuple(s.text for s in reply.sentences)))  # type: ignore[attr-defined]
    return reply


def test_not_tonight_needs_no_reason_and_leaves_nothing(coach: Coach) -> None:
    session = coach.session("checkin", lambda: TONIGHT)
    session.opening()
    reply = take(session, "Not tonight.")
    assert (reply.kind, reply.questions) == ("command", 0)
    assert session.state.closed
    assert coach.tools.journal.entries() == []


def test_not_tonight_later_on_is_an_answer(coach: Coach) -> None:
    session = coach.session("checkin", lambda: TONIGHT)
    session.opening()
    take(session, "He was late again and I did the cooking.")
    assert take(session, "not tonight").kind != "command"
    assert not session.state.closed
