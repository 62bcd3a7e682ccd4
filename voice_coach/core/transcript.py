"""What was heard, as text: words with times, and how sure the transcriber is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["user", "coach"]


@dataclass(frozen=True)
class Word:
    """One recognised word; times in seconds from the start of the utterance or file."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True)
class Transcript:
    """The text of one utterance."""

    text: str
    words: tuple[Word, ...] = ()
    confidence: float = 1.0
    """Mean probability of a token, 0 to 1."""
    language: str = "en"

    @property
    def speech(self) -> bool:
        """Whether anything was said at all."""
        return not wordless(self.text)


@dataclass(frozen=True)
class Turn:
    """One side's words in a conversation, oldest first in any list of them."""

    role: Role
    text: str


_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def wordless(text: str) -> bool:
    """Whether nothing was said: no letter and no digit in it, such as "", "..." or a lone control character."""
    return not any(char.isalnum() for char in text)


def printable(text: str) -> str:
    """The text without control and invisible characters and lone surrogates; white space becomes single spaces."""
    return " ".join(_UNSEEN.sub(" ", text).split())


_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=\S)")


def sentences(text: str) -> list[str]:
    """Split text for speaking, at sentence ends; titles such as "Dr." do not end one."""
    pieces: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        head = text[start : match.start()]
        if re.search(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|[A-Z])\.$", head):
            continue
        pieces.append(text[start : match.end()].strip())
        start = match.end()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]
