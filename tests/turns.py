"""Who may use the machine: tests that keep time with a microphone or a browser have it to themselves.

The suite runs in as many processes as there are cores. A folder that they share holds two locks: `machine`, shared by
ordinary tests and held alone by the others, and `gate`, which everyone passes one at a time, so that a test which waits
for the machine is not passed by for ever.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: one process runs the suite there.
    fcntl = None  # type: ignore[assignment]


@contextmanager
def turn(folder: Path, alone: bool) -> Iterator[None]:
    """The machine, alone or with tests that need not be."""
    if fcntl is None:
        yield
        return
    with _open(folder / "gate") as gate, _open(folder / "machine") as machine:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(machine, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        yield


@contextmanager
def _open(path: Path) -> Iterator[int]:
    """A lock file; closing it gives back what is held of it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield file
    finally:
        os.close(file)
