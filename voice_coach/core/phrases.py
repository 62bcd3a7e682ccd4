"""A small language for reviewed phrases, so that reviewers read words and not regular expressions.

    he [has] (hit|slapped) {me}     words; [optional]; (one|of|these); {slot}, a named list of phrases
    {he} ~ hit me                   ~ is up to three words of any kind, ~5 up to five
    strangl\\w*  slap(s|ped)?         inside a word, what a regular expression allows

Phrases are matched against the text of `normalise.plain`, in which every word ends with one space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache


class Slots(dict[str, Sequence[str]]):
    """Named lists of phrases; what is found out about a list is found out once."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        super().__init__(lists)
        self.heads: dict[str, frozenset[str]] = {}


_ENDINGS = r"\((?:[^\s\][(){}~]|\([^\s\][(){}~]*\)\??)*\)\??"
_WORD = rf"(?:[^\s\][()|{{}}~]|{_ENDINGS})+(?=[\s\])|]|$)"
_TOKEN = re.compile(rf"~(?P<gap>\d*)|\{{(?P<slot>\w+)\}}|(?P<word>{_WORD})|(?P<mark>[][()|])|(?P<wrong>\S)")
_MARKS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}
_START = r"(?<![^ ])"


def expand(phrase: str, slots: Slots) -> str:
    """The phrase as the source of a regular expression; each gap is a group.

    KeyError for an unknown slot, ValueError for what cannot be read.
    """
    parts = []
    for token in _TOKEN.finditer(phrase):
        if token["slot"]:
            parts.append("(?:" + "|".join(expand(item, slots) for item in slots[token["slot"]]) + ")")
        elif token["mark"]:
            parts.append(_MARKS[token["mark"]])
        elif token["word"]:
            parts.append(token["word"].replace("(", "(?:") + " ")
        elif token["wrong"]:
            raise ValueError(f"cannot read {token['wrong']!r} in the phrase {phrase!r}")
        else:
            parts.append("((?:[^ ]+ ){0,%s}?)" % (token["gap"] or "3"))
    return "".join(parts)


class Phrases:
    """Phrases that are looked for together, as one regular expression with all of them would.

    A phrase is compiled when a text holds a word that it can't do without: most never are, and compiling all of
    them takes over a second.
    """

    def __init__(self, phrases: Iterable[str], slots: Slots, end: str = "") -> None:
        self._phrases, self._slots, self._end = tuple(phrases), slots, end
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._always: set[int] = set()
        self._index: dict[str, list[int]] = {}
        for at, phrase in enumerate(self._phrases):
            heads = needed(phrase, slots)
            if not heads:
                self._always.add(at)
            for head in heads:
                self._index.setdefault(head, []).append(at)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The leftmost match from `start` on; of those that begin there, that of the first phrase."""
        best: re.Match[str] | None = None
        for at in self._possible(text):
            match = self._pattern(at).search(text, start)
            if match and (best is None or match.start() < best.start()):
                best = match
        return best

    def without(self, text: str) -> str:
        """The text with every match cut out; what stood around it is not read as one."""
        while match := self.search(text):
            text = f"{text[: match.start()]}and {text[match.end() :]}"
        return text

    def match(self, text: str) -> re.Match[str] | None:
        """The match of the first phrase that the text begins with."""
        found = (self._pattern(at).match(text) for at in self._possible(text))
        return next((match for match in found if match), None)

    def _possible(self, text: str) -> list[int]:
        found = set(self._always)
        for head in _beginnings(text):
            if head in self._index:
                found.update(self._index[head])
        return sorted(found)

    def _pattern(self, at: int) -> re.Pattern[str]:
        if at not in self._compiled:
            source = expand(self._phrases[at], self._slots)
            self._compiled[at] = re.compile(f"{_START}(?:{source}){self._end}")
        return self._compiled[at]


def compile_phrases(phrases: Iterable[str], slots: Slots, end: str = "") -> Phrases:
    """What matches any of the phrases at the start of a word, with `end` after it. Without phrases: nothing."""
    return Phrases(phrases, slots, end)


_KEY = 2
"""Letters that the beginning of a word must have; a shorter one tells too little."""


@lru_cache(maxsize=8)
def _beginnings(text: str) -> frozenset[str]:
    """How the words of a text begin, however far one reads: every list is asked about the same text."""
    return frozenset(word[:end] for word in text.split() for end in range(_KEY, len(word) + 1))


def needed(phrase: str, slots: Slots) -> frozenset[str]:
    """Beginnings of words of which every match holds at least one; empty where that can't be told.

    KeyError for an unknown slot, ValueError for what cannot be read.
    """
    tokens = list(_TOKEN.finditer(phrase))
    heads, _ = _alternatives(tokens, 0, slots)
    return heads or frozenset()


def _alternatives(tokens: Sequence[re.Match[str]], at: int, slots: Slots) -> tuple[frozenset[str] | None, int]:
    """The heads of what stands up to the closing bracket, and where that is."""
    each: list[frozenset[str] | None] = []
    parts: list[frozenset[str]] = []
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token["mark"] in ("(", "["):
            inner, at = _alternatives(tokens, at, slots)
            if inner and token["mark"] == "(":
                parts.append(inner)
        elif token["mark"] == "|":
            each.append(_best(parts))
            parts = []
        elif token["mark"]:
            break
        elif token["slot"]:
            listed = _of_slot(token["slot"], slots)
            parts += [listed] if listed else []
        elif token["wrong"]:
            raise ValueError(f"cannot read {token['wrong']!r} in a phrase")
        elif token["word"] and (heads := _of_word(token["word"])):
            parts.append(heads)
    each.append(_best(parts))
    known = [heads for heads in each if heads]
    return (frozenset().union(*known) if len(known) == len(each) else None), at


def _of_slot(name: str, slots: Slots) -> frozenset[str]:
    if name not in slots.heads:
        each = [needed(item, slots) for item in slots[name]]
        slots.heads[name] = frozenset().union(*each) if all(each) else frozenset()
    return slots.heads[name]


def _best(parts: Sequence[frozenset[str]]) -> frozenset[str] | None:
    """Of the words that must all be there, the rarest: long ones, and few."""
    return max(parts, key=lambda heads: (min(map(len, heads)), -len(heads)), default=None)


@cache
def _of_word(word: str) -> frozenset[str] | None:
    """How a word begins: "slap(s|ped)?" with "slap", "(hit|slap(s|ped))" with either."""
    starts, rest = _grouped(word) if word.startswith("(") else ([""], word)
    heads = frozenset(_literal(start + rest) for start in starts)
    return heads if all(len(head) >= _KEY for head in heads) else None


def _grouped(word: str) -> tuple[list[str], str]:
    """The alternatives of the bracket that a word begins with, and what follows it."""
    starts, depth = [""], 0
    for at, letter in enumerate(word):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            optional = word[at + 1 : at + 2] in ("?", "*", "{")
            return ([""], "") if optional else (starts, word[at + 1 :])
        if letter == "|" and depth == 1:
            starts.append("")
        elif depth > 1 or letter != "(":
            starts[-1] += letter
    return [""], ""


_LETTERS = re.compile(r"[a-z0-9]*")


def _literal(source: str) -> str:
    plain = _LETTERS.match(source)
    assert plain
    head = plain.group()
    return head[:-1] if source[len(head) : len(head) + 1] in ("?", "*", "{") else head
