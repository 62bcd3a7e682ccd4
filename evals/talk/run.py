"""A talk as it feels: how long the coach takes, whether it cuts in, whether it stops for words and not for a cough.

One setting for everything: the embedded engines as they are shipped. What is about waiting runs in real time; what is
counted in samples (barge-in, noises) runs on a held clock, which gives the same samples.
"""

from __future__ import annotations

import asyncio
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from rich.progress import track

from evals.report import Figure, Result, median, percentile
from evals.talk.sounds import Said, clips, noises, seeded, spoken, with_pauses
from voice_coach.app import Coach, build
from voice_coach.config import load_settings, paths
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.conversation.session import Session
from voice_coach.conversation.warming import warm
from voice_coach.core.audio import FRAME, INPUT_RATE, OUTPUT_RATE, Samples, silence
from voice_coach.surfaces.recording import Recording

SAYINGS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("sayings.toml").read_text("utf-8"))
NOISES = 50
_LEAD = 0.5
"""Seconds of silence before anything is said."""
_PATIENT = 8.0
"""Seconds after the last word until which a reply is waited for."""
_HEARD = (0.7, 2.6)
"""Seconds of the coach's reply that are heard before someone makes a sound over it: between these."""
_FADE = 10.0
"""Milliseconds in which a paused sound fades out."""


@dataclass(frozen=True)
class Reply:
    """How one utterance was met."""

    name: str
    wait: float | None
    """Milliseconds from the last word to the first sound; below zero: a cut-in; None: no reply."""
    decided: float | None = None
    """Milliseconds from the endpoint to the first sound."""
    cut_in: bool = False


@dataclass(frozen=True)
class Over:
    """What a sound over the coach did."""

    name: str
    stopped: float | None
    """Milliseconds from the sound's beginning to the coach's silence; None: it went on speaking."""
    took_turn: bool
    finished: bool
    """Whether the coach said its whole reply in the end."""
    heard: str = ""


@dataclass
class Meter:
    """Processor seconds for seconds of input."""

    cpu: float = 0.0
    input: float = 0.0


def run(n: int | None = None) -> Result:
    """Everything, in about twenty minutes; with `n`, at most so many of each kind."""
    coach, rng, meter = ready(), seeded(), Meter()
    questions, closed, told = recordings(coach, rng, n)
    asked = [
        replied(coach, said, "ask" if number % 2 else "talk", "", meter)
        for number, said in enumerate(track(questions, "Questions"))
    ]
    answered = [replied(coach, said, "talk", SAYINGS["asked"], meter) for said in track(closed, "Closed answers")]
    opened = [replied(coach, said, "talk", "", meter) for said in track(told, "Open answers")]
    over = [spoken(text, voice) for voice, text in enumerate(SAYINGS["over"][:n])]
    words = [_over(coach, said, float(rng.uniform(*_HEARD))) for said in track(over, "Words over the coach")]
    sounds = [spoken(text, number) for number, text in enumerate([*SAYINGS["listening"] * 2, *SAYINGS["vocal"]])]
    sounds = [*sounds, *noises(NOISES - len(sounds), rng)]
    sounds = [sounds[int(i)] for i in rng.permutation(len(sounds))][:n]
    noise = [_over(coach, said, float(rng.uniform(*_HEARD))) for said in track(sounds, "Noises over the coach")]
    figures = [*_waits(asked, answered, opened), *_overs(words, noise)]
    figures.append(Figure("processor time, two cores, of real time", meter.cpu / meter.input / 2, "", 0.35))
    details: dict[str, Sequence[Reply | Over]] = {
        "asked": asked,
        "answered": answered,
        "opened": opened,
        "words": words,
        "noise": noise,
    }
    return Result(figures, _notes(n, told), {name: [vars(row) for row in rows] for name, rows in details.items()})


def recordings(coach: Coach, rng: Generator, n: int | None) -> tuple[list[Said], list[Said], list[Said]]:
    """Questions, closed answers and open answers with pauses inside; at most `n` of each."""
    questions = [spoken(text, voice) for voice in (0, 1) for text in SAYINGS["questions"]][:n]
    closed = [spoken(text, number) for number, text in enumerate(SAYINGS["closed"] * 2)][:n]
    told = [*(with_pauses(text, i, rng) for i, text in enumerate(SAYINGS["open"])), *clips(coach.reader.read, rng)]
    return questions, closed, [told[int(i)] for i in rng.permutation(len(told))][:n]


def ready(**settings: Any) -> Coach:
    """The embedded coach, loaded and warmed up; `settings` instead of those that are kept."""
    where = paths()
    coach = build(load_settings(where, **settings), where)
    coach.voice.load()
    coach.transcriber.load()
    coach.answerer.load()
    coach.scorer.load()
    warm(coach)
    return coach


def _waits(asked: Sequence[Reply], answered: Sequence[Reply], opened: Sequence[Reply]) -> list[Figure]:
    quick = [*asked, *answered]
    cut = sum(reply.cut_in for reply in opened)
    silent = sum(reply.wait is None for reply in [*quick, *opened])
    return [
        *_both("last word to first audio, questions", [r.wait for r in asked], 700, 1200),
        *_both("last word to first audio, closed answers", [r.wait for r in answered], 700, 1200),
        *_both("last word to first audio, both", [r.wait for r in quick], 700, 1200),
        *_both("endpoint to first audio, both", [r.decided for r in quick], 150, 400),
        *_both("last word to first audio, open answers", [r.wait for r in opened if not r.cut_in], None, None),
        Figure("cut-ins on open answers", 100 * cut / len(opened), "%", 2.0, n=len(opened)),
        Figure("no reply at all", silent, "", 0, n=len(quick) + len(opened)),
    ]


def _overs(words: Sequence[Over], noise: Sequence[Over]) -> list[Figure]:
    stops = [over.stopped for over in words if over.stopped is not None]
    wrong = sum(over.took_turn or not over.finished for over in noise)
    return [
        Figure("barge-in: voice to silence, largest", max(stops, default=0.0), "ms", 200, n=len(stops)),
        Figure("words that did not take the turn", sum(not over.took_turn for over in words), "", 0, n=len(words)),
        Figure("noises after which the coach did not go on", wrong, "", 0, n=len(noise)),
        Figure("noises that it paused for", sum(over.stopped is not None for over in noise), "", n=len(noise)),
    ]


def _both(name: str, values: Sequence[float | None], p50: float | None, p95: float | None) -> list[Figure]:
    known = [value for value in values if value is not None]
    if not known:
        return []
    return [
        Figure(f"{name}, p50", median(known), "ms", p50, n=len(known)),
        Figure(f"{name}, p95", percentile(known, 0.95), "ms", p95, n=len(known)),
    ]


def _notes(n: int | None, told: Sequence[Said]) -> list[str]:
    human = sum(said.name.endswith((".wav", ".flac")) for said in told)
    return [
        "Embedded engines as shipped: Whisper base, hibari, Silero. In real time; first audio is when it is queued.",
        f"Open answers: {human} human clips, the rest synthetic voices; pauses of 0.5 to 1.5 s inside.",
        "Noises: synthesized coughs, clicks, keys, thumps, breath, squeaks; mm-hm, yeah, ahem, haha by four voices.",
        *([f"A short run: at most {n} of each kind."] if n else []),
    ]


def replied(coach: Coach, said: Said, flow: Any, asked: str, meter: Meter) -> Reply:
    """Play an utterance in real time, up to the first sound of the reply that comes after it."""
    session = _begun(coach, flow, asked)
    end = _LEAD + said.last
    events: list[LoopEvent] = []
    transport = Recording(_blocks(said), lambda _: None, realtime=True)

    def watch(event: LoopEvent) -> None:
        events.append(event)
        if event.event == "first_audio":
            transport.stop()

    began, cpu = time.perf_counter(), time.process_time()
    loop = TurnLoop(session, coach.vad, coach.transcriber, coach.voice, transport, watch, False)
    asyncio.run(loop.run())
    meter.cpu += time.process_time() - cpu
    meter.input += time.perf_counter() - began
    first = next((e for e in events if e.event == "first_audio"), None)
    decided = next((e for e in reversed(events) if e.event == "endpoint"), None)
    if first is None or decided is None:
        return Reply(said.name, None)
    # A microphone gives a frame when it is over, a recording when it begins.
    wait = first.wall + FRAME / INPUT_RATE - end
    return Reply(said.name, 1000 * wait, 1000 * (first.wall - decided.wall), cut_in=wait < 0)


def _begun(coach: Coach, flow: Any, asked: str) -> Session:
    session = coach.session(flow, save=False)
    session.opening()
    if asked:
        session.state = replace(session.state, last_said=(asked,))
    return session


def _blocks(said: Said) -> Iterator[Samples]:
    yield silence(_LEAD)
    yield said.samples
    for _ in range(round(_PATIENT * INPUT_RATE / FRAME)):
        yield np.zeros(FRAME, np.float32)


def _over(coach: Coach, said: Said, after: float) -> Over:
    """Ask, and make a sound when so many seconds of the answer were spoken."""
    out: list[Samples] = []
    events: list[LoopEvent] = []
    onset: list[int] = []
    session = _begun(coach, "talk", "")

    def blocks() -> Iterator[Samples]:
        yield silence(_LEAD)
        yield spoken(SAYINGS["questions"][0], 2).samples
        while not transport.queued():
            yield np.zeros(FRAME, np.float32)
        yield from (np.zeros(FRAME, np.float32) for _ in range(round(after * INPUT_RATE / FRAME)))
        onset.append(len(out))
        yield said.samples
        yield silence(2.5)

    transport = Recording(blocks(), out.append)
    loop = TurnLoop(session, coach.vad, coach.transcriber, coach.voice, transport, events.append, False)
    asyncio.run(loop.run())
    finals = [e.text or "" for e in events if e.event == "final"]
    whole = " ".join(s.text for s in coach.answer(SAYINGS["questions"][0]).sentences[:-1])
    return Over(
        said.name,
        _stopped(events, out, (onset[0] + 1) * FRAME / INPUT_RATE + said.first),
        len(finals) > 1,
        len(finals) == 1 and session.state.turns[-1].text.startswith(whole),
        " / ".join(e.text or "" for e in events if e.event == "partial"),
    )


def _stopped(events: Sequence[LoopEvent], out: Sequence[Samples], onset: float) -> float | None:
    """Milliseconds from the voice to silence, where the coach stopped for it and was silent indeed."""
    stop = next((e.t for e in events if e.event == "barge_in"), None)
    if stop is None:
        return None
    sound = np.concatenate(out)[round((stop + _FADE / 1000) * OUTPUT_RATE) :][: OUTPUT_RATE // 10]
    return 1000 * (stop - onset) + _FADE if not sound.any() else float("inf")
