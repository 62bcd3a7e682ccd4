"""Entries as JSON and CSV, which come back as they were, and as Markdown and HTML, which are for reading."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from html import escape
from typing import Any

from voice_coach.core.signals import Signal
from voice_coach.core.state import State
from voice_coach.errors import InputError, VoiceCoachError
from voice_coach.ports import Entry
from voice_coach.surfaces.help_note import note_under
from voice_coach.surfaces.page import HEAD, STYLE

COLUMNS = ("id", "profile", "flow", "started", "ended", "turn", "role", "text", "record")
FLOWS = ("talk", "checkin", "ask")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""How a cell begins that some spreadsheets run instead of showing: it gets a ' before it, and loses it again."""
Signals = Mapping[str, Signal]


def to_json(entries: Sequence[Entry]) -> str:
    """One object: {"v", "entries"}."""
    return json.dumps({"v": 1, "entries": [asdict(entry) for entry in entries]}, indent=1) + "\n"


def to_csv(entries: Sequence[Entry]) -> str:
    """A row a turn. `record` holds, in the first row of an entry, what a spreadsheet has no column for."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for entry in entries:
        state = {name: value for name, value in entry.state.items() if name != "turns"}
        record = json.dumps({"state": state, "signals": entry.signals})
        about = [_safe(text) for text in (entry.id, entry.profile, entry.flow, entry.started, str(int(entry.ended)))]
        turns = entry.state["turns"] or [{"role": "", "text": ""}]
        for number, turn in enumerate(turns):
            rows.writerow([*about, number, turn["role"], _safe(turn["text"]), "" if number else record])
    return out.getvalue()


def to_markdown(entries: Sequence[Entry], signals: Signals) -> str:
    """A heading an entry."""
    parts = ["# Entries", "One side, in my words.", ""]
    for entry in entries:
        parts += [f"## {title_of(entry)}", ""]
        for turn in entry.state["turns"]:
            parts.append(f"- **{'me' if turn['role'] == 'user' else 'coach'}:** {_one_line(turn['text'])}")
        parts += [f"- {dated}"] if (dated := _dated(entry)) else []
        parts += ["", *(f"> {label}: “{_one_line(quote)}”" for label, _, quote in quotes_of(entry, signals)), ""]
    return "\n".join(parts)


def to_html(entries: Sequence[Entry], signals: Signals) -> str:
    """A page of its own: no script, no request to anywhere."""
    parts = []
    for entry in entries:
        said = "".join(_paragraph(turn) for turn in entry.state["turns"])
        said += f'<p class="soft">{escape(dated)}</p>' if (dated := _dated(entry)) else ""
        rows = "".join(
            f'<tr><th scope="row">{escape(label)}</th><td><q>{escape(quote)}</q></td></tr>'
            for label, _, quote in quotes_of(entry, signals)
        )
        table = f"<table><caption>What was heard in it.</caption><tbody>{rows}</tbody></table>" if rows else ""
        parts.append(f"<section><h2>{escape(title_of(entry))}</h2>{said}{table}</section>")
    head = HEAD.replace("<title>Summary</title>", "<title>Entries</title>")
    return f"{head}<style>{STYLE}</style></head><body><main><h1>Entries</h1>{''.join(parts)}</main></body></html>\n"


def _paragraph(turn: Mapping[str, str]) -> str:
    by = "" if turn["role"] == "user" else ' class="soft"'
    return f"<p{by}>{escape(turn['text'])}</p>"


def _dated(entry: Entry) -> str:
    """When the numbers of the help lines in it were checked; nothing where it holds none."""
    return note_under(turn["text"] for turn in entry.state["turns"] if turn["role"] == "coach")


def title_of(entry: Entry) -> str:
    """When it was, what it was, and whom it is about."""
    name = "" if entry.profile == "default" else f", {entry.profile}"
    return f"{entry.moment:%A %d %B %Y, %H:%M}, {entry.flow}{name}"


def quotes_of(entry: Entry, signals: Signals) -> list[tuple[str, str, str]]:
    """(label, pole, quote) of everything that was heard; nothing of an entry that ended under a sign of danger."""
    state = State.from_json(entry.state)
    if state.safety.gated:
        return []
    return [
        (signals[name].label if name in signals else name, pole, state.turns[turn].text[start:end])
        for name, heard in entry.signals.items()
        for turn, start, end, pole in heard["evidence"]
        if turn < len(state.turns)
    ]


def read(text: str) -> list[Entry]:
    """The entries of an exported file, JSON or CSV. Raises InputError, which names the entry, not its words."""
    if text.lstrip("\ufeff \r\n\t").startswith("{"):
        return [_entry(number, lambda raw=raw: raw) for number, raw in enumerate(_json_entries(text), 1)]  # type: ignore[misc]
    return [_entry(number, lambda rows=rows: _of_rows(rows)) for number, rows in enumerate(_csv_entries(text), 1)]  # type: ignore[misc]


def _json_entries(text: str) -> list[Any]:
    try:
        raw = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise InputError("this file is not JSON. Import what `journal export` wrote.") from None
    entries = raw.get("entries")
    if raw.get("v") != 1 or not isinstance(entries, list):
        raise InputError("this file holds no entries. Import what `journal export` wrote as JSON or CSV.")
    return entries


def _csv_entries(text: str) -> list[list[dict[str, str]]]:
    csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    except csv.Error:
        raise InputError("this file is not CSV. Import what `journal export` wrote.") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise InputError(f"this file holds no entries: its first line must be {','.join(COLUMNS)}.")
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row["id"] or "", []).append(row)
    return list(groups.values())


def _of_rows(rows: list[dict[str, str]]) -> dict[str, Any]:
    first, record = rows[0], json.loads(rows[0]["record"])
    turns = [{"role": row["role"], "text": _unsafe(row["text"])} for row in rows if row["role"]]
    return {
        **{name: _unsafe(first[name]) for name in ("id", "profile", "flow", "started")},
        "ended": first["ended"] == "1",
        "state": {**record["state"], "turns": turns},
        "signals": record["signals"],
    }


def _entry(number: int, raw: Callable[[], Any]) -> Entry:
    try:
        entry = Entry(**raw())
        _check(entry)
    except (VoiceCoachError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise InputError(f"entry {number} of this file is not one. Nothing was imported.") from None
    return entry


def _check(entry: Entry) -> None:
    """Raises ValueError or the like for what a journal could not give back."""
    names = (entry.id, entry.profile, entry.flow, entry.started)
    if not all(isinstance(name, str) and name.strip() and len(name) <= 200 for name in names):
        raise ValueError("a name")
    if entry.flow not in FLOWS or not isinstance(entry.ended, bool) or entry.moment.tzinfo is None:
        raise ValueError("a kind, an end or a time")
    state = State.from_json(entry.state)
    if any(turn.role not in ("user", "coach") or not isinstance(turn.text, str) for turn in state.turns):
        raise ValueError("a turn")
    for heard in entry.signals.values():
        if heard["state"] not in ("positive", "negative", "mixed"):
            raise ValueError("a state")
        for turn, start, end, pole in heard["evidence"]:
            if not 0 <= start <= end or not 0 <= turn < len(state.turns) or pole not in ("positive", "negative"):
                raise ValueError("evidence")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unsafe(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _one_line(text: str) -> str:
    return " ".join(text.split())
