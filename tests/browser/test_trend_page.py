"""The trend on the voice page, in a real Chromium: weeks looked at by key and by pointer, and what is not shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from voice_coach import assets
from voice_coach.app import build
from voice_coach.config import Paths, load_settings
from voice_coach.core.safety import Assessment
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.ports import Entry

if TYPE_CHECKING:
    from conftest import Chromium, Server

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (make setup)").expect
expect.set_options(timeout=60_000)
SIGNALS = assets.signals()
OTHERS = [name for name, signal in SIGNALS.items() if signal.subject in ("other", "both")]


def told(day: int) -> str:
    return f"She rang me on the way home and listened, {day} nights ago."


def entry(day: int, profile: str = "default", cue: bool = False) -> Entry:
    """A night so many days ago: three signals in a sentence."""
    state = State("checkin", turns=(Turn("coach", "How was it?"), Turn("user", told(day))))
    if cue:
        state = replace(state, safety=Assessment(True, ("violence",), "high"))
    pole = "negative" if day % 3 else "positive"
    names = [OTHERS[(day + at) % len(OTHERS)] for at in range(3)]
    heard = {name: {"state": pole, "evidence": [[1, 0, len(told(day)), pole]]} for name in names}
    moment = datetime.now().astimezone() - timedelta(days=day)
    return Entry(f"{profile}-{day}", "checkin", moment.isoformat(), state.to_json(), heard, profile, True)


def keep(server: Server, *entries: Entry) -> None:
    where = Paths.inside(server.folder / "data")
    journal = build(load_settings(where), where).engine("journal")
    journal.save_all(entries)
    journal.close()


def opened(server: Server, chromium: Chromium) -> Any:
    server.start()
    page = chromium.context().new_page()
    page.goto(server.address)
    page.wait_for_selector("body[data-state=idle]")
    page.focus("#trend-open")
    page.keyboard.press("Enter")
    expect(page.locator("#trend")).to_be_focused()
    expect(page.locator("#trend-words")).not_to_be_empty()
    return page


def test_the_weeks_are_looked_at_by_key_and_by_pointer_and_each_shows_its_words(
    server: Server, chromium: Chromium, accessible: Callable[[Any], None]
) -> None:
    keep(server, *(entry(day) for day in range(0, 120, 2)), entry(1, "Robin"))
    page = opened(server, chromium)
    plot, quotes = page.locator("#trend-plot"), page.locator("#trend-quotes q")
    expect(page.locator("#trend-words")).to_contain_text("The index stands at")
    expect(quotes.first).to_have_text(told(6))
    points = int(plot.get_attribute("aria-valuemax"))
    assert page.locator("#trend-plot circle.dot").count() == points > 10

    plot.focus()
    page.keyboard.press("ArrowLeft")
    assert plot.get_attribute("aria-valuenow") == str(points - 1)
    expect(quotes.first).to_have_text(told(12))
    text = str(plot.get_attribute("aria-valuetext"))
    assert page.inner_text("#trend-week-title") in text
    assert page.inner_text("#trend-week-index") in text
    page.keyboard.press("Enter")
    expect(page.locator("#trend-week")).to_be_focused()

    for width, height in ((320, 568), (3840, 2160), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        wide = "node => node.scrollWidth <= node.clientWidth"
        assert page.locator("html").evaluate(wide), width
        assert page.locator("#trend").evaluate(wide), width
        drawn = plot.evaluate("node => `0 0 ${node.clientWidth} ${node.clientHeight}`")
        expect(plot.locator("svg")).to_have_attribute("viewBox", drawn)
    page.locator("#trend-plot circle.dot").first.click(force=True)
    assert plot.get_attribute("aria-valuenow") == "1"

    page.click("#trend-weeks summary")
    rows = page.locator("#trend-weeks tbody tr")
    assert rows.count() == points
    assert page.inner_text("#trend-week-title") == f"Week to {rows.last.locator('th').inner_text()}"
    accessible(page)

    page.select_option("#trend-about", label="Robin")
    expect(page.locator("#trend-words")).to_contain_text("too little for an index")
    expect(plot).to_be_hidden()
    accessible(page)
    page.click("#trend-close")
    expect(page.locator("#trend-open")).to_be_focused()
    assert "She rang me" not in page.content(), "nothing of it stays in the page"
    assert chromium.complaints == []
    assert all(url.split("/")[2] == f"127.0.0.1:{server.port}" for url in chromium.called)


def test_after_a_sign_of_danger_nothing_is_shown_until_it_is_turned_on_again(
    server: Server, chromium: Chromium, accessible: Callable[[Any], None]
) -> None:
    keep(server, *(entry(day) for day in range(1, 60, 2)), entry(0, cue=True))
    page = opened(server, chromium)
    expect(page.locator("#trend-words")).to_have_text(
        "I don't show an index or a trend here at the moment. You can turn it on again, when you want to."
    )
    expect(page.locator("#trend-plot")).to_be_hidden()
    assert "She rang me" not in page.content()
    accessible(page)
    page.click("#trend-on")
    expect(page.locator("#trend-plot svg")).to_be_visible()
    expect(page.locator("#trend-on")).to_be_hidden()
    expect(page.locator("#trend-quotes q").first).to_be_visible()
    assert chromium.complaints == []
