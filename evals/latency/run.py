"""Speed and size on this machine, embedded engines, each figure beside its target.

Questions are spoken by the demo's second voice. "Plain" figures use no speculation: transcribe, reply,
first chunk, one after the other. "Live" figures come from the turn loop in real time, where the
transcription runs while the coach waits to be sure that the person has finished.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

from evals.latency.size import installed_megabytes
from evals.report import Figure, Result, median, percentile
from voice_coach import registry
from voice_coach.app import Coach, build
from voice_coach.config import load_settings, paths
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.core.audio import INPUT_RATE, Samples, Utterance, silence
from voice_coach.engines.pyav import resample
from voice_coach.surfaces.cli.demo import SECOND_VOICE
from voice_coach.surfaces.recording import Recording

QUESTIONS = (
    "What are the signs of a lack of reciprocity?",
    "How can we support each other better?",
    "How do I know if someone is really invested in me?",
    "What should I do when it all feels one sided?",
    "Does it have to be perfectly balanced every day?",
    "What does a healthy give and take look like?",
    "Is it normal that things go up and down between us?",
    "Why do I always feel drained after seeing her?",
)


def run() -> Result:
    """Everything, in under four minutes."""
    spoken = [_spoken(text) for text in track(QUESTIONS, "Recording the questions")]
    figures = [*_startup(), *_text()]
    details: dict[str, Any] = {}
    for model, target in (("tiny.en", 900.0), ("base", 1400.0)):
        coach = _coach(model)
        plain = [_plain(coach, samples) for samples in track(spoken, f"Plain, {model}")]
        live = _live(coach, spoken, model)
        details[model] = {"plain": plain, "live": live}
        figures.append(_figure(f"{model}: endpoint to first audio, plain", plain, target))
        figures.append(_figure(f"{model}: endpoint to first audio, live", live, target))
    figures += [_memory(), Figure(".[local,weights] installed", installed_megabytes(), "MB", 1200)]
    notes = [
        f"{len(QUESTIONS)} spoken questions; two cores, no GPU; medians, with the 95th percentile beside.",
        "Live: the transcription runs during the silence that ends the utterance.",
        "Installed size: the files of every distribution that the two extras pull in, development tools left out.",
    ]
    return Result(figures, notes, details)


def _coach(model: str) -> Coach:
    where = paths()
    coach = build(load_settings(where, stt={"engine": "faster_whisper", "model": model}), where)
    for load in (coach.synthesizer.load, coach.transcriber.load, coach.answerer.load):
        load()
    coach.transcriber.transcribe(Utterance(silence(1.0)))
    coach.answer(QUESTIONS[0])
    return coach


def _spoken(text: str) -> Samples:
    voice = registry.create("tts", "hibari", SECOND_VOICE, None)
    return resample(np.concatenate([c.samples for c in voice.synthesize(text)]), 24_000, INPUT_RATE)


def _plain(coach: Coach, samples: Samples) -> float:
    """Milliseconds from having the whole utterance to having the first sound of the answer."""
    session = coach.session("ask", save=False)
    began = time.perf_counter()
    transcript = coach.transcriber.transcribe(Utterance(samples))
    reply = session.reply(transcript)
    next(iter(coach.synthesizer.synthesize(reply.sentences[0].text)))
    return (time.perf_counter() - began) * 1000


def _live(coach: Coach, spoken: list[Samples], model: str) -> list[float]:
    """Milliseconds from `endpoint` to `first_audio`, in real time."""
    delays = []
    for samples in track(spoken, f"Live, {model}"):
        events: list[LoopEvent] = []

        def blocks(samples: Samples = samples) -> Iterator[Samples]:
            yield silence(0.3)
            yield samples

        transport = Recording(blocks(), lambda _: None, realtime=True)

        def watch(event: LoopEvent, events: list[LoopEvent] = events, transport: Recording = transport) -> None:
            events.append(event)
            if event.event == "first_audio":
                transport.stop()

        session = coach.session("ask", save=False)
        loop = TurnLoop(session, coach.vad, coach.transcriber, coach.synthesizer, transport, watch, False)
        asyncio.run(loop.run())
        walls = {e.event: e.wall for e in reversed(events)}
        if "first_audio" in walls:
            delays.append((walls["first_audio"] - walls["endpoint"]) * 1000)
    return delays


def _text() -> list[Figure]:
    coach = _coach("tiny.en")
    times = []
    for _ in range(5):
        for question in QUESTIONS:
            began = time.perf_counter()
            coach.answer(question)
            times.append((time.perf_counter() - began) * 1000)
    return [_figure("text question to answer, warm", times, 30)]


def _startup() -> list[Figure]:
    """Whole processes, from outside, after one warm-up each."""
    python = sys.executable
    command = str(Path(python).with_name("voice-coach"))
    empty = _many([python, "-c", "pass"], 7)
    imported = _many([python, "-c", "import voice_coach"], 7)
    return [
        _figure("voice-coach --help", _many([command, "--help"], 7), 300),
        Figure("import voice_coach", max(0.0, median(imported) - median(empty)), "ms", 100, n=7),
        _figure('cold voice-coach ask "…"', _many([command, "ask", QUESTIONS[0]], 5), 2500),
    ]


def _many(command: list[str], count: int) -> list[float]:
    times = []
    for run in track(range(count + 1), Path(command[0]).name + " " + command[1][:10]):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        if run:
            times.append((time.perf_counter() - began) * 1000)
    return times


def _memory() -> Figure:
    """Peak resident memory of a whole spoken check-in with base, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "voice_coach.surfaces.cli.demo", "--out", folder]
        subprocess.run(command, check=True, capture_output=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Figure("peak memory of a spoken session", peak / (1024 if sys.platform == "linux" else 1024**2), "MB", 900)


def _figure(name: str, values: list[float], target: float) -> Figure:
    return Figure(name, median(values), "ms", target, p95=percentile(values, 0.95), n=len(values))
