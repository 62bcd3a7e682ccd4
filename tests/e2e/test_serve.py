"""The whole home in one process: two pages and Home Assistant at once, stopped as a service manager stops it."""

from __future__ import annotations

import asyncio
import json
import signal
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect
from wyoming.asr import Transcript
from wyoming.client import AsyncClient

from voice_coach import assets

pytestmark = pytest.mark.real_time
TOLD = "I always plan the marzipan lighthouse and then he cancels on the day."
QUESTION = assets.knowledge().faqs["Q1"]
SILENCE, FRAME = bytes(1024), 512
CHECKIN = {"type": "start", "flow": "checkin", "save": True, "pace": 1}
START = json.dumps(CHECKIN)


def entered(address: str) -> tuple[str, str]:
    """The host of a page, and the cookie that its address gives."""
    host, token = address.removeprefix("http://").split("/#")
    origin = {"Origin": f"http://{host}"}
    request = urllib.request.Request(f"http://{host}/enter", token.encode(), origin, method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return host, answer.headers["Set-Cookie"].split(";")[0]


def health(host: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://{host}/health", timeout=60) as answer:
        read: dict[str, Any] = json.load(answer)
        return read


def tab(host: str, cookie: str) -> connect:
    sent = {"Origin": f"http://{host}", "Cookie": cookie}
    return connect(f"ws://{host}/socket", additional_headers=sent, compression=None, max_queue=None, proxy=None)


class Told:
    """What a page was told. Its microphone is the clock: while it waits, it hears silence."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.heard = socket, 0

    async def until(self, event: str, hears: bytes = SILENCE) -> dict[str, Any]:
        sending = asyncio.create_task(self._hear(hears))
        try:
            async with asyncio.timeout(40):
                while True:
                    told = await self._next()
                    if told.get("event") == event and told.get("ready", True):
                        return told
        finally:
            sending.cancel()

    async def opened(self) -> None:
        """Hear the first words to their end: a tenth of a second each."""
        while not (session := await self.until("session"))["turns"]:
            pass
        words = [*session["notice"].split(), *(word for turn in session["turns"] for word in turn["text"].split())]
        while self.heard < 2_400 * len(words):
            await self._next()

    async def _next(self) -> dict[str, Any]:
        """The next message; what is sound is played at once."""
        message = await self.socket.recv()
        if isinstance(message, str):
            return dict(json.loads(message))
        self.heard += len(message) // 2
        await self.socket.send(json.dumps({"type": "played", "epoch": 0, "samples": self.heard}))
        return {}

    async def _hear(self, sound: bytes) -> None:
        for at in range(0, len(sound), 1024):
            await self.socket.send(sound[at : at + 1024])
        while True:
            await asyncio.sleep(FRAME / 16_000)
            await self.socket.send(SILENCE)


async def check_in(host: str, cookie: str, sound: bytes, stop: Callable[[], Awaitable[None]]) -> str:
    """Begin a check-in, tell something, and have it stopped while the coach replies. What the coach understood."""
    async with tab(host, cookie) as socket:
        told = Told(socket)
        await told.until("hello")
        await socket.send(START)
        await told.opened()
        text = (await told.until("final", sound))["text"]
        await told.until("sentence")
        await stop()
        async with asyncio.timeout(40):
            await socket.wait_closed()
        return str(text)


async def asked(uri: str) -> str:
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Transcript(QUESTION.question, context={"conversation_id": "kitchen"}).event())
        event = await client.read_event()
        assert event is not None
        return str(event.data["text"])


def test_two_pages_and_a_speaker_at_once_and_nothing_is_lost_or_mixed_up(
    fast: Any, tmp_path: Path, tone: Callable[[float], np.ndarray]
) -> None:
    fast.scripted_to_hear(TOLD)
    people = [f"{name}={tmp_path / name}" for name in ("sam", "alex")]
    options = [part for person in people for part in ("--person", person)]
    fast = type(fast)(fast.folder, {k: v for k, v in fast.settings.items() if "STT" not in k}, fast.started)
    process = fast.start("serve", *options, "--port", "0", "--uri", "tcp://127.0.0.1:0")
    addresses = dict(process.stdout.readline().decode().split(": ", 1) for _ in people)
    uri = "tcp://" + process.stderr.readline().decode().rpartition("tcp://")[2].strip()
    host, cookie = entered(addresses["sam"].strip())
    assert process.stdout.readline().startswith(f"sam: http://{host}/#".encode()), "the next address, for later"
    other = addresses["alex"].partition("/#")[0].removeprefix("http://")
    sound = (tone(1.0) * 32767).astype("<i2").tobytes()

    def from_outside() -> None:
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(
                urllib.request.Request(f"http://{other}/alive", headers={"Cookie": cookie}), timeout=60
            )
        for one in (host, other):
            counts = health(one)
            assert (counts["people"], counts["sessions"], counts["ready"]) == (2, 1, True)

    async def everyone() -> tuple[str, str]:
        answering = asyncio.create_task(asked(uri))

        async def stop() -> None:
            await asyncio.gather(answering, asyncio.to_thread(from_outside))
            process.send_signal(signal.SIGTERM)

        return await check_in(host, cookie, sound, stop), await answering

    heard, answer = asyncio.run(everyone())
    assert heard == TOLD
    assert QUESTION.sentences[0].text in answer
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, b"", b""), "and no word of anyone"

    sam, alex = (fast("journal", "export", "--format", "json", "--data", tmp_path / name).out for name in addresses)
    assert "marzipan" in sam
    assert "marzipan" not in alex
    assert not list((tmp_path / "data").glob("state*")), "the house itself has no journal"


def test_an_address_that_is_taken_ends_all_of_it_with_one_line(fast: Any, tmp_path: Path) -> None:
    fast("serve", "--person", "sam").fails_with(2, "--person sam=~/sam")
    process = fast.start("serve", "--port", "0", "--uri", "none", "--data", tmp_path / "one")
    port = process.stdout.readline().decode().partition("/#")[0].rpartition(":")[2]
    result = fast("serve", "--port", port, "--uri", "none", "--data", tmp_path / "two")
    assert result.code == 2
    assert "Choose another" in result.one_line()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
