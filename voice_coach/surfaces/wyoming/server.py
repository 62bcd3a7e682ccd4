"""Binds first and loads afterwards: Home Assistant wants an answer to `describe` within a second."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.dialogue import Flow
from voice_coach.errors import UsageError
from voice_coach.surfaces.wyoming.address import Address
from voice_coach.surfaces.wyoming.connection import Connection, Shared
from voice_coach.surfaces.wyoming.conversations import Conversations
from voice_coach.surfaces.wyoming.discovery import discoverable
from voice_coach.surfaces.wyoming.handle import Handling
from voice_coach.surfaces.wyoming.info import announced
from voice_coach.surfaces.wyoming.voices import Voices
from voice_coach.surfaces.wyoming.wire import Limits
from voice_coach.surfaces.wyoming.workers import Workers

CLIENTS = 64
"""Connections at a time."""
_SWEEP = 15.0
"""Seconds between two looks for conversations that nobody goes on with."""
_LAST_WORDS = 3.0
"""Seconds for what is going on when the server is told to stop."""


@dataclass
class Server:
    """One coach for many clients."""

    coach: Coach
    address: Address
    sessions: bool = False
    """Whether check-ins and talks are held, or questions answered only."""
    zeroconf: bool = False
    report: Callable[[str], None] = print
    limits: Limits = field(default_factory=Limits)
    clients: int = CLIENTS
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C. Raises UsageError where the address is taken, and what a model raises."""
        workers, voices = Workers(self.coach), Voices()
        conversations = Conversations(self._begin, time.monotonic, 60 * self.coach.settings.lock_minutes)
        handling = Handling(workers, conversations, voices, time.monotonic, self.sessions)
        shared = Shared(announced(self.coach.settings), workers, handling, voices, self.limits, self.report)
        async with AsyncExitStack() as until_stopped:
            until_stopped.callback(workers.close)
            listening = await self._listen(shared)
            until_stopped.push_async_callback(self._stop, listening)
            bound = replace(self.address, port=listening.sockets[0].getsockname()[1])
            if self.zeroconf:
                await until_stopped.enter_async_context(discoverable(bound))
            self.report(f"listening on tcp://{bound.host}:{bound.port}")
            loading = [asyncio.wrap_future(one) for one in workers.load()]
            if self.sessions:
                loading.append(asyncio.ensure_future(workers.think(lambda: self._restore(conversations))))
            await self._until_stopped(asyncio.gather(*loading), workers, handling)

    def _begin(self, flow: Flow) -> Session:
        return Session(flow, self.coach.shared_tools)

    def _restore(self, conversations: Conversations) -> None:
        conversations.restore(self.coach.tools.journal.entries(), datetime.now().astimezone())

    async def _listen(self, shared: Shared) -> asyncio.Server:
        async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            peer = writer.get_extra_info("peername")
            if not peer or not self.address.allows(peer[0]) or len(self._tasks) >= self.clients:
                writer.close()
                return
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                await Connection(reader, writer, shared).run()
            except Exception as failure:  # Of one client; its message may quote a person.
                self.report(f"something went wrong inside ({type(failure).__name__}).")
            finally:
                self._tasks.discard(task)

        try:
            return await asyncio.start_server(
                client, self.address.host, self.address.port, limit=self.limits.header, family=socket.AF_INET
            )
        except OSError as failure:
            where = f"tcp://{self.address.host}:{self.address.port}"
            raise UsageError(f"{where} can't be used: {failure.strerror or failure}. Choose another --uri.") from None

    async def _until_stopped(self, loading: asyncio.Future[list[None]], workers: Workers, handling: Handling) -> None:
        stopped = asyncio.Event()
        with contextlib.suppress(NotImplementedError):  # Windows.
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
        stopping = asyncio.create_task(stopped.wait())
        both: set[asyncio.Future[Any]] = {loading, stopping}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if loading.done():
            loading.result()
        while not stopping.done():
            await asyncio.wait([stopping], timeout=_SWEEP)
            await workers.think(handling.forget_idle)

    async def _stop(self, listening: asyncio.Server) -> None:
        """No new clients; those that wait for an answer get it."""
        listening.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS)
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS)
