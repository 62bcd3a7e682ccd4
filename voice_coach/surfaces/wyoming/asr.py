"""One utterance of one client: sound in, text out as soon as the person has finished."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from voice_coach.core.audio import FRAME, INPUT_RATE, Samples, Utterance, frames, from_pcm16
from voice_coach.core.endpointing import Ended, Endpointer, Event, Patience, Paused, Resumed
from voice_coach.core.patience import Expecting, patience
from voice_coach.core.transcript import Transcript
from voice_coach.ports import VoiceActivityDetector
from voice_coach.surfaces.workers import Workers
from voice_coach.surfaces.wyoming.wire import Refused

NOTHING = 8.0
"""Seconds without a word after which nobody is waited for."""
LONGEST = 180.0
"""Seconds of sound, silence included, after which what there is counts as all."""


class Hearing:
    """Waits patiently for the end of what is said: Home Assistant's own timer would cut it at 0.7 s."""

    def __init__(self, workers: Workers, vad: VoiceActivityDetector, expects: Expecting) -> None:
        self._workers, self._vad, self._expects = workers, vad, expects
        self._endpointer = Endpointer()
        self._rest = b""
        self._early: asyncio.Task[Transcript] | None = None
        """Transcription that began in a pause, in case nothing more comes."""
        self.over = False
        """Whether the text was given; the sound that still comes is not listened to."""

    async def feed(self, sound: bytes) -> str | None:
        """Take PCM of 16 kHz, 16 bit, mono. The text once the person has finished, else None."""
        if self.over:
            return None
        whole = self._rest + sound
        size = 2 * FRAME
        cut = len(whole) // size * size
        self._rest = whole[cut:]
        return await self._heard(whole[:cut])

    async def stop(self) -> str | None:
        """No more sound comes: the text of what there is, else None where it was given before."""
        if self.over:
            return None
        text = await self._heard(self._rest)
        return text if text is not None else await self._end(self._endpointer.flush())

    def _patience(self) -> Patience:
        """How long a silence may be: while the text of what was said is on its way, any."""
        early = self._early
        if early is None:
            return patience(self._expects, "")
        if not early.done():
            return replace(Patience(), end=float("inf"))
        if early.cancelled() or early.exception():
            return patience(self._expects, "")
        return patience(self._expects, early.result().text, early.result().confidence)

    async def _heard(self, sound: bytes) -> str | None:
        self._endpointer.patience = self._patience()
        for event in await asyncio.to_thread(self._listen, from_pcm16(sound)):
            if isinstance(event, Paused) and self._workers.ear_is_free:
                self._early = asyncio.create_task(self._workers.hear(event.utterance))
            elif isinstance(event, Resumed):
                self._forget_early()
            elif isinstance(event, Ended):
                return await self._text(event.utterance)
        seconds = self._endpointer.position / INPUT_RATE
        if seconds > LONGEST or (seconds > NOTHING and not self._endpointer.in_speech):
            return await self._end(self._endpointer.flush())
        return None

    def _listen(self, samples: Samples) -> list[Event]:
        """What the frames mean, up to the end of the utterance."""
        found: list[Event] = []
        for frame in _frames(samples):
            found += self._endpointer.feed(frame, self._vad.probability(frame))
            if any(isinstance(event, Ended) for event in found):
                break
        return found

    async def _end(self, events: list[Event]) -> str:
        for event in events:
            if isinstance(event, Ended):
                return await self._text(event.utterance)
        self.over = True
        return ""

    async def _text(self, utterance: Utterance) -> str:
        self.over = True
        early, self._early = self._early, None
        return (await (early or self._workers.hear(utterance))).text

    def _forget_early(self) -> None:
        if self._early:
            self._early.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._early = None

    def close(self) -> None:
        """The client is gone."""
        self._forget_early()


def check_format(rate: object, width: object, channels: object) -> None:
    """Raises Refused for any sound but the one that is understood."""
    if (rate, width, channels) != (INPUT_RATE, 2, 1):
        raise Refused("bad-audio", "send 16 kHz, 16-bit, mono.")


def _frames(samples: Samples) -> Iterator[Samples]:
    return frames(iter([samples])) if len(samples) else iter(())
