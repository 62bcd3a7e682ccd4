"""Who lives here: a name and a folder each. Nobody shares a journal or the key of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_coach.app import Coach
from voice_coach.config import load_settings, paths
from voice_coach.errors import UsageError

MOST = 8
"""People: each has a page of their own."""
_LONGEST = 40
EXAMPLE = "--person sam=~/sam"


@dataclass(frozen=True)
class Person:
    """Someone with a journal."""

    name: str
    """Told to whoever starts the program and to nobody else; initials will do."""
    folder: Path


def people_of(texts: Sequence[str]) -> list[Person]:
    """Read `NAME=FOLDER` each. Raises UsageError; also where two would have one name or one journal."""
    people = [_person(text) for text in texts]
    if len(people) > MOST:
        raise UsageError(f"--person: at most {MOST} people.")
    for what in ("name", "folder"):
        seen = [getattr(person, what) for person in people]
        if len(set(seen)) < len(seen):
            raise UsageError(f"--person: two people have one {what}. Each needs one of their own, such as {EXAMPLE}")
    return people


def beside(house: Coach, person: Person) -> Coach:
    """The coach of one of them: their settings and journal, the engines of the house. Raises ConfigError."""
    where = paths(person.folder)
    return house.beside(load_settings(where), where)


def _person(text: str) -> Person:
    name, _, folder = (part.strip() for part in text.partition("="))
    if not name or not folder or len(name) > _LONGEST or not name.isprintable():
        raise UsageError(f"--person {text}: give a name and a folder. Example: {EXAMPLE}")
    return Person(name, Path(folder).expanduser().resolve())
