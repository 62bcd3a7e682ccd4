"""The coach behind all connections, and what it does for each of them. Importing this loads what the coach needs."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Any

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStop
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart

from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.state import Flow
from voice_coach.surfaces.speaker.conversations import Conversations, key_of
from voice_coach.surfaces.speaker.handle import Handling
from voice_coach.surfaces.speaker.voices import Voices
from voice_coach.surfaces.workers import Workers
from voice_coach.surfaces.wyoming.asr import Hearing, check_format
from voice_coach.surfaces.wyoming.connection import Gone, Send
from voice_coach.surfaces.wyoming.tts import Speaking

_SOUND = ("audio-start", "audio-chunk", "audio-stop")
_SPEECH = ("synthesize", "synthesize-start", "synthesize-chunk", "synthesize-stop")


class Desk:
    """What all clients share. `sessions`: whether check-ins and talks are held too.

    `workers` are those of a process that has other surfaces too, which closes them itself.
    """

    def __init__(self, coach: Coach, sessions: bool, workers: Workers | None = None) -> None:
        self._coach, self._sessions, self._own = coach, sessions, workers is None
        self.workers, self.voices = workers or Workers(coach), Voices()
        idle = 60 * coach.settings.lock_minutes
        self._conversations = Conversations(self._begin, time.monotonic, idle)
        self.handling = Handling(self.workers, self._conversations, self.voices, time.monotonic, sessions)

    async def load(self) -> None:
        """Open the models, and find what was interrupted. Requests may come before. Raises what a model raises."""
        loading: list[Any] = [asyncio.wrap_future(one) for one in self.workers.load()]
        if self._sessions:
            loading.append(self.workers.think(self._restore))
        await asyncio.gather(*loading)

    def client(self, send: Send, gone: Gone) -> Visitor:
        """For a new connection."""
        return Visitor(self, send, gone)

    def hearing(self) -> Hearing:
        """For a new utterance."""
        return Hearing(self.workers, self._coach.vad, self.handling.expects)

    async def forget_idle(self) -> None:
        """Let go of conversations that nobody goes on with."""
        await self.workers.think(self.handling.forget_idle)

    def close(self) -> None:
        """Keep what is to be kept, and let go of the models."""
        if self._own:
            self.workers.close()

    def _begin(self, flow: Flow) -> Session:
        return Session(flow, self._coach.shared_tools, save=self._coach.settings.save)

    def _restore(self) -> None:
        self._conversations.restore(self._coach.tools.journal.entries(), datetime.now().astimezone())


class Visitor:
    """One client: what it says, hears and asks."""

    def __init__(self, desk: Desk, send: Send, gone: Gone) -> None:
        self._desk, self._send, self._gone = desk, send, gone
        self._hearing: Hearing | None = None
        self._speaking = Speaking(desk.workers, desk.voices, send)

    async def answer(self, event: Event) -> None:
        """Take an event; one that is not known is left alone, for the protocol grows."""
        if Transcript.is_type(event.type):
            await self._handle(event)
        elif Transcribe.is_type(event.type):
            self._listen()
        elif event.type in _SOUND:
            await self._sound(event)
        elif event.type in _SPEECH:
            await self._speech(event)

    def close(self) -> None:
        """It is gone."""
        if self._hearing:
            self._hearing.close()
            self._hearing = None

    async def _handle(self, event: Event) -> None:
        context = event.data.get("context") or {}
        key = key_of(context.get("conversation_id"))
        async with self._desk.handling.turn(_text(event, "text"), key, _text(event, "language", None)) as said:
            answer = Handled if said.handled else NotHandled
            await self._send(answer(said.text, context or None).event())
            # A client that hung up in the meantime took nothing of it.
            said.arrived = not self._gone()

    def _listen(self) -> Hearing:
        self.close()
        self._hearing = self._desk.hearing()
        return self._hearing

    async def _sound(self, event: Event) -> None:
        last = AudioStop.is_type(event.type)
        if not last:
            check_format(*(event.data.get(name) for name in ("rate", "width", "channels")))
        hearing, text = self._hearing or self._listen(), None
        if AudioChunk.is_type(event.type):
            text = await hearing.feed(event.payload or b"")
        elif last:
            text = await hearing.stop()
        if text is not None:
            await self._send(Transcript(text).event())
        if last:
            self._hearing = None

    async def _speech(self, event: Event) -> None:
        if Synthesize.is_type(event.type):
            await self._speaking.say(_text(event, "text"))
        elif SynthesizeStart.is_type(event.type):
            await self._speaking.start()
        elif SynthesizeChunk.is_type(event.type):
            await self._speaking.more(_text(event, "text"))
        else:
            await self._speaking.stop()


_REQUIRED: Any = object()


def _text(event: Event, name: str, default: Any = _REQUIRED) -> Any:
    """A text of an event. Raises KeyError or TypeError where it is missing or something else."""
    value = event.data[name] if default is _REQUIRED else event.data.get(name, default)
    if value is not default and not isinstance(value, str):
        raise TypeError(name)
    return value
