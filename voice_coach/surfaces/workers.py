"""Models that all clients share. Each kind of work has one thread: what is not safe to share needs no lock, and who
came first is served first.

A model is loaded by the first job of its thread, so that requests may arrive before it is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from voice_coach.app import Coach
from voice_coach.core.audio import AudioChunk, Utterance
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Voice

T = TypeVar("T")


class Workers:
    """The ear, the voice and the mind of the coach."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach
        self._ear, self._voice, self._mind = (ThreadPoolExecutor(1, name) for name in ("ear", "voice", "mind"))
        self._waiting = 0
        """Utterances that are being transcribed or wait for it."""

    def load(self) -> list[Future[None]]:
        """Begin to open everything. A future raises what its model raised."""
        return [
            self._mind.submit(self._load_mind),
            self._voice.submit(self.coach.synthesizer.load),
            self._ear.submit(self.coach.transcriber.load),
        ]

    @property
    def ear_is_free(self) -> bool:
        """Whether an utterance would be transcribed at once."""
        return not self._waiting

    async def hear(self, utterance: Utterance) -> Transcript:
        """What was said; no words where nobody spoke."""
        self._waiting += 1
        try:
            return await self._on(self._ear, lambda: self.coach.transcriber.transcribe(utterance))
        finally:
            self._waiting -= 1

    async def speak(self, sentence: str, voice: Voice) -> list[AudioChunk]:
        """The sound of one sentence."""
        synthesize = self.coach.synthesizer.synthesize
        return await self._on(
            self._voice, lambda: [chunk.louder(voice.gain) for chunk in synthesize(sentence, voice.pace)]
        )

    async def think(self, work: Callable[[], T]) -> T:
        """Whatever touches sessions."""
        return await self._on(self._mind, work)

    def close(self) -> None:
        """Finish what was begun, then close the journal."""
        self._mind.submit(self.coach.engine("journal").close)
        for pool in (self._ear, self._voice, self._mind):
            pool.shutdown(wait=pool is self._mind, cancel_futures=pool is not self._mind)

    def _load_mind(self) -> None:
        self.coach.answerer.load()
        self.coach.scorer.load()

    @staticmethod
    async def _on(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)
