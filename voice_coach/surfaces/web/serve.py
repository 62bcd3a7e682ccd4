"""Run the server on 127.0.0.1 until it is stopped."""

from __future__ import annotations

import asyncio
import errno
import platform
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from voice_coach import __version__
from voice_coach.app import Coach
from voice_coach.errors import UsageError, VoiceCoachError
from voice_coach.surfaces.web.app import Health, make_app
from voice_coach.surfaces.web.rooms import Rooms
from voice_coach.surfaces.web.security import Entrance
from voice_coach.surfaces.workers import Workers

HOST = "127.0.0.1"
"""Nowhere else: without TLS a page elsewhere has no microphone, and its words would cross the network."""


class Page:
    """The server of one coach: who may enter, the sessions, and uvicorn.

    With `workers` it is one of several surfaces of a process, which owns them and the signals, and knows its `health`.
    """

    def __init__(
        self, coach: Coach, listener: socket.socket, workers: Workers | None = None, health: Health | None = None
    ) -> None:
        self._listener = listener
        self.port: int = listener.getsockname()[1]
        self.entrance, self.rooms = Entrance(self.port), Rooms(coach, workers)
        self.server = _server_of(make_app(self.rooms, self.entrance, health or self._health), workers is None)

    def address(self) -> str:
        """A new address, good for one browser. The token is in the fragment, which is sent to no server."""
        return f"http://{HOST}:{self.port}/#{self.entrance.token()}"

    async def serve(self) -> None:
        """Answer until `stop()`. The engines open meanwhile; raises what that raises."""
        loading = asyncio.create_task(self._load())
        try:
            await self.server.serve(sockets=[self._listener])
        finally:
            failure = await loading if loading.done() else None
            loading.cancel()
            await self.rooms.close()
        if failure:
            raise failure

    def stop(self) -> None:
        """End it soon; may be called from any thread."""
        self.server.should_exit = True

    def _health(self) -> dict[str, Any]:
        return health_of(self.rooms.workers, [self.rooms])

    async def _load(self) -> VoiceCoachError | None:
        try:
            await self.rooms.load()
        except VoiceCoachError as failure:
            self.stop()
            return failure
        return None


def health_of(workers: Workers, pages: Sequence[Rooms]) -> dict[str, Any]:
    """Versions and counts."""
    return {
        "version": __version__,
        "python": platform.python_version(),
        "ready": all(rooms.ready.is_set() for rooms in pages),
        "people": len(pages),
        "sessions": sum(map(len, pages)),
        "listening": workers.listening,
        "thinking": workers.thinking,
    }


def serve(coach: Coach, port: int, announce: Callable[[str], None]) -> None:
    """Serve the page; `announce` is given its address. Ctrl-C ends it.

    Raises UsageError when the port is taken, and what loading the engines raises.
    """
    with listen(port) as listener:
        page = Page(coach, listener)
        announce(page.address())
        asyncio.run(page.serve())


def listen(port: int) -> socket.socket:
    """A listening socket on this machine only; port 0 chooses a free one. Raises UsageError."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except (OSError, OverflowError) as failure:
        listener.close()
        taken = getattr(failure, "errno", None) == errno.EADDRINUSE
        why = "is in use: is the page open already?" if taken else "can't be used."
        raise UsageError(f"port {port} {why} Choose another one: voice-coach web --port 8138") from None
    listener.listen(64)
    return listener


class _OneOfSeveral(uvicorn.Server):
    """Leaves the signals to whoever runs the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


def _server_of(app: ASGIApp, alone: bool) -> uvicorn.Server:
    """Uvicorn with no log, no header of its own, and small limits."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=16_384,
        ws_per_message_deflate=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        limit_concurrency=64,
        h11_max_incomplete_event_size=16_384,
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config) if alone else _OneOfSeveral(config)
