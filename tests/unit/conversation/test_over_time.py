"""Entries of the journal over weeks: index, weeks, quotes, and what may be said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

import pytest

from voice_coach import assets
from voice_coach.conversation.over_time import OverTime, beside_summary, over_time, spoken
from voice_coach.conversation.prompts import Prompts
from voice_coach.core.safety import Assessment
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.core.trend import LEAST_DAYS, LEAST_ENTRIES, LEAST_SIGNALS
from voice_coach.ports import Entry
from voice_coach.surfaces.report_page import report_page

SIGNALS = assets.signals()
WORDS = Prompts(assets.toml("prompts", "trend"))
FIRST = datetime.fromisoformat("2026-09-01T21:30:00+02:00")
SAID = "he rang me first <b>& asked</b>"
NAMES = [name for name, signal in SIGNALS.items() if signal.subject in ("other", "both")]


def entry(day: int, pole: str = "positive", names: list[str] | None = None, cue: bool = False) -> Entry:
    state = State("checkin", turns=(Turn("coach", "How was it?"), Turn("user", SAID)))
    if cue:
        state = replace(state, safety=Assessment(True, ("violence",), "high"))
    names = names or [NAMES[(day + at) % len(NAMES)] for at in range(3)]
    found = {name: {"state": pole, "evidence": [[1, 0, len(SAID), pole]]} for name in names}
    return Entry(str(day), "checkin", (FIRST + timedelta(days=day)).isoformat(), state.to_json(), found)


def on(day: int) -> date:
    return FIRST.date() + timedelta(days=day)


def said(found: OverTime) -> str:
    return " ".join(spoken(found, SIGNALS, WORDS))


def test_without_entries_nothing_is_said_of_anyone() -> None:
    found = over_time([], SIGNALS, on(3))
    assert (found.entries, found.standing.index, found.weeks) == (0, None, ())
    assert "no entries yet" in said(found)


def test_too_little_for_an_index_says_what_is_wanting() -> None:
    found = over_time([entry(0), entry(1)], SIGNALS, on(1))
    assert found.standing.index is None
    assert found.missing == {"entries": 3, "days": 12, "signals": 2}
    assert "3 more entries" in said(found)
    assert "index stands" not in said(found)


@pytest.mark.parametrize(
    ("days", "names", "expected"),
    [
        ([], None, "No index yet: it needs five evenings over two weeks."),
        ([0, 1], None, "No index yet: it needs five evenings over two weeks."),
        ([0, 1, 2, 3, 15], None, "Index, from 5 entries on 5 nights: "),
        ([0, 1, 2, 15], None, "No index yet: it needs five evenings"),
        ([0, 1, 2, 3, 4, 5, 12], None, "No index yet: it needs five evenings"),
        ([0, 1, 2, 3, 15], NAMES[:5], "No index yet: it needs six signals about the two of you."),
    ],
)
def test_beside_a_summary_there_is_one_line_with_the_interval_or_why_there_is_none(
    days: list[int], names: list[str] | None, expected: str
) -> None:
    entries = [entry(day, names=names) for day in days]
    line = beside_summary(over_time(entries, SIGNALS, on(max(days, default=0))), WORDS)
    assert line.startswith(expected)
    assert ("most likely between" in line) == line.startswith("Index")
    assert len(line.split()) <= 25
    assert (LEAST_ENTRIES, LEAST_DAYS, LEAST_SIGNALS) == (5, 14, 6), "what the lines say"


def test_beside_a_summary_nothing_is_told_of_what_suspends_it() -> None:
    found = over_time([*(entry(day) for day in range(30)), entry(30, cue=True)], SIGNALS, on(31))
    assert beside_summary(found, WORDS) == "No index is shown here at the moment."


def test_weeks_end_today_and_hold_each_entry_once() -> None:
    entries = [entry(day) for day in range(0, 40, 2)]
    found = over_time(entries, SIGNALS, on(38))
    assert found.weeks[-1].until == on(38)
    assert [b.until - a.until for a, b in zip(found.weeks, found.weeks[1:], strict=False)] == [timedelta(7)] * 5
    assert sum(week.entries for week in found.weeks) == len(entries)
    assert found.standing.index == found.weeks[-1].standing.index
    assert found.standing.index is not None
    assert found.standing.index > 50
    assert all(quote.text == SAID for quote in found.quotes)
    assert len(found.quotes) == 3 * len(entries)


def test_an_entry_after_midnight_belongs_to_the_night_before_and_tomorrow_is_not_known() -> None:
    late = replace(entry(0), started="2026-09-02T00:40:00+02:00")
    assert over_time([late, entry(5)], SIGNALS, on(0)).entries == 1


def test_danger_suspends_it_until_it_is_turned_on_again() -> None:
    entries = [*(entry(day) for day in range(30)), entry(30, cue=True)]
    found = over_time(entries, SIGNALS, on(31))
    assert found.standing.suspended
    assert (found.weeks, found.quotes, found.change) == ((), (), None)
    page = report_page(found, SIGNALS, spoken(found, SIGNALS, WORDS))
    assert SAID[:10] not in page
    assert "<svg" not in page
    again = over_time([*entries, entry(32)], SIGNALS, on(33), lifted=["30"])
    assert not again.standing.suspended
    assert again.weeks
    assert over_time([*entries, entry(32, cue=True)], SIGNALS, on(33), lifted=["30"]).standing.suspended


@pytest.mark.parametrize("days", [0, 3, 40, 200])
def test_the_spoken_version_is_under_three_quarters_of_a_minute(days: int) -> None:
    found = over_time([entry(day, "negative" if day % 3 else "positive") for day in range(days)], SIGNALS, on(days))
    assert len(said(found).split()) <= 110, "at 150 words a minute"


def test_a_change_that_is_there_is_told_once_and_an_even_life_has_none() -> None:
    fallen = [entry(day, "positive" if day < 120 else "negative") for day in range(150)]
    assert over_time(fallen, SIGNALS, on(149)).change == "down"
    assert "harder" in said(over_time(fallen, SIGNALS, on(149)))
    even = [entry(day, "positive" if day % 2 else "negative") for day in range(150)]
    assert over_time(even, SIGNALS, on(149)).change is None


class Page(HTMLParser):
    """Counts tags; collects text and anything that could ask the network."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asks: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.asks += [value or "" for name, value in attributes if name in ("src", "href", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_every_quote_escaped_with_a_table_beside_each_drawing() -> None:
    found = over_time([entry(day) for day in range(40)], SIGNALS, on(39))
    page = report_page(found, SIGNALS, spoken(found, SIGNALS, WORDS), "Us & them")
    seen = Page(page)
    assert seen.asks == []
    assert "script" not in seen.tags
    assert seen.tags.count("svg") <= seen.tags.count("table")
    assert seen.text.count(SAID) == len(found.quotes)
    assert "b" not in seen.tags
    assert "Us & them" in seen.text
    assert "url(" not in page
    for label in (signal.label for signal in SIGNALS.values()):
        assert label in seen.text, "mentioned, or not mentioned"


def test_two_sessions_of_one_night_stay_in_their_order() -> None:
    first, second = replace(entry(3, names=NAMES[:1]), id="z"), replace(entry(3, names=NAMES[1:2]), id="a")
    assert [quote.signal for quote in over_time([first, second], SIGNALS, on(3)).quotes] == NAMES[:2]
