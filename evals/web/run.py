"""The voice page as a person meets it: its first load, its captions, and what it adds to the wait of the terminal.

The server runs in this process with its embedded engines, Chromium beside it. Both tell the time by the clock of the
machine. The end of speech is where it ends in the recording, counted from its first loud frame: on the page when that
is sent, at the terminal when it is given. (The browser's gain control makes the last frames louder or softer than they
were recorded, so that the last loud one is another there.)
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from evals.latency.run import QUESTIONS
from evals.report import Figure, Result, milliseconds
from evals.web import browser
from voice_coach import registry
from voice_coach.app import Coach, build
from voice_coach.config import Paths, load_settings
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.core.audio import FRAME, INPUT_RATE, OUTPUT_RATE, Samples, silence, to_pcm16
from voice_coach.engines.pyav import resample
from voice_coach.surfaces.cli.demo import SECOND_VOICE
from voice_coach.surfaces.recording import Recording
from voice_coach.surfaces.web.account import Account
from voice_coach.surfaces.web.serve import Page, listen

LOUD = 0.02
"""Root mean square of a frame that counts as speech, as in probe.js."""
STAGES = ("end of speech to endpoint", "endpoint to first audio queued", "queued to heard")
_LOADS = 6
_LEAD, _REST = 14.0, 60.0
"""Seconds of silence: until the coach has said its first words, and for its answer."""


def run(n: int | None = None) -> Result:
    """Three questions by default: about three minutes."""
    asked = QUESTIONS[: n or 3]
    told: list[tuple[str, str, float]] = []
    with tempfile.TemporaryDirectory() as folder, _noting(told):
        where = Paths.inside(Path(folder) / "data")
        coach = build(load_settings(where), where)
        with _serving(coach) as page:
            weight, usable = _loads(page)
            spoken = [_spoken(text) for text in asked]
            visits = [_visit(page, _recording(Path(folder), samples)) for samples in spoken]
            there = [_terminal(coach, resample(samples, OUTPUT_RATE, INPUT_RATE)) for samples in spoken]
    here = [_stages(visit, _length(samples), told) for visit, samples in zip(visits, spoken, strict=True)]
    captions = _delays(told, [(text, at) for visit in visits for text, at in visit["captions"]])
    figures = [
        Figure("first load", weight / 1000, "kB", 150),
        milliseconds("navigation to usable", usable, 1000),
        *([milliseconds("partial to caption", captions, 300)] if captions else []),
        *(milliseconds(f"page: {name}", [stages[n] for stages in here], None) for n, name in enumerate(STAGES)),
        *(
            milliseconds(f"terminal: {name}", [stages[n] for stages in there], None)
            for n, name in enumerate(STAGES[:2])
        ),
        milliseconds("page over terminal", [sum(a) - sum(b) for a, b in zip(here, there, strict=True)], 100),
    ]
    notes = [
        f"{len(asked)} spoken questions, {_LOADS} loads without a cache; two cores, no GPU; engines as shipped (base).",
        "Page: first audio is when its worklet reports sound and the speaker's latency has passed, at most 50 ms late.",
        "Terminal: first audio is when it is queued; the buffer of the sound device is not in it.",
        *([] if captions else ["No partial was shown: the questions were over before one was due."]),
    ]
    return Result(figures, notes, {"page": here, "terminal": there, "captions": captions})


@contextmanager
def _noting(told: list[tuple[str, str, float]]) -> Iterator[None]:
    """Note when the loop tells something, before anything is sent: event, text, milliseconds since the epoch."""
    tell = Account.event

    def event(account: Account, event: LoopEvent) -> dict[str, Any]:
        told.append((event.event, event.text or "", time.time() * 1000))
        return tell(account, event)

    with patch.object(Account, "event", event):
        yield


@contextmanager
def _serving(coach: Coach) -> Iterator[Page]:
    """The page's server with its engines open."""
    with listen(0) as listener:
        page = Page(coach, listener)
        thread = threading.Thread(target=lambda: asyncio.run(page.serve()))
        thread.start()
        try:
            while not page.rooms.ready.is_set():
                assert thread.is_alive(), "the server ended"
                time.sleep(0.1)
            yield page
        finally:
            page.stop()
            thread.join()


def _loads(page: Page) -> tuple[float, list[float]]:
    """Bytes of a whole load, and milliseconds from navigation to a button that works."""
    with browser.page() as tab:
        tab.goto(page.address())  # The first time takes the token; the cookie is there from then on.
        tab.wait_for_selector("body[data-state=idle]")
        weights, times = browser.weigh(tab), []
        for _ in range(_LOADS):
            weights.clear()
            tab.goto(f"http://127.0.0.1:{page.port}/")
            tab.wait_for_selector("body[data-state=idle]")
            tab.wait_for_load_state("networkidle")
            times.append(float(tab.evaluate("notes.usable")))
        return sum(weights), times


def _visit(page: Page, microphone: Path) -> dict[str, Any]:
    """Ask the question of the recording; the notes of the page once it is answered."""
    with browser.page(microphone) as tab:
        tab.goto(page.address())
        tab.wait_for_selector("body[data-state=idle]")
        tab.check("input[value=ask]", force=True)
        tab.click("#orb")
        tab.wait_for_function("() => notes.answered")
        notes: dict[str, Any] = tab.evaluate("notes")
        tab.click("#finish")
        tab.wait_for_selector("body[data-view=start]")
        return notes


def _stages(visit: dict[str, Any], length: float, told: list[tuple[str, str, float]]) -> list[float]:
    """Milliseconds of each stage from the end of what was said to the sound of the answer."""
    heard, end = visit["answered"], visit["began"] + 1000 * length
    # Of this visit: the last of its name before the answer was heard.
    decided, queued = (max(at for n, _, at in told if n == name and at < heard) for name in ("endpoint", "first_audio"))
    return [decided - end, queued - decided, heard - queued]


def _loud(samples: Samples) -> list[int]:
    """The first and the last loud frame of 16 kHz samples."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    found = np.flatnonzero(np.sqrt((frames**2).mean(1)) > LOUD)
    return [int(found[0]), int(found[-1])]


def _length(samples: Samples) -> float:
    """Seconds from the first to the last loud frame of a spoken question at 24 kHz."""
    first, last = _loud(resample(samples, OUTPUT_RATE, INPUT_RATE))
    return (last - first) * FRAME / INPUT_RATE


def _terminal(coach: Coach, samples: Samples) -> list[float]:
    """Milliseconds of the first two stages, in real time."""
    session, events = coach.session("ask", save=False), list[LoopEvent]()
    session.opening()
    heard = np.concatenate([silence(_LEAD), samples])  # The same lead as on the page: as much is made by then.
    transport = Recording(iter([heard]), lambda _: None, realtime=True)

    def watch(event: LoopEvent) -> None:
        events.append(event)
        if event.event == "first_audio":
            transport.stop()

    voice = coach.voice  # It makes fixed sentences in the background, as in both places where a person talks.
    loop = TurnLoop(session, coach.vad, coach.transcriber, voice, transport, watch, False, prepare=voice.remember)
    asyncio.run(loop.run())
    walls = {event.event: event.wall for event in events}
    # A microphone gives a frame when it is over, a recording when it begins: its last loud frame comes at that time.
    end = _loud(heard)[1] * FRAME / INPUT_RATE
    return [1000 * (walls["endpoint"] - end), 1000 * (walls["first_audio"] - walls["endpoint"])]


def _spoken(text: str) -> Samples:
    """A question by the demo's second voice, 24 kHz."""
    voice = registry.create("tts", "hibari", SECOND_VOICE, None)
    return np.concatenate([chunk.samples for chunk in voice.synthesize(text)])


def _recording(folder: Path, samples: Samples) -> Path:
    path = folder / "said.wav"
    quiet = [np.zeros(round(seconds * OUTPUT_RATE), np.float32) for seconds in (_LEAD, _REST)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(OUTPUT_RATE)
        file.writeframes(to_pcm16(np.concatenate([quiet[0], samples, quiet[1]])))
    return path


def _delays(told: list[tuple[str, str, float]], shown: list[tuple[str, float]]) -> list[float]:
    """From each partial to the first caption with its words; one that a later one replaced before it was painted has
    none."""
    found = []
    for text, at in ((text, at) for name, text, at in told if name == "partial"):
        later = [time for words, time in shown if words == text and time >= at]
        if later:
            found.append(min(later) - at)
    return found
