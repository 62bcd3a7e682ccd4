"""What a page may send beside sound, checked to the letter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast, get_args

from voice_coach.core.state import Flow
from voice_coach.core.turn import Voice
from voice_coach.surfaces.web.limits import TEXT


class Malformed(ValueError):
    """Not one of the messages below."""


@dataclass(frozen=True)
class Start:
    """Begin a session; an open one is ended."""

    flow: Flow
    save: bool
    voice: Voice


@dataclass(frozen=True)
class Resume:
    """Go on with the open session in this tab; another tab that holds it is told."""


@dataclass(frozen=True)
class Played:
    """How much of the coach's sound was heard."""

    epoch: int
    samples: int
    """Since the beginning of the epoch, at 24 kHz."""


@dataclass(frozen=True)
class Released:
    """Push-to-talk: the person let go of the control, and has finished."""


@dataclass(frozen=True)
class Finish:
    """End the session with its summary."""


@dataclass(frozen=True)
class Leave:
    """The summary was read: let go of the session. What the journal kept stays."""


@dataclass(frozen=True)
class Forget:
    """Do not keep this session."""


@dataclass(frozen=True)
class Strike:
    """Take a quote back; empty: give the last one back."""

    quote: str


@dataclass(frozen=True)
class Pace:
    """Speak so much faster than the voice's own pace."""

    voice: Voice


@dataclass(frozen=True)
class Panic:
    """Forget this session at once."""


Message = Start | Resume | Played | Released | Finish | Leave | Forget | Strike | Pace | Panic
_BARE: dict[str, Message] = {
    "resume": Resume(),
    "released": Released(),
    "finish": Finish(),
    "leave": Leave(),
    "forget": Forget(),
    "panic": Panic(),
}
_FLOWS = get_args(Flow)


def parse(text: str) -> Message:
    """One message. Raises Malformed, which quotes nothing of it."""
    if len(text) > TEXT:
        raise Malformed("too long")
    raw = object_of(text)
    kind = raw.pop("type", None)
    if not isinstance(kind, str):
        raise Malformed("no type")
    if kind in _BARE and not raw:
        return _BARE[kind]
    if kind == "start" and set(raw) == {"flow", "save", "pace"}:
        if raw["flow"] not in _FLOWS or not isinstance(raw["save"], bool):
            raise Malformed("not a start")
        return Start(cast(Flow, raw["flow"]), raw["save"], _voice(raw["pace"]))
    if kind == "played" and set(raw) == {"epoch", "samples"}:
        return Played(_count(raw["epoch"]), _count(raw["samples"]))
    if kind == "strike" and set(raw) == {"quote"} and isinstance(raw["quote"], str):
        return Strike(raw["quote"])
    if kind == "pace" and set(raw) == {"pace"}:
        return Pace(_voice(raw["pace"]))
    raise Malformed("unknown")


def object_of(text: str) -> dict[str, Any]:
    """The JSON object that a text is. Raises Malformed."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(raw, dict):
        raise Malformed("not an object")
    return raw


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**40:
        raise Malformed("not a count")
    return value


def _voice(pace: Any) -> Voice:
    if not isinstance(pace, int | float) or isinstance(pace, bool) or not 0.55 <= pace <= 1.8:
        raise Malformed("not a pace")
    return Voice(pace=float(pace))
