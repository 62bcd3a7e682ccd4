"""One connection: events in order. What needs no coach is answered here, at once; the rest waits for it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong

from voice_coach.errors import EngineBusy, VoiceCoachError
from voice_coach.surfaces.wyoming.wire import Limits, Refused, read_event, write_event

Send = Callable[[Event], Awaitable[None]]
Gone = Callable[[], bool]
"""Whether the client has hung up."""


class Client(Protocol):
    """What answers one client by means of the coach."""

    async def answer(self, event: Event) -> None:
        """Take an event. Raises Refused, VoiceCoachError, or KeyError and the like where a part is missing."""

    def close(self) -> None:
        """The client is gone."""


@dataclass(frozen=True)
class Service:
    """What all connections share."""

    info: Info
    limits: Limits
    client: Callable[[Send, Gone], Awaitable[Client]]
    """Comes back when the coach is there."""
    report: Callable[[str], None]
    """Takes a message for whoever runs the server; never words of a person."""


class Connection:
    """The server's side of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, service: Service) -> None:
        self._reader, self._writer, self._service = reader, writer, service
        self._client: Client | None = None

    async def run(self) -> None:
        """Answer until the client is gone, breaks a rule or says nothing for too long."""
        try:
            while event := await read_event(self._reader, self._service.limits):
                await self._answered(event)
        except Refused as refused:
            with contextlib.suppress(ConnectionError):
                await self._send(Error(str(refused), refused.code).event())
        except ConnectionError:
            pass
        finally:
            if self._client:
                self._client.close()
            self._writer.close()

    async def _answered(self, event: Event) -> None:
        try:
            await self._answer(event)
        except (KeyError, TypeError, AttributeError):
            raise Refused("bad-event", "that event lacks a part, or a part is of the wrong kind.") from None
        except VoiceCoachError as failure:
            if not isinstance(failure, EngineBusy):  # That is no fault, and would fill the log.
                self._service.report(str(failure))
            await self._send(Error(str(failure), failure.kind).event())

    async def _answer(self, event: Event) -> None:
        if Describe.is_type(event.type):
            await self._send(self._service.info.event())
        elif Ping.is_type(event.type):
            await self._send(Pong.from_event(event).event())
        else:
            self._client = self._client or await self._service.client(self._send, self._reader.at_eof)
            await self._client.answer(event)

    async def _send(self, event: Event) -> None:
        await write_event(event, self._writer, self._service.limits)
