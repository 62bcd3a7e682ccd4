"""After which signs of danger the person has turned index and trend on again, kept beside the journal.

Each is an entry by its id, with the number of turns that it had then. So another relationship is left as it is, no
name of anyone stands in a plain file, and whatever is told afterwards suspends again, be it in the same session.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from voice_coach.core.entries import Head
from voice_coach.core.schedule import night_of
from voice_coach.errors import StorageError
from voice_coach.ports import Journal


def turn_on(file: Path, journal: Journal, profile: str, now: datetime) -> None:
    """Lift what suspends a relationship at this moment. Raises StorageError."""
    kept, read = {head.id for head in journal.heads()}, _read(file)
    known = {id: turns for id, turns in read.items() if id in kept} if isinstance(read, dict) else {}
    for head in journal.heads(profile):
        if head.danger and head.moment <= now:
            known[head.id] = _turns(journal, head.id)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(json.dumps({"on_again": known}), "utf-8")
        file.chmod(0o600)
    except OSError as failure:
        raise StorageError(f"{file} can't be written: {failure.strerror}. Use --data.") from None


def lifted(file: Path, journal: Journal, heads: Sequence[Head]) -> set[str]:
    """The ids of those entries of a relationship that suspend nothing any more. Raises StorageError."""
    read = _read(file)
    signs = [head for head in heads if head.danger]
    if isinstance(read, date):
        # An older version kept one day for all. Whose it was is known where there is only one, and what was told on
        # that night may have come after it.
        alone = signs and len({head.profile.lower() for head in journal.heads()}) == 1
        return {head.id for head in signs if night_of(head.moment) < read} if alone else set()
    return {head.id for head in signs if head.id in read and _turns(journal, head.id) <= read[head.id]}


def _turns(journal: Journal, id: str) -> int:
    entry = journal.entry(id)
    return len(entry.state["turns"]) if entry else 0


def _read(file: Path) -> dict[str, int] | date:
    """What the file holds; where it can't be read, nothing was ever turned on again: the careful side."""
    try:
        found: Any = json.loads(file.read_text("utf-8"))["on_again"]
        if isinstance(found, str):
            return date.fromisoformat(found)
        return {id: turns for id, turns in found.items() if type(turns) is int}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
