"""What wakes the check-in: a file for the system's own timer, and a notification that says nothing.

systemd is tried for real. The files for launchd and for Windows are generated and parsed by tests, and untried.
"""

from __future__ import annotations

import json
import os
import plistlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from voice_coach.core.schedule import DAYS, MORNING, Schedule
from voice_coach.errors import StorageError

NAME = "evening-reminder"
"""Of the timer: whoever lists timers learns nothing else."""
_TASK = "http://schemas.microsoft.com/windows/2004/02/mit/task"


@dataclass(frozen=True)
class Store:
    """The schedule on disk, readable by its owner only."""

    file: Path

    def read(self) -> Schedule | None:
        """None where none is set. Raises StorageError for a file that is none."""
        try:
            return Schedule.from_json(json.loads(self.file.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise StorageError(
                f"{self.file} is no schedule. Set it again: voice-coach checkin schedule 21:30"
            ) from None

    def write(self, schedule: Schedule | None) -> None:
        """Keep it, whole or not at all; None removes it. Raises StorageError."""
        try:
            if schedule is None:
                self.file.unlink(missing_ok=True)
                return
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, new = tempfile.mkstemp(dir=self.file.parent, prefix=".new-")
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(schedule.to_json(), out)
            os.replace(new, self.file)
        except OSError as failure:
            raise StorageError(f"{self.file} can't be written: {failure.strerror}. Use --data.") from None


def command(data: Path | None) -> list[str]:
    """What a timer runs: it looks whether an offer is due, and ends."""
    return [sys.executable, "-m", "voice_coach", "remind", *(["--data", str(data.absolute())] if data else [])]


def units(schedule: Schedule, run: list[str]) -> dict[str, str]:
    """The two files of a systemd user timer, by name."""
    days = ",".join(day.title() for day in schedule.days)
    quoted = " ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"' for word in run)
    service = f"[Unit]\nDescription=Reminder\n\n[Service]\nType=oneshot\nExecStart={quoted}\n"
    # Missed while the machine slept: it runs once at waking, and what is due decides.
    timer = (
        f"[Unit]\nDescription=Reminder\n\n[Timer]\nOnCalendar={days} *-*-* {schedule.at:%H:%M}:00\n"
        f"OnCalendar=*-*-* {MORNING:%H:%M}:00\nPersistent=true\nAccuracySec=1min\n\n[Install]\nWantedBy=timers.target\n"
    )
    return {f"{NAME}.service": service, f"{NAME}.timer": timer}


def launchd(schedule: Schedule, run: list[str]) -> bytes:
    """A property list for ~/Library/LaunchAgents. Untried."""
    evenings = [
        {"Weekday": (DAYS.index(day) + 1) % 7, "Hour": schedule.at.hour, "Minute": schedule.at.minute}
        for day in schedule.days
    ]
    times = [*evenings, {"Hour": MORNING.hour, "Minute": MORNING.minute}]
    return plistlib.dumps({"Label": NAME, "ProgramArguments": run, "StartCalendarInterval": times})


def windows(schedule: Schedule, run: list[str]) -> bytes:
    """A task for `schtasks /create /xml`. Untried."""
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    task = ElementTree.Element("Task", {"version": "1.2", "xmlns": _TASK})
    triggers = ElementTree.SubElement(task, "Triggers")
    for at, days in ((schedule.at, schedule.days), (MORNING, DAYS)):
        trigger = ElementTree.SubElement(triggers, "CalendarTrigger")
        ElementTree.SubElement(trigger, "StartBoundary").text = f"2026-01-01T{at:%H:%M}:00"
        weekly = ElementTree.SubElement(trigger, "ScheduleByWeek")
        ElementTree.SubElement(weekly, "WeeksInterval").text = "1"
        week = ElementTree.SubElement(weekly, "DaysOfWeek")
        for day in days:
            ElementTree.SubElement(week, names[DAYS.index(day)])
    settings = ElementTree.SubElement(task, "Settings")
    ElementTree.SubElement(settings, "StartWhenAvailable").text = "true"
    action = ElementTree.SubElement(ElementTree.SubElement(task, "Actions"), "Exec")
    ElementTree.SubElement(action, "Command").text = run[0]
    ElementTree.SubElement(action, "Arguments").text = subprocess.list2cmdline(run[1:])
    text: str = ElementTree.tostring(task, encoding="unicode")
    return ('<?xml version="1.0" encoding="UTF-16"?>\n' + text).encode("utf-16")


def install(schedule: Schedule, run: list[str]) -> str:
    """Put the timer where this system looks for it. What was done, and what is left to do, as one sentence."""
    if sys.platform == "darwin":
        file = Path("~/Library/LaunchAgents").expanduser() / f"{NAME}.plist"
        _write({file: launchd(schedule, run)})
        return f"Wrote {file} (untried). Start it: launchctl load {file}"
    if sys.platform == "win32":
        file = Path(os.environ.get("LOCALAPPDATA", "~")).expanduser() / f"{NAME}.xml"
        _write({file: windows(schedule, run)})
        return f"Wrote {file} (untried). Start it: schtasks /create /tn {NAME} /xml {file}"
    folder = unit_folder()
    _write({folder / name: text.encode() for name, text in units(schedule, run).items()})
    for words in (["daemon-reload"], ["enable", "--now", f"{NAME}.timer"]):
        if not _systemctl(*words):
            return f"Wrote {folder / NAME}.timer, but no systemd answers for you. Run `voice-coach daemon` instead."
    return f"A systemd timer is set ({NAME}.timer)."


def remove() -> None:
    """Take the timer away."""
    if sys.platform == "linux":
        _systemctl("disable", "--now", f"{NAME}.timer")
    for file in (unit_folder() / f"{NAME}.timer", unit_folder() / f"{NAME}.service"):
        file.unlink(missing_ok=True)
    Path("~/Library/LaunchAgents").expanduser().joinpath(f"{NAME}.plist").unlink(missing_ok=True)
    _systemctl("daemon-reload")


def once(minutes: int, data: Path | None) -> bool:
    """Run the look once, so many minutes from now; False where no systemd answers."""
    if shutil.which("systemd-run") is None:
        return False
    words = ["systemd-run", "--user", "--collect", "--quiet", f"--on-active={minutes}min", *command(data)]
    return subprocess.run(words, capture_output=True, timeout=30, check=False).returncode == 0


def unit_folder() -> Path:
    """Where systemd looks for a person's own units."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "systemd" / "user"


def notify(text: str) -> bool:
    """Show a notification with this text and nothing else; False where the system has no way to."""
    if sys.platform == "darwin":
        words = ["osascript", "-e", f"display notification {json.dumps(text)}"]
    else:
        words = ["notify-send", "--app-name=Reminder", "--expire-time=60000", text]
    if shutil.which(words[0]) is None:
        return False
    return subprocess.run(words, capture_output=True, timeout=20, check=False).returncode == 0


def _systemctl(*words: str) -> bool:
    if shutil.which("systemctl") is None:
        return False
    done = subprocess.run(["systemctl", "--user", *words], capture_output=True, timeout=30, check=False)
    return done.returncode == 0


def _write(files: dict[Path, bytes]) -> None:
    for file, content in files.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        except OSError as failure:
            raise StorageError(f"{file} can't be written: {failure.strerror}.") from None
