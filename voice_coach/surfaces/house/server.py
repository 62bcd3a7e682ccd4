"""Runs the pages and the Wyoming server until the process is told to stop, and then keeps what is to be kept.

Addresses are bound first, for whoever waits for them; models open meanwhile, once for all.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from voice_coach.app import Coach
from voice_coach.errors import VoiceCoachError
from voice_coach.surfaces.web.limits import ROOMS
from voice_coach.surfaces.web.serve import Page, health_of, listen
from voice_coach.surfaces.workers import Workers

if TYPE_CHECKING:  # The extra is needed where there is a Wyoming server only.
    from voice_coach.surfaces.wyoming.desk import Desk
    from voice_coach.surfaces.wyoming.server import Server

_THREADS = 2 * ROOMS
"""Threads for each page that wait for the ear and the voice: a session needs one of either at a time."""


@dataclass
class House:
    """Everyone's coach, and the surfaces they are met on. The first person's journal is that of the speaker."""

    coaches: dict[str, Coach]
    """By name, in order."""
    port: int
    """Of the first page; those of the others follow. 0: any free ones."""
    announce: Callable[[str, str], None]
    """Takes a name and an address that works once: whenever the former one was used."""
    wyoming: Callable[[Callable[[], Desk]], Server] | None = None
    """Makes the Wyoming server, which opens its desk when it has bound its address; None: there is none."""
    sessions: bool = False
    """Whether check-ins and talks are held on the speaker."""
    workers: Workers = field(init=False)
    _pages: dict[str, Page] = field(default_factory=dict)
    _server: Server | None = None

    def __post_init__(self) -> None:
        self.workers = Workers(*self.coaches.values())

    async def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C. Raises UsageError where an address is taken, and what a model raises."""
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()
        loop.set_default_executor(ThreadPoolExecutor(8 + _THREADS * len(self.coaches), "waits"))
        with ExitStack() as until_stopped:
            until_stopped.enter_context(_told_to_stop(loop, stopped))
            for number, (name, coach) in enumerate(self.coaches.items()):
                listener = until_stopped.enter_context(listen(self.port + number if self.port else 0))
                self._pages[name] = self._page(coach, listener, name)
            try:
                await self._serve(stopped)
            finally:
                await asyncio.to_thread(self.workers.close)

    def health(self) -> dict[str, Any]:
        """Versions and counts, for whoever looks after the machine."""
        clients = self._server.clients if self._server else None
        return {**health_of(self.workers, [page.rooms for page in self._pages.values()]), "wyoming": clients}

    async def _serve(self, stopped: asyncio.Event) -> None:
        surfaces = [page.serve() for page in self._pages.values()]
        if self.wyoming:
            self._server = self.wyoming(self._desk)
            surfaces.append(self._server.run_until(stopped))
        for name, page in self._pages.items():
            self.announce(name, page.address())
        tasks = [asyncio.create_task(surface) for surface in surfaces]
        warming = asyncio.create_task(asyncio.to_thread(self.workers.warm))
        await asyncio.wait([*tasks, asyncio.create_task(stopped.wait())], return_when=asyncio.FIRST_COMPLETED)
        stopped.set()
        for page in self._pages.values():
            page.stop()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(warming, return_exceptions=True)
        raise_first(results)

    def _desk(self) -> Desk:
        from voice_coach.surfaces.wyoming.desk import Desk

        return Desk(next(iter(self.coaches.values())), self.sessions, self.workers)

    def _page(self, coach: Coach, listener: socket.socket, name: str) -> Page:
        page = Page(coach, listener, self.workers, self.health)
        page.entrance.used = lambda: self.announce(name, page.address())
        return page


def raise_first(results: Sequence[Any]) -> None:
    """Raise the first failure that says what to do, else the first of any kind."""
    failures = [result for result in results if isinstance(result, BaseException)]
    told = [failure for failure in failures if isinstance(failure, VoiceCoachError)]
    for failure in told or failures:
        raise failure


@contextlib.contextmanager
def _told_to_stop(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> Iterator[None]:
    """SIGTERM and Ctrl-C set the event: nothing is broken off."""
    wanted = (signal.SIGTERM, signal.SIGINT)
    with contextlib.suppress(NotImplementedError):  # Windows: there Ctrl-C ends it.
        for one in wanted:
            loop.add_signal_handler(one, stopped.set)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            for one in wanted:
                loop.remove_signal_handler(one)
