"""The tables of the journal, version by version. A step that was released is never changed: another one follows it."""

from __future__ import annotations

from typing import Any

APPLICATION = 0x76636A31
"""`PRAGMA application_id`: says whose file it is."""

_V1 = """
CREATE TABLE entry (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  profile TEXT NOT NULL COLLATE NOCASE,
  flow TEXT NOT NULL,
  started TEXT NOT NULL,
  moment REAL NOT NULL,
  wrote INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  danger INTEGER NOT NULL,
  first TEXT NOT NULL,
  states TEXT NOT NULL
);
CREATE INDEX entry_by_moment ON entry (moment, id);
CREATE INDEX entry_by_wrote ON entry (wrote);
CREATE TABLE body (
  key INTEGER PRIMARY KEY REFERENCES entry (key) ON DELETE CASCADE,
  state TEXT NOT NULL,
  signals TEXT NOT NULL
);
CREATE TABLE turn (
  key INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entry (key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (entry, position)
);
"""
# Large values live in `body`, so that a list of all entries reads small rows only. `wrote` counts every write: the
# newest entry is known by it even when the clock was set back.

_V2 = """
CREATE VIRTUAL TABLE words USING fts5 (
  text, content = 'turn', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
INSERT INTO words (words) VALUES ('rebuild');
CREATE TRIGGER turn_in AFTER INSERT ON turn BEGIN
  INSERT INTO words (rowid, text) VALUES (new.key, new.text);
END;
CREATE TRIGGER turn_out AFTER DELETE ON turn BEGIN
  INSERT INTO words (words, rowid, text) VALUES ('delete', old.key, old.text);
END;
CREATE TRIGGER turn_change AFTER UPDATE OF text ON turn BEGIN
  INSERT INTO words (words, rowid, text) VALUES ('delete', old.key, old.text);
  INSERT INTO words (rowid, text) VALUES (new.key, new.text);
END;
CREATE TABLE undo (
  entry INTEGER PRIMARY KEY REFERENCES entry (key) ON DELETE CASCADE,
  before TEXT NOT NULL
);
"""
# Search by word, which takes what it forgets out of its index too, and the entry as it was before a correction.

STEPS = (_V1, _V2)
VERSION = len(STEPS)


def version_of(db: Any) -> int:
    """The version that the file has; 0 for a new one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: Any, to: int = VERSION) -> None:
    """Bring the file to a version, all steps or none."""
    steps = "".join(STEPS[version_of(db) : to])
    try:
        db.executescript(
            f"BEGIN IMMEDIATE; {steps} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {to}; COMMIT;"
        )
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
