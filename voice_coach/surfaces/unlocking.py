"""A journal that opens with a passphrase: whether it waits for one, and trying one."""

from __future__ import annotations

from typing import Any

from voice_coach.errors import StorageError


def locked(journal: Any) -> bool:
    """Whether a passphrase has to be given before anything can be kept or read."""
    return bool(getattr(journal, "needs_passphrase", bool)())


def unlock(journal: Any, passphrase: str) -> None:
    """Open it. Raises JournalLocked for a wrong passphrase; it is as locked as before then, and can be tried again."""
    if not locked(journal):
        return
    journal.unlock(passphrase)
    try:
        journal.load()
    except StorageError:
        journal.unlock("")
        raise
