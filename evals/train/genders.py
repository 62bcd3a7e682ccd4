"""The same saying of a woman instead of a man, or the other way round: what is told does not hang on that."""

from __future__ import annotations

import re

_MALE = {
    "he": "she",
    "him": "her",
    "his": "her",
    "himself": "herself",
    "dad": "mum",
    "father": "mother",
    "husband": "wife",
    "boyfriend": "girlfriend",
    "brother": "sister",
    "son": "daughter",
    "uncle": "aunt",
    "grandad": "gran",
    "grandpa": "grandma",
    "man": "woman",
    "boy": "girl",
    "lad": "lass",
    "nephew": "niece",
    "bloke": "lady",
}
_FEMALE = {new: old for old, new in _MALE.items() if new != "her"}
_FEMALE |= {"mom": "dad", "mam": "dad", "nan": "grandad", "grandmother": "grandfather", "missus": "husband"}
_MALES = re.compile(rf"\b(?:{'|'.join(_MALE)})\b", re.IGNORECASE)
_FEMALES = re.compile(rf"\b(?:{'|'.join(_FEMALE)}|hers?)\b", re.IGNORECASE)
_OBJECT = re.compile(
    r"(?! [a-z])| (?:a|about|after|again|all|an|and|any|as|at|away|back|because|before|but|by|down|every|everything|"
    r"for|from|go|how|i|if|in|into|is|it|just|last|my|not|nothing|now|of|off|on|once|or|out|over|so|something|that|"
    r"the|then|there|this|to|today|tonight|too|twice|until|up|wasn't|what|when|where|which|while|who|why|with|you)\b",
    re.IGNORECASE,
)
"""What comes after "her" where it means "him"."""
_THINGS = (
    "own mum dad mother father sister brother friend friends mate boss phone job work house car room bag coat birthday"
    " face hand hands arm head hair eyes voice name life way side mind day week kids children money turn word things"
)
_OWNED = re.compile(rf" (?:{'|'.join(_THINGS.split())})\b", re.IGNORECASE)
"""What comes after "her" where it means "his"; before any other word nobody can tell."""


def swapped(text: str, *others: str) -> list[tuple[str, list[int]]] | None:
    """Each text with the one gender that occurs in them turned, and where each old character is now.

    None where none occurs or both do, because then nobody knows who is who.
    """
    texts = (text, *others)
    males, females = (any(pattern.search(t) for t in texts) for pattern in (_MALES, _FEMALES))
    if males == females or any(_unclear(t) for t in texts):
        return None
    return [_turned(t, _MALES if males else _FEMALES) for t in texts]


def _unclear(text: str) -> bool:
    ends = [match.end() for match in re.finditer(r"\bher\b", text, re.IGNORECASE)]
    return any(not _OBJECT.match(text, end) and not _OWNED.match(text, end) for end in ends)


def _turned(text: str, pattern: re.Pattern[str]) -> tuple[str, list[int]]:
    parts: list[str] = []
    places: list[int] = []
    at = length = 0
    for match in pattern.finditer(text):
        kept, new = text[at : match.start()], _other(match)
        places += range(length, length + len(kept))
        length += len(kept)
        places += [length + min(i, len(new)) for i in range(len(match[0]))]
        length += len(new)
        parts += [kept, new]
        at = match.end()
    places += range(length, length + len(text) - at + 1)
    return "".join([*parts, text[at:]]), places


def _other(match: re.Match[str]) -> str:
    word = match[0].lower()
    if word == "her":
        new = "him" if _OBJECT.match(match.string, match.end()) else "his"
    elif word == "hers":
        new = "his"
    else:
        new = (_MALE | _FEMALE)[word]
    return new.capitalize() if match[0][0].isupper() else new
