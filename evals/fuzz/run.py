"""Two processes take cases at every entrance for some minutes; whoever crashes, hangs or grows is found out.

The servers are a third process, which both call on.
"""

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

from evals.fuzz.cases import ENTRANCES, missing
from evals.fuzz.house import Door, House
from evals.fuzz.worker import SCRIPTED, Verdict, serve
from evals.report import Figure, Result, median

WORKERS = 2
HANGS_AFTER = 60.0
"""Seconds for one case."""
LOOKS_EVERY = 1.0
"""Seconds between two looks for a process that hangs."""
LEAK = 100.0
"""MB by which a process may grow after it has warmed up."""
LEFT_OPEN = 20.0
"""Files by which the servers may have more open."""
SERVED = ("voice page, requests", "voice page, socket", "wyoming")
"""Entrances of the servers."""
_SAMPLES = 40


@dataclass
class Worker:
    """One process and what it is busy with."""

    process: Any
    connection: Connection
    task: tuple[str, int, int] | None = None
    since: float = 0.0
    sizes: list[float] = field(default_factory=list)
    door: Door | None = None
    """Where it enters the servers, once it has."""


def growth(sizes: list[float]) -> float:
    """By how much something is larger at its end than in the second fifth of its life; 0 for a short one."""
    fifth = len(sizes) // 5
    return 0.0 if fifth < _SAMPLES else median(sizes[-fifth:]) - median(sizes[fifth : 2 * fifth])


@dataclass
class Tally:
    """What was counted."""

    cases: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    growth: list[float] = field(default_factory=list)
    served: tuple[float, float] = (0.0, 0.0)
    """MB and open files by which the servers grew."""
    looks: int = 0
    """How often the servers were looked at."""
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")


def run(minutes: float = 10.0, seed: int | None = None) -> Result:
    """Fuzz for so long; print the seed first."""
    seed = int(time.time()) if seed is None else seed
    print(f"fuzz: seed {seed}, {minutes:g} minutes, {WORKERS} processes")
    tally, gone = drive(seed, seconds=60 * minutes), missing()
    figures = [
        Figure(f"cases, {name}", tally.cases[name], n=tally.cases[name]) for name in ENTRANCES if name not in gone
    ]
    figures += [
        Figure("crashes", len(tally.crashes), target=0),
        Figure("hangs", len(tally.hangs), target=0),
        Figure("growth of a process", max(tally.growth, default=0.0), "MB", LEAK),
        Figure("growth of the servers", tally.served[0], "MB", LEAK, n=tally.looks),
        Figure("growth of the servers, open files", tally.served[1], "", LEFT_OPEN, n=tally.looks),
        Figure("slowest case", tally.slowest[0], "s", HANGS_AFTER),
        Figure("duration", tally.seconds / 60, "min"),
    ]
    again = "A case again: python -m evals.fuzz.worker SEED NUMBER ENTRANCE."
    notes = [f"Seed {seed}. {again}", f"Slowest: {tally.slowest[1]}.", *tally.crashes[:20], *tally.hangs[:20]]
    if tally.looks < 5 * _SAMPLES:
        notes.append(f"Too short to tell growth: {5 * _SAMPLES} looks are needed.")
    notes += [f"Not tried, {name}: {' and '.join(packages)} not there." for name, packages in gone.items()]
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
    crew, house = [_started(environment) for _ in range(workers)], House(environment)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[found]}"), TimeRemainingColumn())
    with Progress(*columns) as progress:
        bar = progress.add_task("Fuzzing", total=min(seconds, 1e8), found="")
        while True:
            over = time.monotonic() - began > seconds
            for worker in crew:
                if worker.task is None and not over and (task := next(tasks, None)):
                    if task[0] in SERVED and worker.door is None:
                        worker.door = house.door()
                    worker.task, worker.since = task, time.monotonic()
                    worker.connection.send((*task, worker.door))
            busy = [worker for worker in crew if worker.task]
            if not busy:
                break
            wait([worker.connection for worker in busy], timeout=LOOKS_EVERY)
            for worker in busy:
                served = worker.task is not None and worker.task[0] in SERVED
                if _settled(worker, tally):
                    crew[crew.index(worker)] = _started(environment)
                elif served and worker.task is None:
                    house.look()
            found = f"{sum(tally.cases.values())} cases, {len(tally.crashes)} crashes, {len(tally.hangs)} hangs"
            progress.update(bar, completed=time.monotonic() - began, found=found)
    for worker in crew:
        tally.growth.append(growth(worker.sizes))
        _ended(worker)
    tally.crashes += house.close()
    tally.served, tally.looks = (growth(house.sizes), growth(house.files)), len(house.sizes)
    tally.seconds = time.monotonic() - began
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
            tally.growth.append(growth(worker.sizes))
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
    tally.growth.append(growth(worker.sizes))
    _ended(worker)
    return True


def _tasks(seed: int) -> Iterator[tuple[str, int, int]]:
    gone = missing()
    for number in itertools.count():
        for entrance in ENTRANCES:
            if entrance not in gone:
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
