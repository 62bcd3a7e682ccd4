"""A voice page without a browser: a microphone and a speaker in real time on one socket, and what it was told."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from evals.talk.sounds import Said
from voice_coach.core.audio import FRAME, INPUT_RATE, OUTPUT_RATE, to_pcm16

_BREATH = 0.8
"""Seconds after the coach has finished until the person speaks."""
_REPORT = 0.1
"""Seconds between reports of what was played."""
_QUIET = bytes(2 * FRAME)


@dataclass
class Heard:
    """How one utterance was met. Times in seconds."""

    said: str
    understood: str = ""
    first: float | None = None
    """From the endpoint, as the page was told of it, to the first sound."""
    moments: int = 0
    """How often the person was asked for a moment."""


@dataclass
class Page:
    """One person's page, from the first word to the last reply."""

    host: str
    cookie: str
    flow: str
    answers: list[Said]
    heard: list[Heard] = field(default_factory=list)
    closed: bool = False
    """Whether the server gave up on this page."""
    worst_beat: float = 0.0
    """Seconds by which a frame of the microphone was sent too late: our own lateness, not the server's."""
    _begun: asyncio.Event = field(default_factory=asyncio.Event)
    _sent: int = 0
    _played: float = 0.0
    _epoch: int = 0
    _paused: bool = False
    _opened: bool = False
    _decided: float | None = None
    _waiting: bool = False
    """Whether an utterance was said and its reply has not begun."""
    _last: float = 0.0

    async def talk(self, patience: float) -> None:
        """Say everything, each thing after the reply to the last; `patience` is how long a reply is waited for."""
        origin = {"Origin": f"http://{self.host}", "Cookie": self.cookie}
        address = f"ws://{self.host}/socket"
        async with connect(address, additional_headers=origin, compression=None, max_queue=None, proxy=None) as socket:
            begin = {"type": "start", "flow": self.flow, "save": False, "pace": 1}
            await socket.send(json.dumps(begin))
            listening = asyncio.create_task(self._listen(socket))
            await self._begun.wait()  # As the page does: the microphone is opened for a session.
            try:
                await self._microphone(socket, patience)
            except ConnectionClosed:
                self.closed = True
            finally:
                listening.cancel()

    async def _microphone(self, socket: ClientConnection, patience: float) -> None:
        """Frames in real time: silence, and each utterance once the coach is quiet."""
        sound, at, said = b"", 0, 0
        began = reported = time.perf_counter()
        self._last = began
        for beat in range(10**6):
            due = began + beat * FRAME / INPUT_RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            now = time.perf_counter()
            self.worst_beat = max(self.worst_beat, now - due)
            self._play(FRAME / INPUT_RATE)
            if now - reported >= _REPORT and self._played:
                reported = now
                await socket.send(json.dumps({"type": "played", "epoch": self._epoch, "samples": int(self._played)}))
            if self._quiet and at >= len(sound) and self._opened and now - self._last >= _BREATH:
                over = not self._waiting or now - self._last >= patience
                if over and said == len(self.answers):
                    return
                if over:
                    sound, at, said = to_pcm16(self.answers[said].samples), 0, said + 1
                    self.heard.append(Heard(self.answers[said - 1].name))
                    self._waiting, self._decided = True, None
            piece = sound[at : at + len(_QUIET)] if at < len(sound) else b""
            at += len(_QUIET)
            if piece or not self._quiet:
                self._last = now
            await socket.send(piece + _QUIET[len(piece) :])

    @property
    def _quiet(self) -> bool:
        return self._played >= self._sent

    def _play(self, seconds: float) -> None:
        if not self._paused:
            self._played = min(self._sent, self._played + seconds * OUTPUT_RATE)

    async def _listen(self, socket: ClientConnection) -> None:
        async for message in socket:
            if isinstance(message, bytes):
                self._sounds(len(message) // 2)
            else:
                self._told(json.loads(message))

    def _sounds(self, samples: int) -> None:
        self._sent += samples
        if self._waiting and self._decided is not None:
            self.heard[-1].first = time.perf_counter() - self._decided
            self._waiting = False
        self._opened = True

    def _told(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "session":
                self._begun.set()
            case "endpoint":
                self._decided = time.perf_counter()
            case "final" if self.heard:
                self.heard[-1].understood += " " + event["text"]
            case "moment" if self.heard:
                self.heard[-1].moments += 1
            case "pause" | "resume":
                self._paused = event["event"] == "pause"
            case "flush":
                self._epoch, self._sent, self._played, self._paused = event["epoch"], 0, 0.0, False


def entered(address: str) -> tuple[str, str]:
    """The host of a page, and the cookie that its address gives once."""
    host, token = address.strip().removeprefix("http://").split("/#")
    origin = {"Origin": f"http://{host}"}
    request = urllib.request.Request(f"http://{host}/enter", token.encode(), origin, method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return host, answer.headers["Set-Cookie"].split(";")[0]


def alike(one: str, other: str) -> float:
    """Share of the words of both that are in both."""
    a, b = (set(text.lower().replace(".", "").replace(",", "").split()) for text in (one, other))
    return len(a & b) / max(1, len(a | b))


def mixed_up(pages: list[Page]) -> int:
    """Utterances that read more like another person's than like what was said."""
    everything = [heard for page in pages for heard in page.heard]
    others = np.array([[alike(h.understood, o.said) for o in everything] for h in everything])
    read = [n for n, heard in enumerate(everything) if heard.understood]
    return sum(int(others[n].argmax()) != n for n in read)
