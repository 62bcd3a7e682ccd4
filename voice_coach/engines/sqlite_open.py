"""The journal's file, opened: which key it takes, whether it is whole, its version, and its backup of the day."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from voice_coach.engines import journal_key
from voice_coach.engines.file_lock import FileLock
from voice_coach.engines.journal_key import HELD, PASSPHRASE_V1, SALT, HeldKey, Secret
from voice_coach.engines.sqlite_backups import Backups
from voice_coach.engines.sqlite_file import (
    PATIENCE,
    RESTORE,
    connect,
    explained,
    library,
    put,
    readable,
    remove,
    sealed,
    sync_folder,
)
from voice_coach.engines.sqlite_schema import VERSION, migrate, version_of
from voice_coach.errors import JournalBusy, JournalDamaged, JournalLocked, JournalTooNew, StorageError


def today() -> date:
    """The day on the clock of the machine."""
    return date.today()


class OpenFile:
    """The file and, while it is open, its connection."""

    def __init__(self, path: Path, held: HeldKey, backups: Backups) -> None:
        self.path, self.held, self.backups = path, held, backups
        self.passphrase = os.environ.get("VOICE_COACH_PASSPHRASE", "")
        self.readonly = False
        self.secret: Secret | None = None
        self._db: Any = None
        self._backing: threading.Thread | None = None
        self._damage: JournalDamaged | None = None
        self._shadow: Path | None = None
        self._lock = FileLock(path.with_suffix(".lock"))

    def open(self, create: bool = False) -> Any:
        """The connection; None where there is no file and none is to be made. Raises StorageError and its kinds."""
        if self._damage is not None:
            self.settle()
        if self._db is not None:
            return self._db
        if not self.path.parent.is_dir() and not create:
            return None
        if create:
            self._folder()
        if not self._lock.take(shared=True, wait=PATIENCE):
            raise JournalBusy("another voice-coach is changing the journal's file. Try again when it is done.")
        try:
            if self._there() or (create and self._make()):
                with explained(self.path):
                    self._db = self._opened()
            else:
                self.shut()
        except BaseException:
            self.shut()
            raise
        return self._db

    def shut(self) -> None:
        """Close the connection and forget the key; a passphrase that was given is still known."""
        if self._backing is not None:
            self._backing.join()
        self._backing = None
        db, self._db = self._db, None
        if db is not None:
            db.close()
        if self.secret:
            self.secret.wipe()
        self.secret = None
        if self._shadow:
            shutil.rmtree(self._shadow, ignore_errors=True)
        self._shadow, self.readonly = None, False
        self._lock.release()

    def forget(self) -> None:
        """Forget a passphrase that was typed."""
        self.passphrase = os.environ.get("VOICE_COACH_PASSPHRASE", "")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no process has the file open, this one neither. Raises JournalBusy."""
        self.shut()
        self._folder()
        if not self._lock.take(wait=0.5):
            raise JournalBusy("the journal is open in another voice-coach. End that session first.")
        try:
            with explained(self.path):
                yield
        finally:
            self._lock.release()

    def secret_for(self, path: Path) -> Secret:
        """The key of a file that is not open. Raises JournalLocked where there is none."""
        salt = journal_key.salt_of(path)
        if len(salt) == SALT and salt[0] == PASSPHRASE_V1:
            if not self.passphrase:
                raise JournalLocked("the journal opens with a passphrase. Give it in VOICE_COACH_PASSPHRASE.")
            return Secret(salt, journal_key.derive(self.passphrase, salt))
        if len(salt) == SALT and salt[0] == HELD:
            key = self.held.read()
            if key is None:
                raise JournalLocked(f"the key of the journal is gone: put {self.held.file.name} back beside it.")
            return Secret(salt, key)
        raise JournalDamaged(f"{path} is damaged at its beginning. {RESTORE}")

    def new_secret(self, passphrase: str | None) -> Secret:
        """The key for a file to come: of a passphrase, else the one that is held for the person."""
        if passphrase:
            salt = journal_key.new_salt(PASSPHRASE_V1)
            return Secret(salt, journal_key.derive(passphrase, salt))
        key = self.held.make()
        if self.held.file.exists():
            sync_folder(self.held.file.parent)
        return Secret(journal_key.new_salt(HELD), key)

    def back_up(self, db: Any, secret: Secret) -> bool:
        """Make a backup of an open file. Raises JournalDamaged for a broken page; False when others are in the way."""
        busy = FileLock(self.path.with_suffix(".busy"))
        # What a cut left half-written lies whole in the log: it is brought in before any page is judged.
        if not busy.take() or db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            return False
        db.execute("BEGIN IMMEDIATE")  # Nobody writes, and the log is empty: no page changes while it is judged.
        whole = sealed(db)
        db.execute("ROLLBACK")
        if not whole:
            raise JournalDamaged(f"a page of {self.path} is damaged. {RESTORE}")
        self.backups.make(db, secret, today())
        busy.release()
        return True

    def settle(self) -> None:
        """Wait for the backup of the day. Raises JournalDamaged where it found a broken page."""
        thread, self._backing = self._backing, None
        if thread is not None:
            thread.join()
        damage, self._damage = self._damage, None
        if damage is not None:
            raise damage

    def _there(self) -> bool:
        if self.path.exists():
            return True
        if self.backups.all():
            raise JournalDamaged(f"{self.path} is gone, and its backups are there. {RESTORE}")
        return False

    def _folder(self) -> None:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as failure:
            raise StorageError(
                f"{self.path.parent} can't be made: {failure.strerror}. Choose another --data."
            ) from None

    def _make(self) -> bool:
        """A new, empty file, made beside its place: a cut leaves a whole one or none."""
        with self.alone():
            if not self.path.exists():
                secret, new = self.new_secret(self.passphrase), self.path.with_name(self.path.name + ".new")
                remove(new)
                db = connect(new, secret, "rwc")
                migrate(db)
                db.execute("PRAGMA journal_mode = WAL")
                db.close()
                remove(self.path)
                put(new, self.path)
                secret.wipe()
        return self._lock.take(shared=True, wait=PATIENCE)

    def _opened(self) -> Any:
        self.secret = self.secret_for(self.path)
        db = self._connected(self.secret)
        try:
            if not readable(db):
                raise self._unreadable(self.secret)
            if version_of(db) > VERSION:
                raise JournalTooNew(
                    f"a newer voice-coach wrote {self.path}. Update this one, or bring an older backup back: "
                    "voice-coach journal restore"
                )
            if not self.readonly:
                self._up_to_date(db, self.secret)
        except BaseException:
            db.close()
            raise
        return db

    def _connected(self, secret: Secret) -> Any:
        self.readonly = not os.access(self.path.parent, os.W_OK) or not os.access(self.path, os.W_OK)
        if not self.readonly:
            return connect(self.path, secret)
        log = self.path.with_name(self.path.name + "-wal")
        if not log.exists() or not log.stat().st_size:
            return connect(self.path, secret, "ro", frozen=True)
        # What lies in the log only can't be read without writing beside the file: so beside a copy, as encrypted.
        self._shadow = Path(tempfile.mkdtemp(prefix="voice-coach-"))
        for part in (self.path, log):
            shutil.copyfile(part, self._shadow / part.name)
        return connect(self._shadow / self.path.name, secret)

    def _unreadable(self, secret: Secret) -> StorageError:
        if self.backups.any_opens(secret):
            return JournalDamaged(f"{self.path} is damaged. {RESTORE}")
        if secret.salt[0] == PASSPHRASE_V1:
            return JournalLocked(
                f"this passphrase doesn't open the journal. If you are sure of it, it is damaged. {RESTORE}"
            )
        return JournalLocked(f"{self.held.file} is not the key of this journal, or it is damaged. {RESTORE}")

    def _up_to_date(self, db: Any, secret: Secret) -> None:
        db.execute("PRAGMA journal_mode = WAL")
        if version_of(db) < VERSION:
            self.back_up(db, secret)
            try:
                migrate(db)
            except library().OperationalError:
                if version_of(db) != VERSION:  # Otherwise another process was faster.
                    raise
        newest = self.backups.all()[-1:]
        if (not newest or newest[0].day != today()) and db.execute("SELECT 1 FROM entry LIMIT 1").fetchone():
            # Beside what the person does: it reads the whole file, and nobody should wait for that.
            self._backing = threading.Thread(target=self._back_up_beside, args=(secret.copy(),))
            self._backing.start()

    def _back_up_beside(self, secret: Secret) -> None:
        try:
            with explained(self.path):
                db = connect(self.path, secret)
                try:
                    self.back_up(db, secret)
                finally:
                    db.close()
        except JournalDamaged as damage:
            self._damage = damage
        except StorageError:
            pass  # No room for a backup today. What is saved next says so if it must.
        finally:
            secret.wipe()
