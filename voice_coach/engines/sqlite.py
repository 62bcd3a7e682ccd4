"""The journal in SQLite. In memory only, until it can be encrypted at rest: nothing is written to disk."""

from __future__ import annotations

import json
import sqlite3
import threading

from pydantic import BaseModel

from voice_coach.ports import Entry


class Sqlite:
    """Entries of this process; they are gone when it ends."""

    name = "sqlite"

    class Options(BaseModel, extra="forbid", frozen=True):
        """This engine has no options."""

    def __init__(self, options: Options, services: object = None) -> None:
        self._db: sqlite3.Connection | None = None
        self._lock = threading.RLock()  # Turns are finished in a pool of threads; a transaction is one thread's.

    def load(self) -> None:
        """Open the database."""
        if self._db is None:
            self._db = sqlite3.connect(":memory:", check_same_thread=False)
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.execute(
                "CREATE TABLE entry (id TEXT PRIMARY KEY, flow TEXT NOT NULL, started TEXT NOT NULL, "
                "state TEXT NOT NULL, signals TEXT NOT NULL)"
            )

    def save(self, entry: Entry) -> None:
        """Keep an entry, replacing the one with the same id."""
        row = (entry.id, entry.flow, entry.started, json.dumps(entry.state), json.dumps(entry.signals))
        with self._lock, self._open() as db:
            db.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", row)

    def entries(self) -> list[Entry]:
        """All entries, oldest first."""
        with self._lock:
            rows = self._open().execute("SELECT id, flow, started, state, signals FROM entry").fetchall()
        found = [Entry(r[0], r[1], r[2], json.loads(r[3]), json.loads(r[4])) for r in rows]
        return sorted(found, key=lambda entry: (entry.moment, entry.id))

    def delete(self, id: str) -> bool:
        """Forget an entry; False when there is none."""
        with self._lock, self._open() as db:
            return db.execute("DELETE FROM entry WHERE id = ?", (id,)).rowcount > 0

    def close(self) -> None:
        """Forget everything."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            self.load()
        assert self._db is not None
        return self._db
