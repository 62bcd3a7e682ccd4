"""The sessions in memory, one for each visitor, and the engines that they share."""

from __future__ import annotations

import asyncio

from voice_coach.app import Coach
from voice_coach.surfaces.web.limits import ROOMS
from voice_coach.surfaces.web.messages import Start
from voice_coach.surfaces.web.room import Room
from voice_coach.surfaces.workers import Workers


class Full(Exception):
    """As many sessions are open as this machine is trusted with."""


class Rooms:
    """Who talks about what is known to the room alone; here are only visitors."""

    def __init__(self, coach: Coach, workers: Workers | None = None) -> None:
        self.coach = coach
        self._own = workers is None
        self.workers = workers or Workers(coach)
        self.ready = asyncio.Event()
        self._rooms: dict[str, Room] = {}

    async def load(self) -> None:
        """Open every engine once, for all sessions. Raises VoiceCoachError: without them there is no session."""
        await asyncio.gather(*map(asyncio.wrap_future, self.workers.load()))
        await self.workers.think(lambda: self.coach.tools)
        if self._own:
            await asyncio.to_thread(self.workers.warm)
        self.ready.set()

    def __len__(self) -> int:
        return len(self._rooms)

    def find(self, visitor: str) -> Room | None:
        """The visitor's session, where there is one."""
        return self._rooms.get(visitor)

    def open(self, visitor: str, start: Start) -> Room:
        """A new session; the visitor's former one ends. Raises Full."""
        former = self._rooms.get(visitor)
        if former is None and len(self._rooms) >= ROOMS:
            raise Full
        if former is not None:
            former.close()
        room = Room(self.coach, self.workers, start, lambda: self._leave(visitor, room))
        self._rooms[visitor] = room
        return room

    def holds(self, id: str) -> bool:
        """Whether a session is still writing the entry of that id."""
        return any(room.session.id == id for room in list(self._rooms.values()))

    async def unlocked(self) -> None:
        """The journal was unlocked: every session may be kept now."""
        await asyncio.gather(*(room.unlocked() for room in list(self._rooms.values())))

    async def close(self) -> None:
        """End all of them, as when the server stops. What they were told so far is in the journal."""
        await asyncio.gather(*(room.conclude() for room in list(self._rooms.values())))
        if self._own:
            await asyncio.to_thread(self.workers.close)

    def _leave(self, visitor: str, room: Room) -> None:
        if self._rooms.get(visitor) is room:
            del self._rooms[visitor]
