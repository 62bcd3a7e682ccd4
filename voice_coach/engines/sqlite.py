"""The journal in SQLite, encrypted at rest by SQLCipher: one file that opens again whatever happened to the process.

Every page is encrypted (AES-256) and sealed (HMAC-SHA512), the index of words too, so nothing that was said is on the
disk in clear. WAL with synchronous FULL: when `save` returns, the entry is on the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from voice_coach.engines import sqlite_rows, sqlite_vault
from voice_coach.engines.file_lock import FileLock
from voice_coach.engines.journal_key import PASSPHRASE_V1, HeldKey, salt_is_of_passphrase
from voice_coach.engines.sqlite_backups import Backups
from voice_coach.engines.sqlite_file import explained, library
from voice_coach.engines.sqlite_open import OpenFile
from voice_coach.errors import InputError, StorageError
from voice_coach.ports import Backup, Entry, Found, Head

NAME = "state"
"""What its files are called: a neutral name, which says nothing of what is in them."""
_LAST = "WHERE wrote = (SELECT max(wrote) FROM entry)"
_LAST_OF = "WHERE wrote = (SELECT max(wrote) FROM entry WHERE flow = ? AND profile = ?)"
Read = TypeVar("Read")


class Sqlite:
    """Entries in one encrypted file of the data folder, which is made when the first entry is kept."""

    name = "sqlite"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine. VOICE_COACH_PASSPHRASE, where it is set, comes before a key that is kept."""

        holder: Literal["auto", "keyring", "file"] = "auto"
        """Where a key without a passphrase is kept; auto: the file if there is one, else the keyring, else a file."""

    def __init__(self, options: Options, services: Any) -> None:
        folder: Path = services.data
        # With --data nothing outside that folder is touched: then no keyring either.
        where = "file" if services.own and options.holder == "auto" else options.holder
        held = HeldKey(folder / f"{NAME}.key", where)
        self._file = OpenFile(folder / f"{NAME}.db", held, Backups(folder / f"{NAME}.backups"))
        self._talking = FileLock(folder / f"{NAME}.talk")
        self._live: set[str] = set()
        """Entries of sessions that this process holds: they are not interrupted."""
        self._lock = threading.RLock()  # Turns are finished in a pool of threads; a transaction is one thread's.

    def load(self) -> None:
        """Open the file where there is one. Raises MissingExtra, JournalLocked, JournalDamaged or JournalTooNew."""
        library()
        with self._lock:
            self._file.open()

    def save(self, entry: Entry) -> None:
        """Keep an entry; it is on the disk when this returns. Raises StorageError: what was kept stays."""
        with self._writing(create=True) as db:
            if not entry.ended:
                self._talking.take()
                self._live.add(entry.id)
            less = sqlite_rows.save(db, entry)
        if less:
            self._read(_empty_log, None)

    def save_all(self, entries: Sequence[Entry]) -> None:
        """Keep all of them or, where one fails, none. They are nobody's sessions in this process."""
        with self._writing(create=True) as db:
            sqlite_rows.save_all(db, entries)

    def entries(self, profile: str | None = None, last: int | None = None) -> list[Entry]:
        """All entries, oldest first; of one relationship where one is named, the `last` so many of them."""
        where, values = ("WHERE profile = ?", (profile,)) if profile else ("", ())
        if last is not None:
            where = f"WHERE key IN (SELECT key FROM entry {where} ORDER BY moment DESC, id DESC LIMIT {last:d})"
        return self._read(lambda db: sqlite_rows.entries(db, where, values), [])

    def heads(self, profile: str | None = None) -> list[Head]:
        """What a list shows of them, oldest first."""
        return self._read(lambda db: sqlite_rows.heads(db, profile), [])

    def entry(self, id: str) -> Entry | None:
        """The one of that id."""
        return self._one("WHERE id = ?", id)

    def latest(self) -> Entry | None:
        """The one that was written last, whatever the clock said."""
        return self._one(_LAST)

    def unfinished(self, flow: str, profile: str) -> Entry | None:
        """The last session of that kind, where it was cut off and no process holds it any more."""
        found = self._one(_LAST_OF, flow, profile)
        if found is None or found.ended or found.id in self._live or not self._talking.take():
            return None
        return found

    def search(
        self, text: str, profile: str | None = None, roles: tuple[str, ...] = ("user",), limit: int = 20
    ) -> list[Found]:
        """Turns that hold every word of `text`, newest entry first."""
        return self._read(lambda db: sqlite_rows.search(db, text, (profile, roles), limit), [])

    def delete(self, id: str) -> bool:
        """Forget an entry, in the backups too; False when there is none. Its pages are overwritten with zeros."""
        if self.entry(id) is None:
            return False
        with self._lock, explained(self._file.path):
            self._file.settle()
            # Backups first: cut off in between, the entry is still listed and can be deleted again.
            if self._file.secret and not self._file.readonly:
                self._file.backups.forget(id, self._file.secret)
        with self._writing() as db:
            db.execute("DELETE FROM entry WHERE id = ?", (id,))
            self._live.discard(id)
        self._read(_empty_log, None)
        return True

    def rename(self, profile: str, to: str) -> int:
        """Give the entries of a relationship another name. How many there were."""
        if not self.heads(profile):
            return 0
        with self._writing() as db:
            return int(db.execute("UPDATE entry SET profile = ? WHERE profile = ?", (to, profile)).rowcount)

    def remember(self, entry: Entry) -> None:
        """Keep an entry as it is, so that `undo` can bring it back after a correction."""
        with self._writing(create=True) as db:
            sqlite_rows.remember(db, entry)

    def undo(self, id: str) -> bool:
        """Bring back what was last remembered of an entry; what is there now is remembered instead."""
        before, now = self._read(lambda db: sqlite_rows.remembered(db, id), None), self.entry(id)
        if before is None or now is None:
            return False
        with self._writing() as db:
            sqlite_rows.save(db, before)
            sqlite_rows.remember(db, now)
        return True

    def close(self) -> None:
        """Let go of the file, and of the key in memory. Raises JournalDamaged where today's backup found it broken."""
        with self._lock:
            self._talking.release()
            self._live.clear()
            self._file.forget()
            self._file.shut()
            self._file.settle()

    def tidy(self) -> None:
        """Rewrite the file without the pages that nothing uses any more."""
        self._read(lambda db: db.execute("VACUUM"), None)
        self._read(_empty_log, None)

    def needs_passphrase(self) -> bool:
        """Whether a passphrase has to be given by `unlock` before anything can be read."""
        with self._lock:
            return not self._file.passphrase and self._file.secret is None and salt_is_of_passphrase(self._file.path)

    def takes_passphrase(self) -> bool:
        """Whether the file opens with a passphrase, given already or not."""
        with self._lock:
            secret = self._file.secret
            return secret.salt[0] == PASSPHRASE_V1 if secret else salt_is_of_passphrase(self._file.path)

    def unlock(self, passphrase: str) -> None:
        """Use this passphrase from now on; it is tried when the file is next opened."""
        self._file.passphrase = passphrase

    def change_key(self, passphrase: str | None) -> None:
        """Encrypt the journal and its backups anew: under a passphrase, or (None) a key that is kept for the person."""
        with self._lock:
            sqlite_vault.change_key(self._file, passphrase)

    def backup(self) -> Backup:
        """Make a backup now. Raises InputError where there is nothing to back up, JournalDamaged for a broken page."""
        with self._lock, explained(self._file.path):
            db = self._file.open()
            self._file.settle()
            if db is None or self._file.secret is None:
                raise InputError("there is no entry yet, so there is nothing to back up.")
            if not self._file.back_up(db, self._file.secret):
                raise StorageError("another voice-coach is writing to the journal. Try again when it is done.")
            return self.backups()[-1]

    def backups(self) -> list[Backup]:
        """Those that are kept, oldest first."""
        return self._file.backups.all()

    def restore(self, number: int | None = None) -> Backup:
        """Put a backup in the journal's place; what was there becomes a backup, or is set aside where it is damaged."""
        with self._lock:
            return sqlite_vault.restore(self._file, number)

    def _one(self, where: str, *values: str) -> Entry | None:
        found: list[Entry] = self._read(lambda db: sqlite_rows.entries(db, where, values), [])
        return found[0] if found else None

    def _read(self, what: Callable[[Any], Read], nothing: Read) -> Read:
        with self._lock, explained(self._file.path):
            db = self._file.open()
            return nothing if db is None else what(db)

    @contextmanager
    def _writing(self, create: bool = False) -> Iterator[Any]:
        """A transaction: all of it or nothing. Raises StorageError."""
        with self._lock, explained(self._file.path):
            db = self._file.open(create)
            if self._file.readonly:
                raise StorageError(f"{self._file.path.parent} is read-only. Choose another folder with --data.")
            if db.in_transaction:  # The panic key came in the middle of this thread's own write, which is given up.
                db.execute("ROLLBACK")
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise


def _empty_log(db: Any) -> None:
    """Bring the log into the file and empty it, so that what was deleted is in neither."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
