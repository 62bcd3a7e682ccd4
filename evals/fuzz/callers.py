"""Callers of the servers: each sends what its visit holds, takes what comes back, and says what was wrong with it."""

from __future__ import annotations

import contextlib
import io
import json
import socket as sockets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.fuzz.house import WRONG, Door
from evals.fuzz.visits import COOKIE, HOST, MARK, Visit

PATIENCE = 20.0
"""Seconds for a server to answer, or to hang up on what it can't take."""
_LISTENS = 0.5
"""Seconds for which a tab takes what it is told."""
_INSIDE = "went wrong inside"
_INTERNAL = 1011
"""The code of a socket that is closed because the server failed."""


@dataclass
class Callers:
    """All callers of one process. Engines and connections of its own are kept from one visit to the next."""

    folder: Path
    _read: dict[str, int] = field(default_factory=dict)
    """How much of a log was read."""
    _kept: dict[str, Any] = field(default_factory=dict)

    def visit(self, given: Visit, door: Door | None) -> str:
        """What was wrong; empty when nothing was. Holds no words of the visit."""
        heard = io.StringIO()
        try:
            with contextlib.redirect_stderr(heard):
                problem = self._ways()[given.way](given, door)
        except TimeoutError:
            return f"no end within {PATIENCE:.0f} s"
        except ConnectionRefusedError:
            return "nobody listens any more"
        return problem or _said_wrong(heard.getvalue() + self._logged(door))

    def close(self) -> None:
        """Let go of what was kept."""
        for kept in self._kept.values():
            kept.close()

    def _ways(self) -> dict[str, Callable[[Visit, Any], str]]:
        return {
            "requests": _requests,
            "socket": _socket,
            "wyoming": _wyoming,
            "speaker": lambda given, _: self._speaker(given),
            "skill": lambda given, _: self._skill(given),
        }

    def _logged(self, door: Door | None) -> str:
        if door is None:
            return ""
        with open(door.log, "rb") as log:
            log.seek(self._read.get(door.log, 0))
            new = log.read()
            self._read[door.log] = log.tell()
        return new.decode("utf-8", "replace")

    def _speaker(self, given: Visit) -> str:
        from voice_coach.app import build
        from voice_coach.config import Paths, load_settings
        from voice_coach.errors import VoiceCoachError
        from voice_coach.surfaces.ovos.talks import Talks
        from voice_coach.surfaces.speaker.conversations import key_of

        if "speaker" not in self._kept:
            where = Paths.inside(self.folder / "speaker")
            self._kept["speaker"] = Talks(build(load_settings(where), where), sessions=True)
        talks, key = self._kept["speaker"], key_of("kitchen")
        for words in map(_plain, given.sent):
            try:
                if talks.is_for_the_coach(words, key) or not talks.open(key):
                    talks.say(words, key, "en-US")
                talks.month()
            except VoiceCoachError as failure:
                if MARK in str(failure):
                    return "a failure quotes the person"
        return ""

    def _skill(self, given: Visit) -> str:
        from evals.fuzz.skill import Skill

        if "skill" not in self._kept:
            self._kept["skill"] = Skill(self.folder / "ovos")
        for words in map(_plain, given.sent):
            self._kept["skill"].hear(words)
        return ""


def _plain(sent: bytes | str) -> str:
    return sent if isinstance(sent, str) else sent.decode("utf-8", "replace")


def _said_wrong(log: str) -> str:
    """What a log holds that it may not."""
    if MARK in log:
        return "a word of the person is in the log"
    lines = [line for line in log.splitlines() if any(word in line for word in WRONG)]
    return f"the log says: {lines[0][:90]}" if lines else ""


def _requests(given: Visit, door: Door) -> str:
    host, cookie = f"127.0.0.1:{door.page}".encode(), door.cookie.encode()
    for raw in given.sent:
        assert isinstance(raw, bytes)
        answer = _exchanged(door.page, raw.replace(HOST, host).replace(COOKIE, cookie), half=not given.whole)
        status = answer[9:12].decode("ascii", "replace")
        if given.whole and not status.isdigit():
            return "a whole request had no answer"
        if status == "500" or b"Traceback" in answer:
            return f"a request was answered with {status}"
    return ""


def _wyoming(given: Visit, door: Door) -> str:
    raw = b"".join(part for part in given.sent if isinstance(part, bytes))
    answer = _exchanged(door.wyoming, raw, half=True)
    return "an event went wrong inside" if _INSIDE.encode() in answer else ""


def _exchanged(port: int, raw: bytes, half: bool) -> bytes:
    """Send it, take all that comes until the server hangs up. `half`: say that nothing more will be sent."""
    until, answer = time.monotonic() + PATIENCE, b""
    with (
        sockets.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line,
        contextlib.suppress(ConnectionError),  # It hung up on us: that is its right.
    ):
        line.sendall(raw)
        if half:
            line.shutdown(sockets.SHUT_WR)
        while (left := until - time.monotonic()) > 0:
            line.settimeout(left)
            piece = line.recv(65_536)
            if not piece:
                return answer
            answer += piece
        raise TimeoutError
    return answer


def _socket(given: Visit, door: Door) -> str:
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect

    host = f"127.0.0.1:{door.page}"
    headers = {"Origin": f"http://{host}", "Cookie": door.cookie}
    began, told = time.monotonic(), list[str | bytes]()
    with connect(
        f"ws://{host}/socket",
        additional_headers=headers,
        compression=None,
        proxy=None,
        open_timeout=PATIENCE,
        close_timeout=PATIENCE,
    ) as tab:
        try:
            for message in given.sent:
                tab.send(message)
            until = time.monotonic() + _LISTENS
            while time.monotonic() < until:
                with contextlib.suppress(TimeoutError):
                    told.append(tab.recv(timeout=0.2))
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code == _INTERNAL:
                return "the socket was closed as failed"
    if time.monotonic() - began > PATIENCE:
        raise TimeoutError
    return _troubled(told)


def _troubled(told: list[str | bytes]) -> str:
    events = [json.loads(message) for message in told if isinstance(message, str)]
    wrong = [event for event in events if event.get("event") == "trouble" and _INSIDE in event.get("text", "")]
    return f"a session {wrong[0]['text'][-70:]}" if wrong else ""
