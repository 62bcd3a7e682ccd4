"""Events of the Wyoming protocol, read and written within limits.

The library's own reader takes a payload of any length, waits for ever and drops a long header without a word.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

from wyoming.event import Event, async_write_event

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    header: int = 64 * 1024
    """One JSON line; Home Assistant's own limit."""
    data: int = 256 * 1024
    """The JSON behind it: a turn of 20,000 characters of any script, escaped, fits."""
    payload: int = 1024 * 1024
    """32 seconds of 16 kHz sound; Home Assistant sends 2 kB at a time."""
    idle: float = 60.0
    """Between two events of a client."""
    body: float = 10.0
    """For data and payload once their header is there, and for a client to take what is sent to it."""


class Refused(Exception):
    """What a client sent breaks a limit or the protocol. It is told why, and the connection ends."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


async def read_event(reader: asyncio.StreamReader, limits: Limits) -> Event | None:
    """The next event; None where the client is gone or says nothing for too long. Raises Refused."""
    try:
        line = await _within(reader.readuntil(b"\n"), limits.idle)
    except (asyncio.LimitOverrunError, ValueError):
        raise Refused("too-large", f"a header is at most {limits.header} bytes.") from None
    except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
        return None
    header = _object(line)
    data_length = _length(header, "data_length", limits.data)
    payload_length = _length(header, "payload_length", limits.payload)
    try:
        data = await _within(reader.readexactly(data_length), limits.body)
        payload = await _within(reader.readexactly(payload_length), limits.body)
    except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
        return None
    kind, values = header.get("type"), header.get("data") or {}
    if not isinstance(kind, str) or not isinstance(values, dict):
        raise Refused("bad-event", "an event has a type, and its data is an object.")
    return Event(kind, {**values, **_object(data)} if data else values, payload or None)


async def write_event(event: Event, writer: asyncio.StreamWriter, limits: Limits) -> None:
    """Send an event. Raises ConnectionError where the client is gone or does not take it."""
    try:
        await _within(async_write_event(event, writer), limits.body)
    except TimeoutError:
        raise ConnectionError("the client takes nothing") from None


async def _within(waiting: Awaitable[T], seconds: float) -> T:
    async with asyncio.timeout(seconds):
        return await waiting


def _object(text: bytes) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise Refused("bad-event", "that is not the Wyoming protocol: a JSON object is expected.")
    return read


def _length(header: dict[str, Any], name: str, most: int) -> int:
    length = header.get(name) or 0
    if not isinstance(length, int) or isinstance(length, bool) or length < 0:
        raise Refused("bad-event", f"{name} is a number of bytes.")
    if length > most:
        raise Refused("too-large", f"{name} is at most {most}.")
    return length
