"""Where entries are kept."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from voice_coach.core.dialogue import State
from voice_coach.core.transcript import Turn
from voice_coach.ports import Entry, Journal

PORT = "journal"


def entry(id: str, started: str = "2026-11-22T21:30:00+00:00", text: str = "a") -> Entry:
    state = State("checkin", turns=(Turn("user", text),)).to_json()
    return Entry(id, "checkin", started, state, {"heard": {"state": "positive", "evidence": [[0, 0, 1, "positive"]]}})


@pytest.fixture
def journal(make: Any) -> Any:
    return make()


def test_it_is_one_of_the_port(journal: Any) -> None:
    assert isinstance(journal, Journal)
    assert journal.entries() == []


@pytest.mark.parametrize("text", ["", "Ça va? 你好 😀", "null\x00 and 'quotes\" -- ;", "lone \ud800", "x" * 100_000])
def test_what_was_saved_can_be_read_back(journal: Any, text: str) -> None:
    journal.save(entry("a", text=text))
    [found] = journal.entries()
    assert State.from_json(found.state) == State("checkin", turns=(Turn("user", text),))
    assert (found.id, found.flow, found.started) == ("a", "checkin", "2026-11-22T21:30:00+00:00")
    assert found.signals["heard"]["evidence"] == [[0, 0, 1, "positive"]]


def test_the_same_id_replaces(journal: Any) -> None:
    journal.save(entry("a", text="first"))
    journal.save(entry("b"))
    journal.save(entry("a", text="second"))
    assert {e.id: e.state["turns"][0]["text"] for e in journal.entries()} == {"a": "second", "b": "a"}


def test_entries_are_in_order_of_time_whatever_the_offset(journal: Any) -> None:
    """As texts the second would come last: it is the night the clocks change, seen from two offsets."""
    times = {
        "first": "2026-10-25T01:30:00+02:00",
        "second": "2026-10-25T02:30:00+02:00",
        "third": "2026-10-25T02:10:00+01:00",
        "fourth": "2026-10-25T01:40:00+00:00",
    }
    shuffled = list(times.items())
    random.Random(3).shuffle(shuffled)
    for id, started in shuffled:
        journal.save(entry(id, started))
    assert [e.id for e in journal.entries()] == list(times)


def test_delete_forgets_and_says_whether_there_was_one(journal: Any) -> None:
    journal.save(entry("a"))
    journal.save(entry("b"))
    assert journal.delete("a") is True
    assert journal.delete("a") is False
    assert journal.delete("never") is False
    assert [e.id for e in journal.entries()] == ["b"]


def test_closing_twice_is_fine_and_it_can_be_used_again(journal: Any) -> None:
    journal.save(entry("a"))
    journal.close()
    journal.close()
    journal.save(entry("b"))
    assert "b" in [e.id for e in journal.entries()]


def test_any_thread_may_save(journal: Any) -> None:
    """The turn loop finishes each turn in a thread of the pool."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: journal.save(entry(f"{number:03}")), range(40)))
    assert [e.id for e in journal.entries()] == [f"{number:03}" for number in range(40)]
