"""A playback device fed from a queue, that outlives being unplugged."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Generator
from typing import Any

import miniaudio

from voice_coach.core.audio import OUTPUT_RATE, AudioChunk, to_pcm16
from voice_coach.engines.miniaudio_devices import open_device
from voice_coach.errors import DeviceError

_GONE = 2.5
"""Seconds without asking for sound after which a speaker counts as unplugged: it asks every few hundredths, but for a
machine that is very busy."""


class Speaker:
    """Silence where the queue is empty."""

    def __init__(self, wanted: str, buffer_ms: int) -> None:
        self._wanted, self._buffer_ms = wanted, buffer_ms
        self._queue: deque[bytes] = deque()
        self._bytes = 0
        self._paused = self._open = False
        self._taken = 0.0
        self._lock, self._changing = threading.Lock(), threading.Lock()
        self._device = self._opened()

    def __enter__(self) -> Speaker:
        self._start()
        self._open = True
        return self

    def __exit__(self, *_: object) -> None:
        with self._changing:
            self._open = False
            self._device.close()

    def play(self, chunk: AudioChunk) -> None:
        """Queue a chunk."""
        data = to_pcm16(chunk.samples)
        with self._lock:
            self._queue.append(data)
            self._bytes += len(data)

    def queued(self) -> float:
        """Seconds that were not taken yet."""
        return self._bytes / 2 / OUTPUT_RATE

    def sounding(self) -> bool:
        """Whether it is heard."""
        return self._bytes > 0 and not self._paused and not self.gone

    def flush(self) -> None:
        """Drop what is queued."""
        with self._lock:
            self._queue.clear()
            self._bytes = 0

    def pause(self, paused: bool) -> None:
        """Be silent and keep what is queued, or go on with it."""
        with self._lock:
            self._paused = paused

    @property
    def gone(self) -> bool:
        """Whether the device was taken away."""
        return self.unasked() > _GONE

    def unasked(self) -> float:
        """Seconds since the device last asked for sound."""
        return time.monotonic() - self._taken if self._open else 0.0

    def skip(self, seconds: float) -> None:
        """Let time pass where nobody hears: what would have been played by now is no longer queued."""
        self._take(2 * round(seconds * OUTPUT_RATE))

    def reopen(self) -> None:
        """The device once more, where it is there again. Blocks; from any thread."""
        if not self._changing.acquire(blocking=False):
            return  # Someone is at it.
        try:
            if self._open and self.gone:
                found = self._opened()
                self._device.close()
                self._device = found
                self._start()
        except DeviceError:
            return  # Not yet.
        finally:
            self._changing.release()

    def _opened(self) -> Any:
        return open_device(miniaudio.PlaybackDevice, self._wanted, "speaker", OUTPUT_RATE, self._buffer_ms)

    def _start(self) -> None:
        feed = self._feed()
        next(feed)
        self._device.start(feed)
        self._taken = time.monotonic()

    def _feed(self) -> Generator[bytes, int, None]:
        wanted = yield b""
        while True:
            self._taken = time.monotonic()
            wanted = yield self._take(wanted * 2)

    def _take(self, size: int) -> bytes:
        out = bytearray()
        with self._lock:
            while self._queue and len(out) < size and not self._paused:
                head = self._queue.popleft()
                take = size - len(out)
                out += head[:take]
                if take < len(head):
                    self._queue.appendleft(head[take:])
            self._bytes -= len(out)
        return bytes(out) + b"\0" * (size - len(out))
