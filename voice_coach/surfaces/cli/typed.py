"""A session with the person's turns typed: from a file for programs, or at the keyboard."""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_coach.conversation.session import Session
from voice_coach.conversation.summary import Summary
from voice_coach.core.transcript import Transcript, Turn, sentences
from voice_coach.core.trend import Standing
from voice_coach.core.turn import Reply, Sentence, Spoken
from voice_coach.errors import InputError
from voice_coach.surfaces.cli import contract
from voice_coach.surfaces.cli.captions import wipe
from voice_coach.surfaces.cli.common import console, loading
from voice_coach.surfaces.cli.live import gone, panic_key
from voice_coach.surfaces.cli.view import print_score, print_turn
from voice_coach.surfaces.help_note import NoteOnce
from voice_coach.surfaces.weeks import after, standing_line


@dataclass(frozen=True)
class Line:
    """One turn of the record as a program sees it."""

    role: str
    text: str
    reply: Reply | None = None

    def to_json(self) -> dict[str, Any]:
        """{"role","text","kind"?,"citations"?,"reflections"?,"questions"?}"""
        raw: dict[str, Any] = {"role": self.role, "text": self.text}
        if self.reply:
            raw |= {
                "kind": self.reply.kind,
                "citations": list(self.reply.citations),
                "reflections": self.reply.reflections,
                "questions": self.reply.questions,
            }
        return raw


def typed_session(session: Session, texts: Iterator[str]) -> Iterator[Line]:
    """Every line of a session in order: the opening, then each typed text with its reply, until it closes."""
    for reply in session.opening():
        yield Line("coach", reply.text, reply)
    # Looked at before the next line is read: the summary must not wait behind an empty prompt.
    while not session.state.closed and (text := next(texts, None)) is not None:
        transcript = Transcript(text)
        yield Line("user", text)
        reply = session.reply(transcript)
        session.finish(transcript, reply, Spoken(tuple(s.text for s in reply.sentences)))
        yield Line("coach", reply.text, reply)


def from_file(coach: Any, session: Session, file: Path, as_json: bool) -> None:
    """A whole session from a file of {"text"} lines."""
    texts = list(_texts(file))
    with loading(("Opening the guide", coach.answerer.load), ("Reading the example phrases", coach.scorer.load)):
        lines = _record(typed_session(session, iter(texts)))
    lines += _run_out(session)
    session.end()
    summary = session.summary([Turn("user" if x.role == "user" else "coach", x.text) for x in lines])
    if as_json:
        found = after(coach, session)
        contract.write(session_json(lines, summary, session, found.standing if found else Standing(0)))
        return
    out, dated = console(), NoteOnce()
    for line in lines:
        print_turn(out, line.role, line.text, dated)
    _print_summary(coach, session, summary)


def _run_out(session: Session) -> list[Line]:
    """Nothing more comes, and the coach had not closed: a kind last word. None while danger is in view."""
    if session.cleared or session.state.closed or session.state.safety.gated:
        return []
    told = bool(session.state.said_by_user())
    text = session.tools.coach.say("close.run_out" if told else "close.unsaid")
    return [Line("coach", text, Reply("close", tuple(Sentence(s) for s in sentences(text)), closes=True))]


def _record(told: Iterator[Line]) -> list[Line]:
    """The lines that stay: what the person took back is not in the record."""
    lines: list[Line] = []
    for line in told:
        if line.reply and line.reply.forgets:
            lines.pop()  # The command itself.
            while lines and lines[-1].role == "coach":
                lines.pop()
            lines = lines[:-1]
        lines.append(line)
    return lines


def session_json(lines: list[Line], summary: Summary, session: Session, standing: Standing) -> dict[str, Any]:
    """The object of the contract for typed sessions."""
    return {
        "v": 1,
        "turns": [line.to_json() for line in lines],
        "summary": {
            "spoken": summary.spoken,
            **contract.score_json(summary.score),
            **contract.standing_json(standing),
        },
        "safety": contract.safety_json(session.state.safety),
    }


def interactive(coach: Any, session: Session) -> None:
    """At the keyboard. An empty line is silence; Ctrl-D ends with the summary."""
    with loading(("Opening the guide", coach.answerer.load), ("Reading the example phrases", coach.scorer.load)):
        pass
    out, dated = console(), NoteOnce()
    panic_key(session.clear)
    session.go_on()
    for line in typed_session(session, _keyboard(60 * coach.settings.lock_minutes)):
        if line.role == "coach" and not session.cleared:
            print_turn(out, line.role, line.text, dated)
    if session.cleared:
        return wipe()
    _print_summary(coach, session, session.summary())
    if sys.stdin is not None and sys.stdin.isatty():
        texts = _keyboard(60 * coach.settings.lock_minutes)
        _correct(coach, session, texts)
        _shall_be_kept(session, texts)
        if session.cleared:
            return wipe()
    session.end()


def _correct(coach: Any, session: Session, texts: Iterator[str]) -> None:
    """After the summary: a quote that was not meant so is struck or corrected, and the score follows."""
    out = console()
    while session.quotes or session.changed:
        out.print(
            "Not what you meant? A quote's number or words strike it; “2 = he thanks me” corrects it; “list”; “undo”;"
            " Enter ends.",
            style="dim",
        )
        text = next(texts, "").strip()
        if not text:
            return
        if session.unstrike() if text.lower() == "undo" else _changed(session, text):
            _print_summary(coach, session, session.summary())
        elif text.lower() == "undo":
            out.print("Nothing is struck.")
        else:
            _print_quotes(session)


def _changed(session: Session, text: str) -> bool:
    """Strike a quote, given by its number or some of its words, or put what follows a "=" in its place.

    False where no quote is meant.
    """
    which, _, words = (part.strip() for part in text.partition("="))
    numbered = dict(enumerate(session.quotes, 1))
    quote = numbered.get(int(which)) if which.isdecimal() else session.pointed_at(which)
    if quote is None:
        return False
    if words:
        session.correct(quote, words)
    return bool(words) or session.strike(quote.quote)


def _print_quotes(session: Session) -> None:
    """The quotes with their numbers. Under a sign of danger none is shown: someone else may see the screen."""
    out = console()
    if session.state.safety.gated or not session.quotes:
        out.print("No quote has these words.")
        return
    out.print("Which one? Type its number, or some of its words.")
    for number, quote in enumerate(session.quotes, 1):
        out.print(f"  {number}  “{quote.quote}”", markup=False, highlight=False)


def _shall_be_kept(session: Session, texts: Iterator[str]) -> None:
    """The last question. Enter keeps it."""
    question = session.keep_question()
    if question is not None:
        console().print(f"coach: {question.text}", markup=False)
        said = next(texts, "").strip()
        if said and (reply := session.keep_answer(said)).sentences:
            console().print(f"coach: {reply.text}", markup=False)


def _print_summary(coach: Any, session: Session, summary: Summary) -> None:
    out = console()
    out.print(f"\n{summary.spoken}\n", markup=False)
    print_score(out, summary.score, coach.scorer.signals, standing_line(coach, session))


def _keyboard(lock_after: float) -> Iterator[str]:
    """What is typed, until Ctrl-D. `lock_after` seconds without a line wipe the screen and end the process."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # A byte that is no text must not end a session.
    while sys.stdin is not None:
        lock = threading.Timer(lock_after, gone)
        lock.daemon = True
        lock.start()
        try:
            text = input("you: ")
        except EOFError:
            print()
            return
        finally:
            lock.cancel()
        yield text


def _texts(file: Path) -> Iterator[str]:
    for number, line in enumerate(contract.text_of_file(file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            raise InputError(f'{file}, line {number}: not JSON. Each line is {{"text": "…"}}.') from None
        if not isinstance(item, dict):
            raise InputError(f'{file}, line {number}: each line is {{"text": "…"}}.')
        try:
            yield contract.text_of(item, empty=True)
        except InputError as failure:
            raise type(failure)(f"{file}, line {number}: {failure}.") from None
