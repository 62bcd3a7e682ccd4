"""The signals of reciprocity, and evidence for them: verbatim spans of what the user said."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Pole = Literal["positive", "negative"]
Vectors = NDArray[np.float32]
"""Unit vectors, float32, shape (n, dimensions)."""


@dataclass(frozen=True)
class Signal:
    """One thing to listen for, in both directions."""

    id: str
    label: str
    subject: Literal["other", "both", "self_experience", "self_pattern"]
    positive_phrases: tuple[str, ...]
    negative_phrases: tuple[str, ...]
    follow_up: str
    """The open question that invites talk about it."""


@dataclass(frozen=True)
class Evidence:
    """One span that carries one pole of one signal."""

    signal: str
    pole: Pole
    turn: int
    """0-based index into the turns."""
    start: int
    end: int
    """Unicode code points into that turn's text; `quote` is `text[start:end]`."""
    quote: str
    confidence: float


@dataclass(frozen=True)
class Clause:
    """A piece of a turn small enough to mean one thing."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Examples:
    """Example phrases of every signal as vectors, with the signal and pole of each row."""

    vectors: Vectors
    labels: tuple[tuple[str, Pole], ...]


_BREAK = re.compile(r"(?<=[.!?;…])\s+|,?\s+(?=(?:but|although|though|and then|because|whereas)\b)", re.IGNORECASE)
_FEWEST_WORDS = 4


def phrases(signals: Mapping[str, Signal]) -> list[tuple[str, Pole, str]]:
    """(signal, pole, phrase) for every example phrase, in a stable order."""
    rows: list[tuple[str, Pole, str]] = []
    for signal in signals.values():
        rows += [(signal.id, "positive", phrase) for phrase in signal.positive_phrases]
        rows += [(signal.id, "negative", phrase) for phrase in signal.negative_phrases]
    return rows


def clauses(text: str) -> list[Clause]:
    """Cut a turn at sentence ends and turning words; pieces under four words stay with what is before.

    A question stands by itself: what is told before it is no part of it.
    """
    cuts = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    pieces: list[Clause] = []
    for start, end in itertools.pairwise(cuts):
        piece = _trimmed(text, start, end)
        if piece is None:
            continue
        asked = pieces and (piece.text.endswith("?") or pieces[-1].text.endswith("?"))
        if pieces and not asked and len(piece.text.split()) < _FEWEST_WORDS:
            pieces[-1] = Clause(pieces[-1].start, piece.end, text[pieces[-1].start : piece.end])
        else:
            pieces.append(piece)
    return pieces


def _trimmed(text: str, start: int, end: int) -> Clause | None:
    inner = text[start:end]
    if not inner.strip():
        return None
    start += len(inner) - len(inner.lstrip())
    end -= len(inner) - len(inner.rstrip())
    return Clause(start, end, text[start:end])


def nearest(
    found: Sequence[tuple[int, Clause]], vectors: Vectors, examples: Examples, threshold: float
) -> list[Evidence]:
    """Plain similarity: each clause (with the index of its turn) takes the signal of its nearest phrase.

    `vectors` holds one unit row per clause. A clause whose best cosine similarity is under
    `threshold` says nothing.
    """
    if not found:
        return []
    similarity = vectors @ examples.vectors.T
    evidence = []
    for (turn, clause), row in zip(found, similarity, strict=True):
        best = int(np.argmax(row))
        score = float(row[best])
        if score >= threshold:
            signal, pole = examples.labels[best]
            evidence.append(
                Evidence(signal, pole, turn, clause.start, clause.end, clause.text, round(min(1.0, score), 3))
            )
    return evidence
