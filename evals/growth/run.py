"""Documents of one's own: is the right passage found, is the rest declined, and what do 20,000 passages cost?

Three documents (evals/data/own) and 180 questions, a third of them unseen while the limit was set. The curve then
grows one shelf from 70 to 20,000 passages: time to index, memory, time of a question, each in a process of its own.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from rich.progress import track

from evals.report import Figure, Result, median, percentile
from evals.split import DATA, items
from voice_coach.app import Coach, build
from voice_coach.config import Paths, load_settings, paths

SIZES = (70, 500, 2_000, 7_000, 20_000)
QUESTIONS = 60


def run() -> Result:
    """Quality, then the curve."""
    with tempfile.TemporaryDirectory() as folder:
        figures, wrong = _quality(_coach(Path(folder)))
    for size in track(SIZES, "Growing the shelf"):
        done = subprocess.run([sys.executable, "-m", __spec__.name, str(size)], check=True, capture_output=True)
        figures += _grown(size, json.loads(done.stdout))
    return Result(figures, ["Growth: each size in a process of its own; memory is the peak of the process."], wrong)


def _coach(folder: Path) -> Coach:
    usual = paths()
    where = Paths(config=folder / "config.toml", data=folder, cache=usual.cache, own=True)
    return build(load_settings(where), where)


def _quality(coach: Coach) -> tuple[list[Figure], dict[str, Any]]:
    for file in sorted((DATA / "own").glob("*.md")):
        coach.shelf.add(file)
    scored: dict[str, list[float]] = defaultdict(list)
    wrong = []
    for item in track(items("own"), "Asking documents"):
        part = "unseen" if item["unseen"] else "seen"
        found = coach.own.answer(item["text"])
        if item["document"] is None:
            scored[f"declined when no document says it, {part}"].append(float(found is None))
            right = found is None
        else:
            right = found is not None and item["says"].lower() in found.sentences[0].text.lower()
            scored[f"right passage first, {item['note']}, {part}"].append(float(right))
        if not right and not item["unseen"]:
            wrong.append({"text": item["text"], "said": [s.text for s in found.sentences] if found else None})
    figures = [Figure(n, sum(v) / len(v), "", None, "higher", n=len(v)) for n, v in sorted(scored.items())]
    return figures, {"wrong": wrong}


def _grown(size: int, told: dict[str, float]) -> list[Figure]:
    last = size == SIZES[-1]
    return [
        Figure(f"{size}: index, first time", told["index_s"], "s"),
        Figure(f"{size}: open again", told["open_s"], "s"),
        Figure(f"{size}: peak memory", told["mb"], "MB"),
        Figure(f"{size}: question", told["median"], "ms", 60 if last else None, p95=told["p95"], n=QUESTIONS),
    ]


def measure(size: int) -> dict[str, float]:
    """One shelf of `size` passages: seconds to index, to open again, megabytes, milliseconds a question."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        coach = _coach(folder)
        asked = _fill(folder, coach, size)
        began = time.perf_counter()
        coach.own.load()
        indexed = time.perf_counter() - began
        again = _coach(folder)
        again.own_embedder.load()
        began = time.perf_counter()
        again.own.load()
        opened = time.perf_counter() - began
        again.own.answer("what did we say about the garden")
        times = []
        for text in asked:
            began = time.perf_counter()
            again.own.answer(text)
            times.append((time.perf_counter() - began) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return {"index_s": indexed, "open_s": opened, "mb": peak, "median": median(times), "p95": percentile(times, 0.95)}


_WHO = ("Ada", "Bo", "Cleo", "Dev", "Esi", "Finn", "Gus", "Hana", "Ivo", "Jun", "Kofi", "Lena", "Mina", "Noor", "Otis")
_DOES = ("pays for", "looks after", "plans", "cooks", "repairs", "brings", "forgets", "chooses", "cleans", "carries")
_WHAT = (
    "the garden",
    "the rent",
    "the school run",
    "Sunday lunch",
    "the boiler",
    "the holiday",
    "the dog",
    "the choir",
)
_WHEN = ("every spring", "on Fridays", "after supper", "in turns", "before eight", "when asked", "twice a month")


def _fill(folder: Path, coach: Coach, size: int) -> list[str]:
    """Documents of 1,000 sentences each, no two alike; questions about some of them. Only size is measured here."""
    chance = random.Random(size)
    facts: dict[str, None] = {}
    while len(facts) < size:
        who, other, day = chance.choice(_WHO), chance.choice(_WHO), chance.randrange(1, 400)
        told = f"{who} {chance.choice(_DOES)} {chance.choice(_WHAT)} with {other} {chance.choice(_WHEN)}"
        facts[f"{told}, as agreed on day {day} of the list, and kept since by everyone who was there."] = None
    lines = list(facts)
    for at in range(0, size, 1000):
        file = folder / f"notes-{at // 1000}.md"
        file.write_text("# Notes\n\n" + "\n\n".join(lines[at : at + 1000]) + "\n", "utf-8")
        coach.shelf.add(file)
    return [f"who {line.split(' with ')[0].split(' ', 1)[1]}" for line in chance.sample(lines, min(QUESTIONS, size))]


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
