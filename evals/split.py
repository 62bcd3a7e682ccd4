"""Which items of an eval set are unseen while tuning: every third one, by its place in the file.

A second file (`NAME_b.jsonl`) was written by other hands after the training sentences and is never tuned on: "fresh".
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


PARTS = ("seen", "unseen", "fresh")


def items(name: str) -> list[dict[str, Any]]:
    """The items of one set, each with its `part` and `unseen`."""
    found = []
    for index, raw in enumerate(read(name)):
        found.append({**raw, "part": PARTS[index % 3 == 0], "unseen": index % 3 == 0})
    return found + [{**raw, "part": "fresh", "unseen": True} for raw in read(f"{name}_b")]


def read(name: str) -> list[dict[str, Any]]:
    """The items of one file as they stand; none where there is no such file."""
    file = DATA / f"{name}.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return [json.loads(line) for line in lines if line.strip()]
