"""Entries as rows and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from voice_coach.core.state import State
from voice_coach.ports import Entry, Found, Head

_HEAD = "id, profile, flow, started, ended, danger, first, states"
_FIRST = 200
"""Characters of what the person said first that a list may show."""


def save(db: Any, entry: Entry) -> bool:
    """Keep an entry, replacing the one of the same id. Whether words were taken away that were there before."""
    state, turns = _apart(entry.state)
    said = [turn["text"] for turn in entry.state["turns"] if turn["role"] == "user"]
    values = {
        "id": entry.id,
        "profile": entry.profile,
        "flow": entry.flow,
        "started": entry.started,
        "moment": entry.moment.timestamp(),
        "ended": entry.ended,
        "danger": State.from_json(entry.state).safety.gated,
        "first": _plain(said[0][:_FIRST]) if said else "",
        "states": json.dumps({name: heard["state"] for name, heard in entry.signals.items()}),
    }
    names = ", ".join(values)
    changes = ", ".join(f"{name} = excluded.{name}" for name in [*values, "wrote"] if name != "id")
    key = db.execute(
        f"INSERT INTO entry ({names}, wrote) VALUES ({', '.join(f':{name}' for name in values)}, "
        f"(SELECT coalesce(max(wrote), 0) + 1 FROM entry)) ON CONFLICT (id) DO UPDATE SET {changes} RETURNING key",
        values,
    ).fetchall()[0][0]
    db.execute(
        "INSERT INTO body VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state, "
        "signals = excluded.signals",
        (key, json.dumps(state), json.dumps(entry.signals)),
    )
    return _save_turns(db, key, turns)


def _save_turns(db: Any, key: int, turns: list[tuple[int, str, str]]) -> bool:
    """Only what changed is written: mostly a session has grown by a turn. Whether there was something to take away."""
    had = db.execute("SELECT position, role, text FROM turn WHERE entry = ? ORDER BY position", (key,)).fetchall()
    same = min(len(had), len(turns))
    # In place, so that its number still says when it was said.
    other = [(*turn[1:], key, turn[0]) for old, turn in zip(had, turns, strict=False) if tuple(old) != turn]
    db.executemany("UPDATE turn SET role = ?, text = ? WHERE entry = ? AND position = ?", other)
    db.execute("DELETE FROM turn WHERE entry = ? AND position >= ?", (key, same))
    new = [(key, *turn) for turn in turns[same:]]
    db.executemany("INSERT INTO turn (entry, position, role, text) VALUES (?, ?, ?, ?)", new)
    return bool(other) or same < len(had)


def save_all(db: Any, entries: Sequence[Entry]) -> None:
    """Keep them, and number all turns anew where some came late: their numbers follow the time, for a quick search."""
    newest = db.execute("SELECT max(moment) FROM entry").fetchone()[0]
    for entry in sorted(entries, key=lambda entry: (entry.moment, entry.id)):
        save(db, entry)
    if newest is not None and any(entry.moment.timestamp() < newest for entry in entries):
        db.execute("CREATE TEMP TABLE renumbered (old INTEGER PRIMARY KEY, new INTEGER)")
        db.execute(
            "INSERT INTO renumbered SELECT turn.key, row_number() OVER (ORDER BY moment, id, position) "
            "FROM turn JOIN entry ON entry.key = turn.entry"
        )
        db.execute("UPDATE turn SET key = -(SELECT new FROM renumbered WHERE old = turn.key)")
        db.execute("UPDATE turn SET key = -key")
        db.execute("DROP TABLE renumbered")
        db.execute("INSERT INTO words (words) VALUES ('rebuild')")


def _apart(state: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[int, str, str]]]:
    """The state without its turns, and the turns as rows. Text that is no Unicode stays in the state as well."""
    rows = [(number, turn["role"], _plain(turn["text"])) for number, turn in enumerate(state["turns"])]
    if all(
        row[2] == turn["text"] and set(turn) == {"role", "text"} for row, turn in zip(rows, state["turns"], strict=True)
    ):
        return {name: value for name, value in state.items() if name != "turns"}, rows
    return state, rows


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def entries(db: Any, where: str = "", values: Iterable[Any] = (), order: str = "moment, id") -> list[Entry]:
    """Whole entries in order."""
    values = tuple(values)
    rows = db.execute(
        "SELECT key, id, flow, started, profile, ended, state, signals FROM entry JOIN body USING (key) "
        f"{where} ORDER BY {order}",
        values,
    ).fetchall()
    turns: dict[int, list[dict[str, str]]] = {row[0]: [] for row in rows}
    chosen = f"WHERE entry IN (SELECT key FROM entry {where})" if where else ""
    for entry, role, text in db.execute(
        f"SELECT entry, role, text FROM turn {chosen} ORDER BY entry, position", values
    ):
        if entry in turns:
            turns[entry].append({"role": role, "text": text})
    return [
        Entry(id, flow, started, {"turns": turns[key], **json.loads(state)}, json.loads(signals), profile, bool(ended))
        for key, id, flow, started, profile, ended, state, signals in rows
    ]


def heads(db: Any, profile: str | None) -> list[Head]:
    """What a list shows, oldest first."""
    where, values = ("WHERE profile = ?", (profile,)) if profile else ("", ())
    rows = db.execute(f"SELECT {_HEAD} FROM entry {where} ORDER BY moment, id", values).fetchall()
    states = json.loads(f"[{','.join(row[-1] for row in rows)}]")
    return [
        Head(id, of, flow, started, bool(ended), bool(danger), first, heard)
        for (id, of, flow, started, ended, danger, first, _), heard in zip(rows, states, strict=True)
    ]


def search(db: Any, text: str, of: tuple[str | None, tuple[str, ...]], limit: int) -> list[Found]:
    """Turns that hold every word of `text` (its last one may be unfinished), newest entry first.

    `of`: the relationship (or None for all) and the roles whose words count.
    """
    profile, roles = of
    words = [word.replace('"', '""') for word in text.replace("\0", " ").split()]
    if not words:
        return []
    query = " ".join(f'"{word}"' for word in words) + "*"
    rows = db.execute(
        "SELECT id, started, profile, position, role, highlight(words, 0, char(2), char(3)) "
        "FROM words JOIN turn ON turn.key = words.rowid JOIN entry ON entry.key = turn.entry "
        f"WHERE words MATCH ? AND turn.role IN ({', '.join('?' * len(roles))}) "
        f"{'AND entry.profile = ? ' if profile else ''}ORDER BY words.rowid DESC LIMIT ?",
        (_plain(query), *roles, *((profile,) if profile else ()), limit),
    )
    return [Found(id, started, of, turn, role, *_unmarked(marked)) for id, started, of, turn, role, marked in rows]


def _unmarked(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without the marks around what was found, and where they were."""
    plain, spans = "", []
    for piece in text.split("\2"):
        before, mark, after = piece.partition("\3")
        if mark:
            spans.append((len(plain), len(plain) + len(before)))
        plain += before + after
    return plain, tuple(spans)


def remember(db: Any, entry: Entry) -> None:
    """Keep an entry as it is, instead of what was remembered of it before."""
    db.execute(
        "INSERT OR REPLACE INTO undo SELECT key, ? FROM entry WHERE id = ?", (json.dumps(asdict(entry)), entry.id)
    )


def remembered(db: Any, id: str) -> Entry | None:
    """What is remembered of an entry."""
    row = db.execute("SELECT before FROM undo JOIN entry ON entry.key = undo.entry WHERE id = ?", (id,)).fetchone()
    return Entry(**json.loads(row[0])) if row else None
