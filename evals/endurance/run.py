"""What long use does: half an hour in real time without a dropped frame, two hours of input in the same memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from evals.endurance.room import room
from evals.report import Figure, Result

MINUTES, HOURS = 30.0, 2.0
_LEVEL = 20.0
"""MB that memory may differ after hours of input."""


def run(minutes: float | None = None, hours: float | None = None) -> Result:
    """Both, in about forty minutes."""
    asked = MINUTES if minutes is None else minutes, HOURS if hours is None else hours
    with room() as environment:
        where = "file" if environment is None else "devices"
        live = _child("live", [str(asked[0]), where], environment)
    memory = _child("memory", [str(asked[1])], None)
    held = memory["megabytes"]
    figures = [
        Figure("live session: minutes", live["minutes"], "min"),
        Figure("live session: dropped frames", live["dropped"], "", 0, n=live["frames"]),
        Figure("live session: a frame handled late, at most", 1000 * live["late"], "ms"),
        Figure("live session: replies", live["replies"]),
        Figure("live session: processor time, two cores", live["cpu"], "", 0.35),
        Figure("input as fast as it goes: hours", memory["hours"], "h"),
        Figure("memory when warm", held[0], "MB"),
        Figure("memory at the end", held[-1], "MB"),
        Figure("memory gained", held[-1] - held[0], "MB", _LEVEL),
        Figure("memory, highest less lowest", max(held) - min(held), "MB", n=len(held)),
        Figure("replies meanwhile", memory["replies"]),
    ]
    return Result(figures, _notes(where, asked), {"live": live, "memory": memory})


def _notes(where: str, asked: tuple[float, float]) -> list[str]:
    heard = {
        "devices": "Live: the microphone is the monitor of a null sink of a real sound server (PulseAudio), the "
        "speaker another sink; a frame is dropped that is missing against the clock at the end.",
        "file": "Live: no sound server here, so a recording at the speed of a microphone; only lateness can show.",
    }
    short = asked[0] < MINUTES or asked[1] < HOURS
    return [
        heard[where],
        "Someone asks every twenty seconds, and the coach answers.",
        "Memory: a tenth of the input is speech; first looked at when everything was said twice. Resident set by `ps`.",
        *(["A short run: the targets are for 30 minutes and 2 hours."] if short else []),
    ]


def _child(name: str, arguments: list[str], environment: dict[str, str] | None) -> dict[str, Any]:
    """Run one half in a process of its own; its progress goes to this terminal."""
    command = [sys.executable, "-m", f"evals.endurance.{name}", *arguments]
    done = subprocess.run(command, env=environment or dict(os.environ), stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
