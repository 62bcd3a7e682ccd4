"""`make demo`: the main job on recorded speech, offline: a question asked aloud, then a short check-in.

The person's part is spoken by a second synthetic voice. `python -m voice_coach.surfaces.cli.demo --audio FILE`
takes a recording of yours instead.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from voice_coach import registry
from voice_coach.conversation.loop import TurnLoop
from voice_coach.core.audio import FRAME, INPUT_RATE, Samples
from voice_coach.errors import VoiceCoachError
from voice_coach.surfaces.cli.captions import Captions
from voice_coach.surfaces.cli.common import console, loading, open_coach
from voice_coach.surfaces.cli.live import from_recording, load
from voice_coach.surfaces.cli.view import print_score
from voice_coach.surfaces.recording import Recording
from voice_coach.surfaces.wav import WavWriter

QUESTION = ["What are the signs of a lack of reciprocity?"]
EVENING = [
    "I always plan everything, and then he cancels on the day.",
    "When my mum was ill, he drove me to the hospital every single day.",
    "Honestly, I just say I'm fine when I'm not, so there isn't an argument.",
]
SECOND_VOICE = {"pitch": 0.86}
_BREATH = 0.9
"""Seconds the person waits after the coach has finished."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def demo(
    audio: Annotated[Path | None, typer.Option("--audio", help="A recording of your own, as a reflection.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Where the WAV files go.")] = Path("out/demo"),
) -> None:
    """Hear the coach at work, offline."""
    began = time.perf_counter()
    coach = open_coach(offline=True)
    screen = console()
    out.mkdir(parents=True, exist_ok=True)
    load(coach)
    screen.print(f"Ready after {time.perf_counter() - began:.1f} s. Nothing leaves this machine.\n", markup=False)
    if audio:
        from_recording(coach, coach.session("talk", save=False), audio, out / "coach.wav", out / "events.jsonl", False)
    else:
        _scene(coach, "ask", QUESTION, out, "A question, asked aloud")
        _scene(coach, "checkin", EVENING, out, "A short check-in")
    names = ", ".join(str(path) for path in sorted(out.glob("*.wav")))
    screen.print(f"\nWritten (synthetic speech): {names}", markup=False)
    screen.print(f"{time.perf_counter() - began:.0f} s in all. Your turn: voice-coach talk", markup=False)


def _scene(coach: Any, flow: Any, lines: Sequence[str], out: Path, title: str) -> None:
    """One conversation between the coach and the recorded person."""
    screen = console()
    screen.print(f"{title} (the person is a second synthetic voice)", style="bold", markup=False)
    recordings = _record(coach, flow, lines, out)
    session = coach.session(flow, save=False)  # The journal is for what the person says.
    for reply in session.opening():
        screen.print(f"         coach: {reply.text}", markup=False)
    with ExitStack() as files:
        wav = files.enter_context(WavWriter(out / f"{flow}-coach.wav"))
        person = Person([np.concatenate(list(coach.reader.read(path))) for path in recordings])
        transport = Recording(person.blocks(), wav.write)
        person.hears(transport)
        loop = TurnLoop(
            session, coach.vad, coach.transcriber, coach.synthesizer, transport, Captions(), with_summary=flow != "ask"
        )
        asyncio.run(loop.run())
    if flow != "ask":
        screen.print()
        print_score(screen, session.summary().score, coach.scorer.signals)
    screen.print()


def _record(coach: Any, flow: str, lines: Sequence[str], out: Path) -> list[Path]:
    """The person's lines as WAV files, spoken by the second voice."""
    voice = registry.create("tts", "hibari", SECOND_VOICE, None)
    with loading(("Recording the person", voice.load)):
        pass
    paths = []
    for number, line in enumerate(lines, 1):
        path = out / f"{flow}-person-{number}.wav"
        with WavWriter(path) as wav:
            for chunk in voice.synthesize(line):
                wav.write(chunk.samples)
        paths.append(path)
    return paths


class Person:
    """Says one recorded line whenever the coach has finished speaking."""

    def __init__(self, lines: Sequence[Samples]) -> None:
        self._lines = lines
        self._transport: Recording | None = None

    def hears(self, transport: Recording) -> None:
        """Whom to wait for."""
        self._transport = transport

    def blocks(self) -> Iterator[Samples]:
        """Silence while the coach is about to speak or speaks, then the next line."""
        for number, line in enumerate(self._lines):
            if number:
                yield from self._wait(lambda: self._coach_speaks())
            yield from self._wait(lambda: not self._coach_speaks())
            yield from self._silence(_BREATH)
            yield line

    def _coach_speaks(self) -> bool:
        return self._transport is not None and self._transport.queued() > 0

    @staticmethod
    def _wait(until: Any) -> Iterator[Samples]:
        while not until():
            yield np.zeros(FRAME, np.float32)

    @staticmethod
    def _silence(seconds: float) -> Iterator[Samples]:
        for _ in range(round(seconds * INPUT_RATE / FRAME)):
            yield np.zeros(FRAME, np.float32)


if __name__ == "__main__":
    try:
        app()
    except VoiceCoachError as failure:
        sys.exit(f"voice-coach: {failure}")
