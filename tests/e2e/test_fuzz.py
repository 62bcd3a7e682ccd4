"""A few hundred cases of `python -m evals fuzz`, the same ones each time, on scripted engines where those are quick."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from random import Random
from typing import Any

import pytest

from evals.fuzz import callers
from evals.fuzz import run as fuzz
from evals.fuzz.callers import Callers
from evals.fuzz.cases import ENTRANCES, Case, case, missing
from evals.fuzz.house import Door
from evals.fuzz.texts import mutated
from evals.fuzz.visits import MARK, Visit
from evals.fuzz.worker import SCRIPTED, _problem

QUICK = {**SCRIPTED, "VOICE_COACH_EMBEDDER__ENGINE": "scripted"}


def test_nothing_breaks_at_any_entrance() -> None:
    here = [name for name in ENTRANCES if name not in missing()]
    tally = fuzz.drive(seed=7, cases=20 * len(here), environment=QUICK)
    assert tally.crashes == []
    assert tally.hangs == []
    assert tally.cases == dict.fromkeys(here, 20)
    assert tally.looks == 20 * len(fuzz.SERVED)


def test_a_case_can_be_made_again() -> None:
    for entrance in ENTRANCES:
        assert case(entrance, 7, 3) == case(entrance, 7, 3)
        assert any(case(entrance, 7, n) != case(entrance, 8, n) for n in range(5))


@pytest.mark.parametrize(
    ("code", "out", "err"),
    [
        (1, "", "voice-coach: something went wrong inside (KeyError)."),
        (0, '{"v": 1, "error": {"message": "something went wrong inside (KeyError)"}}', ""),
        (0, "not json", ""),
        (0, '{"v": 1}\n{"v": 1}', ""),
        (0, '{"id": 1}', ""),
        (4, "", ""),
        (0, '{"v": 1}', "Traceback (most recent call last):"),
    ],
)
def test_what_is_wrong_is_found(code: int, out: str, err: str) -> None:
    given = Case(("ask", "--jsonl"), b"{}\n\n", lines=True)
    assert _problem(given, code, out, err)
    assert not _problem(given, 0, '{"v": 1}', "")


def test_a_hang_and_an_end_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes that were told to do nothing, or to leave."""
    monkeypatch.setattr(fuzz, "HANGS_AFTER", -1.0)
    monkeypatch.setattr(fuzz, "LOOKS_EVERY", 0.0)  # A quick machine is done within a second.
    tally = fuzz.drive(seed=7, cases=1, environment=QUICK, workers=1)
    assert len(tally.hangs) == 1
    worker = fuzz._started(QUICK)
    worker.task = ("say", 7, 0)
    worker.process.kill()
    worker.process.join()
    counted = fuzz.Tally()
    assert fuzz._settled(worker, counted)
    assert counted.crashes == ["say 0: the process ended with -9"]
    worker.connection.close()
    worker.process.close()


@pytest.mark.parametrize(
    ("answer", "log", "way", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", "", "requests", ""),
        (b"HTTP/1.1 500 Internal Server Error\r\n\r\n", "", "requests", "answered with 500"),
        (b"", "", "requests", "no answer"),
        (b'{"type": "error", "data": {"text": "something went wrong inside"}}\n', "", "wyoming", "went wrong inside"),
        (b"", f"could not read: {MARK}", "wyoming", "a word of the person"),
        (b"", "Exception in callback", "wyoming", "the log says: Exception"),
        (None, "", "wyoming", "no end within"),
        (None, "", "requests", "no end within"),
    ],
)
def test_what_is_wrong_with_a_server_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes | None, log: str, way: Any, expected: str
) -> None:
    monkeypatch.setattr(callers, "PATIENCE", 0.3)
    (tmp_path / "log").write_text(log, "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(65_536)
                line.sendall(answer or b"")
                if answer is None:
                    line.recv(1) or told.wait(10)

        told = threading.Event()
        server = threading.Thread(target=serve)
        server.start()
        found = Callers(tmp_path).visit(Visit(way, (b"GET /",)), Door(port, port, "", str(tmp_path / "log")))
        told.set()
        server.join()
    assert expected in found if expected else not found


def test_a_server_that_is_gone_is_found(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    (tmp_path / "log").touch()
    door = Door(port, port, "", str(tmp_path / "log"))
    assert "nobody listens" in Callers(tmp_path).visit(Visit("wyoming", (b"{}",)), door)


def test_growth_is_told_of_long_runs_only() -> None:
    assert fuzz.growth([float(n) for n in range(190)]) == 0.0
    assert fuzz.growth([float(n) for n in range(300)]) > 100
    assert fuzz.growth([5.0] * 300) == 0.0


def test_mutations_change_something() -> None:
    assert sum(mutated(b"0123456789" * 10, Random(n)) != b"0123456789" * 10 for n in range(50)) > 40
