"""Names of people and places in speech, where capital letters may be missing ("um so priya said").

A word is a name because it is on a list, because it is written with a capital inside a sentence, or because of where
it stands (`name_places`). The lists are data: knowledge/names.txt, places.txt, everyday.txt, name_cues.toml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

SURE, EVERYDAY, RARE, UNKNOWN, NONE = range(5)
"""How much it takes to believe that a word is a name, less to more; NONE is never one."""


@dataclass(frozen=True)
class Named:
    """The lists. Words are folded: small letters, no accents, no apostrophes."""

    given: Mapping[str, int]
    """Given name to SURE, EVERYDAY or RARE."""
    family: Mapping[str, int]
    not_names: Collection[str]
    """Words written with a capital that name nobody: days, languages, brands, "mum"."""
    places: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]
    """First word of a place to the words after it, longest first."""
    everyday: Collection[str]
    cues: Mapping[str, Collection[str]]
    """Where names stand; see knowledge/name_cues.toml."""

    def common(self, word: str) -> bool:
        """Whether a word, or what it is a form of, is everyday speech."""
        stems = [word[: -len(end)] for end in ("s", "d", "ed", "es", "ing", "ly", "er", "in") if word.endswith(end)]
        doubled = [stem[:-1] for stem in stems if stem[-2:-1] == stem[-1:]]
        return any(stem in self.everyday or stem + "e" in self.everyday for stem in [word, *stems, *doubled])

    def doubt(self, word: str, heard: Collection[str]) -> int:
        """SURE to NONE for a word by itself. `heard`: names of the session so far, which are believed sooner."""
        grade = min(self.given.get(word, NONE), self.family.get(word, NONE))
        if grade < NONE:
            return EVERYDAY if grade == RARE and word in heard else grade
        parts = word.split("-")
        if len(parts) > 1 and self.given.get(parts[0]) == SURE:
            return SURE
        if word in self.not_names or len(word) < 2 or all(self.common(part) for part in parts):
            return NONE
        return SURE if word in heard else UNKNOWN


def fold(text: str) -> str:
    """Small letters without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’")


def read_lists(names: str, places: str, everyday: str, cues: Mapping[str, str]) -> Named:
    """The lists from their files: three texts and one table of words by cue."""
    given: dict[str, int] = {}
    family: dict[str, int] = {}
    not_names: dict[str, int] = {}
    sections, into = {"[given]": given, "[family]": family, "[not names]": not_names}, given
    for line in _lines(names):
        if line in sections:
            into = sections[line]
        else:
            into.update((word.rstrip("?"), word.count("?")) for word in line.split())
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for word in " ".join(_lines(places)).split():
        first, *rest = word.rstrip("?").split("_")
        found.setdefault(first, []).append((tuple(rest), word.count("?")))
    ordered = {first: tuple(sorted(ways, key=lambda way: -len(way[0]))) for first, ways in found.items()}
    words = {cue: frozenset(text.split()) for cue, text in cues.items()}
    return Named(given, family, frozenset(not_names), ordered, frozenset(" ".join(_lines(everyday)).split()), words)


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line and not line.startswith("#"))


_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SUFFIX = re.compile(r"['’](?:s|ll|d|ve|re)$", re.IGNORECASE)
_BREAK = re.compile(r"[.!?…\n]")


@dataclass(frozen=True)
class Word:
    """One word of a text, without the ending that an apostrophe sets off."""

    start: int
    end: int
    surface: str
    key: str
    """Folded, for the lists of names."""
    whole: str
    """With its ending, for the lists of verbs ("didn't")."""
    first: bool
    """Starts a sentence: its capital says nothing."""
    owns: bool
    """Followed by an apostrophe and s, or by a bare s that recognisers write for it."""

    @property
    def capital(self) -> bool:
        """Whether it is written with one."""
        return self.surface[:1].isupper()


def read_words(text: str, lists: Named, heard: Collection[str]) -> list[Word]:
    """The words of a text in order."""
    words: list[Word] = []
    first, done = True, 0
    for match in _TOKEN.finditer(text):
        first = first or bool(_BREAK.search(text, done, match.start()))
        suffix = _SUFFIX.search(match[0])
        surface = match[0][: suffix.start()] if suffix else match[0]
        owns = bool(suffix and suffix[0][1:].lower() == "s")
        key = fold(surface)
        if not suffix and surface.endswith("s") and _bare_possessive(key, lists, heard):
            owns, surface, key = True, surface[:-1], key[:-1]
        whole = match[0].lower().replace("’", "'")
        words.append(Word(match.start(), match.start() + len(surface), surface, key, whole, first, owns))
        first, done = False, match.end()
    return words


def _bare_possessive(key: str, lists: Named, heard: Collection[str]) -> bool:
    """ "priyas", but not "james" or "hopes"."""
    if len(key) < 4 or key in lists.given or lists.common(key):
        return False
    return key[:-1] in lists.given or lists.family.get(key[:-1]) == SURE or key[:-1] in heard
