"""The trend over the voice page: what the command line says, the quotes of each week, and nothing after danger."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from voice_coach.app import Coach
from voice_coach.core.safety import Assessment
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.ports import Entry
from voice_coach.surfaces.web.app import make_app
from voice_coach.surfaces.web.rooms import Rooms
from voice_coach.surfaces.web.security import Entrance
from voice_coach.surfaces.weeks import look, tonight

PORT = 8137
HERE = f"http://127.0.0.1:{PORT}"
Ask = Callable[..., dict[str, Any]]
Keep = Callable[..., None]


@pytest.fixture
def ask(coach: Coach) -> Ask:
    rooms, entrance = Rooms(coach), Entrance(PORT)
    rooms.ready.set()
    client = TestClient(make_app(rooms, entrance, dict), base_url=HERE, headers={"Origin": HERE})
    client.post("/enter", content=entrance.token())

    def order(do: str, about: str = "default") -> dict[str, Any]:
        answer = client.post("/journal", content=json.dumps({"do": do, "about": about}))
        assert answer.status_code == 200
        return dict(answer.json())

    return order


@pytest.fixture
def keep(coach: Coach) -> Keep:
    """Entries so many days ago, each with three signals."""
    signals = coach.scorer.signals
    others = [name for name, signal in signals.items() if signal.subject in ("other", "both")]
    now = datetime.now().astimezone()

    def entries(*days: int, profile: str = "default", cue: bool = False, own: bool = False) -> None:
        for day in days:
            said = f"She asked me about it {day} days ago."
            state = State("checkin", turns=(Turn("coach", "How was it?"), Turn("user", said)))
            if cue:
                state = replace(state, safety=Assessment(True, ("violence",), "high"))
            names = ["self_voice"] if own else [others[(day + at) % len(others)] for at in range(3)]
            heard = {name: {"state": "positive", "evidence": [[1, 0, len(said), "positive"]]} for name in names}
            started = (now - timedelta(days=day)).isoformat()
            coach.engine("journal").save(
                Entry(f"{profile}-{day}-{own}", "checkin", started, state.to_json(), heard, profile, True)
            )

    return entries


def test_without_entries_it_says_what_the_command_line_says(coach: Coach, ask: Ask) -> None:
    found = ask("trend")
    assert found["said"] == look(coach, "default", tonight())[1]
    assert "no entries yet" in found["said"][0]
    assert (found["weeks"], found["signals"], found["choices"]) == ([], [], [])


def test_too_little_says_what_is_wanting_and_draws_no_index(coach: Coach, ask: Ask, keep: Keep) -> None:
    keep(2, 1)
    found = ask("trend")
    assert "3 more entries" in " ".join(found["said"])
    assert [week["index"] for week in found["weeks"]] == [None]
    assert found["signals"][0]["last"] == "She asked me about it 1 days ago."


def test_each_week_has_its_index_and_the_quotes_of_its_seven_days(coach: Coach, ask: Ask, keep: Keep) -> None:
    keep(*range(0, 40, 2))
    keep(3, own=True)
    found = ask("trend")
    expected, said = look(coach, "default", tonight())
    assert found["said"] == said
    assert [week["index"] for week in found["weeks"]] == [week.standing.index for week in expected.weeks]
    last = found["weeks"][-1]
    assert last["low"] <= last["index"] <= last["high"]
    assert {quote["quote"] for quote in last["quotes"]} == {
        f"She asked me about it {day} days ago." for day in (6, 4, 3, 2, 0)
    }
    assert sum(len(week["quotes"]) for week in found["weeks"]) == len(expected.quotes)
    assert [quote["quote"] for quote in last["quotes"] if not quote["counts"]] == ["She asked me about it 3 days ago."]


def test_each_relationship_is_shown_apart(ask: Ask, keep: Keep) -> None:
    keep(1, profile="Robin")
    assert ask("trend")["about"] == "Robin", "nothing is kept without a name"
    keep(1)
    assert ask("trend")["choices"] == ["default", "Robin"]
    found = ask("trend", about="Robin")
    assert (found["about"], len(found["weeks"][0]["quotes"])) == ("Robin", 3)


def test_after_a_sign_of_danger_there_is_one_sentence_until_it_is_turned_on_again(ask: Ask, keep: Keep) -> None:
    keep(*range(1, 30))
    keep(0, cue=True)
    found = ask("trend")
    assert found["suspended"]
    assert len(found["said"]) == 1
    assert "at the moment" in found["said"][0]
    assert (found["weeks"], found["signals"], found["missing"]) == ([], [], "")
    again = ask("trend_on")
    assert not again["suspended"]
    assert again["weeks"]
    assert ask("trend") == again
