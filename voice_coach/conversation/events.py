"""What the spoken loop tells, and the clock it runs on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

from voice_coach.ports import Transport

Doing = Literal["listening", "thinking", "speaking"]
P = ParamSpec("P")
T = TypeVar("T")
Milliseconds = float | dict[str, float] | None


@dataclass(frozen=True)
class LoopEvent:
    """One line of the events file."""

    t: float
    """Seconds of input heard."""
    wall: float
    """Seconds since the first frame."""
    turn: int
    event: str
    text: str | None = None
    ms: Milliseconds = None

    def to_json(self) -> dict[str, Any]:
        """The object of the contract, without the fields that do not apply."""
        raw: dict[str, Any] = {"v": 1, "t": self.t, "wall": self.wall, "turn": self.turn, "event": self.event}
        if self.text is not None:
            raw["text"] = self.text
        if self.ms is not None:
            raw["ms"] = self.ms
        return raw


class Say(Protocol):
    """Tells an event: its name, its text, its milliseconds."""

    def __call__(self, event: str, text: str | None = None, ms: Milliseconds = None) -> None:
        """Now."""


class HeldTransport(Transport, Protocol):
    """A transport that can stop its clock while the coach thinks, and that may come to an end."""

    @property
    def ended(self) -> bool:
        """Whether the input is over (silence is fed from then on)."""

    @property
    def muted(self) -> float:
        """Seconds for which the microphone has given nothing at all, not even the noise of a room."""

    def hold(self) -> None:
        """Stop the clock, if it is ours."""

    def release(self) -> None:
        """Let it run again."""

    def stop(self) -> None:
        """End `frames()`."""


class Think(Protocol):
    """Where what touches the session is done: in any thread, or in one that sessions share."""

    def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """What `work` returns."""


class Held:
    """While inside, a clock that is ours stands still."""

    def __init__(self, transport: HeldTransport) -> None:
        self._transport = transport

    def __enter__(self) -> None:
        self._transport.hold()

    def __exit__(self, *_: object) -> None:
        self._transport.release()
