"""What is sent to the servers on loopback: requests and sockets of the voice page, and Home Assistant's protocol."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from evals.fuzz.texts import mutated, text, value

MARK = "quittenmarmelade"
"""A word of the person in what is sent; no log may hold it."""
HOST, COOKIE = b"{host}", b"{cookie}"
"""Stand in a request for what is known once the server runs."""

Way = Literal["requests", "socket", "wyoming", "speaker", "skill"]


@dataclass(frozen=True)
class Visit:
    """One caller: what it sends, in order."""

    way: Way
    sent: tuple[bytes | str, ...]
    whole: bool = True
    """Whether every part is as the protocol wants it, so that an answer must come."""


_ORDERS: tuple[dict[str, Any], ...] = (
    {"do": "list", "skip": 0},
    {"do": "search", "words": "dinner"},
    {"do": "show", "id": "a"},
    {"do": "strike", "id": "a", "quote": "he"},
    {"do": "amend", "id": "a", "turn": 1, "text": "she"},
    {"do": "undo", "id": "a"},
    {"do": "delete", "id": "a"},
    {"do": "export", "format": "json"},
    {"do": "trend", "about": "default"},
    {"do": "trend_on", "about": "default"},
)
_WISHES: tuple[dict[str, Any], ...] = (
    {"do": "read"},
    {"do": "set", "values": {"country": "GB", "pace": 1.1}},
    {"do": "set", "values": {"save": True, "captions": "large"}},
    {"do": "unlock", "passphrase": "x"},
)
_GOTTEN = ("/", "/blank", "/alive", "/health", "/static/page.js", "/static/../app.py", "/nothing", "/socket", "/%00")
_MESSAGES: tuple[dict[str, Any], ...] = (
    *({"type": "start", "flow": flow, "save": flow == "talk", "pace": 1.0} for flow in ("ask", "talk", "checkin")),
    *({"type": name} for name in ("resume", "released", "finish", "leave", "forget", "panic")),
    {"type": "played", "epoch": 0, "samples": 2_400},
    {"type": "strike", "quote": ""},
    {"type": "strike", "quote": "he"},
    {"type": "pace", "pace": 1.2},
)
_SOUND = {"rate": 16_000, "width": 2, "channels": 1}
_EVENTS: tuple[tuple[str, dict[str, Any]], ...] = (
    *((name, {}) for name in ("describe", "ping", "audio-stop", "synthesize-start", "synthesize-stop", "nothing")),
    ("transcribe", {"language": "en"}),
    ("audio-start", _SOUND),
    ("audio-chunk", _SOUND),
    ("transcript", {"text": "", "language": "en", "context": {"conversation_id": "kitchen"}}),
    ("synthesize", {"text": ""}),
    ("synthesize-chunk", {"text": ""}),
)


def said(random: Random) -> str:
    """A text with the word that no log may hold."""
    return f"{text(random)} {MARK}"


def bent(random: Random, right: dict[str, Any]) -> dict[str, Any]:
    """An object with words of the person in it, and now and then with something else than is wanted."""
    found = {name: said(random) if isinstance(old, str) and name in _WORDS else old for name, old in right.items()}
    for name in list(found):
        if random.random() < 0.15:
            found[name] = value(random)
    if random.random() < 0.1:
        found[random.choice((MARK, "v", "data"))] = value(random)
    return found


_WORDS = ("words", "quote", "text", "passphrase", "about")


def requests(random: Random) -> Visit:
    """A few requests, most of them by someone who may enter."""
    whole = random.random() < 0.7
    made = [_request(random) for _ in range(random.choice((1, 3)))]
    return Visit("requests", tuple(made if whole else [mutated(raw, random) for raw in made]), whole)


def _request(random: Random) -> bytes:
    kind = random.randrange(5)
    if kind == 0:
        return _raw("GET", random.choice(_GOTTEN), b"")
    if kind == 1:
        body = random.choice((said(random).encode("utf-8", "replace"), random.randbytes(600)))
        return _raw("POST", random.choice(("/enter", "/panic", "/journal", "/settings", "/")), body)
    path, known = ("/journal", _ORDERS) if kind < 4 else ("/settings", _WISHES)
    body = json.dumps(bent(random, random.choice(known))).encode()
    return _raw("POST", path, mutated(body, random) if random.random() < 0.2 else body)


def _raw(method: str, path: str, body: bytes) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {len(body)}\r\n".encode()
    return head + b"Host: " + HOST + b"\r\nOrigin: http://" + HOST + b"\r\nCookie: " + COOKIE + b"\r\n\r\n" + body


def socket(random: Random) -> Visit:
    """A tab: sound and messages, right ones and others."""
    sent: list[bytes | str] = [json.dumps(_MESSAGES[random.randrange(3)])] if random.random() < 0.8 else []
    for _ in range(random.choice((1, 4, 20))):
        kind = random.randrange(8)
        if kind < 4:
            sent += [_loud(random)] * random.choice((1, 8, 40))
        elif kind < 7:
            sent.append(json.dumps(bent(random, random.choice(_MESSAGES)) if kind == 4 else random.choice(_MESSAGES)))
        else:
            sent.append(random.choice((said(random), random.randbytes(random.choice((0, 7, 1_024, 9_000))))))
    return Visit("socket", tuple(s.encode("utf-8", "replace").decode() if isinstance(s, str) else s for s in sent))


def _loud(random: Random) -> bytes:
    return random.choice((bytes(1_024), b"\x00\x30\x00\xd0" * 256, random.randbytes(1_024)))


def wyoming(random: Random) -> Visit:
    """Events in any order; about half of the callers break the protocol."""
    whole = random.random() < 0.5
    events = [_event(random, *random.choice(_EVENTS)) for _ in range(random.choice((1, 3, 12)))]
    if whole:
        return Visit("wyoming", tuple(events))
    broken = random.choice((mutated(b"".join(events), random), random.randbytes(200), line_of(random)))
    return Visit("wyoming", (broken,), whole=False)


def line_of(random: Random) -> bytes:
    """A header that lies about what follows."""
    lie = random.choice((-1, 10**30, True, "9", 2**20, 1.5))
    header = {"type": random.choice(_EVENTS)[0], random.choice(("data_length", "payload_length")): lie}
    return json.dumps(header).encode() + b"\n" + said(random).encode("utf-8", "replace")


def _event(random: Random, name: str, right: dict[str, Any]) -> bytes:
    data = json.dumps(bent(random, right)).encode()
    payload = _loud(random) * random.choice((1, 30)) if name == "audio-chunk" else b""
    header = {"type": name, "data_length": len(data), "payload_length": len(payload)}
    return json.dumps(header).encode() + b"\n" + data + payload


def speaker(random: Random) -> Visit:
    """What a skill hands on: words, one after the other, from one place."""
    begun = random.choice(("let's talk", "start my check-in", "what is reciprocity"))
    return Visit("speaker", (begun, *(said(random) for _ in range(random.choice((1, 4))))))


def skill(random: Random) -> Visit:
    """The same to OpenVoiceOS itself."""
    begun = random.choice(("let's talk", "start my check-in", "ask my coach what is reciprocity"))
    return Visit("skill", (begun, *(said(random) for _ in range(random.choice((0, 2))))))


VISITS: dict[str, Callable[[Random], Visit]] = {
    "voice page, requests": requests,
    "voice page, socket": socket,
    "wyoming": wyoming,
    "speaker (what a skill hands on)": speaker,
    "OpenVoiceOS": skill,
}
NEEDS = {
    "voice page, requests": ("starlette", "wyoming"),
    "voice page, socket": ("starlette", "wyoming"),
    "wyoming": ("starlette", "wyoming"),
    "OpenVoiceOS": ("ovoscope", "ovos_workshop"),
}
"""Packages of an entrance that may not be there; the servers run as one process."""
