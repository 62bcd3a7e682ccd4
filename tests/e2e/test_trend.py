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


def test_turning_it_on_again_is_remembered(fast: Any, tmp_path: Any) -> None:
    fast("trend", "--on-again", "--now", "2026-11-28T21:30:00+01:00").succeeds()
    assert "2026-11-28" in (tmp_path / "data" / "trend.json").read_text()
