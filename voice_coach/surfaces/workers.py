"""Models that all clients share. Each kind of work has one thread: what is not safe to share needs no lock, and who
came first is served first.

A model is loaded by the first job of its thread, so that requests may arrive before it is there.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from types import SimpleNamespace
from typing import Any, ParamSpec, TypeVar

from voice_coach.app import Coach
from voice_coach.conversation.remembered_voice import RememberedVoice
from voice_coach.conversation.warming import warm
from voice_coach.core.audio import AudioChunk, Utterance
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Voice
from voice_coach.errors import EngineBusy, VoiceCoachError

P = ParamSpec("P")
T = TypeVar("T")
UTTERANCES = 8
"""Utterances that may wait for the ear, or be heard by it: some ten seconds of work."""
TURNS = 32
"""Pieces of work that may wait for the mind."""


class Workers:
    """The ear, the voice and the mind of the coach; with `others`, of several people who share one machine's models."""

    def __init__(self, coach: Coach, *others: Coach) -> None:
        self.coach = coach
        self._coaches = (coach, *others)
        self._ear, self._voice, self._mind = (ThreadPoolExecutor(1, name) for name in ("ear", "voice", "mind"))
        self._loading: list[Future[None]] = []
        self._lock = threading.Lock()
        self.listening = 0
        """Utterances that are being transcribed or wait for it."""
        self.thinking = 0
        """Pieces of work that the mind is at, or that wait for it."""
        self.speaking = 0
        """The same of the voice."""
        self._remembering = threading.Lock()

    def load(self) -> list[Future[None]]:
        """Begin to open everything, once. A future raises what its model raised."""
        self._loading = self._loading or [
            self._mind.submit(self._load_mind),
            self._voice.submit(self.coach.synthesizer.load),
            self._ear.submit(self.coach.transcriber.load),
        ]
        return self._loading

    def warm(self) -> None:
        """Use everything once; blocks about a second. What fails is told where it is needed, and may do better then."""
        answer, scorer = self.coach.answer, self.coach.scorer
        with suppress(VoiceCoachError):
            for loaded in self.load():
                loaded.result()
            warm(SimpleNamespace(voice=self.synthesizer, transcriber=self.transcriber, answer=answer, scorer=scorer))

    @property
    def ear_is_free(self) -> bool:
        """Whether an utterance would be transcribed at once."""
        return not self.listening

    @property
    def transcriber(self) -> LentTranscriber:
        """The ear for a thread that can wait: for as long as it takes."""
        return LentTranscriber(self)

    @property
    def synthesizer(self) -> LentSynthesizer:
        """The voice for a thread that can wait. Sentences that are made at once share it chunk by chunk."""
        return LentSynthesizer(self)

    @cached_property
    def voice(self) -> RememberedVoice:
        """The same with a memory for what is said in every session."""
        return self.coach.voice_of(self.synthesizer)

    def remember(self) -> bool:
        """Make the next sentence of that memory, if nobody at all is heard, thought about or spoken to; blocks.

        False where there is none left."""
        if self.listening or self.thinking or self.speaking or not self._remembering.acquire(blocking=False):
            return True
        try:
            return self.voice.remember()
        finally:
            self._remembering.release()

    async def hear(self, utterance: Utterance) -> Transcript:
        """What was said; no words where nobody spoke. Raises EngineBusy where too many wait already."""
        if self.listening >= UTTERANCES:
            raise EngineBusy(self.coach.prompts("coach").say("busy.again"))
        return await asyncio.wrap_future(self.transcription(utterance))

    def transcription(self, utterance: Utterance, words: bool = False) -> Future[Transcript]:
        """Have an utterance transcribed when its turn comes."""
        self._count(1)
        heard = self._ear.submit(self.coach.transcriber.transcribe, utterance, words)
        heard.add_done_callback(lambda heard: self._count(-1))
        return heard

    async def speak(self, sentence: str, voice: Voice) -> list[AudioChunk]:
        """The sound of one sentence."""
        synthesize = self.coach.synthesizer.synthesize
        sound = self.voiced(lambda: [chunk.louder(voice.gain) for chunk in synthesize(sentence, voice.pace)])
        return await asyncio.wrap_future(sound)

    def voiced(self, work: Callable[[], T]) -> Future[T]:
        """Have the voice do a piece of work when its turn comes."""
        with self._lock:
            self.speaking += 1
        sound = self._voice.submit(work)
        sound.add_done_callback(self._spoke)
        return sound

    @property
    def overloaded(self) -> bool:
        """Whether the mind has as much to do as anyone should wait for."""
        return self.thinking >= TURNS

    async def think(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Whatever touches sessions."""
        self.thinking += 1
        try:
            return await self._on(self._mind, lambda: work(*args, **kwargs))
        finally:
            self.thinking -= 1

    def close(self) -> None:
        """Finish what was begun, then close the journals. For the one who made this; a second time does nothing."""
        with suppress(RuntimeError):  # It is closed.
            for coach in self._coaches:
                self._mind.submit(coach.engine("journal").close)
        for pool in (self._ear, self._voice, self._mind):
            pool.shutdown(wait=pool is self._mind, cancel_futures=pool is not self._mind)

    def _count(self, more: int) -> None:
        with self._lock:  # Threads of all kinds come here.
            self.listening += more

    def _spoke(self, sound: Future[Any]) -> None:
        with self._lock:
            self.speaking -= 1

    def _load_mind(self) -> None:
        for coach in self._coaches:
            coach.answerer.load()
            coach.scorer.load()

    @staticmethod
    async def _on(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)


class LentTranscriber:
    """A transcriber whose work is done on the ear's thread; the caller's thread waits."""

    name = "lent"

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def load(self) -> None:
        """The workers do that."""

    def transcribe(self, utterance: Utterance, words: bool = False) -> Transcript:
        """As the transcriber does."""
        return self._workers.transcription(utterance, words).result()


class LentSynthesizer:
    """A synthesizer whose work is done on the voice's thread; the caller's thread waits."""

    name = "lent"

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def load(self) -> None:
        """The workers do that."""

    def synthesize(self, sentence: str, pace: float = 1.0) -> Iterator[AudioChunk]:
        """As the synthesizer does."""
        chunks = self._workers.coach.synthesizer.synthesize(sentence, pace)
        while (chunk := self._workers.voiced(lambda: next(chunks, None)).result()) is not None:
            yield chunk
