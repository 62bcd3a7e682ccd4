"""Settings and a locked journal on the voice page, in a real Chromium."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from voice_coach.app import build
from voice_coach.config import Paths, load_settings
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.ports import Entry

if TYPE_CHECKING:
    from conftest import Chromium, Server

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (make setup)").expect
expect.set_options(timeout=60_000)
pytestmark = pytest.mark.real_time
PASSPHRASE = "seven quiet geese"


def lock(server: Server) -> None:
    """A journal with one entry, under a passphrase."""
    where = Paths.inside(server.folder / "data")
    journal = build(load_settings(where), where).engine("journal")
    state = State("checkin", turns=(Turn("user", "She rang me on the way home."),))
    journal.save(Entry("one", "checkin", "2026-11-02T21:30:00+00:00", state.to_json(), {}, ended=True))
    journal.change_key(PASSPHRASE)
    journal.close()


def opened(server: Server, context: Any) -> Any:
    server.start()
    page = context.new_page()
    page.goto(server.address)
    page.wait_for_selector("body[data-state=idle]")
    return page


def test_settings_are_kept_where_the_command_line_keeps_them(
    server: Server, chromium: Chromium, accessible: Callable[[Any], None]
) -> None:
    page = opened(server, chromium.context())
    page.click("#settings-open")
    page.select_option("[name=country]", label="United Kingdom")
    expect(page.locator("#settings-said")).to_contain_text("config.toml")
    page.uncheck("[name=save]")
    expect(page.locator("#save")).not_to_be_checked()
    expect(page.locator("#settings-said")).to_contain_text("for the command line too")
    page.locator("[name=size]").fill("1.3")
    page.locator("[name=size]").dispatch_event("change")
    file = server.folder / "data" / "config.toml"
    page.wait_for_function("() => document.getElementById('settings-said').textContent.startsWith('Saved')")
    page.set_viewport_size({"width": 320, "height": 568})
    assert page.locator("dialog").evaluate("node => node.scrollWidth <= node.clientWidth")
    accessible(page)
    page.reload()
    page.wait_for_selector("body[data-state=idle]")
    expect(page.locator("#save")).not_to_be_checked()
    assert tomllib.loads(file.read_text("utf-8")) == {"country": "GB", "save": False, "captions": 1.3}
    assert chromium.complaints == []


def test_a_locked_journal_lets_a_talk_go_on_and_is_unlocked_on_the_page(
    server: Server, chromium: Chromium, record: Callable[..., Path], accessible: Callable[[Any], None]
) -> None:
    server.to_hear("She called me twice today.")
    lock(server)
    page = opened(server, chromium.context(record(2.0, "She called me twice today.", 60.0)))
    expect(page.locator("#locked")).to_be_visible()
    accessible(page)
    page.click("#orb")
    page.wait_for_selector("#log .you + .coach")
    expect(page.locator("#kept-text")).to_have_text("Nothing of this is kept.")

    page.click("#settings-open")
    page.fill("#passphrase", "eight loud ducks")
    page.keyboard.press("Enter")
    expect(page.locator("#unlock-said")).to_contain_text("doesn't open the journal")
    expect(page.locator("#passphrase")).to_be_focused()
    assert page.input_value("#passphrase") == ""
    accessible(page)
    page.fill("#passphrase", PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator("#settings-said")).to_contain_text("Unlocked")
    expect(page.locator("#unlock")).to_be_hidden()
    page.click("dialog button.main >> nth=-1")
    expect(page.locator("#kept-text")).to_have_text("Words kept, sound not.")
    page.click("#finish")
    page.click("#done")
    page.click("#journal-open")
    expect(page.locator("#journal-list li")).to_have_count(2)
    assert PASSPHRASE not in page.content()
    assert chromium.complaints == []
