"""A transcriber that also says when it heard no words, which no event of the loop does, and when it is kept waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass

from voice_coach.core.audio import Utterance
from voice_coach.core.transcript import Transcript
from voice_coach.surfaces.workers import Workers

_SOON = 1.5
"""Seconds behind others after which a person is told that there is a queue."""


@dataclass
class Ear:
    """Calls `nothing` on the thread of `loop` for a sound that held no words, `waits` where others come first."""

    workers: Workers
    nothing: Callable[[], None]
    waits: Callable[[], None]
    loop: asyncio.AbstractEventLoop
    name: str = "ear"
    soon: float = _SOON

    def load(self) -> None:
        """The workers do that."""

    def transcribe(self, utterance: Utterance, words: bool = False) -> Transcript:
        """As the transcriber does, when its turn comes."""
        queue = not self.workers.ear_is_free
        heard = self.workers.transcription(utterance, words)
        try:
            transcript = heard.result(self.soon if queue else None)
        except TooSlow:
            self.loop.call_soon_threadsafe(self.waits)
            transcript = heard.result()
        if not transcript.speech:
            self.loop.call_soon_threadsafe(self.nothing)
        return transcript
