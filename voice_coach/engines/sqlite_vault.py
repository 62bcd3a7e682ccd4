"""Restoring a backup and changing the key: the file is replaced as a whole while nobody has it open."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from voice_coach.engines.sqlite_file import connect, copy, intact, library, readable, swap, sync_folder
from voice_coach.engines.sqlite_open import OpenFile
from voice_coach.engines.sqlite_schema import VERSION, version_of
from voice_coach.errors import JournalDamaged, JournalLocked, JournalTooNew, StorageError
from voice_coach.ports import Backup


def restore(file: OpenFile, number: int | None) -> Backup:
    """Put a backup in the journal's place. What was there becomes a backup, or is set aside where it is damaged."""
    file.shut()
    with suppress(JournalDamaged):
        file.settle()  # What today's backup found is what is about to be mended.
    with file.alone():
        backup = file.backups.numbered(number)
        path = file.backups.path(backup)
        secret = file.secret_for(path)
        db = connect(path, secret, "ro")
        try:
            _fit(db, backup)
            staged = file.path.with_name(file.path.name + ".restored")
            copy(db, staged, secret)
        finally:
            db.close()
            secret.wipe()
        if file.path.exists() and not _kept(file):
            _set_aside(file.path)
        swap(staged, file.path)
    return backup


def change_key(file: OpenFile, passphrase: str | None) -> None:
    """Encrypt the journal and its backups anew: under a passphrase, or (None) under the key held for the person."""
    if file.open() is None:
        file.passphrase = passphrase or ""
        file.open(create=True)
        return
    with file.alone():
        old, new = file.secret_for(file.path), file.new_secret(passphrase)
        file.backups.rekey(old, new)
        staged = file.path.with_name(file.path.name + ".rekeyed")
        db = connect(file.path, old)
        try:
            if not readable(db) or not intact(db):
                raise JournalDamaged("a page of the journal is damaged: restore a backup first.")
            copy(db, staged, new)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            db.close()
        swap(staged, file.path)
        if passphrase:
            file.held.forget()
    file.passphrase = passphrase or ""


def _fit(db: Any, backup: Backup) -> None:
    if not readable(db):
        raise JournalLocked(f"backup {backup.number} doesn't open with this key. Try another number.")
    if not intact(db):
        raise JournalDamaged(f"backup {backup.number} is damaged. Try another number.")
    if version_of(db) > VERSION:
        raise JournalTooNew(f"a newer voice-coach wrote backup {backup.number}. Try a lower number.")


def _kept(file: OpenFile) -> bool:
    """Make a backup of what is about to be replaced; False where it can't be read as a whole."""
    try:
        secret = file.secret_for(file.path)
    except StorageError:
        return False
    db = connect(file.path, secret)
    try:
        return readable(db) and version_of(db) <= VERSION and file.back_up(db, secret)
    except (JournalDamaged, library().DatabaseError):
        return False
    finally:
        db.close()
        secret.wipe()


def _set_aside(path: Path) -> None:
    """Under another name, with its log: someone may get something out of it some day."""
    number = next(n for n in range(1, 10_000) if not _aside(path, n).exists())
    for suffix in ("", "-wal"):
        if (part := path.with_name(path.name + suffix)).exists():
            os.replace(part, _aside(path, number).with_name(_aside(path, number).name + suffix))
    sync_folder(path.parent)


def _aside(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}-aside-{number}{path.suffix}")
