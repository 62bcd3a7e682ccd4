"""A long session in real time, in a process of its own: `python -m evals.endurance.live MINUTES devices|file`.

The last line of stdout is what was counted, as JSON. On devices, someone speaks into the room by `pacat`; from a file,
frames come at the speed of a microphone.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import Progress

from evals.talk.run import SAYINGS, ready
from evals.talk.sounds import spoken
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.core.audio import FRAME, INPUT_RATE, Samples, silence, to_pcm16
from voice_coach.surfaces.recording import Recording

_A_FRAME = FRAME / INPUT_RATE
_BETWEEN = 15.0
"""Seconds of silence between one question and the next: the coach answers in them."""
_SLACK = 0.2
"""Seconds by which frames may come in bunches: a few buffers of 40 ms."""


@dataclass
class Count:
    """Frames against the clock."""

    seconds: float
    frames: int = 0
    late: float = 0.0
    """The most that a frame was handled after it was due, in seconds."""
    replies: int = 0
    _first: float = 0.0
    _last: float = 0.0
    cpu: float = field(default_factory=time.process_time)

    def frame(self) -> float:
        """One more. Seconds since the first."""
        self._last = time.perf_counter()
        self._first = self._first or self._last
        passed = self._last - self._first
        self.late = max(self.late, passed - self.frames * _A_FRAME)
        self.frames += 1
        return passed

    def event(self, event: LoopEvent) -> None:
        """Something happened."""
        self.replies += event.event == "first_audio"

    def told(self) -> dict[str, Any]:
        """What was counted. A frame that never came is missing at the end of the session."""
        passed = self._last - self._first
        missing = (passed - _SLACK) / _A_FRAME - self.frames
        return {
            "minutes": passed / 60,
            "frames": self.frames,
            "dropped": max(0, round(missing)),
            "late": self.late,
            "replies": self.replies,
            "cpu": (time.process_time() - self.cpu) / passed / 2 if passed else 0.0,
        }


def talk() -> Iterator[Samples]:
    """Someone who asks, waits for the answer and asks again, without end."""
    said = [spoken(text, number).samples for number, text in enumerate(SAYINGS["questions"])]
    for samples in itertools.cycle(said):
        yield silence(_BETWEEN)
        yield samples


def into_room(stopped: threading.Event) -> subprocess.Popen[bytes]:
    """The same, played into the room at the speed of speech."""
    command = ["pacat", "--playback", "--device=Room", "--format=s16le", f"--rate={INPUT_RATE}", "--channels=1"]
    player = subprocess.Popen(command, stdin=subprocess.PIPE)

    def feed() -> None:
        assert player.stdin
        for samples in talk():
            # The noise of a room: a microphone that gives nothing at all counts as muted.
            noisy = samples + np.random.default_rng(1).normal(0, 1e-3, len(samples)).astype(np.float32)
            for at in range(0, len(noisy), INPUT_RATE):
                if stopped.is_set():
                    return
                try:
                    player.stdin.write(to_pcm16(noisy[at : at + INPUT_RATE]))
                except OSError:
                    return

    threading.Thread(target=feed, daemon=True).start()
    return player


def main(minutes: float, devices: bool) -> None:
    """Run the session and print what was counted."""
    coach, stopped, count = ready(), threading.Event(), Count(60 * minutes)
    transport: Any = coach.engine("audio").transport() if devices else Recording(talk(), lambda _: None, realtime=True)
    player = into_room(stopped) if devices else None
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("In real time", total=count.seconds)

        def frame(samples: Samples, doing: str) -> None:
            progress.update(bar, completed=count.frame())
            if progress.finished:
                transport.stop()

        session = coach.session("ask", save=False)
        loop = TurnLoop(session, coach.vad, coach.transcriber, coach.voice, transport, count.event, False)
        loop.watch, loop.prepare = frame, coach.voice.remember
        try:
            asyncio.run(loop.run())
        finally:
            stopped.set()
            if player:
                player.kill()
                player.wait()
    print(json.dumps(count.told()))


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2] == "devices")
