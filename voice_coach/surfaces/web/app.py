"""What the server answers: the page, its files, the way in, and the socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.resources import files
from time import monotonic
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from voice_coach.surfaces.web import limits, settings
from voice_coach.surfaces.web.journal import JournalDesk
from voice_coach.surfaces.web.link import Link
from voice_coach.surfaces.web.messages import Malformed
from voice_coach.surfaces.web.orders import parse
from voice_coach.surfaces.web.rooms import Rooms
from voice_coach.surfaces.web.security import Entrance, Guard

_KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_Answer = Callable[[Request], Awaitable[Response]]
Health = Callable[[], dict[str, Any]]
"""Versions and counts, for whoever looks after the machine: no words of anyone, no name."""


def make_app(rooms: Rooms, entrance: Entrance, health: Health) -> ASGIApp:
    """The whole server behind its guard."""
    desk = _Desk(rooms, entrance)
    routes = [
        Route("/", _file("index.html")),
        Route("/blank", _file("blank.html")),
        *(Route(f"/static/{name}", _file(name)) for name in pages() if not name.endswith(".html")),
        Route("/alive", desk.alive),
        Route("/health", _health(health)),
        Route("/enter", desk.enter, methods=["POST"]),
        Route("/panic", desk.panic, methods=["POST"]),
        Route("/journal", desk.journal, methods=["POST"]),
        Route("/settings", desk.settings, methods=["POST"]),
        WebSocketRoute("/socket", desk.socket),
    ]
    return Guard(Starlette(routes=routes), entrance.port)


@cache
def pages() -> dict[str, bytes]:
    """Every file of the page by its name, read once: nothing else is ever served, whatever path is asked for."""
    folder = files("voice_coach.surfaces.web") / "static"
    return {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}


class _Desk:
    """The few answers that depend on who asks."""

    def __init__(self, rooms: Rooms, entrance: Entrance) -> None:
        self._rooms, self._entrance = rooms, entrance
        self._entries = limits.entries()
        self._sockets = 0
        self._journal = JournalDesk(rooms.coach, rooms.holds)
        self._settings = settings.SettingsDesk(rooms.coach)
        self._one_at_a_time = asyncio.Lock()

    async def alive(self, request: Request) -> Response:
        """204 for who may enter, 403 for others: a page tells a server that was started anew from one that is down."""
        return Response(status_code=204 if self._entrance.visitor(request.headers) else 403)

    async def enter(self, request: Request) -> Response:
        """Exchange the one-time token, the body, for a cookie that no other site and no script can use."""
        if not self._entries.take(monotonic()):
            return Response(status_code=429)
        token = await _small_body(request, limits.BODY)
        value = self._entrance.enter(token) if token else None
        if value is None:
            return Response(status_code=403)
        response = Response(status_code=204)
        response.set_cookie(self._entrance.cookie, value, httponly=True, samesite="strict", path="/")
        return response

    async def panic(self, request: Request) -> Response:
        """Clear the visitor's session where its socket is gone."""
        visitor = self._entrance.visitor(request.headers)
        room = self._rooms.find(visitor) if visitor else None
        if room is not None:
            room.clear()
        return Response(status_code=204 if visitor else 403)

    async def journal(self, request: Request) -> Response:
        """One order for the journal. POST, though much of it only reads: then the guard sees where it comes from."""
        if not self._entrance.visitor(request.headers):
            return Response(status_code=403)
        try:
            order = parse(await _small_body(request, limits.TEXT))
        except Malformed:
            return Response(status_code=400)
        await self._rooms.ready.wait()  # A correction needs the scorer.
        async with self._one_at_a_time:
            return JSONResponse(await asyncio.to_thread(self._journal.answer, order))

    async def settings(self, request: Request) -> Response:
        """Read or change what is set, or unlock the journal."""
        if not self._entrance.visitor(request.headers):
            return Response(status_code=403)
        try:
            wish = settings.parse(await _small_body(request, limits.TEXT))
        except Malformed:
            return Response(status_code=400)
        async with self._one_at_a_time:
            answer = await asyncio.to_thread(self._settings.answer, wish)
        if isinstance(wish, settings.Unlock) and "problem" not in answer:
            await self._rooms.unlocked()
        return JSONResponse(answer)

    async def socket(self, socket: WebSocket) -> None:
        """A tab of someone who entered."""
        visitor = self._entrance.visitor(socket.headers)
        if visitor is None or self._sockets >= limits.SOCKETS:
            return await socket.close(1008)
        self._sockets += 1
        try:
            await Link(socket, self._rooms, visitor).serve()
        finally:
            self._sockets -= 1


def _health(health: Health) -> _Answer:
    async def answer(request: Request) -> Response:
        return JSONResponse(health())

    return answer


def _file(name: str) -> _Answer:
    kind = _KINDS[name.rpartition(".")[2]]

    async def answer(request: Request) -> Response:
        return Response(pages()[name], media_type=kind)

    return answer


async def _small_body(request: Request, most: int) -> str:
    """The body, or nothing of it when it is longer than so many bytes, or was broken off."""
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > most:
                return ""
    except ClientDisconnect:
        return ""
    return body.decode("utf-8", "replace")
