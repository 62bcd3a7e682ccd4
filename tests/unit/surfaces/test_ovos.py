"""What the skill for OpenVoiceOS says and keeps, without OpenVoiceOS; with it: tests/ovos."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.core.transcript import Transcript, sentences
from voice_coach.core.turn import Spoken
from voice_coach.surfaces.ovos.talks import Talks, next_at
from voice_coach.surfaces.speaker.conversations import key_of

COACH = assets.toml("prompts", "coach")
KITCHEN, BEDROOM = key_of("kitchen"), key_of("bedroom")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def talks(coach: Coach) -> Iterator[Talks]:
    made = Talks(coach, sessions=True)
    made.load()
    yield made
    made.close()


def test_words_without_the_coachs_name_are_its_own_only_while_it_talks(talks: Talks) -> None:
    assert not talks.is_for_the_coach("more", KITCHEN)
    talks.say(assets.knowledge().faqs["Q1"].question, KITCHEN, "en-US")
    assert talks.is_for_the_coach("tell me more", KITCHEN)
    for other in ("turn on the lamp", "stop", "louder", "what time is it"):
        assert not talks.is_for_the_coach(other, KITCHEN), other
    answer = talks.say("Start my check-in.", KITCHEN, "en-GB")
    assert answer.goes_on
    assert talks.is_for_the_coach("He cancelled again.", KITCHEN)
    assert not talks.is_for_the_coach("He cancelled again.", BEDROOM)
    ended = talks.say("Stop.", KITCHEN, "en-US")
    assert (ended.text, ended.goes_on) == (COACH["command"]["stop"][0], False)
    assert not talks.is_for_the_coach("He cancelled again.", KITCHEN)


def test_a_sign_of_danger_in_a_question_holds_the_talk_open(talks: Talks) -> None:
    answer = talks.say("He choked me last night.", KITCHEN, "en-US")
    assert answer.goes_on
    assert "private" in answer.text.lower()
    assert talks.is_for_the_coach("no", KITCHEN)


def test_of_the_last_month_it_says_how_often_and_nothing_else(coach: Coach, talks: Talks) -> None:
    assert talks.month() == COACH["shared"]["month_none"][0]
    journal, now = coach.tools.journal, datetime.now().astimezone()
    for number, days in enumerate((1, 5, 5, 40)):
        began = now - timedelta(days=days)
        session = coach.session("checkin", lambda began=began: began)  # type: ignore[misc]
        told = Transcript(f"Night {number}: he thanked me for the marzipan.")
        session.finish(told, session.reply(told), Spoken(("I see.",)))
    assert len(journal.entries()) == 4
    assert talks.month() == COACH["shared"]["month"][0].format(times="2 times")
    only_questions = Talks(coach, sessions=False)
    assert only_questions.month() == COACH["shared"]["no_sessions"][0]
    only_questions.close()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 28, 21, 29, tzinfo=BERLIN), "2026-03-28T20:30:00+00:00"),
        (datetime(2026, 3, 28, 21, 30, tzinfo=BERLIN), "2026-03-29T19:30:00+00:00"),
        (datetime(2026, 10, 24, 23, 0, tzinfo=BERLIN), "2026-10-25T20:30:00+00:00"),
    ],
    ids=["today", "23 hours later in spring", "the autumn"],
)
def test_the_reminder_is_at_the_same_time_on_the_wall(now: datetime, expected: str) -> None:
    when = next_at("21:30", now)
    assert when is not None
    assert when.astimezone(UTC).isoformat() == expected


@pytest.mark.parametrize("wrong", ["", "25:00", "half past nine"])
def test_without_a_time_there_is_no_reminder(wrong: str) -> None:
    assert next_at(wrong, datetime(2026, 3, 28, tzinfo=UTC)) is None


@pytest.fixture
def locale(project: Path) -> Path:
    return project / "voice_coach" / "surfaces" / "ovos" / "locale"


def test_both_languages_have_every_file_and_the_reminder_says_nothing(locale: Path) -> None:
    names = [{file.name for file in (locale / language).iterdir()} for language in ("en-US", "en-GB")]
    assert names[0] == names[1]
    for language in ("en-US", "en-GB"):
        reminder = (locale / language / "reminder.dialog").read_text("utf-8").strip()
        assert sentences(reminder)[0] == f"{COACH['notification']['reminder'][0]}."
        (asked,) = (locale / language / "question.dialog").read_text("utf-8").split("\n")[:1]
        assert asked == COACH["opening"]["ask"][0]


def test_the_skill_is_found_by_older_and_newer_plugin_managers(project: Path) -> None:
    points = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    assert points["opm.skill"] == points["ovos.plugin.skill"]
    ((name, target),) = points["opm.skill"].items()
    module, _, kind = target.partition(":")
    assert name == "voice-coach.openvoiceos"
    assert f"class {kind}(" in (project / (module.replace(".", "/") + ".py")).read_text("utf-8")
