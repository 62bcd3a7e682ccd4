"""What a person sees of a spoken session: the words as they come, and below them what the coach is doing.

`LiveView` draws three lines at the foot of a terminal; `PlainView` only ever adds lines, for a screen reader, a pipe or
a terminal that can't move its cursor; `Captions` is for recordings, with the time of each stage.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, Self

from voice_coach.conversation.events import Doing, LoopEvent
from voice_coach.core.audio import Samples
from voice_coach.surfaces.cli.common import console
from voice_coach.surfaces.cli.foot import changed, label, last_of, level, saving
from voice_coach.surfaces.help_note import NoteOnce

if TYPE_CHECKING:
    from rich.console import Console

    from voice_coach.conversation.session import Session

_WIPE = "\x1b[?25h\x1b[2J\x1b[3J\x1b[H"
"""The cursor is shown again: a live view hides it."""
_EVERY = 4
"""Frames from one drawing to the next: eight a second are enough for a meter."""
_WIDEST = 24
"""Columns of the meter where there is room."""


class View(Protocol):
    """Shows one spoken session while it is entered."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def __call__(self, event: LoopEvent) -> None:
        """Something happened."""

    def frame(self, samples: Samples, doing: Doing) -> None:
        """A frame was heard: float32 mono in [-1, 1], 16 kHz."""

    def devices(self, missing: tuple[str, ...]) -> None:
        """These of "microphone" and "speaker" are unplugged now. No frame comes while the microphone is."""


def view_of(out: Console, session: Session, plain: bool) -> View:
    """The view that this terminal can show."""
    return PlainView(out) if plain or not out.is_terminal or out.is_dumb_terminal else LiveView(out, session)


def wipe() -> None:
    """Clear the terminal, its scrollback too."""
    try:
        sys.stdout.write(_WIPE)
        sys.stdout.flush()
    except RuntimeError:  # Called by a signal in the middle of a drawing: past the buffer, which is lost.
        with suppress(OSError, ValueError):
            os.write(sys.stdout.fileno(), _WIPE.encode())


class PlainView:
    """Who said what, a line each; nothing is drawn twice, so that a screen reader says it once."""

    def __init__(self, out: Console) -> None:
        self._out, self._dated = out, NoteOnce()
        self._missing: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to take away."""

    def __call__(self, event: LoopEvent) -> None:
        if line := said(event):
            self._out.print(line, markup=False)
            date_lines(self._out, event, self._dated)

    def frame(self, samples: Samples, doing: Doing) -> None:
        """No meter."""

    def devices(self, missing: tuple[str, ...]) -> None:
        """A line for what went or came."""
        for line in changed(self._missing, missing):
            self._out.print(line, markup=False)
        self._missing = missing


class LiveView:
    """The conversation above; level, state, the words so far and what is saved below."""

    def __init__(self, out: Console, session: Session) -> None:
        from rich.live import Live

        self._out, self._session, self._dated = out, session, NoteOnce()
        self._partial, self._level, self._count = "", 0.0, 0
        self._doing: Doing = "listening"
        self._missing: tuple[str, ...] = ()
        # Streams are left alone: wiping must reach the terminal, not this view. No thread draws behind a panic.
        self._live = Live(console=out, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def __call__(self, event: LoopEvent) -> None:
        if self._blank():
            return
        if event.event == "partial":
            self._partial = event.text or ""
        elif line := said(event):
            if event.event == "final":
                self._partial = ""
            self._out.print(line, markup=False)
            date_lines(self._out, event, self._dated)
        elif event.event == "barge_in":
            self._out.print("(the coach stops: you are talking)", style="dim", markup=False)
        self._draw()

    def frame(self, samples: Samples, doing: Doing) -> None:
        """Draw the loudest of the last frames, and at once what has changed."""
        if self._blank():
            return
        self._level, self._count = max(self._level, level(samples)), self._count + 1
        if doing != self._doing or self._count % _EVERY == 0:
            self._doing = doing
            self._draw()
            self._level = 0.0

    def devices(self, missing: tuple[str, ...]) -> None:
        """A line for what went or came, and the state below says it for as long as it lasts."""
        if self._blank():
            return
        for line in changed(self._missing, missing):
            self._out.print(line, style="dim", markup=False)
        self._missing, self._level = missing, 0.0
        self._draw()

    def _blank(self) -> bool:
        """Whether the person cleared the session: then nothing is drawn any more, and what was is gone."""
        if self._session.cleared and self._live.is_started:
            self._partial = ""
            self._live.stop()
            wipe()
        return self._session.cleared

    def _draw(self) -> None:
        self._live.update(self._foot(), refresh=True)

    def _foot(self) -> Any:
        from rich.console import Group
        from rich.text import Text

        width, ascii_only = self._out.width, self._out.options.ascii_only
        on, off = ("#", "-") if ascii_only else ("█", "░")
        cells = max(1, min(_WIDEST, width - len("listening ") - 1))
        full = round(self._level * cells)
        top = Text.assemble(
            (f"{label(self._doing, self._missing):9} ", "bold"), (on * full, "green"), (off * (cells - full), "dim")
        )
        words = Text(last_of(f"… {self._partial}" if self._partial else "", width, ascii_only), style="italic")
        return Group(top, words, Text(last_of(saving(self._session), width, ascii_only), style="dim"))


def said(event: LoopEvent) -> str | None:
    """The line of an event that holds words."""
    who = {"final": "you:  ", "sentence": "coach:"}.get(event.event)
    return f"{who} {event.text}" if who else None


def date_lines(out: Console, event: LoopEvent, dated: NoteOnce) -> None:
    """Behind help lines, when their numbers were checked."""
    if event.event == "sentence" and (told := dated.behind(event.text or "")):
        out.print(told, style="dim", markup=False)


class Captions(PlainView):
    """Captions of a recording, with the time of each stage."""

    def __init__(self, out: Console | None = None) -> None:
        super().__init__(out or console())

    def __call__(self, event: LoopEvent) -> None:
        stamp = f"{event.t:6.1f}s"
        if line := said(event):
            self._out.print(f"{stamp}  {line}", markup=False)
            date_lines(self._out, event, self._dated)
        elif event.event == "first_audio" and isinstance(event.ms, dict):
            stages = "  ".join(f"{name} {ms:.0f}" for name, ms in event.ms.items())
            self._out.print(f"         ms: {stages}", style="dim", markup=False)
        elif event.event == "barge_in":
            self._out.print(f"{stamp}  (the coach stops: you are talking)", style="dim", markup=False)
