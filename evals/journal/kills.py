"""Sessions that are killed at any point: what was acknowledged must be in the journal when it is opened again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.engines.sqlite import Sqlite
from voice_coach.errors import VoiceCoachError
from voice_coach.ports import Entry

TURNS = 40
"""Of one session: more than it lives to say."""
WORDS = ("she", "he", "never", "always", "asked", "called", "forgot", "plans", "dinner", "sister", "work", "tired")


@dataclass
class Outcome:
    """What was found after the kills."""

    points: int = 0
    acknowledged: int = 0
    lost: int = 0
    """Turns that were acknowledged and are not there."""
    unreadable: int = 0
    """Times that the journal did not open, or was not whole."""
    unfinished: int = 0
    """Times that the killed session was offered to go on with."""
    before_first: int = 0
    """Kills before anything was acknowledged."""


def opened(folder: Path) -> Sqlite:
    """The journal of a folder."""
    return Sqlite(Sqlite.Options(), SimpleNamespace(data=folder, own=True))


def text_of(session: int, turn: int) -> str:
    """What is said in a turn: the same whenever it is asked, with a word of its own to search for."""
    chance = random.Random(session * 1000 + turn)
    return f"word{session}x{turn} " + " ".join(chance.choices(WORDS, k=chance.randint(3, 30)))


def entry_of(session: int, turns: int) -> Entry:
    """A session with so many turns."""
    said = tuple(Turn("coach" if n % 2 else "user", text_of(session, n)) for n in range(turns))
    state = State("talk", turns=said).to_json()
    signals = {"initiation": {"state": "negative", "evidence": [[0, 0, 5, "negative"]]}}
    return Entry(f"session{session}", "talk", "2026-11-22T21:30:00+00:00", state, signals)


@contextlib.contextmanager
def talking(
    folder: Path, session: int, after: Callable[[int], object] = lambda turn: None
) -> Iterator[tuple[int, int]]:
    """A process that saves turn after turn: its id, and a pipe with one byte for each turn that was acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with contextlib.suppress(BaseException):
            journal = opened(folder)
            for turns in range(1, TURNS + 1):
                journal.save(entry_of(session, turns))
                after(turns)
                os.write(writing, b".")
            signal.pause()
        os._exit(1)
    os.close(writing)
    try:
        yield child, reading
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def killed(folder: Path, session: int, chance: random.Random) -> int:
    """Kill a session between two acknowledgements, or before the first. How many turns were acknowledged."""
    wanted = chance.choice([0, 0, *range(1, 8)])
    with talking(folder, session) as (child, reading):
        told = 0
        while told < wanted:
            told += len(os.read(reading, wanted - told))
        for _ in range(chance.randrange(400_000 if not wanted else 60_000)):
            pass  # Turns of a loop, not of a clock: where in a write it ends is left to chance.
        os.kill(child, signal.SIGKILL)
        while more := os.read(reading, 100):
            told += len(more)
    return told


def check(folder: Path, session: int, told: int, outcome: Outcome) -> None:
    """Open the journal after a kill and look for what was acknowledged."""
    outcome.points += 1
    outcome.acknowledged += told
    outcome.before_first += not told
    try:
        journal = opened(folder)
        found = journal.entry(f"session{session}")
        turns = [turn["text"] for turn in found.state["turns"]] if found else []
        outcome.lost += sum(turns[n : n + 1] != [text_of(session, n)] for n in range(told))
        if told and not journal.search(f"word{session}x0"):
            outcome.lost += 1
        if found:
            outcome.unfinished += journal.unfinished("talk", "default") == found
            journal.save(replace(found, ended=True))
        journal.close()
    except VoiceCoachError:
        outcome.unreadable += 1


def kills(home: Path, points: int, seed: int, fresh_every: int = 20) -> Iterator[Outcome]:
    """Kill so many sessions; the outcome so far, after each. Every few a journal begins anew, to be cut off as well."""
    chance, outcome = random.Random(seed), Outcome()
    for session in range(points):
        folder = home / str(session - session % fresh_every)
        check(folder, session, killed(folder, session, chance), outcome)
        yield outcome
