"""The end of a socket, whoever is quicker."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from starlette.websockets import WebSocketDisconnect

from voice_coach.app import Coach
from voice_coach.surfaces.web.link import MALFORMED, Link
from voice_coach.surfaces.web.rooms import Rooms


class Tab:
    """A page that sends its messages and has gone when the server closes the socket."""

    def __init__(self, messages: list[str], gone: Exception | None) -> None:
        self.messages, self.gone, self.codes = messages, gone, list[int]()

    async def accept(self) -> None:
        pass

    async def receive(self) -> dict[str, Any]:
        if self.messages:
            return {"type": "websocket.receive", "text": self.messages.pop(0)}
        return {"type": "websocket.disconnect"}

    async def send_text(self, text: str) -> None:
        pass

    async def send_bytes(self, data: bytes) -> None:
        pass

    async def close(self, code: int) -> None:
        self.codes.append(code)
        if self.gone:
            raise self.gone


@pytest.mark.parametrize("gone", [None, WebSocketDisconnect(1006), RuntimeError("closed")])
def test_a_page_that_is_gone_when_it_is_refused_leaves_its_session_free(coach: Coach, gone: Exception | None) -> None:
    async def visit() -> tuple[Tab, Rooms]:
        rooms = Rooms(coach)
        rooms.ready.set()
        tab = Tab(['{"type": "start", "flow": "talk", "save": false, "pace": 1}', "nonsense"], gone)
        await Link(cast(Any, tab), rooms, "visitor").serve()
        room = rooms.find("visitor")
        assert room is not None
        assert not room.held
        await rooms.close()
        return tab, rooms

    tab, _ = asyncio.run(visit())
    assert tab.codes == [MALFORMED]
