"""Binds first and loads afterwards: Home Assistant wants an answer to `describe` within a second.

So nothing that the coach needs is imported here; a thread does that while the first clients are answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from voice_coach.config import Settings
from voice_coach.errors import UsageError
from voice_coach.surfaces.wyoming.address import Address
from voice_coach.surfaces.wyoming.connection import Client, Connection, Gone, Send, Service
from voice_coach.surfaces.wyoming.discovery import discoverable
from voice_coach.surfaces.wyoming.info import announced
from voice_coach.surfaces.wyoming.wire import Limits

if TYPE_CHECKING:
    from voice_coach.surfaces.wyoming.desk import Desk

CLIENTS = 64
"""Connections at a time."""
_SWEEP = 15.0
"""Seconds between two looks for conversations that nobody goes on with."""
_LAST_WORDS = 3.0
"""Seconds for what is going on when the server is told to stop."""


@dataclass
class Server:
    """One coach for many clients."""

    settings: Settings
    open_desk: Callable[[], Desk]
    address: Address
    zeroconf: bool = False
    report: Callable[[str], None] = print
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def clients(self) -> int:
        """Connections that are open."""
        return len(self._tasks)

    async def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C. Raises UsageError where the address is taken, and what a model raises."""
        stopped = asyncio.Event()
        with contextlib.suppress(NotImplementedError):  # Windows.
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
        await self.run_until(stopped)

    async def run_until(self, stopped: asyncio.Event) -> None:
        """Serve until that is set; those who wait for an answer get it."""
        opened = asyncio.get_running_loop().create_future()

        async def client(send: Send, gone: Gone) -> Client:
            desk: Desk = await asyncio.shield(opened)
            return desk.client(send, gone)

        service = Service(announced(self.settings), Limits(), client, self.report)
        async with AsyncExitStack() as until_stopped:
            listening = await self._listen(service)
            bound = replace(self.address, port=listening.sockets[0].getsockname()[1])
            until_stopped.push_async_callback(self._stop, listening)
            if self.zeroconf:
                await until_stopped.enter_async_context(discoverable(bound))
            self.report(f"listening on tcp://{bound.host}:{bound.port}")
            desk = await asyncio.to_thread(self.open_desk)
            # Called before the clients are sent away: they get their last words while this waits.
            until_stopped.callback(desk.close)
            until_stopped.push_async_callback(self._stop, listening)
            opened.set_result(desk)
            await _first_of(desk.load(), stopped.wait())
            while not stopped.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopped.wait(), _SWEEP)
                await desk.forget_idle()

    async def _listen(self, service: Service) -> asyncio.Server:
        async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._serve(reader, writer, service)

        where, limit = self.address, service.limits.header
        try:
            return await asyncio.start_server(client, where.host, where.port, limit=limit, family=socket.AF_INET)
        except OSError as failure:
            why = failure.strerror or type(failure).__name__
            raise UsageError(f"tcp://{where.host}:{where.port} can't be used: {why}. Choose another --uri.") from None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, service: Service) -> None:
        peer, task = writer.get_extra_info("peername"), asyncio.current_task()
        if task is None or not peer or not self.address.allows(peer[0]) or len(self._tasks) >= CLIENTS:
            writer.close()
            return
        self._tasks.add(task)
        try:
            await Connection(reader, writer, service).run()
        except asyncio.CancelledError:
            pass  # The server ends. Nobody waits for this task but asyncio, which would print a traceback (3.11).
        except Exception as failure:  # Of one client; its message may quote a person.
            self.report(f"something went wrong inside ({type(failure).__name__}).")
        finally:
            self._tasks.discard(task)

    async def _stop(self, listening: asyncio.Server) -> None:
        """No new clients; those that wait for an answer get it."""
        listening.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS)
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS)


async def _first_of(work: Awaitable[Any], end: Awaitable[Any]) -> None:
    """Wait for either. Raises what `work` raises."""
    doing, ending = asyncio.ensure_future(work), asyncio.ensure_future(end)
    await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    if doing.done():
        doing.result()
    doing.cancel()
