"""Who may use the machine: tests that keep time with a microphone or a browser have it to themselves.

`make test` runs the suite in two processes. A folder that they share holds two locks: `machine`, shared by ordinary
tests and held alone by the others, and `gate`, which everyone passes one at a time, so that a test which waits for the
machine is not passed by for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_coach.engines.file_lock import FileLock

LONGEST_S = 1200.0
"""More than any test takes."""


@contextmanager
def turn(folder: Path, alone: bool) -> Iterator[None]:
    """The machine, alone or with tests that need not be."""
    gate, machine = FileLock(folder / "gate"), FileLock(folder / "machine")
    assert gate.take(wait=LONGEST_S)
    assert machine.take(shared=not alone, wait=LONGEST_S)
    gate.release()
    try:
        yield
    finally:
        machine.release()
