"""Recorded speech as if it were live: a transport whose clock is the samples of a file."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator

import numpy as np

from voice_coach.core.audio import FRAME, INPUT_RATE, OUTPUT_RATE, AudioChunk, Samples, frames

_PER_FRAME = FRAME * OUTPUT_RATE // INPUT_RATE
_FADE = OUTPUT_RATE // 100
"""Samples that fade out where sound is paused, so that it does not click; they are heard again on resuming."""


class Recording:
    """Feeds a recording frame by frame and collects what is said on the same clock.

    Without `realtime` the clock stands still while the coach thinks, so a recorded session replays to
    the same events; with it, frames come at the speed of a microphone. Input time always runs: the
    person may talk over the coach.
    """

    muted = 0.0
    """A recording may be silent for as long as it likes."""

    def __init__(self, blocks: Iterator[Samples], write: Callable[[Samples], None], realtime: bool = False) -> None:
        self._frames = frames(blocks)
        self._write, self._realtime = write, realtime
        self._queue: deque[Samples] = deque()
        self._queued = 0
        self._ended = self._stopped = self._paused = False
        self._tail = np.zeros(0, np.float32)
        self._holds = 0
        self._free = asyncio.Event()
        self._free.set()

    @property
    def ended(self) -> bool:
        """Whether the file is over and silence is fed."""
        return self._ended

    def hold(self) -> None:
        """Stop the clock while the coach thinks."""
        self._holds += 1
        self._free.clear()

    def release(self) -> None:
        """Let it run again."""
        self._holds -= 1
        if not self._holds:
            self._free.set()

    def stop(self) -> None:
        """End `frames()`."""
        self._stopped = True

    def play(self, chunk: AudioChunk) -> None:
        """Queue a chunk behind what is already queued."""
        self._queue.append(chunk.samples)
        self._queued += len(chunk.samples)

    def queued(self) -> float:
        """Seconds of queued sound that were not played yet."""
        return self._queued / OUTPUT_RATE

    def flush(self) -> None:
        """Drop what is queued."""
        self._queue.clear()
        self._queued = 0

    def pause(self) -> None:
        """Be silent at once, but for a fade of 10 ms, and keep what is queued."""
        if not self._paused and self._queue:
            head = self._queue[0][:_FADE]
            self._tail = head * np.linspace(1.0, 0.0, len(head), dtype=np.float32)
        self._paused = True

    def resume(self) -> None:
        """Go on with it, from the sample that was next."""
        self._paused = False
        self._tail = np.zeros(0, np.float32)

    async def frames(self) -> AsyncIterator[Samples]:
        """The file, then silence until `stop()`. Each frame plays 32 ms of what is queued."""
        began, count = time.perf_counter(), 0
        while not self._stopped:
            frame = await asyncio.to_thread(next, self._frames, None) if not count % 64 else next(self._frames, None)
            if frame is None:
                self._ended = True
                frame = np.zeros(FRAME, np.float32)
            yield frame
            self._write(self._due())
            count += 1
            if self._realtime:
                await asyncio.sleep(max(0.0, began + count * FRAME / INPUT_RATE - time.perf_counter()))
            else:
                await self._settle()

    async def _settle(self) -> None:
        """Give every task that became ready its turn, then wait while the coach thinks."""
        for _ in range(3):
            await asyncio.sleep(0)
            # Again after waking: it may be held anew by then, and how often must not depend on the machine.
            while self._holds:
                await self._free.wait()

    def _due(self) -> Samples:
        out = np.zeros(_PER_FRAME, np.float32)
        at = 0
        if self._paused:
            out[: len(self._tail)], self._tail = self._tail, self._tail[:0]
            return out
        while self._queue and at < _PER_FRAME:
            head = self._queue.popleft()
            take = min(len(head), _PER_FRAME - at)
            out[at : at + take] = head[:take]
            if take < len(head):
                self._queue.appendleft(head[take:])
            at += take
        self._queued -= at
        return out
