"""What Home Assistant waits for: the server as a process with its embedded engines, the protocol's own client.

A connection for each request, as Home Assistant does it; times hold connecting.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import numpy as np
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.event import Event
from wyoming.info import Describe
from wyoming.tts import Synthesize

from evals.report import HOME, Figure, Result, median, milliseconds
from voice_coach.engines.pyav import resample

SENTENCE = "What are the signs of a lack of reciprocity?"
NIGHT = (
    "Start my check-in.",
    "He cancelled on the day again and I had planned all of it.",
    "When my mum was ill he drove me to the hospital.",
    "I said I was fine to keep the peace.",
)
_ROUNDS = 8
_CROWD = 20
FORMAT = {"rate": 16_000, "width": 2, "channels": 1}


def run() -> Result:
    """In about a minute."""
    with tempfile.TemporaryDirectory() as data:
        cold = [_cold(data) for _ in range(6)][1:]  # The first one builds the index of the guide.
        with _server(data) as port:
            return asyncio.run(_measured(port, cold))


async def _measured(port: int, cold: list[float]) -> Result:
    questions = _questions()
    await _say(port, SENTENCE, "warm")
    info = [await _timed(lambda: _exchange(port, [Describe().event()], "info")) for _ in range(30)]
    asked = [await _timed(_asking(port, text, text)) for text in questions[_CROWD:]]
    told = [await _timed(_asking(port, text, f"night-{n}")) for n in range(_ROUNDS) for text in NIGHT]
    crowd = await asyncio.gather(*(_timed(_asking(port, text, text)) for text in questions[:_CROWD]))
    speech = await _speech(port)
    first = [await _timed(lambda: _exchange(port, [Synthesize(SENTENCE).event()], "audio-chunk")) for _ in range(8)]
    heard = [await _hearing(port, speech) for _ in range(5)]
    figures = [
        Figure("start of the process to info", median(cold), "ms", 1000, p95=max(cold), n=len(cold)),
        milliseconds("info", info, 50),
        milliseconds("text in to handled, a question", asked, 60),
        milliseconds("text in to handled, a check-in", told, 60),
        milliseconds(f"text in to handled, {_CROWD} clients at once", list(crowd), None),
        milliseconds("text in to first sound", first, None),
        milliseconds("end of sound to transcript, tiny.en", heard, None),
    ]
    notes = [
        "Two cores, no GPU; medians, with the 95th percentile beside. Times hold the connecting.",
        "The end of sound is told by audio-stop, as Home Assistant's own timer does.",
    ]
    return Result(figures, notes)


def _questions() -> list[str]:
    """Different ones, so that none is answered from memory."""
    lines = (HOME / "data" / "answers.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line)["text"] for line in lines]
    return list(dict.fromkeys(asked))[: _CROWD + 60]


def _cold(data: str) -> float:
    """Milliseconds from the start of the process to `info`."""
    began = time.perf_counter()
    with _server(data) as port:
        asyncio.run(_exchange(port, [Describe().event()], "info"))
        passed = (time.perf_counter() - began) * 1000
        asyncio.run(_say(port, SENTENCE, "x"))  # Loaded, so that it stops at once.
    return passed


@contextmanager
def _server(data: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "voice_coach", "wyoming", "--uri", f"tcp://127.0.0.1:{port}", "--sessions"]
    environment = {**os.environ, "VOICE_COACH_STT__MODEL": "tiny.en"}
    process = subprocess.Popen(
        [*command, "--data", data, "--offline"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        while "listening on" not in (line := process.stderr.readline()):
            assert line, "the server ended"
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


async def _exchange(port: int, events: list[Event], until: str) -> list[Event]:
    async with AsyncClient.from_uri(f"tcp://127.0.0.1:{port}") as client:
        for event in events:
            await client.write_event(event)
        got: list[Event] = []
        while not got or got[-1].type != until:
            back = await client.read_event()
            assert back is not None, until
            assert back.type != "error", until
            got.append(back)
        return got


async def _say(port: int, text: str, conversation: str) -> list[Event]:
    said = Transcript(text, context={"conversation_id": conversation}, language="en")
    return await _exchange(port, [said.event()], "handled")


def _asking(port: int, text: str, conversation: str) -> Callable[[], Awaitable[object]]:
    return lambda: _say(port, text, conversation)


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def _speech(port: int) -> bytes:
    """A question said by the server itself, as 16 kHz PCM."""
    got = await _exchange(port, [Synthesize(SENTENCE).event()], "audio-stop")
    said = np.frombuffer(b"".join(event.payload or b"" for event in got), "<i2") / 32768
    return (resample(said.astype(np.float32), 24_000, 16_000) * 32767).astype("<i2").tobytes()


async def _hearing(port: int, sound: bytes) -> float:
    """Milliseconds from `audio-stop` to `transcript`; the sound itself is sent in real time."""
    async with AsyncClient.from_uri(f"tcp://127.0.0.1:{port}") as client:
        await client.write_event(Transcribe(language="en").event())
        await client.write_event(AudioStart(**FORMAT).event())
        for at in range(0, len(sound), 2048):
            await client.write_event(AudioChunk(**FORMAT, audio=sound[at : at + 2048]).event())
            await asyncio.sleep(2048 / 32_000)
        began = time.perf_counter()
        await client.write_event(AudioStop().event())
        await client.read_event()
        return (time.perf_counter() - began) * 1000
