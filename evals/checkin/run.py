"""A check-in from the greeting to the close, in real time: how long it takes, and how much of it is silence of ours.

The person's answers are synthetic speech that begins a second after the coach has asked.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rich.progress import track

from evals.report import Figure, Result, median
from evals.talk.run import ready
from evals.talk.sounds import Said, spoken
from voice_coach.app import Coach
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.core.audio import FRAME, INPUT_RATE, Samples
from voice_coach.surfaces.recording import Recording

NIGHTS = (
    ("It was fine.", "Yes.", "No."),
    ("We cooked together and he asked how my interview went. That was nice.", "He did, yes.", "I think so.", "No."),
    ("He cancelled again. I had already bought the tickets, and he didn't even say sorry.", "Not really.", "Tired."),
    ("Not much happened, to be honest.", "She texted me first for once, and she remembered the exam.", "Yes, I did."),
    ("My sister borrowed the car and brought it back empty. It's always like that with her.", "No.", "I don't know."),
    ("Good, I guess. We talked for an hour.", "Both of us, I'd say.", "He sat with me when I was sad.", "No."),
)
AFTER = 1.0
"""Seconds between the end of a question and the answer to it."""
LONGEST = 240.0


@dataclass(frozen=True)
class Night:
    """How one check-in went, in seconds."""

    length: float
    silence: float
    """From the person's last word to the coach's next, and between the coach's sentences."""
    answers: int


def run(n: int | None = None) -> Result:
    """Every night once; `n`: so many of them."""
    coach = ready()
    nights = [_night(coach, said, voice) for voice, said in enumerate(track(NIGHTS[:n], "Checking in"))]
    shares = [night.silence / night.length for night in nights]
    return Result(
        [
            Figure("length of a check-in, median", median([night.length for night in nights]), "s", n=len(nights)),
            Figure("length of a check-in, longest", max(night.length for night in nights), "s", 180, n=len(nights)),
            Figure("silence of ours, median", 100 * median(shares), "%", n=len(nights)),
            Figure("silence of ours, largest", 100 * max(shares), "%", 20, n=len(nights)),
            Figure("answers that were wanted, mean", float(np.mean([night.answers for night in nights])), ""),
        ],
        ["Embedded engines as shipped, in real time. The summary and its question are part of the length."],
    )


def _night(coach: Coach, texts: tuple[str, ...], voice: int) -> Night:
    answers = iter([spoken(text, voice) for text in (*texts, "Keep it, please.")])
    session = coach.session("checkin", save=False)
    out: list[bool] = []
    mine: list[bool] = []
    asked = 0

    def blocks() -> Iterator[Samples]:
        """Silence until the coach has spoken and then been quiet for a while, then the next answer."""
        nonlocal asked
        quiet, spoke = 0.0, False
        while len(out) * FRAME / INPUT_RATE < LONGEST:
            sounding = transport.queued() > 0
            spoke, quiet = spoke or sounding, 0.0 if sounding else quiet + FRAME / INPUT_RATE
            if spoke and quiet >= AFTER and not session.state.closed:
                said: Said | None = next(answers, None)
                if said is None:
                    return
                asked, spoke, quiet = asked + 1, False, 0.0
                for at in range(0, len(said.samples) - FRAME, FRAME):
                    mine.append(said.first <= at / INPUT_RATE <= said.last)
                    yield said.samples[at : at + FRAME]
            else:
                mine.append(False)
                yield np.zeros(FRAME, np.float32)

    transport = Recording(blocks(), lambda samples: out.append(bool(np.abs(samples).max() > 0)), realtime=True)
    opening = " ".join(reply.text for reply in session.opening())
    for chunk in coach.voice.synthesize(opening):
        transport.play(chunk)
    events: list[LoopEvent] = []
    loop = TurnLoop(session, coach.vad, coach.transcriber, coach.voice, transport, events.append)
    began = time.perf_counter()
    asyncio.run(loop.run())
    return Night(time.perf_counter() - began, _silence(mine, out), asked)


def _silence(mine: list[bool], out: list[bool]) -> float:
    """Seconds in which neither spoke and the coach was the one to speak."""
    silent, pending, ours = 0, 0, False
    for person, coach in zip(mine, out, strict=False):
        if person:
            ours, pending = True, 0
        elif coach:
            silent, pending, ours = silent + pending, 0, True
        elif ours:
            pending += 1
    return silent * FRAME / INPUT_RATE
