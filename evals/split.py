"""Which items of an eval set are unseen while tuning: every third one, by its place in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def items(name: str) -> list[dict[str, Any]]:
    """The items of one set, each with `unseen`."""
    lines = (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [{**json.loads(line), "unseen": index % 3 == 0} for index, line in enumerate(lines) if line.strip()]
