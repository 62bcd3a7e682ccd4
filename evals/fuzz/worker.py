"""A process that takes cases: it calls the command line inside itself, or a server, and says what came of it.

`python -m evals.fuzz.worker SEED NUMBER ENTRANCE` runs one case alone.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import resource
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from unittest.mock import patch

from evals.fuzz.callers import Callers
from evals.fuzz.cases import Case, case
from evals.fuzz.house import Door, House
from evals.fuzz.visits import Visit
from voice_coach.surfaces.cli.main import run

CODES = {0, 2, 3, 4, 5, 6, 7, 8}
"""Exit codes of `voice_coach.errors`, but not 1: something that nobody thought of."""
INSIDE = "something went wrong inside"
MOST_GROWTH = 400
"""MB by which the peak of the process may rise in one case."""
SCRIPTED = {
    **{f"VOICE_COACH_{port}__ENGINE": "scripted" for port in ("STT", "TTS", "AUDIO", "STORE")},
    "VOICE_COACH_VAD__ENGINE": "energy",
}
"""Speech is scripted: a minute of it would take seconds. Decoding, screening, search and scoring are real."""


@dataclass(frozen=True)
class Verdict:
    """What came of a case."""

    problem: str
    """Empty when all is well. Holds no words of the case."""
    megabytes: float
    """Resident size of the process afterwards."""


def serve(connection: Connection, environment: Mapping[str, str]) -> None:
    """Take (entrance, seed, number, door), answer with a Verdict, until the other side closes."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.environ.update(environment)
    with contextlib.suppress(EOFError), tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with contextlib.closing(Callers(Path(folder))) as callers:
            while True:
                entrance, seed, number, door = connection.recv()
                given = case(entrance, seed, number)
                if isinstance(given, Visit):
                    connection.send(called(given, callers, door))
                else:
                    connection.send(judge(given, Path(folder)))


def called(given: Visit, callers: Callers, door: Door | None) -> Verdict:
    """Call on a server once."""
    try:
        problem = callers.visit(given, door)
    except Exception as failure:
        problem = f"{type(failure).__name__} came out of a call"
    gc.collect()
    return Verdict(problem, _resident())


def judge(given: Case, folder: Path) -> Verdict:
    """Run one case in `folder`, which keeps the data of earlier ones."""
    before = _peak()
    for name, raw in given.files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw)
    try:
        problem = _problem(given, *_called(given, folder))
    except Exception as failure:
        problem = f"{type(failure).__name__} came out of the command line"
    for name in (*given.files, "out.wav", "events.jsonl", "said.wav"):
        (folder / name).unlink(missing_ok=True)
    if _peak() - before > MOST_GROWTH:
        problem = problem or f"took {_peak() - before:.0f} MB"
    gc.collect()
    return Verdict(problem, _resident())


def _called(given: Case, folder: Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the command line, called in this process."""
    variables = {"VOICE_COACH_DATA": str(folder / "data"), **given.environment}
    with patch.dict(os.environ, variables), _streams(given.stdin) as (out, err):
        try:
            code = run([*given.arguments])
        except SystemExit as leave:
            code = int(leave.code or 0)
        sys.stdout.flush()
        sys.stderr.flush()
        return code, out.getvalue().decode(), err.getvalue().decode()


@contextlib.contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """The three streams as pipes have them: strict about what UTF-8 can hold."""
    out, err = io.BytesIO(), io.BytesIO()
    given = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    wrapped = io.TextIOWrapper(out, "utf-8"), io.TextIOWrapper(err, "utf-8", errors="backslashreplace")
    with patch.multiple(sys, stdin=given, stdout=wrapped[0], stderr=wrapped[1]):
        yield out, err


def _problem(given: Case, code: int, out: str, err: str) -> str:
    """What is wrong with an answer; empty when nothing is."""
    if code not in CODES:
        return f"exit code {code}: {err.strip().splitlines()[-1][:90] if err.strip() else ''}"
    if INSIDE in out or INSIDE in err or "Traceback" in err:
        at = (out + err).find(INSIDE)
        return (out + err)[at : at + 70] or "a traceback"
    if given.secret and given.secret in err:
        return "a word of the person is in stderr"
    if code and not err.strip():
        return f"exit code {code} without a word"
    whole = "--json" in given.arguments and not code
    rows = out.splitlines() if "--jsonl" in given.arguments else [out] if whole else []
    try:
        objects = [json.loads(row) for row in rows]
    except ValueError:
        return "what was written is not JSON"
    if any(item.get("v") != 1 for item in objects):
        return "an object without a version"
    wanted = sum(bool(row.strip()) for row in given.stdin.split(b"\n"))
    if given.lines and not code and len(objects) != wanted:
        return f"{wanted} lines in, {len(objects)} out"
    return ""


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def _resident() -> float:
    """MB now; the peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return _peak()
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    os.environ.update(SCRIPTED)
    alone = case(sys.argv[3], int(sys.argv[1]), int(sys.argv[2]))
    with tempfile.TemporaryDirectory() as place:
        if isinstance(alone, Visit):
            house = House(SCRIPTED)
            with contextlib.closing(Callers(Path(place))) as alone_callers:
                door = house.door() if alone.way in ("requests", "socket", "wyoming") else None
                print(alone, called(alone, alone_callers, door), house.close())
        else:
            os.chdir(place)
            code, out, err = _called(alone, Path(place)) if "--show" in sys.argv else (0, "", "")
            print(alone.arguments, code, err, judge(alone, Path(place)))
