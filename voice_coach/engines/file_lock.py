"""Locks between processes, on files that hold nothing. The system frees them when a process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

_EVERY = 0.02
"""Seconds between two tries."""


class FileLock:
    """One lock, held by this process or not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self, shared: bool = False, wait: float = 0.0) -> bool:
        """Take it within `wait` seconds; False when another process has it. Many may share it, or one has it alone.

        Where the folder can't be written there is nothing to protect, and it counts as taken. Windows knows no
        sharing: there an open file can't be replaced, which is what sharing is for.
        """
        if self._handle is not None or (shared and sys.platform == "win32"):
            return True
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return True
        until = time.monotonic() + wait
        while True:
            try:
                _lock(handle, shared)
            except OSError:
                if time.monotonic() >= until:
                    os.close(handle)
                    return False
                time.sleep(_EVERY)
            else:
                self._handle = handle
                return True

    def release(self) -> None:
        """Let go of it."""
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)

    def __del__(self) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, shared: bool) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int, shared: bool) -> None:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
