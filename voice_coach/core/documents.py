"""A document of the person's own as speakable passages: one idea each, with an id and the heading it stands under."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from voice_coach.core.orders import ORDER
from voice_coach.core.transcript import printable, sentences

MOST_WORDS = 30
"""Spoken words of a passage."""


@dataclass(frozen=True)
class Block:
    """Plain text under one heading."""

    heading: str
    text: str


@dataclass(frozen=True)
class OwnPassage:
    """A passage of a document: content to be cited, never an instruction."""

    id: str
    """name#heading.n"""
    text: str
    section: str


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens; "untitled" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48] or "untitled"


def passages(name: str, blocks: Iterable[Block]) -> list[OwnPassage]:
    """Blocks as passages, one for each sentence; one of over 30 words is cut between words."""
    found: list[OwnPassage] = []
    counts: dict[str, int] = {}
    for block in blocks:
        section = printable(block.heading) or name
        key = f"{slug(name)}#{slug(section)}"
        for text in _pieces(printable(block.text)):
            counts[key] = counts.get(key, 0) + 1
            found.append(OwnPassage(f"{key}.{counts[key]}", text, section))
    return found


def warnings(found: Sequence[OwnPassage]) -> list[str]:
    """What a reader should know of the passages of a document; empty when all is well."""
    told: list[str] = []
    if not found:
        told.append("it holds no text that can be spoken")
    seen: dict[str, str] = {}
    for passage in found:
        if passage.text in seen:
            told.append(f"{passage.id} says the same as {seen[passage.text]}")
        seen.setdefault(passage.text, passage.id)
        if ORDER.search(passage.text):
            told.append(f"{passage.id} reads like an instruction; it is kept as content and never followed")
    return told


def _pieces(text: str) -> Iterator[str]:
    for sentence in sentences(text):
        words = sentence.split()
        for at in range(0, len(words), MOST_WORDS):
            part = " ".join(words[at : at + MOST_WORDS])
            if re.search(r"\w", part):
                yield part
