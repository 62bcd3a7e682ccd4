"""The index beside the summary of a session: in its JSON, on the screen and on its page."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from voice_coach import assets
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

LAST = date(2026, 11, 29)
NAMES = [name for name, signal in assets.signals().items() if signal.subject in ("other", "both")]
NIGHT = ("--now", f"{LAST}T21:30:00+00:00", "--profile", "Sam")


def _entry(days: int) -> dict[str, Any]:
    text = "He asked me about it."
    state = State("checkin", turns=(Turn("coach", "How was it?"), Turn("user", text)), closed=True)
    pole = "positive" if days % 2 else "negative"
    names = [NAMES[(days + at) % len(NAMES)] for at in range(3)]
    signals = {name: {"state": pole, "evidence": [[1, 0, len(text), pole]]} for name in names}
    started = f"{LAST - timedelta(days=days)}T21:30:00+00:00"
    about = {"id": f"n{days}", "flow": "checkin", "started": started, "profile": "Sam", "ended": True}
    return {**about, "state": state.to_json(), "signals": signals}


@pytest.fixture
def weeks(fast: Cli) -> Cli:
    """Six evenings over eighteen days are in the journal."""
    entries = {"v": 1, "entries": [_entry(days) for days in (18, 15, 11, 8, 5, 2)]}
    (fast.folder / "mine.json").write_text(json.dumps(entries), "utf-8")
    fast("journal", "import", "mine.json").succeeds()
    (fast.folder / "said.jsonl").write_text('{"text": "We had dinner and he listened to me."}\n', "utf-8")
    return fast


def test_a_session_that_is_kept_has_index_and_interval_everywhere(weeks: Cli) -> None:
    told = ("checkin", "--answers", "said.jsonl", "--json", *NIGHT)
    (whole,) = weeks(*told, "--html", "page.html").succeeds().objects
    summary = whole["summary"]
    low, high = summary["interval"]
    assert 0 <= low <= summary["index"] <= high <= 100
    said = f"{summary['index']:.0f}, most likely between {low:.0f} and {high:.0f}."
    assert said in (weeks.folder / "page.html").read_text("utf-8")
    assert "ndex" not in summary["spoken"]
    out = weeks("trend", *NIGHT).succeeds().out
    stands = re.search(r"stands at (\d+), most likely between (\d+) and (\d+)", out)
    assert stands
    assert f"{stands[1]}, most likely between {stands[2]} and {stands[3]}." == said, "as `trend` has it"
    shown = weeks("checkin", "--answers", "said.jsonl", *NIGHT).succeeds().out
    assert re.search(r"Index, from \d entries on \d nights: \d+, most likely between \d+ and \d+\.", shown)


def test_what_is_not_kept_or_too_little_has_none(weeks: Cli) -> None:
    (whole,) = weeks("checkin", "--answers", "said.jsonl", "--json", *NIGHT, "--no-save").succeeds().objects
    assert not {"index", "interval"} & set(whole["summary"])
    shown = weeks("checkin", "--answers", "said.jsonl", *NIGHT, "--no-save", "--html", "page.html").succeeds().out
    assert "ndex" not in shown + (weeks.folder / "page.html").read_text("utf-8").replace("z-index", "")
    (first,) = weeks("checkin", "--answers", "said.jsonl", "--json", *NIGHT[:2]).succeeds().objects
    assert list(first["summary"]) == ["spoken", "signals", "coverage"]
    typed = weeks("talk", "--type", stdin=b"He listened to me.\nstop\n").succeeds().out
    assert typed.count("No index yet: it needs five evenings over two weeks.") == 1
