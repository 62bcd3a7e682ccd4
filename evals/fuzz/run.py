"""Two processes take cases at every entrance for some minutes; whoever crashes, hangs or grows is found out."""

from __future__ import annotations

import itertools
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from evals.fuzz.cases import ENTRANCES
from evals.fuzz.worker import SCRIPTED, Verdict, serve
from evals.report import Figure, Result, median

WORKERS = 2
HANGS_AFTER = 60.0
"""Seconds for one case."""
LOOKS_EVERY = 1.0
"""Seconds between two looks for a process that hangs."""
LEAK = 100.0
"""MB by which a process may grow after it has warmed up."""
_SAMPLES = 20


@dataclass
class Worker:
    """One process and what it is busy with."""

    process: Any
    connection: Connection
    task: tuple[str, int, int] | None = None
    since: float = 0.0
    sizes: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """MB between the second fifth of its life and its end; 0 for a short one."""
        fifth = len(self.sizes) // 5
        if fifth < _SAMPLES:
            return 0.0
        return median(self.sizes[-fifth:]) - median(self.sizes[fifth : 2 * fifth])


@dataclass
class Tally:
    """What was counted."""

    cases: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    growth: list[float] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def run(minutes: float = 10.0, seed: int | None = None) -> Result:
    """Fuzz for so long; print the seed first."""
    seed = int(time.time()) if seed is None else seed
    print(f"fuzz: seed {seed}, {minutes:g} minutes, {WORKERS} processes")
    tally = drive(seed, seconds=60 * minutes)
    figures = [Figure(f"cases, {name}", tally.cases[name], n=tally.cases[name]) for name in ENTRANCES]
    figures += [
        Figure("crashes", len(tally.crashes), target=0),
        Figure("hangs", len(tally.hangs), target=0),
        Figure("growth of a process", max(tally.growth, default=0.0), "MB", LEAK),
        Figure("slowest case", tally.slowest[0], "s", HANGS_AFTER),
    ]
    again = "A case again: python -m evals.fuzz.worker SEED NUMBER ENTRANCE."
    notes = [f"Seed {seed}. {again}", f"Slowest: {tally.slowest[1]}.", *tally.crashes[:20], *tally.hangs[:20]]
    return Result(figures, notes, {"seed": seed, "crashes": tally.crashes, "hangs": tally.hangs})


def drive(
    seed: int,
    seconds: float = 1e9,
    cases: int = 10**9,
    environment: Mapping[str, str] = SCRIPTED,
    workers: int = WORKERS,
) -> Tally:
    """Until the time is over or so many cases were taken, the entrances in turn."""
    tally, began = Tally(), time.monotonic()
    tasks = itertools.islice(_tasks(seed), cases)
    crew = [_started(environment) for _ in range(workers)]
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[found]}"), TimeRemainingColumn())
    with Progress(*columns) as progress:
        bar = progress.add_task("Fuzzing", total=min(seconds, 1e8), found="")
        while True:
            over = time.monotonic() - began > seconds
            for worker in crew:
                if worker.task is None and not over and (task := next(tasks, None)):
                    worker.task, worker.since = task, time.monotonic()
                    worker.connection.send(task)
            busy = [worker for worker in crew if worker.task]
            if not busy:
                break
            wait([worker.connection for worker in busy], timeout=LOOKS_EVERY)
            for worker in busy:
                if _settled(worker, tally):
                    crew[crew.index(worker)] = _started(environment)
            found = f"{sum(tally.cases.values())} cases, {len(tally.crashes)} crashes, {len(tally.hangs)} hangs"
            progress.update(bar, completed=time.monotonic() - began, found=found)
    for worker in crew:
        tally.growth.append(worker.growth)
        _ended(worker)
    return tally


def _settled(worker: Worker, tally: Tally) -> bool:
    """Take what the worker has to say. True when it is gone and another one is needed."""
    assert worker.task
    name = f"{worker.task[0]} {worker.task[2]}"
    took = time.monotonic() - worker.since
    if worker.connection.poll():
        try:
            verdict: Verdict = worker.connection.recv()
        except EOFError:
            worker.process.join()
            tally.crashes.append(f"{name}: the process ended with {worker.process.exitcode}")
            tally.growth.append(worker.growth)
            return True
        tally.cases[worker.task[0]] += 1
        tally.slowest = max(tally.slowest, (took, name))
        worker.sizes.append(verdict.megabytes)
        if verdict.problem:
            tally.crashes.append(f"{name}: {verdict.problem}")
        worker.task = None
        return False
    if took < HANGS_AFTER:
        return False
    tally.hangs.append(f"{name}: not done after {HANGS_AFTER:.0f} s")
    tally.growth.append(worker.growth)
    _ended(worker)
    return True


def _tasks(seed: int) -> Iterator[tuple[str, int, int]]:
    for number in itertools.count():
        for entrance in ENTRANCES:
            yield entrance, seed, number


def _started(environment: Mapping[str, str]) -> Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, dict(environment)), daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ours)


def _ended(worker: Worker) -> None:
    worker.connection.close()
    if worker.task:
        worker.process.kill()
    worker.process.join(10)
    worker.process.close()
