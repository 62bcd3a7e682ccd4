"""Turning index and trend on again after a sign of danger: for one relationship, and for what was told until then."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from voice_coach.app import Coach
from voice_coach.core.safety import Assessment
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.ports import Entry
from voice_coach.surfaces.weeks import look, tonight, turn_on_again

NOON = datetime.fromisoformat("2026-11-23T12:30:00+00:00")
Tell = Callable[..., None]


@pytest.fixture
def tell(coach: Coach) -> Tell:
    """Keep an entry with a sign of danger, so many hours after half past twelve."""

    def keep(hours: float, profile: str = "Sam", turns: int = 2, id: str = "") -> None:
        said = tuple(Turn("user" if n % 2 else "coach", "he hit me") for n in range(turns))
        state = replace(State("checkin", turns=said), safety=Assessment(True, ("violence",), "high"))
        started = (NOON + timedelta(hours=hours)).isoformat()
        entry = Entry(id or f"{profile} {hours}", "checkin", started, state.to_json(), {}, profile, True)
        coach.engine("journal").save(entry)

    return keep


def suspended(coach: Coach, profile: str = "Sam", hours: float = 10) -> bool:
    return look(coach, profile, tonight(NOON + timedelta(hours=hours)))[0].standing.suspended


def file(coach: Coach) -> Path:
    return coach.where.data / "trend.json"


@pytest.mark.parametrize("hours", [0.1, 9, 11, 24, 24 * 400])
def test_danger_that_is_told_later_suspends_again(coach: Coach, tell: Tell, hours: float) -> None:
    tell(-4)
    assert suspended(coach)
    turn_on_again(coach, "Sam", NOON)
    assert not suspended(coach)
    tell(hours)
    assert suspended(coach, hours=hours + 1)
    turn_on_again(coach, "Sam", NOON + timedelta(hours=hours + 1))
    assert not suspended(coach, hours=hours + 1)


def test_danger_in_a_session_that_had_begun_before_suspends_again(coach: Coach, tell: Tell) -> None:
    tell(-4)
    tell(-1, turns=4, id="open")
    turn_on_again(coach, "Sam", NOON)
    assert not suspended(coach)
    tell(-1, turns=4, id="open")
    assert not suspended(coach), "it was ended, and nothing more was told"
    tell(-1, turns=6, id="open")
    assert suspended(coach)


def test_danger_that_was_not_known_then_suspends_whatever_its_time(coach: Coach, tell: Tell) -> None:
    """An entry that is brought in from another machine, or a session of which the danger came at its end."""
    turn_on_again(coach, "Sam", NOON)
    tell(-200)
    assert suspended(coach)


def test_one_relationship_leaves_the_others_as_they_are(coach: Coach, tell: Tell) -> None:
    tell(-4, "Sam")
    tell(-3, "Lee")
    turn_on_again(coach, "Sam", NOON)
    assert (suspended(coach, "Sam"), suspended(coach, "Lee")) == (False, True)
    turn_on_again(coach, "Lee", NOON)
    assert (suspended(coach, "Sam"), suspended(coach, "Lee")) == (False, False)
    coach.engine("journal").rename("Sam", "Robin")
    assert not suspended(coach, "Robin"), "another name is the same relationship"
    written = file(coach).read_text("utf-8")
    coach.engine("journal").delete("Lee -3")
    turn_on_again(coach, "Robin", NOON)
    assert "Lee" in written
    assert "Lee" not in file(coach).read_text("utf-8"), "what is forgotten is forgotten here too"


@pytest.mark.parametrize(
    ("day", "other", "expected"),
    [
        ("2026-11-24", False, False),
        ("2026-11-23", False, True),  # The night of that day: it may have come before it was turned on, or after.
        ("2026-11-22", False, True),
        ("2026-11-24", True, True),  # Whose it was is not known.
    ],
)
def test_the_file_of_an_older_version_is_read_on_the_careful_side(
    coach: Coach, tell: Tell, day: str, other: bool, expected: bool
) -> None:
    tell(9)
    if other:
        tell(9, "Lee")
    file(coach).parent.mkdir(parents=True, exist_ok=True)
    file(coach).write_text(json.dumps({"on_again": day}), "utf-8")
    assert suspended(coach, hours=100) == expected
    turn_on_again(coach, "Sam", NOON + timedelta(hours=50))
    assert not suspended(coach, hours=100)
    if other:
        assert suspended(coach, "Lee", hours=100)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"on_again": 5}', '{"on_again": {"Sam -4": true}}', "[" * 9999])
def test_what_can_not_be_read_was_never_turned_on(coach: Coach, tell: Tell, text: str) -> None:
    tell(-4)
    file(coach).parent.mkdir(parents=True, exist_ok=True)
    file(coach).write_text(text, "utf-8")
    assert suspended(coach)
    turn_on_again(coach, "Sam", NOON)
    assert not suspended(coach)
