"""The learning curve in the report on signals."""

from __future__ import annotations

from evals.report import Figure, Result, _markdown
from evals.signals.curve import Stage, reading, section, stages


def test_every_stage_is_in_the_report_and_the_last_one_ships() -> None:
    found = stages()
    text = section(found)
    assert all(stage.what in text for stage in found)
    assert found[-1].what.endswith("(ships)")
    assert all(0 < stage.unseen < 1 and stage.sayings > 1_000 for stage in found)
    record = {"date": "today", "git": "abc", "models": ["minilm: sha256 1"]}
    report = _markdown("signals", Result([Figure("micro-F1", 0.8)], ["a note"], section=text), record, {})
    assert report.rstrip().endswith(text.rstrip())
    assert "- minilm: sha256 1\n\n## Learning curve" in report


def test_the_reading_holds_the_last_two_doublings_against_each_other() -> None:
    found = [
        Stage("a", 10, 0.1, 0.2),
        Stage("b", 20, 0.4, 0.5, 0.6),
        Stage("c", 30, 0.5, 0.55, 0.7),
        Stage("d", 40, 0.5, 0.6, 0.8),
    ]
    text = reading(found)
    assert "(20 to 40) bought +0.10 seen, +0.10 unseen, +0.20 fresh" in text
    assert "(10 to 20) +0.30 seen, +0.30 unseen." in text
