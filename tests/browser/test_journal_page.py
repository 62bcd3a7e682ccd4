"""The journal on the voice page, in a real Chromium: looked at, corrected, taken out, deleted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Chromium, Server

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (make setup)").expect
expect.set_options(timeout=60_000)
WORDS = [
    "He never asks how my day was, but on Sunday he drove all the way to help my mum move.",
    "She called me twice and listened for an hour, and I felt heard.",
    "I always plan everything and then he cancels.",
]


def write(server: Server) -> None:
    """Nights in the journal, through the command line, before the page opens."""
    data = server.folder / "data"
    for day, text in enumerate(WORDS, 2):
        answers = server.folder / "answers.jsonl"
        answers.write_text("".join(json.dumps({"text": line}) + "\n" for line in (text, "That was all.")), "utf-8")
        now = f"2026-11-{day:02}T21:30:00+00:00"
        command = [sys.executable, "-P", "-m", "voice_coach", "checkin", "--answers", str(answers), "--json"]
        subprocess.run(
            [*command, "--now", now, "--data", str(data)], check=True, capture_output=True, cwd=server.folder
        )


def fits(page: Any) -> None:
    for width, height in ((320, 568), (1280, 800), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.weights
def test_the_journal_is_looked_at_corrected_taken_out_and_deleted(
    real_server: Server, chromium: Chromium, tmp_path: Path, accessible: Callable[[Any], None]
) -> None:
    write(real_server)
    real_server.start()
    page = chromium.context().new_page()
    page.goto(real_server.address)
    page.wait_for_selector("body[data-state=idle]")

    page.focus("#journal-open")
    page.keyboard.press("Enter")
    expect(page.locator("#journal-list li")).to_have_count(3)
    expect(page.locator("#journal-list li .words").first).to_contain_text("I always plan")
    accessible(page)
    fits(page)
    with page.expect_download() as waiting:
        page.click("#journal-export")
    waiting.value.save_as(tmp_path / "notes.md")
    assert WORDS[0] in (tmp_path / "notes.md").read_text("utf-8")

    page.fill("#journal-words", "mum")
    page.keyboard.press("Enter")
    expect(page.locator("#journal-list mark")).to_have_text("mum")
    page.click("#journal-list button")
    expect(page.locator("#entry")).to_be_focused()
    expect(page.locator("#entry-quotes q").first).to_be_visible()
    accessible(page)
    fits(page)

    quotes = page.locator("#entry-quotes q").count()
    page.locator("#entry-quotes button").first.click()
    expect(page.locator("#entry-said")).to_contain_text("Corrected")
    assert page.locator("#entry-quotes q").count() < quotes
    page.click("#entry-undo")
    expect(page.locator("#entry-quotes q")).to_have_count(quotes)

    page.click("#entry-delete")
    expect(page.locator("#entry-keep")).to_be_focused()
    accessible(page)
    page.click("#entry-forget")
    expect(page.locator("#journal-said")).to_contain_text("gone")
    assert "mum" not in page.inner_text("body")
    page.click("#journal-all")
    expect(page.locator("#journal-list li")).to_have_count(2)
    page.click("#journal-close")
    assert "plan everything" not in page.content(), "nothing of it stays in the page"
    page.click("#journal-open")
    expect(page.locator("#journal-list li")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/blank")
    assert page.inner_text("body") == ""
    assert chromium.complaints == []
