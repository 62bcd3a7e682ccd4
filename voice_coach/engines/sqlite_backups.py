"""Backups of the journal: one a day, the last seven, encrypted like the journal itself.

They are numbered, because days may come twice or run backwards where a clock is set.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from voice_coach.engines.journal_key import Secret
from voice_coach.engines.sqlite_file import connect, copy, intact, library, readable, remove
from voice_coach.errors import InputError
from voice_coach.ports import Backup

KEPT = 7


@dataclass(frozen=True)
class Backups:
    """The folder they lie in."""

    folder: Path

    def all(self) -> list[Backup]:
        """Oldest first."""
        found = []
        for path in self.folder.glob("*.db") if self.folder.is_dir() else ():
            number, _, day = path.stem.partition("-")
            with contextlib.suppress(ValueError):
                found.append(Backup(int(number), date.fromisoformat(day), path.stat().st_size))
        return sorted(found, key=lambda backup: backup.number)

    def path(self, backup: Backup) -> Path:
        """Its file."""
        return self.folder / f"{backup.number:04}-{backup.day.isoformat()}.db"

    def numbered(self, number: int | None) -> Backup:
        """The one of that number, else the newest. Raises InputError."""
        found = self.all()
        if not found:
            raise InputError("there is no backup yet. One is made each day on which the journal is used.")
        chosen = next((b for b in found if b.number == number), None) if number is not None else found[-1]
        if chosen is None:
            raise InputError(f"there is no backup {number}. See: voice-coach journal backup --list")
        return chosen

    def make(self, db: Any, secret: Secret, today: date) -> Backup:
        """One more; the oldest beyond seven go. The caller has checked that `db` is whole."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self.all()
        made = Backup(found[-1].number + 1 if found else 1, today, 0)
        copy(db, self.path(made), secret)
        for old in found[: max(0, len(found) + 1 - KEPT)]:
            remove(self.path(old))
        return self.all()[-1]

    def forget(self, id: str, secret: Secret) -> None:
        """Take an entry out of every backup that this key opens; its pages are overwritten with zeros.

        One that is damaged stays as it is: it is never brought back.
        """
        for backup in self.all():
            db = connect(self.path(backup), secret)
            try:
                if readable(db):
                    db.execute("DELETE FROM entry WHERE id = ?", (id,))
            except library().DatabaseError:
                continue
            finally:
                db.close()

    def rekey(self, old: Secret, new: Secret) -> None:
        """All that the old key opens and that are whole, under the new one. The others stay as they are."""
        for backup in self.all():
            db = connect(self.path(backup), old)
            try:
                if readable(db) and intact(db):
                    copy(db, self.path(backup), new)
            finally:
                db.close()

    def any_opens(self, secret: Secret) -> bool:
        """Whether the key opens one of them: then it is the right one, and what it doesn't open is damaged."""
        for backup in reversed(self.all()):
            db = connect(self.path(backup), secret)
            try:
                if readable(db):
                    return True
            finally:
                db.close()
        return False
