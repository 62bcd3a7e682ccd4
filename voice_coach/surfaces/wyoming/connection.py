"""One client: its events in order, each answered by the noun that it is about."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart

from voice_coach.errors import VoiceCoachError
from voice_coach.surfaces.wyoming.asr import Hearing, check_format
from voice_coach.surfaces.wyoming.conversations import key_of
from voice_coach.surfaces.wyoming.handle import Handling
from voice_coach.surfaces.wyoming.tts import Speaking
from voice_coach.surfaces.wyoming.voices import Voices
from voice_coach.surfaces.wyoming.wire import Limits, Refused, read_event, write_event
from voice_coach.surfaces.wyoming.workers import Workers


@dataclass(frozen=True)
class Shared:
    """What all clients share."""

    info: Info
    workers: Workers
    handling: Handling
    voices: Voices
    limits: Limits
    report: Callable[[str], None]
    """Takes a message for whoever runs the server; never words of a person."""


class Connection:
    """The server's side of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shared: Shared) -> None:
        self._reader, self._writer, self._shared = reader, writer, shared
        self._hearing: Hearing | None = None
        self._speaking = Speaking(shared.workers, shared.voices, self._send)

    async def run(self) -> None:
        """Answer until the client is gone, breaks a rule or says nothing for too long."""
        try:
            while event := await read_event(self._reader, self._shared.limits):
                await self._answered(event)
        except Refused as refused:
            with contextlib.suppress(ConnectionError):
                await self._send(Error(str(refused), refused.code).event())
        except ConnectionError:
            pass
        finally:
            if self._hearing:
                self._hearing.close()
            self._writer.close()

    async def _answered(self, event: Event) -> None:
        try:
            await self._answer(event)
        except (KeyError, TypeError, AttributeError):
            raise Refused("bad-event", "that event lacks a part, or a part is of the wrong kind.") from None
        except VoiceCoachError as failure:
            self._shared.report(str(failure))
            await self._send(Error(str(failure), failure.kind).event())

    async def _answer(self, event: Event) -> None:
        kind = event.type
        if Describe.is_type(kind):
            await self._send(self._shared.info.event())
        elif Ping.is_type(kind):
            await self._send(Pong(text=_text(event, "text", None)).event())
        elif Transcript.is_type(kind):
            await self._handle(event)
        elif Transcribe.is_type(kind):
            self._listen()
        elif kind in _SOUND:
            await self._sound(event)
        elif kind in _SPEECH:
            await self._speech(event)

    async def _handle(self, event: Event) -> None:
        context = event.data.get("context") or {}
        key = key_of(context.get("conversation_id"))
        async with self._shared.handling.turn(_text(event, "text"), key, _text(event, "language", None)) as said:
            answer = Handled if said.handled else NotHandled
            await self._send(answer(said.text, context or None).event())
            # A client that hung up in the meantime took nothing of it.
            said.arrived = not self._reader.at_eof()

    def _listen(self) -> Hearing:
        if self._hearing:
            self._hearing.close()
        workers = self._shared.workers
        self._hearing = Hearing(workers, workers.coach.vad, self._shared.handling.patience)
        return self._hearing

    async def _sound(self, event: Event) -> None:
        if not AudioStop.is_type(event.type):
            check_format(*(event.data.get(name) for name in ("rate", "width", "channels")))
        hearing = self._hearing or self._listen()
        if AudioChunk.is_type(event.type):
            text = await hearing.feed(event.payload or b"")
        else:
            text = await hearing.stop() if AudioStop.is_type(event.type) else None
        if text is not None:
            await self._send(Transcript(text).event())
        if AudioStop.is_type(event.type):
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

    async def _send(self, event: Event) -> None:
        await write_event(event, self._writer, self._shared.limits)


_SOUND = ("audio-start", "audio-chunk", "audio-stop")
_SPEECH = ("synthesize", "synthesize-start", "synthesize-chunk", "synthesize-stop")
_REQUIRED: Any = object()


def _text(event: Event, name: str, default: Any = _REQUIRED) -> Any:
    """A text of an event. Raises KeyError or TypeError where it is missing or something else."""
    value = event.data[name] if default is _REQUIRED else event.data.get(name, default)
    if value is not default and not isinstance(value, str):
        raise TypeError(name)
    return value
