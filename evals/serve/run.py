"""Several people at once on one machine: pages that stream in real time to one `serve`, four of them and then eight."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evals.report import Figure, Result, median, percentile
from evals.serve.page import Page, entered, mixed_up
from evals.talk.sounds import spoken

CARRIED = 4
"""People who talk at once without anyone waiting long."""
SAID = (
    ("talk", "I plan every weekend for us.", "He cancels on the day.", "No, he never asks me.", "It makes me tired."),
    (
        "ask",
        "What are the signs of a lack of reciprocity?",
        "How can we support each other better?",
        "Why does it matter?",
    ),
    ("checkin", "We cooked together tonight.", "She asked about my mother.", "Yes, she did."),
    ("talk", "My sister borrows money.", "She pays it back late.", "I say that it's fine.", "I want her to notice."),
    ("ask", "How do I know if someone is invested in me?", "What does a healthy give and take look like?"),
    ("talk", "My flatmate leaves the dishes.", "I told her about it twice.", "She said sorry and then forgot."),
    ("checkin", "It was a quiet day.", "He texted me first.", "I was glad about it."),
    ("talk", "My father rings every Sunday.", "He listens and he remembers everything.", "I should ring him more."),
)


def run() -> Result:
    """In about four minutes."""
    with tempfile.TemporaryDirectory() as folder, _serving(Path(folder), len(SAID)) as (process, addresses):
        doors = [entered(address) for address in addresses]
        # Loading is not what is measured.
        asyncio.run(_all([Page(*doors[0], "ask", [spoken("What is reciprocity?")])], patience=60))
        few, many = ([_page(doors[n], n) for n in range(count)] for count in (CARRIED, len(SAID)))
        began, used = time.perf_counter(), _processor(process.pid)
        asyncio.run(_all(few, patience=30))
        load = (_processor(process.pid) - used) / (time.perf_counter() - began) / 2
        asyncio.run(_all(many, patience=60))
    return Result(
        [
            *_figures(few, "four at once", 3000),
            Figure("four at once: processor time, two cores, of real time", load),
            *_figures(many, "eight at once", None),
            Figure("eight at once: asked for a moment", sum(h.moments for page in many for h in page.heard)),
            Figure("our own microphone: latest frame", 1000 * max(page.worst_beat for page in [*few, *many]), "ms"),
        ],
        [
            "tiny.en, synthetic voices, every frame sent when it is due; flows: talk, ask, check-in.",
            "From the endpoint, when the page is told, to the first sound that reaches the page.",
            "A page that the server closes because it fell behind counts as dropped.",
        ],
    )


def _figures(pages: list[Page], name: str, target: float | None) -> list[Figure]:
    everything = [heard for page in pages for heard in page.heard]
    first = [1000 * heard.first for heard in everything if heard.first is not None]
    missed = sum(heard.first is None for heard in everything)
    return [
        Figure(f"{name}: endpoint to first audio, p50", median(first), "ms", n=len(first)),
        Figure(f"{name}: endpoint to first audio, p95", percentile(first, 0.95), "ms", target, n=len(first)),
        Figure(f"{name}: utterances without a reply", missed, "", 0, n=len(everything)),
        Figure(f"{name}: sessions that were dropped", sum(page.closed for page in pages), "", 0, n=len(pages)),
        Figure(f"{name}: utterances taken for another's", mixed_up(pages), "", 0, n=len(everything)),
    ]


def _page(door: tuple[str, str], number: int) -> Page:
    flow, *texts = SAID[number]
    return Page(*door, flow, [spoken(text, number) for text in texts])


async def _all(pages: list[Page], patience: float) -> None:
    await asyncio.gather(*(page.talk(patience) for page in pages))


@contextmanager
def _serving(folder: Path, people: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    names = [part for n in range(people) for part in ("--person", f"p{n}={folder / f'p{n}'}")]
    command = [sys.executable, "-m", "voice_coach", "serve", *names, "--port", "0", "--uri", "none", "--offline"]
    environment = {**os.environ, "VOICE_COACH_STT__MODEL": "tiny.en", "VOICE_COACH_DATA": str(folder / "house")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(people)]
        assert all(lines), "the server ended"
        yield process, [line.partition(": ")[2] for line in lines]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def _processor(pid: int) -> float:
    """Seconds of processor time of a process so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
