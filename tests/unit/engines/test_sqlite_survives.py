"""Nothing that was acknowledged is lost: kills, power cuts, a full or read-only disk, a second process, a clock."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from evals.journal.kills import Outcome, check, entry_of, kills, opened, talking, text_of
from voice_coach.engines import sqlite_open
from voice_coach.engines.file_lock import FileLock
from voice_coach.errors import JournalBusy, JournalLocked, StorageError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are forked")
HEADER, FRAME = 32, 24 + 4096
"""Of a write-ahead log (sqlite.org/fileformat2.html): its own header; a frame's header and a page."""


def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    *_, outcome = kills(tmp_path, 200, seed=7)
    assert (outcome.points, outcome.lost, outcome.unreadable) == (200, 0, 0)
    assert outcome.acknowledged > 300
    assert outcome.before_first > 10
    assert outcome.unfinished > 100, "and can be gone on with"


@pytest.mark.parametrize("what", ["lock", "restore"])
def test_a_change_of_the_whole_file_that_is_killed_loses_nothing(tmp_path: Path, what: str) -> None:
    """Whichever key it was at when it was killed, one of the two opens all of it."""
    steps, changed = 0, 0
    for number in range(-1, 20):
        home = tmp_path / str(number)
        journal = opened(home)
        for session in range(3):
            journal.save(replace(entry_of(session, 4), ended=True))
        journal.backup()
        journal.save(replace(entry_of(3, 4), ended=True))
        journal.close()
        change = partial(opened(home).change_key, "four words") if what == "lock" else opened(home).restore
        if number < 0:
            steps = killed(change)
            continue
        left = max(17 - number, 0) / 17  # squared: closer together near the end, where one file follows another
        killed(change, at=int(steps * (1 - left**2)), behind=number % 2 * 0.001)
        before = entries_of(home, "")
        changed += what == "lock" and not before
        found = before or entries_of(home, "four words")
        kept = {f"session{n}" for n in range(4)}
        assert found == kept or (what == "restore" and found == kept - {"session3"}), number
        if what == "restore" and "session3" not in found:
            changed += 1
            journal = opened(home)
            journal.restore(journal.backups()[-1].number)
            assert journal.entry("session3"), "what was replaced is a backup"
    assert 1 < changed < 20, "it was killed before and behind"


def killed(action: Callable[[], object], at: int | None = None, behind: float = 0.0) -> int:
    """Do it in a process that dies at a step (a call or return of any function), or seconds behind that step, which is
    inside whatever it does next. How many steps were done: of an action that is left alone, all it has.

    Steps, as a wait comes before or behind all of it where a machine is slow or fast."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        done = 0

        def step(*_: object) -> None:
            nonlocal done
            if done == at:
                signal.setitimer(signal.ITIMER_REAL, behind or 1e-6)
                if not behind:
                    signal.pause()
            done += 1

        with contextlib.suppress(BaseException):
            sys.setprofile(step)
            action()
            sys.setprofile(None)
            os.write(writing, str(done).encode())
        os._exit(1)
    os.close(writing)
    os.waitpid(pid, 0)
    with open(reading) as told:
        return int(told.read() or 0)


def entries_of(home: Path, passphrase: str) -> set[str]:
    """What opens with a key; nothing where it doesn't. A file that is between two names is brought back as it says."""
    journal = opened(home)
    journal.unlock(passphrase)
    try:
        return {entry.id for entry in journal.entries()}
    except JournalLocked:
        return set()


def test_a_power_cut_anywhere_in_the_log_leaves_what_was_whole(tmp_path: Path) -> None:
    """The log is cut at every frame, one byte before and behind, and at 200 places anywhere."""
    home, sizes = tmp_path / "home", tmp_path / "sizes"
    log = home / "state.db-wal"
    note = os.open(sizes, os.O_WRONLY | os.O_CREAT)
    with talking(home, 1, lambda turn: os.write(note, f"{log.stat().st_size}\n".encode())) as (_, reading):
        told = 0
        while told < 8:
            told += len(os.read(reading, 8 - told))
    os.close(note)
    acknowledged = [int(size) for size in sizes.read_text().split()]
    whole = log.read_bytes()
    frames = range(HEADER, len(whole) + 1, FRAME)
    assert len(whole) == frames[-1]
    cuts = {cut + by for cut in frames for by in (-1, 0, 1)} | {0, 1, HEADER - 1}
    chance = random.Random(3)
    cuts |= {chance.randrange(len(whole)) for _ in range(200)}
    assert len(cuts) > 380
    for cut in sorted(cut for cut in cuts if cut <= len(whole)):
        folder = tmp_path / "cut"
        folder.mkdir()
        for name in ("state.db", "state.key"):
            shutil.copy(home / name, folder)
        (folder / "state.db-wal").write_bytes(whole[:cut])
        outcome = Outcome()
        check(folder, 1, sum(size <= cut for size in acknowledged), outcome)
        assert (outcome.lost, outcome.unreadable) == (0, 0), cut
        shutil.rmtree(folder)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 1 MB, where this process may mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> tuple[int, str]:
    """Keep sessions until the disk refuses one. How many were kept, and what was said then."""
    journal = opened(folder)
    try:
        for session in range(2000):
            journal.save(entry_of(session, 20))
    except StorageError as failure:
        return session, str(failure)
    finally:
        journal.close()
    raise AssertionError("the disk never filled")


def all_there(folder: Path, sessions: int) -> None:
    journal = opened(folder)
    found = {entry.id: entry.state["turns"] for entry in journal.entries()}
    for session in range(sessions):
        assert [turn["text"] for turn in found[f"session{session}"]] == [text_of(session, n) for n in range(20)]
    journal.close()


def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        kept, told = fill(disk)
        assert "room" in told
        assert kept > 5
        all_there(disk, kept)
        subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
        journal = opened(disk)
        assert journal.delete("session0")
        journal.save(entry_of(0, 2))
        assert len(journal.entries()) >= kept, "with room it goes on"
        journal.close()


def test_a_limit_on_the_size_of_files_is_no_different(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, before[1]))
    try:
        kept, told = fill(tmp_path / "data")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "room" in told
    assert kept > 5
    all_there(tmp_path / "data", kept)


@pytest.mark.parametrize("cut_off", [False, True])
def test_a_read_only_disk_is_read_and_not_written(tmp_path: Path, cut_off: bool) -> None:
    """Also where the last session was killed, and what it said is in the log only."""
    home, there = tmp_path / "home", tmp_path / "there"
    if cut_off:
        with talking(home, 0) as (_, reading):
            os.read(reading, 1)
            os.read(reading, 1)
    else:
        journal = opened(home)
        journal.save(entry_of(0, 2))
        journal.close()
    with small_disk(there):
        shutil.copytree(home, there, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", str(there)], check=True)
        before = {path.name: path.read_bytes() for path in there.iterdir() if path.is_file()}
        journal = opened(there)
        [head] = journal.heads()
        assert head.first == text_of(0, 0)
        assert [found.turn for found in journal.search("word0x0")] == [0]
        for action in (lambda: journal.save(entry_of(1, 1)), lambda: journal.delete("session0")):
            with pytest.raises(StorageError, match="read-only"):
                action()
        journal.close()
        assert {path.name: path.read_bytes() for path in there.iterdir() if path.is_file()} == before


def test_two_processes_may_write_and_neither_loses_anything(tmp_path: Path) -> None:
    with talking(tmp_path, 1) as (_, one), talking(tmp_path, 2) as (_, two):
        told = {1: 0, 2: 0}
        while min(told.values()) < 15:
            for session, pipe in ((1, one), (2, two)):
                if told[session] < 15:
                    told[session] += len(os.read(pipe, 15))
        journal = opened(tmp_path)
        assert journal.unfinished("talk", "default") is None, "a session that another process holds is not taken over"
        with pytest.raises(JournalBusy, match="End that session first"):
            journal.change_key("a passphrase")
        with pytest.raises(JournalBusy, match="End that session first"):
            journal.restore()
        journal.close()
    for session, turns in told.items():
        outcome = Outcome()
        check(tmp_path, session, turns, outcome)
        assert (outcome.lost, outcome.unreadable) == (0, 0)


def test_who_can_not_get_the_file_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(tmp_path)
    journal.save(entry_of(0, 1))
    journal.close()
    restoring = FileLock(tmp_path / "state.lock")
    assert restoring.take()
    monkeypatch.setattr(sqlite_open, "PATIENCE", 0.0)
    with pytest.raises(JournalBusy, match="Try again"):
        opened(tmp_path).entries()
    restoring.release()
    assert len(opened(tmp_path).entries()) == 1


def test_a_backup_a_day_seven_kept_whatever_the_clock_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [*(date(2026, 3, day) for day in range(1, 10)), date(2031, 1, 1), date(2026, 3, 10), date(2026, 3, 10)]
    for number, day in enumerate(days):
        monkeypatch.setattr(sqlite_open, "today", lambda day=day: day)
        for _ in range(2):
            journal = opened(tmp_path)
            journal.save(entry_of(number, 1))
            journal.close()
    found = journal.backups()
    assert [backup.day for backup in found] == [*(date(2026, 3, day) for day in range(5, 10)), days[-3], days[-2]]
    assert [backup.number for backup in found] == list(range(5, 12))
    assert all(backup.bytes > 4096 for backup in found)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux")
def test_a_turn_is_on_the_disk_before_it_counts(tmp_path: Path) -> None:
    """strace sees the log synced between the write and the acknowledgement."""
    if not shutil.which("strace") or subprocess.run(["strace", "-qq", "true"], capture_output=True).returncode:
        pytest.skip("strace is not here, or may not trace")
    calls = tmp_path / "calls"
    script = (
        "import os, sys; from pathlib import Path; from evals.journal.kills import *; j = opened(Path(sys.argv[1]))\n"
        "for n in range(1, 6): j.save(entry_of(1, n)); os.write(2, b'told')"
    )
    trace = ["strace", "-f", "-qq", "-y", "-e", "trace=fdatasync,fsync,pwrite64,write", "-o", str(calls)]
    data = tmp_path / "data"
    subprocess.run([*trace, sys.executable, "-c", script, str(data)], check=True, capture_output=True)
    lines = calls.read_text().splitlines()
    told = [number for number, line in enumerate(lines) if '"told"' in line]
    assert len(told) == 5
    for number in told:
        at_log = [line for line in lines[:number] if "state.db-wal" in line]
        assert "sync(" in at_log[-1], "the last thing done to the log is to sync it"
