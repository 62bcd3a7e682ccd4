"""The coach's voice: sentence after sentence, paused when someone else speaks, and honest about what was heard."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voice_coach.conversation.events import Held, HeldTransport, Say
from voice_coach.core.audio import AudioChunk
from voice_coach.core.heard import heard_of
from voice_coach.core.turn import Sentence, Spoken, Voice
from voice_coach.ports import Synthesizer
from voice_coach.trace import Trace

_LOOKAHEAD = 0.25
"""Seconds of sound that may be queued before the next sentence is: small, so that a barge-in drops little."""


@dataclass
class Speaking:
    """Plays a reply. `pause` at once for a voice; then `go_on` after a cough, or `give_way` to words."""

    synthesizer: Synthesizer
    transport: HeldTransport
    say: Say
    paused: bool = False
    _voice: Voice = field(default_factory=Voice)
    _gave_way: bool = False
    _dropped: float = 0.0
    """Seconds of sound that were queued and never heard."""
    _queued: list[tuple[str, float]] = field(default_factory=list)
    _begun: tuple[str, ...] = ()
    """The sentence that is being queued."""
    _whole: bool = False
    """Whether the last sentence of the reply is queued."""
    _tick: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        """A new reply is on its way: who interrupted the last one did not interrupt this one."""
        self._gave_way, self._dropped, self._queued, self._whole = False, 0.0, [], False

    def wake(self) -> None:
        """A frame has passed."""
        self._tick.set()

    def pause(self) -> None:
        """Be silent at once, and keep what was not heard."""
        if self.transport.queued() > 0:
            self.say("barge_in")
        self.transport.pause()
        self.paused = True

    def go_on(self) -> None:
        """Say the rest."""
        self.transport.resume()
        self.paused = False

    def give_way(self) -> None:
        """Drop the rest: the other one has the turn."""
        self._dropped += self.transport.queued()
        self._gave_way = True
        self.transport.flush()
        self.go_on()

    @property
    def said(self) -> tuple[str, ...]:
        """The sentences of this reply that are heard or begun."""
        return tuple(text for text, _ in self._queued) + self._begun

    @property
    def asked(self) -> bool:
        """Whether the reply is heard to the end, or half of the question it ends with: then "yes" is an answer."""
        if not self._whole or not self._queued:
            return False
        text, seconds = self._queued[-1]
        left = self.transport.queued()
        return left <= 0.0 or (text.endswith("?") and left < seconds / 2)

    async def speak(self, sentences: Sequence[Sentence], voice: Voice, trace: Trace | None = None) -> Spoken:
        """Synthesize and play one sentence after the other; what was heard of them is the result."""
        self._voice = voice
        for number, sentence in enumerate(sentences, 1):
            await self._until_played(_LOOKAHEAD)
            if self._gave_way:
                break
            self._begun = (sentence.text,)
            seconds = await self._play(sentence.text, trace if not self._queued else None)
            self._begun = ()
            self._queued.append((sentence.text, seconds))
            self._whole = number == len(sentences)
        await self._until_played(0.0)
        if not self._gave_way:
            return Spoken(tuple(text for text, _ in self._queued))
        return Spoken(heard_of(self._queued, self._dropped), complete=False)

    async def _play(self, text: str, trace: Trace | None) -> float:
        """Queue one sentence as it is synthesized. Seconds that were queued."""
        seconds, began = 0.0, time.perf_counter()
        chunks = self.synthesizer.synthesize(text, self._voice.pace)
        while (chunk := await self._next(chunks)) is not None:
            if not seconds:
                took = time.perf_counter() - began
                await self._until_played(float("inf"))  # Never begins while someone else is speaking.
                if self._gave_way:
                    return seconds
                if trace:
                    trace.add("tts", took)
                    self.say("first_audio", ms=trace.stages())
                self.say("sentence", text)
            if self._gave_way:
                self._dropped += chunk.seconds
            else:
                self.transport.play(chunk.louder(self._voice.gain))
            seconds += chunk.seconds
        return seconds

    async def _next(self, chunks: Iterator[AudioChunk]) -> AudioChunk | None:
        with Held(self.transport):
            # Never cancelled in the middle: the flag is looked at between chunks.
            return await asyncio.to_thread(next, chunks, None)

    async def _until_played(self, rest: float) -> None:
        """Wait until at most `rest` seconds are queued and nobody else speaks, or until the turn is given away."""
        while not self._gave_way and (self.paused or self.transport.queued() > rest):
            await self.next_frame()

    async def next_frame(self) -> None:
        """Wait for the next `wake`."""
        self._tick.clear()
        await self._tick.wait()
