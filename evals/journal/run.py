"""Ten years of nights: how fast the journal opens, lists and searches, what a turn costs, and a thousand kills."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.progress import track

from evals.journal.kills import WORDS, kills, opened
from evals.report import Figure, Result, median, percentile
from voice_coach import assets
from voice_coach.conversation.over_time import OverTime, over_time
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.engines import sqlite_open
from voice_coach.ports import Entry
from voice_coach.surfaces.weeks import newest

SESSIONS, TURNS = 3650, 40_000
KILLS = 1000
RARE = "marmalade"
PASSPHRASE = "four words make one"


def words(chance: random.Random, count: int) -> list[str]:
    """So many made-up words: a vocabulary of the size that people use."""
    pairs = [first + second for first in "bcdfghklmnprstvw" for second in "aeiou"]
    return ["".join(chance.choices(pairs, k=chance.randint(2, 4))) for _ in range(count)]


def ten_years(folder: Path) -> None:
    """3,650 nightly sessions with 40,000 turns; words are as unequally frequent as they are in talk (Zipf)."""
    chance = random.Random(1)
    known = [*WORDS, *words(chance, 6000)]
    weights = [1 / (rank + 3) for rank in range(len(known))]
    entries, left = [], TURNS
    for night in range(SESSIONS):
        count = left // (SESSIONS - night)
        left -= count
        turns = []
        for number in range(count):
            said = chance.choices(known, weights, k=chance.randint(4, 28))
            if night % 900 == 450 and number == 1:
                said.insert(3, RARE)
            turns.append(Turn("user" if number % 2 else "coach", " ".join(said)))
        started = datetime(2016, 11, 22, 21, 30, tzinfo=UTC) + timedelta(days=night)
        heard = {
            name: {"state": "positive", "evidence": [[1, 0, 9, "positive"]]}
            for name in chance.sample(sorted(assets.signals()), 3)
        }
        state = State("checkin", turns=tuple(turns), closed=True).to_json()
        entries.append(Entry(f"{night:032x}", "checkin", started.isoformat(), state, heard, ended=True))
    journal = opened(folder)
    journal.save_all(entries)
    journal.close()


def times(action: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each run."""
    found = []
    for _ in range(count):
        began = time.perf_counter()
        action()
        found.append(1000 * (time.perf_counter() - began))
    return found


def figure(name: str, ms: list[float], target: float | None = None) -> Figure:
    """The median and the 95th percentile, held against a target."""
    return Figure(name, median(ms), "ms", target, p95=percentile(ms, 0.95), n=len(ms))


def speed(folder: Path) -> list[Figure]:
    """Everything that a person waits for."""
    ten_years(folder)
    journal = opened(folder)
    found = [figure("open, first of the day (its backup is made beside)", [_opening(folder, day) for day in range(5)])]
    found.append(figure("open, key file", [_opening(folder) for _ in range(20)], 300))
    found.append(figure("the backup of the day, every page checked", times(journal.backup, 3)))
    found.append(figure("list of all 3,650 entries", times(journal.heads, 20), 100))
    for what, text in {"rare word": RARE, "frequent word": WORDS[0], "two words": f"{WORDS[0]} {WORDS[5]}"}.items():
        found.append(figure(f"search, {what}", times(lambda text=text: journal.search(text), 30), 50))  # type: ignore[misc]
    found.append(figure("one entry", times(lambda: journal.entry(f"{1234:032x}"), 20)))
    found.append(figure("all entries with every word", times(journal.entries, 3)))
    found.append(figure("the last sixty, as a check-in reads them", times(lambda: journal.entries("default", 60), 10)))
    found.append(figure("trend of ten years, half a year shown", times(lambda: _trend(journal), 10), 200))
    last = journal.entry(f"{1234:032x}")
    assert last is not None
    found.append(figure("keep a turn, on the disk", times(lambda: journal.save(_longer(journal.entry(last.id))), 20)))
    found.append(figure("forget an entry, in its backups too", [_forget(folder, n) for n in range(2)]))
    journal.close()
    size = (folder / "state.db").stat().st_size / 1e6
    return [*found, Figure("size of the file", size, "MB"), *_by_passphrase(folder), _command(folder)]


def _trend(journal: Any) -> OverTime:
    """As `voice-coach trend` finds it, from the file to what is drawn."""
    today = date(2026, 11, 19)
    heads, entries = newest(journal, "default", today, 26)
    found = over_time(entries, assets.signals(), today, heads=heads)
    assert found.standing.index is not None
    assert len(found.weeks) == 26
    return found


def _opening(folder: Path, day: int | None = None) -> float:
    """Milliseconds until the list could be asked for; on another day than the last backup's where one is given."""
    today = sqlite_open.today
    if day is not None:
        sqlite_open.today = lambda: date(2030, 1, 1 + day)
    try:
        journal = opened(folder)
        [ms] = times(journal.load, 1)
        journal.close()
    finally:
        sqlite_open.today = today
    return ms


def _longer(entry: Entry | None) -> Entry:
    assert entry is not None
    turns = [*entry.state["turns"], {"role": "user", "text": "and then she called again after all"}]
    return Entry(entry.id, entry.flow, entry.started, {**entry.state, "turns": turns}, entry.signals, ended=True)


def _forget(folder: Path, night: int) -> float:
    journal = opened(folder)
    journal.load()
    [ms] = times(lambda: journal.delete(f"{night:032x}"), 1)
    journal.close()
    return ms


def _by_passphrase(folder: Path) -> list[Figure]:
    journal = opened(folder)
    changing = times(lambda: journal.change_key(PASSPHRASE), 1)
    journal.close()
    os.environ["VOICE_COACH_PASSPHRASE"] = PASSPHRASE
    try:
        opening = [_opening(folder) for _ in range(10)]
    finally:
        del os.environ["VOICE_COACH_PASSPHRASE"]
    return [figure("open, passphrase (argon2id, 48 MiB)", opening, 300), figure("change the passphrase", changing)]


def _command(folder: Path) -> Figure:
    """A whole process, as a person meets it."""
    env = {**os.environ, "VOICE_COACH_PASSPHRASE": PASSPHRASE}
    command = [sys.executable, "-m", "voice_coach", "journal", "list", "--data", str(folder)]
    return figure(
        "voice-coach journal list, whole process",
        times(lambda: subprocess.run(command, env=env, check=True, capture_output=True), 5),
    )


def run() -> Result:
    """Speed on ten years, then the kills."""
    with tempfile.TemporaryDirectory() as home:
        figures = speed(Path(home) / "years")
        *_, outcome = track(kills(Path(home) / "kills", KILLS, seed=11), "Killing sessions", KILLS)
    figures += [
        Figure("killed sessions", outcome.points, "", KILLS, "higher"),
        Figure("acknowledged turns that were lost", outcome.lost, "", 0, n=outcome.acknowledged),
        Figure("journals that did not open again", outcome.unreadable, "", 0, n=outcome.points),
        Figure("kills before the first turn was acknowledged", outcome.before_first, "", n=outcome.points),
        Figure("sessions that could be gone on with", outcome.unfinished, "", n=outcome.points),
    ]
    return Result(figures, ["Nights, words and vocabulary are made up; a disk in this machine, not a slow one."])
