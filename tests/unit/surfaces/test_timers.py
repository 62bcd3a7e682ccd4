"""Files for the timers of three systems, read back by parsers that are not ours."""

from __future__ import annotations

import configparser
import plistlib
import shutil
import subprocess
from datetime import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from voice_coach.core.schedule import DAYS, Schedule
from voice_coach.errors import StorageError
from voice_coach.surfaces import timers

EVENING = Schedule(time(21, 30), DAYS[:5])
RUN = ["/opt/my python/bin/python", "-m", "voice_coach", "remind", "--data", '/home/a b/50% "x"']


def test_systemd_files_say_when_and_what_and_nothing_else() -> None:
    files = timers.units(EVENING, RUN)
    assert set(files) == {"evening-reminder.service", "evening-reminder.timer"}
    timer = configparser.RawConfigParser(strict=False)
    timer.read_string(files["evening-reminder.timer"])
    assert timer["Timer"]["persistent"] == "true"
    assert "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 21:30:00" in files["evening-reminder.timer"]
    whole = "".join(files.values()).lower()
    for word in ("coach", "relationship", "check"):
        assert word not in whole.replace("voice_coach", ""), "a list of timers is seen by others"


def test_systemd_itself_takes_them(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    for name, text in timers.units(EVENING, [shutil.which("true") or "", *RUN[1:]]).items():
        (tmp_path / name).write_text(text)
    found = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(tmp_path / "evening-reminder.timer")],
        capture_output=True,
        text=True,
        env={"XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert "evening-reminder" not in found.stderr, found.stderr
    said = subprocess.run(
        ["systemd-analyze", "calendar", "Mon,Tue,Wed,Thu,Fri *-*-* 21:30:00"], capture_output=True, text=True
    )
    assert "21:30:00" in said.stdout


def test_launchd_and_windows_files_hold_each_evening_and_the_morning() -> None:
    agent = plistlib.loads(timers.launchd(EVENING, RUN))
    assert agent["ProgramArguments"] == RUN
    assert {"Weekday": 1, "Hour": 21, "Minute": 30} in agent["StartCalendarInterval"]
    assert len(agent["StartCalendarInterval"]) == 6
    sundays = plistlib.loads(timers.launchd(Schedule(time(20, 0), ("sun",)), RUN))["StartCalendarInterval"]
    assert {"Weekday": 0, "Hour": 20, "Minute": 0} in sundays

    task = ElementTree.fromstring(timers.windows(EVENING, RUN))
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    starts = [node.text for node in task.findall(".//t:StartBoundary", space)]
    assert [start and start[-8:] for start in starts] == ["21:30:00", "09:00:00"]
    first = task.find(".//t:DaysOfWeek", space)
    assert first is not None
    assert len(first) == 5
    assert task.findtext(".//t:Command", namespaces=space) == RUN[0]


def test_the_schedule_is_private_and_a_broken_one_says_what_to_do(tmp_path: Path) -> None:
    store = timers.Store(tmp_path / "new" / "schedule.json")
    assert store.read() is None
    store.write(EVENING)
    assert store.read() == EVENING
    assert store.file.stat().st_mode & 0o077 == 0
    store.file.write_text("{}")
    with pytest.raises(StorageError, match="Set it again"):
        store.read()
    store.write(None)
    store.write(None)
    assert store.read() is None
