"""`trend` and `report` as a person meets them."""

from __future__ import annotations

import stat
from typing import Any


def test_without_entries_both_say_so_and_write_a_private_page(fast: Any) -> None:
    assert "no entries yet" in fast("trend").succeeds().out
    fast("report", "--html", "weeks.html", "--now", "2026-11-28T21:30:00+01:00").succeeds()
    page = fast.folder / "weeks.html"
    assert "no entries yet" in page.read_text("utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_new_danger_on_the_evening_when_it_was_turned_on_again_suspends_it(fast: Any, tmp_path: Any) -> None:
    """And another relationship, or a name in a plain file, has nothing to do with it."""

    def told(profile: str, hour: str) -> None:
        (fast.folder / "told.jsonl").write_text('{"text": "he hit me again"}\n', "utf-8")
        now = f"2026-11-23T{hour}:30:00+00:00"
        fast("checkin", "--answers", "told.jsonl", "--json", "--profile", profile, "--now", now).succeeds()

    def shown(profile: str, hour: str, *more: str) -> str:
        at = f"2026-11-23T{hour}:30:00+00:00"
        return str(fast("trend", "--profile", profile, "--now", at, *more).succeeds().out)

    told("Sam", "08")
    told("Lee", "09")
    assert "--on-again" in shown("Sam", "12")
    assert "--on-again" not in shown("Sam", "12", "--on-again")
    assert "--on-again" not in shown("sam", "13")
    assert "--on-again" in shown("Lee", "13")
    kept = tmp_path / "data" / "trend.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "sam" not in kept.read_text("utf-8").lower()
    told("Sam", "21")
    assert "--on-again" in shown("Sam", "22")
