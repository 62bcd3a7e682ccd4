"""One socket: what a page says goes to its session, what the session says goes to the page."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from voice_coach import __version__
from voice_coach.surfaces.web import limits
from voice_coach.surfaces.web.messages import (
    Finish,
    Forget,
    Leave,
    Malformed,
    Message,
    Pace,
    Panic,
    Played,
    Released,
    Resume,
    Start,
    Strike,
    parse,
)
from voice_coach.surfaces.web.room import Room
from voice_coach.surfaces.web.rooms import Full, Rooms

TOO_BIG, MALFORMED, BEHIND, FLOOD = 1009, 4400, 4408, 4429
"""Why we close a socket; the page says it in words."""


class _Refused(Exception):
    def __init__(self, code: int) -> None:
        self.code = code


class Link:
    """The connection of one tab."""

    def __init__(
        self, socket: WebSocket, rooms: Rooms, visitor: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._socket, self._rooms, self._visitor, self._now = socket, rooms, visitor, now
        self._out: asyncio.Queue[dict[str, Any] | bytes] = asyncio.Queue(limits.UNSENT)
        self._behind = asyncio.Event()
        self._room: Room | None = None
        self._sound, self._messages = limits.sound(), limits.messages()

    async def serve(self) -> None:
        """Until either side goes. The session stays."""
        await self._socket.accept()
        tasks = [asyncio.create_task(work()) for work in (self._read, self._write, self._greet, self._fall_behind)]
        try:
            # The greeting is over at once; any other one that ends, ends the connection.
            await asyncio.wait([tasks[0], tasks[1], tasks[3]], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            self._let_go()
            for result in results:
                if isinstance(result, _Refused):
                    await self._close(result.code)

    def send(self, message: dict[str, Any] | bytes) -> None:
        """Queue a message for the page."""
        try:
            self._out.put_nowait(message)
        except asyncio.QueueFull:
            self._behind.set()

    async def _greet(self) -> None:
        self._hello()
        if not self._rooms.ready.is_set():
            await self._rooms.ready.wait()
            self._hello()

    def _hello(self) -> None:
        room = self._rooms.find(self._visitor)
        open_session = {"flow": room.session.flow, "elsewhere": room.held} if room else None
        ready = self._rooms.ready.is_set()
        self.send({"event": "hello", "version": __version__, "ready": ready, "open": open_session})

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] != "websocket.receive":
                return
            if not self._messages.take(self._now()):
                raise _Refused(FLOOD)
            text, data = message.get("text"), message.get("bytes")
            if text is not None:
                await self._told(text)
            elif data is not None:
                self._heard(data)

    async def _told(self, text: str) -> None:
        if len(text.encode("utf-8", "surrogatepass")) > limits.TEXT:
            raise _Refused(TOO_BIG)
        try:
            await self._obey(parse(text))
        except Malformed:
            raise _Refused(MALFORMED) from None

    def _heard(self, data: bytes) -> None:
        if len(data) > limits.AUDIO:
            raise _Refused(TOO_BIG)
        if len(data) % 2 or not data:
            raise _Refused(MALFORMED)
        if not self._sound.take(self._now(), len(data)):
            raise _Refused(FLOOD)
        if self._room is not None and not self._room.heard(data):
            raise _Refused(BEHIND)

    async def _obey(self, message: Message) -> None:
        if isinstance(message, Start):
            return await self._start(message)
        if isinstance(message, Resume):
            return self._resume()
        room = self._room
        if isinstance(message, Panic):
            room = self._rooms.find(self._visitor)
        if room is not None:
            await self._in_room(room, message)

    async def _start(self, start: Start) -> None:
        await self._rooms.ready.wait()
        present = self._rooms.find(self._visitor)
        if present is not None and present.held and present is not self._room:
            return self._hello()  # Another tab holds it: the person is asked first.
        try:
            self._hold(self._rooms.open(self._visitor, start))
        except Full:
            self.send({"event": "full"})

    def _resume(self) -> None:
        room = self._rooms.find(self._visitor)
        if room is None:
            return self.send({"event": "gone"})
        return self._hold(room)

    def _hold(self, room: Room) -> None:
        if self._room is not None:
            self._room.detach(self.send)
        self._room = room
        room.attach(self.send, self._taken)

    def _taken(self) -> None:
        self._room = None
        self.send({"event": "taken"})

    async def _in_room(self, room: Room, message: Message) -> None:
        match message:
            case Played(epoch, samples):
                room.transport.reported(epoch, samples)
            case Released():
                room.released()
            case Finish():
                room.finish()
            case Pace(voice):
                room.session.voice = voice
            case Strike(quote):
                await room.strike(quote)
            case Forget():
                room.forget()
            case Leave():
                room.close()
                self._room = None
            case Panic():
                room.clear()
                self._room = None

    async def _write(self) -> None:
        while True:
            message = await self._out.get()
            if isinstance(message, bytes):
                await self._socket.send_bytes(message)
            else:
                await self._socket.send_text(json.dumps(message, ensure_ascii=False, separators=(",", ":")))

    async def _fall_behind(self) -> None:
        await self._behind.wait()
        raise _Refused(BEHIND)

    async def _close(self, code: int) -> None:
        try:
            await self._socket.close(code)
        except (RuntimeError, WebSocketDisconnect):
            return  # It is closed already, or the page has just gone.

    def _let_go(self) -> None:
        if self._room is not None:
            self._room.detach(self.send)
            self._room = None
