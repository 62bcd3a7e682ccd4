"""The view of a live session on terminals of every kind: nothing too wide, words with or without colour, no trace."""

from __future__ import annotations

import io
import re
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from voice_coach.conversation.events import LoopEvent
from voice_coach.conversation.session import Session
from voice_coach.core.audio import FRAME, Samples, silence
from voice_coach.core.transcript import Transcript
from voice_coach.surfaces.cli.captions import LiveView, PlainView, last_of, level, saving, view_of

CODE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
LOUD = np.full(FRAME, 0.3, np.float32)
WORDS = "I always plan everything and then he cancels on the day, and I am the one who says sorry"


class Screen(io.StringIO):
    """A terminal of a given encoding."""

    encoding = "utf-8"


class Latin(Screen):
    encoding = "latin-1"


def terminal(width: int = 80, file: io.StringIO | None = None, **more: str) -> tuple[Console, io.StringIO]:
    file = file or Screen()
    environment = {"TERM": "xterm-256color", **more}
    return Console(file=file, force_terminal=True, width=width, highlight=False, _environ=environment), file


@pytest.fixture
def session(make_coach: object) -> Session:
    return cast(Session, make_coach().session("talk"))  # type: ignore[operator]


def event(name: str, text: str | None = None) -> LoopEvent:
    return LoopEvent(1.0, 1.0, 1, name, text)


def a_turn(view: LiveView) -> None:
    for _ in range(8):
        view.frame(LOUD, "listening")
    view(event("partial", WORDS))
    view.frame(silence(0.032), "thinking")
    view(event("final", WORDS))
    view(event("sentence", "You do the planning, he cancels, and somehow you're the one saying sorry."))
    view.frame(silence(0.032), "speaking")


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_all_is_there(session: Session, width: int) -> None:
    out, file = terminal(width)
    with LiveView(out, session) as view:
        a_turn(view)
    lines = [line for part in CODE.sub("\n", file.getvalue()).splitlines() for line in part.split("\r")]
    assert max(map(cell_len, lines)) <= width
    shown = " ".join(" ".join(lines).split())
    for word in ("listening", "thinking", "speaking", "█", "░", "words will be saved", "you:", "coach:"):
        assert word in shown


def test_the_words_so_far_are_shown_by_their_end(session: Session) -> None:
    out, file = terminal(40)
    with LiveView(out, session) as view:
        view(event("partial", WORDS))
    assert "the one who says sorry" in CODE.sub("", file.getvalue())
    assert "I always plan" not in file.getvalue()


def test_without_colour_no_colour_is_used_and_the_state_is_still_a_word(session: Session) -> None:
    out, file = terminal(NO_COLOR="1")
    with LiveView(out, session) as view:
        a_turn(view)
    colours = [c for c in re.findall(r"\x1b\[([0-9;]*)m", file.getvalue()) if re.search(r"\b(3[0-7]|9[0-7]|38)\b", c)]
    assert not colours
    assert "thinking" in file.getvalue()


def test_a_terminal_without_blocks_gets_plain_signs(session: Session) -> None:
    out, file = terminal(40, Latin())
    with LiveView(out, session) as view:
        view.frame(LOUD, "speaking")
        view(event("partial", WORDS))
    assert "#" in file.getvalue()
    file.getvalue().encode("latin-1")


def test_plain_says_each_thing_once_and_moves_no_cursor(session: Session) -> None:
    out, file = terminal()
    view = view_of(out, session, plain=True)
    assert isinstance(view, PlainView)
    with view:
        for _ in range(20):
            view.frame(LOUD, "listening")
        view(event("partial", "I always"))
        view(event("final", "I always plan."))
        view(event("sentence", "That sounds lonely."))
    assert file.getvalue() == "you:   I always plan.\ncoach: That sounds lonely.\n"


def test_a_dumb_terminal_and_a_pipe_are_plain_by_themselves(session: Session) -> None:
    dumb, _ = terminal(TERM="dumb")
    pipe = Console(file=io.StringIO(), width=80, _environ={"TERM": "xterm"})
    assert all(isinstance(view_of(out, session, False), PlainView) for out in (dumb, pipe))
    assert isinstance(view_of(terminal()[0], session, False), LiveView)


def test_clearing_wipes_the_screen_and_nothing_is_drawn_after_it(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, file = terminal()
    monkeypatch.setattr("sys.stdout", file)
    with LiveView(out, session) as view:
        a_turn(view)
        session.clear()
        view.frame(LOUD, "listening")
        view(event("final", WORDS))
        view(event("partial", WORDS))
    _, wiped, after = file.getvalue().rpartition("\x1b[2J\x1b[3J\x1b[H")
    assert wiped
    assert CODE.sub("", after).strip() == ""


def test_what_is_saved_is_told_as_it_is(session: Session, make_coach: object) -> None:
    assert saving(session) == "your words will be saved"
    reply = session.reply(Transcript("He cancels all the time."))
    assert reply.sentences
    coach = make_coach()  # type: ignore[operator]
    assert saving(coach.session("talk", save=False)) == "nothing will be saved"
    assert saving(coach.session("ask")) == "nothing is saved"
    session.let_go()
    assert saving(session) == "nothing will be saved"


@given(st.text(max_size=80), st.integers(4, 60))
def test_the_end_of_a_text_fits(text: str, width: int) -> None:
    assert cell_len(last_of(text, width)) <= width


@given(st.floats(0.0, 1.0, width=32), st.floats(0.0, 1.0, width=32))
def test_louder_is_never_lower_on_the_meter(one: float, other: float) -> None:
    def of(amplitude: float) -> float:
        frame: Samples = np.full(FRAME, amplitude, np.float32)
        return level(frame)

    low, high = sorted((one, other))
    assert 0.0 <= of(low) <= of(high) <= 1.0


def test_a_device_that_is_unplugged_is_told_once_and_stays_in_sight(session: Session) -> None:
    out, file = terminal()
    with LiveView(out, session) as view:
        view.devices(("microphone",))
        without = CODE.sub("", file.getvalue())
        view.devices(("microphone", "speaker"))
        view.devices(())
        view.frame(LOUD, "speaking")
        back = CODE.sub("", file.getvalue())[len(without) :]
    assert "the microphone is gone" in without
    assert "no mic" in without
    assert back.count("is gone") == 1, "only what changed is told"
    assert "the microphone is back" in back
    assert "the speaker is back" in back
    assert "speaking" in back


def test_without_a_speaker_the_coach_writes(session: Session) -> None:
    out, file = terminal(width=24)
    with LiveView(out, session) as view:
        view.devices(("speaker",))
        view.frame(silence(0.032), "speaking")
    assert "writing" in CODE.sub("", file.getvalue())


def test_plain_lines_tell_what_is_unplugged_too() -> None:
    out, file = terminal(width=100)
    view = PlainView(out)
    for missing in ((), ("speaker",), ("speaker",), ()):
        view.devices(missing)
    gone, back = CODE.sub("", file.getvalue()).splitlines()
    assert "the speaker is gone" in gone
    assert back.startswith("(the speaker is back")
