"""Spoken sessions: on the microphone, or from a recording as if it were one."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.conversation.warming import warm
from voice_coach.core.audio import Samples
from voice_coach.errors import StorageError
from voice_coach.surfaces.cli.captions import Captions, View, view_of, wipe
from voice_coach.surfaces.cli.common import console, loading
from voice_coach.surfaces.cli.contract import as_line
from voice_coach.surfaces.cli.view import print_score
from voice_coach.surfaces.recording import Recording
from voice_coach.surfaces.wav import WavWriter
from voice_coach.surfaces.weeks import standing_line

if TYPE_CHECKING:
    from voice_coach.conversation.session import Session

Emit = Callable[[LoopEvent], None]


def from_recording(
    coach: Any,
    session: Session,
    recording: Path,
    out: Path | None,
    events: Path | None,
    realtime: bool,
    plain: bool = False,
) -> None:
    """Run a session on a recording; replies go to `out`, events to `events`.

    At the speed of a microphone it is seen as a live session is; else as lines with their times.
    """
    blocks = _first_block_checked(coach.reader.read(recording))
    load(coach, warmed=realtime)
    with ExitStack() as open_files:
        write: Callable[[Samples], None] = lambda samples: None  # noqa: E731
        if out:
            write = open_files.enter_context(WavWriter(out)).write
        to_file = open_files.enter_context(event_file(events)) if events else None
        screen = console()
        view: View = view_of(screen, session, plain) if plain or (realtime and screen.is_terminal) else Captions()
        screen.print(f"coach: {session.opening()[0].text}", style="dim", markup=False)
        transport = Recording(blocks, write, realtime)
        loop = TurnLoop(session, coach.vad, coach.transcriber, coach.voice, transport, _fan_out(to_file, view))
        loop.watch = view.frame
        if realtime:
            loop.prepare = coach.voice.remember
        panic_key(session.clear)
        with view:
            asyncio.run(loop.run())
    if session.cleared:
        return wipe()
    session.end()
    _close(coach, session, recording)


def converse(coach: Any, session: Session, plain: bool = False) -> None:
    """Talk on the microphone until the person says stop, or Ctrl-C; then the summary. `plain`: lines only."""
    device = coach.engine("audio")
    load(coach, warmed=True)
    device.load()
    if with_summary := session.flow != "ask":
        session.go_on()
    opening = session.opening()
    out = console()
    out.print(
        "Listening. Say “stop” or press Ctrl-C to end, Ctrl-\\ to clear everything at once.", style="dim", markup=False
    )
    for reply in opening:
        out.print(f"coach: {reply.text}", markup=False)
        say_aloud(coach, [s.text for s in reply.sentences])
    panic_key(session.clear)
    view = view_of(out, session, plain)
    transport = device.transport()
    transport.notice = view.devices
    loop = TurnLoop(
        session,
        coach.vad,
        coach.transcriber,
        coach.voice,
        transport,
        view,
        with_summary,
        idle_limit=60 * coach.settings.lock_minutes,
        prepare=coach.voice.remember,
        watch=view.frame,
    )
    with view:
        asyncio.run(loop.run())
    if session.cleared:
        return wipe()
    session.end()
    if with_summary:
        print_score(out, session.summary().score, coach.scorer.signals, standing_line(coach, session))


def say_aloud(coach: Any, lines: Sequence[str]) -> None:
    """Play sentences on the speaker. Raises DeviceError where there is none."""
    coach.engine("audio").play(chunk for line in lines for chunk in coach.voice.synthesize(line))


def gone(*_: object) -> None:
    """Wipe the screen and end the process at once: speech stops, and what was in memory is gone with it."""
    wipe()
    os._exit(0)


def panic_key(forget: Callable[[], object] = lambda: None) -> None:
    """Ctrl-\\ wipes the screen, forgets the session and ends the process, at once and in this order."""

    def now(*_: object) -> None:
        wipe()
        with suppress(Exception):
            forget()
        gone()

    if hasattr(signal, "SIGQUIT"):
        signal.signal(signal.SIGQUIT, now)


def load(coach: Any, warmed: bool = False) -> None:
    """Open everything a spoken session needs, under a progress bar; `warmed`: and use it once."""
    steps = [
        ("Opening the voice", coach.synthesizer.load),
        ("Opening the ear", coach.transcriber.load),
        ("Opening the guide", coach.answerer.load),
        ("Reading the example phrases", coach.scorer.load),
        *([("Warming up", lambda: warm(coach))] if warmed else []),
    ]
    with loading(*steps):
        pass


@contextmanager
def event_file(path: Path) -> Iterator[Emit]:
    """Events as JSON Lines in a file only its owner may read: it holds words, because it was asked for."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as failure:
        raise StorageError(f"{path} can't be written: {failure.strerror}. Choose another place.") from None
    # Unbuffered: each event is there at once, and a full disk has nothing left to fail on at the end.
    with os.fdopen(handle, "wb", buffering=0) as file:

        def emit(event: LoopEvent) -> None:
            line = (as_line(event.to_json()) + "\n").encode()
            try:
                while line:
                    line = line[file.write(line) :]
            except OSError as failure:
                raise StorageError(f"{path} can't be written: {failure.strerror}.") from None

        if path.is_file():
            os.chmod(path, 0o600)
        yield emit


def _fan_out(*targets: Emit | None) -> Emit:
    kept = [target for target in targets if target]

    def emit(event: LoopEvent) -> None:
        for target in kept:
            target(event)

    return emit


def _first_block_checked(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """Read the first block now, so that a file that is no sound fails before anything is loaded or written."""
    first = next(blocks)

    def rest() -> Iterator[Samples]:
        yield first
        yield from blocks

    return rest()


def _close(coach: Any, session: Session, recording: Path) -> None:
    if not session.state.said_by_user():
        print(f"{recording}: I didn't hear anything.", file=sys.stderr)
        return
    if session.flow != "ask":
        print_score(console(), session.summary().score, coach.scorer.signals, standing_line(coach, session))
