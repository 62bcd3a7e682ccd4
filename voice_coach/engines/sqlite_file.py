"""Files of SQLCipher: opened, checked, copied and put in each other's place so that a power cut leaves one whole."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from voice_coach.engines.journal_key import Secret
from voice_coach.engines.sqlite_schema import APPLICATION
from voice_coach.errors import JournalBusy, JournalDamaged, JournalLocked, StorageError
from voice_coach.registry import needs_extra

RESTORE = "Bring a backup back: voice-coach journal restore"
PATIENCE = 5.0
"""Seconds that a write waits for another process."""
_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: fsync alone stops at the drive's cache.
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
)
_BUSY, _LOCKED, _READONLY, _IO, _CORRUPT, _FULL, _CANT_OPEN, _NOT_A_DATABASE = 5, 6, 8, 10, 11, 13, 14, 26


def library() -> Any:
    """The module of SQLCipher. Raises MissingExtra."""
    with needs_extra("sqlite"):
        from sqlcipher3 import dbapi2

    return dbapi2


def connect(path: Path, secret: Secret, mode: Literal["ro", "rw", "rwc"] = "rw", frozen: bool = False) -> Any:
    """A connection whose key was given and not yet tried. `frozen`: nobody writes, and nothing beside it is made."""
    uri = f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if frozen else ''}"
    db = library().connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
    for statement in ("PRAGMA cipher_log = off", "PRAGMA cipher_log_level = NONE", secret.pragma()):
        db.execute(statement)  # Without the first two it writes to stderr.
    try:
        for statement in _SETTINGS:
            db.execute(statement)
    except library().DatabaseError as failure:  # Some read the file already: what is wrong with it, `readable` says.
        if _code(failure) not in (_NOT_A_DATABASE, _CORRUPT):
            db.close()
            raise
    return db


def readable(db: Any) -> bool:
    """Whether the key fits and the first page is whole."""
    try:
        return int(db.execute("PRAGMA application_id").fetchone()[0]) in (APPLICATION, 0)
    except library().DatabaseError as failure:
        if _code(failure) in (_NOT_A_DATABASE, _CORRUPT):
            return False
        raise


def sealed(db: Any) -> bool:
    """Whether every page in the file carries its seal (HMAC): none was changed or lost. Reads the whole file."""
    return not db.execute("PRAGMA cipher_integrity_check").fetchall()


def intact(db: Any) -> bool:
    """Whether every page carries its seal, and the tables hang together."""
    try:
        return sealed(db) and bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except library().DatabaseError as failure:
        if _code(failure) in (_NOT_A_DATABASE, _CORRUPT):
            return False
        raise


def copy(db: Any, to: Path, secret: Secret) -> None:
    """A whole copy under a key, or none: written beside its place, checked, then moved there.

    The caller has checked `db`: a page that was changed is copied without complaint (SQLCipher 4.19, measured).
    """
    beside = to.with_name(to.name + ".new")
    remove(beside)
    try:
        target = connect(beside, secret, "rwc")
        try:
            db.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            if not intact(target):
                raise JournalDamaged(f"{to.name} did not come out whole. {RESTORE}")
        finally:
            target.close()
        put(beside, to)
    except BaseException:
        with contextlib.suppress(OSError):
            remove(beside)
        raise


def put(new: Path, place: Path) -> None:
    """Move a file into its place for good: the file first, then its name, are on the disk when this returns."""
    handle = os.open(new, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    os.chmod(new, 0o600)
    os.replace(new, place)
    sync_folder(place.parent)


def swap(new: Path, place: Path) -> None:
    """Put a file in the place of one that is closed. What lies in the log of that one has to be in it already."""
    for suffix in ("-wal", "-shm", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            place.with_name(place.name + suffix).unlink()
    put(new, place)


def sync_folder(folder: Path) -> None:
    """Names are on the disk when this returns; Windows does that by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> None:
    """Take a file away with what SQLite keeps beside it. A log of one file must never meet another of its name."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        with contextlib.suppress(FileNotFoundError):
            (path.parent / name).unlink()


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Failures of the library and the disk as errors that say what to do; their own messages are not shown."""
    try:
        yield
    except library().Error as failure:
        raise _told(_code(failure), path) from None
    except OSError as failure:
        raise StorageError(f"{path.parent} can't be written: {failure.strerror}. Free some room there.") from None


def _told(code: int, path: Path) -> StorageError:
    if code in (_BUSY, _LOCKED):
        return JournalBusy("another voice-coach is writing to the journal. Try again when it is done.")
    if code == _FULL:
        return StorageError(f"the disk is full: {path} can't grow. Free some room; what was kept so far is safe.")
    if code in (_READONLY, _CANT_OPEN):
        return StorageError(f"{path} can't be written there. Choose another folder with --data, or use --no-save.")
    if code == _CORRUPT:
        return JournalDamaged(f"a page of {path} is damaged. {RESTORE}")
    if code == _NOT_A_DATABASE:
        return JournalLocked(f"{path} doesn't open with this key, or is damaged. {RESTORE}")
    if code == _IO:
        return StorageError(f"the disk failed or is full: {path}. Free some room; what was kept so far is safe.")
    return StorageError(f"{path} can't be used (SQLite error {code}). {RESTORE}")


def _code(failure: BaseException) -> int:
    return int(getattr(failure, "sqlite_errorcode", 0) or 0) & 0xFF
