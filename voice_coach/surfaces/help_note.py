"""Wherever a help line is shown, when its number was last checked: numbers age."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from voice_coach import assets
from voice_coach.core.help_lines import checked_note, contacts


def note(today: date | None = None) -> str:
    """When the numbers were last compared with their sources."""
    return checked_note(assets.help_lines_checked(), today or date.today())


def note_under(texts: Iterable[str]) -> str:
    """The note, where one of the coach's `texts` names a help line; else nothing: the note names the topic."""
    return note() if any(contact in text for text in texts for contact in _contacts()) else ""


class NoteOnce:
    """Once a screen, behind the first text of the coach that names a help line."""

    def __init__(self) -> None:
        self._told = False

    def behind(self, text: str) -> str:
        """The note, or nothing."""
        found = "" if self._told else note_under([text])
        self._told = self._told or bool(found)
        return found


@cache
def _contacts() -> frozenset[str]:
    return contacts(assets.help_lines())
