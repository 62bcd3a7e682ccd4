"""The page as microphone and speaker: its sound is the clock, and it says how much was heard."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

import numpy as np

from voice_coach.core.audio import FRAME, INPUT_RATE, OUTPUT_RATE, AudioChunk, Samples, from_pcm16, silence, to_pcm16
from voice_coach.surfaces.web.limits import BACKLOG

Send = Callable[[dict[str, Any] | bytes], None]
"""Queues a message for the page: an object as JSON, bytes as sound."""
_PIECE = OUTPUT_RATE // 5 * 2
"""Bytes of sound in one message, 200 ms: small, so that the first of a sentence is not behind the whole of it."""


class PageTransport:
    """Live sound over a socket that may be lost and come back.

    What was not heard is kept until it was, so that a page that returns hears the sentence from where it broke off.
    An epoch is all sound between two flushes; positions count its samples.
    """

    muted = 0.0
    """The page tells by itself when its microphone is muted or gone."""

    def __init__(self) -> None:
        self.ended = False
        """Set it to end the session with a summary."""
        self.epoch = self.sent = self.played = 0
        self._paused = self._stopped = False
        self._unheard: deque[bytes] = deque()
        self._skip = 0
        """Bytes of the first of them that were heard."""
        self._rest = np.zeros(0, np.float32)
        self._incoming: asyncio.Queue[Samples | None] = asyncio.Queue()
        self._send: Send = _nowhere

    def attach(self, send: Send) -> None:
        """A page is there: it is given what was not heard, after the caller told it where it stands."""
        self._send = send
        self._rest = np.zeros(0, np.float32)
        if self._paused:
            send({"event": "pause"})
        for number, data in enumerate(self._unheard):
            send(data if number else data[self._skip :])

    def detach(self) -> None:
        """The page is gone. Nothing is heard until another one comes."""
        self._send = _nowhere

    def heard(self, data: bytes) -> bool:
        """Take 16 kHz PCM16 of any even length. False when the listener is too far behind."""
        self._rest = np.concatenate([self._rest, from_pcm16(data)])
        while len(self._rest) >= FRAME:
            self._incoming.put_nowait(self._rest[:FRAME])
            self._rest = self._rest[FRAME:]
        return self._incoming.qsize() * FRAME / INPUT_RATE < BACKLOG

    def released(self, seconds: float) -> None:
        """The person said that they have finished: the silence that would show it passes at once."""
        self.heard(to_pcm16(silence(seconds)))

    def reported(self, epoch: int, samples: int) -> None:
        """The page has played so many samples of the epoch. Old, backward and impossible reports count for nothing."""
        if epoch != self.epoch or not self.played < samples <= self.sent:
            return
        self._skip += 2 * (samples - self.played)
        self.played = samples
        while self._unheard and self._skip >= len(self._unheard[0]):
            self._skip -= len(self._unheard.popleft())

    def hold(self) -> None:
        """A real clock does not stop."""

    def release(self) -> None:
        """A real clock does not stop."""

    def stop(self) -> None:
        """End `frames()`."""
        self._stopped = True
        self._incoming.put_nowait(None)

    def play(self, chunk: AudioChunk) -> None:
        """Queue a chunk behind what is already queued."""
        data = to_pcm16(chunk.samples)
        self.sent += len(chunk.samples)
        for at in range(0, len(data), _PIECE):
            piece = data[at : at + _PIECE]
            self._unheard.append(piece)
            self._send(piece)

    def queued(self) -> float:
        """Seconds of queued sound that the page has not reported as played."""
        return (self.sent - self.played) / OUTPUT_RATE

    def flush(self) -> None:
        """Drop what is queued; what the page still reports of it is ignored."""
        self.epoch += 1
        self.sent = self.played = self._skip = 0
        self._unheard.clear()
        self._paused = False
        self._send({"event": "flush", "epoch": self.epoch})

    def pause(self) -> None:
        """Be silent at once and keep what is queued."""
        self._paused = True
        self._send({"event": "pause"})

    def resume(self) -> None:
        """Go on with it, from the sample that was next."""
        self._paused = False
        self._send({"event": "resume"})

    async def frames(self) -> AsyncIterator[Samples]:
        """What the page hears, until `stop()`; a page that is gone stops the clock."""
        while not self._stopped:
            frame = await self._incoming.get()
            if frame is not None:
                yield frame


def _nowhere(message: dict[str, Any] | bytes) -> None:
    """Nobody is there to hear it."""
