"""Where entries are kept."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from voice_coach.core.safety import Assessment
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.engines.scripted_journal import ScriptedJournal
from voice_coach.ports import Entry, Journal

PORT = "journal"


def entry(id: str, started: str = "2026-11-22T21:30:00+00:00", *texts: str, **more: Any) -> Entry:
    turns = tuple(Turn("user" if n % 2 == 0 else "coach", text) for n, text in enumerate(texts or ("a",)))
    state = State(more.get("flow", "checkin"), turns=turns).to_json()
    state = json.loads(json.dumps(state))  # As it comes back: lists, no tuples.
    heard = {"heard": {"state": "positive", "evidence": [[0, 0, 1, "positive"]]}}
    return replace(Entry(id, "checkin", started, state, heard), **more)


@pytest.fixture
def journal(make: Any, services: Any, tmp_path: Path) -> Any:
    return make(replace(services, data=tmp_path / "data"))


def test_it_is_one_of_the_port(journal: Any) -> None:
    assert isinstance(journal, Journal)
    assert journal.entries() == []


def test_reading_makes_nothing(journal: Any, tmp_path: Path) -> None:
    assert (journal.heads(), journal.entry("a"), journal.latest()) == ([], None, None)
    assert (journal.search("a"), journal.delete("a"), journal.undo("a"), journal.rename("a", "b")) == (
        [],
        False,
        False,
        0,
    )
    assert journal.unfinished("talk", "default") is None
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("text", ["", "Ça va? 你好 😀", "null\x00 and 'quotes\" -- ;", "lone \ud800", "x" * 100_000])
def test_what_was_saved_can_be_read_back(journal: Any, text: str) -> None:
    kept = entry("a", "2026-11-22T21:30:00+00:00", text, "and\x02 the\x03 coach", profile="Sam 🙂", ended=True)
    journal.save(kept)
    same = journal.entries() == [kept] and journal.entry("a") == kept
    assert same  # Not compared in the assertion: pytest takes minutes to show how long texts differ.
    assert State.from_json(journal.latest().state) == State.from_json(kept.state)


def test_the_same_id_replaces(journal: Any) -> None:
    when = "2026-11-22T21:30:00+00:00"
    journal.save(entry("a", when, "first", "one", "more"))
    journal.save(entry("b"))
    for texts in (("first", "one", "changed", "and longer"), ("first",), ("second", "one")):
        changed = entry("a", when, *texts)
        journal.save(changed)
        assert journal.entry("a") == changed
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
    assert [head.id for head in journal.heads()] == list(times)


def test_the_last_one_is_the_one_written_last_even_when_the_clock_went_back(journal: Any) -> None:
    journal.save(entry("a", "2026-11-22T21:30:00+00:00"))
    journal.save(entry("b", "2019-01-01T00:00:00+00:00"))
    assert journal.latest().id == "b"
    journal.save(entry("a", "2026-11-22T21:30:00+00:00", "more"))
    assert journal.latest().id == "a"


def test_a_head_tells_what_a_list_needs(journal: Any) -> None:
    kept = entry("a", "2026-11-22T21:30:00+00:00", "She came over. " * 40, ended=True)
    state = replace(State.from_json(kept.state), safety=Assessment(True, ("fear",), "high")).to_json()
    journal.save(replace(kept, state=state))
    [head] = journal.heads()
    assert (head.id, head.profile, head.flow, head.started) == ("a", "default", "checkin", kept.started)
    assert (head.ended, head.danger, head.states) == (True, True, {"heard": "positive"})
    assert head.first
    assert kept.state["turns"][0]["text"].startswith(head.first)


def test_relationships_are_apart_and_can_be_renamed(journal: Any) -> None:
    for id, profile in (("a", "Sam"), ("b", "default"), ("c", "sam")):
        journal.save(entry(id, profile=profile))
    assert [e.id for e in journal.entries("Sam")] == ["a", "c"]
    assert [h.id for h in journal.heads("default")] == ["b"]
    assert journal.rename("Sam", "Samuel") == 2
    assert {e.profile for e in journal.entries()} == {"Samuel", "default"}
    assert journal.rename("Sam", "x") == 0


def test_words_are_found_newest_first(journal: Any) -> None:
    journal.save(entry("a", "2026-01-01T00:00:00+00:00", "He never asks about my day.", "You ask; he doesn't."))
    journal.save(
        entry("b", "2026-02-01T00:00:00+00:00", "My day was long.", "And his?", "He never asked.", profile="Sam")
    )
    assert [(f.id, f.turn) for f in journal.search("day")] == [("b", 0), ("a", 0)]
    assert [f.id for f in journal.search("never asks")][-1] == "a"
    assert [f.id for f in journal.search("day", "Sam")] == ["b"]
    assert [(f.id, f.role) for f in journal.search("ask", roles=("coach",))] == [("a", "coach")]
    [found] = journal.search("never about")
    assert {found.text[start:end].lower() for start, end in found.spans} == {"never", "about"}
    for text in ("", "  ", "zebra", '"', "day AND", "NEAR(", "*", "a:b", "lone \ud800"):
        assert [f.id for f in journal.search(text) if f.id == "x"] == []


def test_what_is_brought_in_late_takes_its_place_in_time(journal: Any) -> None:
    for id, year in (("new", 2026), ("old", 2020), ("middle", 2023)):
        journal.save_all([entry(id, f"{year}-01-01T00:00:00+00:00", "She asked.", "Yes?", "She asked again.")])
    assert [found.id for found in journal.search("asked")][::2] == ["new", "middle", "old"]
    corrected = entry("old", "2020-01-01T00:00:00+00:00", "She asked.", "Yes?", "She asked twice.", "Oh.")
    journal.save(corrected)
    assert journal.entry("old") == corrected
    assert journal.search("asked")[0].id == "new"
    assert [found.id for found in journal.search("twice")] == ["old"]
    assert [e.id for e in journal.entries()] == ["old", "middle", "new"]
    assert [e.id for e in journal.entries(last=2)] == ["middle", "new"]


def test_all_are_brought_in_or_none(journal: Any) -> None:
    broken = replace(entry("b"), started="yesterday")
    if isinstance(journal, ScriptedJournal):
        pytest.skip("a dict has no transactions")
    with pytest.raises(ValueError, match="yesterday"):
        journal.save_all([entry("a"), broken])
    assert journal.entries() == []


def test_what_was_deleted_or_replaced_is_not_found_any_more(journal: Any) -> None:
    journal.save(entry("a", "2026-01-01T00:00:00+00:00", "marmalade"))
    journal.save(entry("a", "2026-01-01T00:00:00+00:00", "honey"))
    assert (journal.search("marmalade"), len(journal.search("honey"))) == ([], 1)
    journal.delete("a")
    assert journal.search("honey") == []


def test_delete_forgets_and_says_whether_there_was_one(journal: Any) -> None:
    journal.save(entry("a"))
    journal.save(entry("b"))
    assert journal.delete("a") is True
    assert journal.delete("a") is False
    assert journal.delete("never") is False
    assert [e.id for e in journal.entries()] == ["b"]


def test_a_correction_can_be_undone_and_that_too(journal: Any) -> None:
    first, second = entry("a", "2026-01-01T00:00:00+00:00", "one"), entry("a", "2026-01-01T00:00:00+00:00", "two")
    journal.save(first)
    assert journal.undo("a") is False
    journal.remember(first)
    journal.save(second)
    assert journal.undo("a")
    assert journal.entry("a") == first
    assert journal.undo("a")
    assert journal.entry("a") == second


def test_a_session_that_is_held_or_ended_is_not_unfinished(journal: Any) -> None:
    journal.save(entry("a", flow="talk", ended=False))
    assert journal.unfinished("talk", "default") is None, "this process holds it"
    journal.save(entry("a", flow="talk", ended=True))
    assert journal.unfinished("talk", "default") is None


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
