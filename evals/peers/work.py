"""What every peer has in common: jobs come in on stdin, what was heard of them goes out on stdout, a JSON line each.

It runs in the peer's own environment and imports nothing but the standard library and numpy. Sound is 16 kHz mono and
is given at the speed of a microphone: a block when its last sample would have been recorded.
"""

from __future__ import annotations

import json
import os
import sys
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, TextIO

import numpy as np

RATE = 16_000
LEAD = 0.5
"""Seconds of silence before anything is said."""
PATIENT = 8.0
"""Seconds after the last word until which a reply is waited for."""


@dataclass(frozen=True)
class Job:
    """One recording to be heard."""

    kind: str
    """question, closed, open: talked to, and timed; clip: only written down."""
    file: str
    """A WAV file, mono, 16 bit, 16 kHz."""
    last: float = 0.0
    """Second of the recording at which its last word ends."""
    flow: str = "talk"
    """Of ours: ask or talk."""
    asked: str = ""
    """Of ours: the question that it answers."""
    reply: str = ""
    """What the peer says to it, where it has no words of its own."""


@dataclass(frozen=True)
class Met:
    """How it was met."""

    wait: float | None = None
    """Seconds from the last word to the first sound; below zero: a cut-in; None: no reply."""
    text: str = ""
    cpu: float = 0.0
    """Seconds of processor time for ..."""
    seconds: float = 0.0
    """... so many seconds."""


class Timer:
    """Processor time and passed time of one job."""

    def __init__(self) -> None:
        self.began, self._cpu = time.perf_counter(), time.process_time()

    def met(self, first: float | None, job: Job, text: str = "") -> Met:
        """`first`: when the first sound was queued, on the clock of `time.perf_counter`; None: never."""
        wait = None if first is None else first - self.began - LEAD - job.last
        return Met(wait, text, time.process_time() - self._cpu, time.perf_counter() - self.began)


def read(file: str) -> bytes:
    """The 16-bit samples of a recording."""
    with wave.open(file) as sound:
        return bytes(sound.readframes(sound.getnframes()))


def samples(pcm16: bytes) -> Any:
    """The same as float32 in [-1, 1]."""
    return np.frombuffer(pcm16, np.int16).astype(np.float32) / 32768


def talked(file: str) -> bytes:
    """A recording as it is played to a peer: silence, the words, silence."""
    return bytes(2 * round(LEAD * RATE)) + read(file) + bytes(2 * round(PATIENT * RATE))


def paced(pcm16: bytes, size: int, began: float) -> Iterator[bytes]:
    """Blocks of so many samples, each no earlier than a microphone would give it. For threads, not for event loops."""
    for number, at in enumerate(range(0, len(pcm16), 2 * size), 1):
        time.sleep(max(0.0, began + number * size / RATE - time.perf_counter()))
        yield pcm16[at : at + 2 * size]


def jobs(lines: TextIO) -> Iterator[Job]:
    """What is asked for."""
    for line in lines:
        yield Job(**json.loads(line))


def answers() -> Callable[[Met], None]:
    """Where results go. Libraries that print do so on stderr from now on."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr

    def tell(met: Met) -> None:
        print(json.dumps(asdict(met)), file=out, flush=True)

    return tell


def work(load: Callable[[], Callable[[Job], Met]]) -> None:
    """Load, and answer until the input ends; an empty answer first says that everything is loaded."""
    tell = answers()
    meet = load()
    tell(Met())
    for job in jobs(sys.stdin):
        tell(meet(job))
