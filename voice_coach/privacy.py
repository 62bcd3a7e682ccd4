"""What the process does so that nobody reads along: file modes, crash images, its title, reports of failures.

Called first by the command line and by every worker process of an engine.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from collections.abc import Sequence

_PR_SET_DUMPABLE = 4
_ARG_START, _ARG_END = 48, 49
"""Fields of /proc/self/stat, counted from 1: where the command line lies in memory (proc_pid_stat(5))."""


def keep_private() -> None:
    """New files are for their owner only, a crash leaves no image of memory, reports of failures hold no words."""
    os.umask(0o077)
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass
    if sys.platform == "linux":
        import ctypes

        # Also closes /proc/PID/environ and /proc/PID/mem to other programs of the same person.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    threading.excepthook = lambda raised: _tell(raised.exc_value)
    sys.excepthook = lambda kind, failure, trace: _tell(failure)
    if logging.lastResort:
        logging.lastResort.setFormatter(_KindsOnly())


def hide_arguments(arguments: Sequence[str]) -> None:
    """Take the last `arguments` out of the title of the process, which everyone on the machine can read.

    Linux only: the memory the kernel shows is overwritten. Left alone where it is not what is expected.
    """
    if sys.platform != "linux" or not arguments:
        return
    import ctypes

    hidden = b"".join(os.fsencode(word) + b"\0" for word in arguments)
    try:
        with open("/proc/self/stat", "rb") as handle:
            fields = handle.read().rpartition(b")")[2].split()
        start, end = int(fields[_ARG_START - 3]), int(fields[_ARG_END - 3])
    except (OSError, ValueError, IndexError):
        return
    if start and end - start >= len(hidden) and ctypes.string_at(end - len(hidden), len(hidden)) == hidden:
        ctypes.memset(end - len(hidden), 0, len(hidden))


def kinds_of(failure: BaseException | None) -> str:
    """A traceback with the kinds of failure and the lines of code, without messages: those may quote the user."""
    parts: list[str] = []
    while failure is not None:
        frames = "".join(traceback.format_tb(failure.__traceback__))
        parts.insert(0, f"Traceback (most recent call last):\n{frames}{type(failure).__name__}\n")
        failure = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    return "\n".join(parts)


def _tell(failure: BaseException | None) -> None:
    if sys.stderr is not None and failure is not None:
        print(f"voice-coach: something went wrong inside ({type(failure).__name__}).", file=sys.stderr)


class _KindsOnly(logging.Formatter):
    """For what libraries log when nobody set up logging: asyncio quotes the failures of forgotten tasks."""

    def format(self, record: logging.LogRecord) -> str:
        """The first line of the message and no traceback, whose last line may quote the user."""
        return record.getMessage().split("\n", 1)[0]
