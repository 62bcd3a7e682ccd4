"""The schedule as a person sets it, with stand-ins for the system's own timer and notifications on the PATH."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Cli


@pytest.fixture
def system(fast: Cli, tmp_path: Path) -> tuple[Cli, Path]:
    """A command that notes what the system's tools are asked to do."""
    tools, notes = tmp_path / "bin", tmp_path / "notes"
    tools.mkdir()
    for name in ("systemctl", "systemd-run", "notify-send"):
        file = tools / name
        file.write_text(f'#!/bin/sh\necho "{name} $*" >> {notes}\n')
        file.chmod(0o755)
    notes.touch()
    path = f"{tools}:{os.environ['PATH']}"
    settings = {**fast.settings, "PATH": path, "XDG_CONFIG_HOME": str(tmp_path / "config")}
    return Cli(fast.folder, settings, fast.started), notes


def test_set_look_and_take_away(system: tuple[Cli, Path], tmp_path: Path) -> None:
    cli, notes = system
    told = cli("checkin", "schedule", "21:30", "--days", "mon-fri", "--quiet", "23:00-07:00").succeeds().out
    assert "Undo: voice-coach checkin schedule off" in told
    assert "21:30" in told
    unit = tmp_path / "config" / "systemd" / "user" / "evening-reminder.timer"
    assert "Mon,Tue,Wed,Thu,Fri" in unit.read_text()
    assert "enable --now evening-reminder.timer" in notes.read_text()
    assert "mon, tue, wed, thu, fri, quiet 23:00 to 07:00" in cli("checkin", "schedule").succeeds().out
    cli("checkin", "snooze", "15").succeeds()
    assert "--on-active=15min" in notes.read_text()
    assert "Next:" in cli("checkin", "pause", "3").succeeds().out
    assert "21:30" in cli("checkin", "schedule", "off").succeeds().out, "how to undo"
    assert not unit.exists()
    assert "No check-in is scheduled" in cli("checkin", "schedule", "status").succeeds().out


def test_what_is_due_is_offered_once_in_words_that_say_nothing(system: tuple[Cli, Path]) -> None:
    cli, notes = system
    cli("checkin", "schedule", "21:30").succeeds()
    for moment in ("21:29:59", "21:30:00", "21:31:00", "23:00:00"):
        cli("remind", "--now", f"2026-11-28T{moment}+01:00").succeeds()
    offers = [line for line in notes.read_text().splitlines() if line.startswith("notify-send")]
    assert offers == ["notify-send --app-name=Reminder --expire-time=60000 Reminder"]


def test_the_notification_can_be_tried(system: tuple[Cli, Path]) -> None:
    cli, notes = system
    assert "That was" in cli("checkin", "schedule", "test").succeeds().out
    assert notes.read_text().count("notify-send") == 1


def test_the_daemon_waits_and_ends_on_ctrl_c(system: tuple[Cli, Path]) -> None:
    cli, _ = system
    cli("checkin", "schedule", "21:30").succeeds()
    process: Any = cli.start("daemon")
    assert b"Waiting" in process.stderr.readline()
    process.send_signal(2)
    assert process.wait(timeout=60) == 130


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("schedule", "half nine"), "is no time"),
        (("schedule", "21:30", "--days", "someday"), "unknown day"),
        (("schedule", "21:30", "--quiet", "late"), "two times"),
        (("snooze", "15"), "no check-in is scheduled"),
        (("pause", "2"), "no check-in is scheduled"),
    ],
)
def test_what_is_wrong_says_what_to_do(fast: Cli, words: tuple[str, ...], hint: str) -> None:
    fast("checkin", *words).fails_with(2, hint, "voice-coach checkin" if "scheduled" in hint else "xample")
