"""From odds of each token to evidence: which words carry which pole of which signal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from voice_coach.core.framing import tells
from voice_coach.core.pieces import joints
from voice_coach.core.signals import Clause, Evidence, Pole, clauses
from voice_coach.core.tidying import DANGLING
from voice_coach.core.transcript import Turn, sentences


@dataclass(frozen=True)
class Tokens:
    """A text as the encoder sees it."""

    offsets: tuple[tuple[int, int], ...]
    """(start, end) of each token, code points into the text."""
    vectors: NDArray[np.float32]
    """Shape (tokens, dimensions)."""

    def mean(self) -> NDArray[np.float32]:
        """Unit vector of the text, shape (dimensions,); zeros where it has no token."""
        if not len(self.vectors):
            return np.zeros(self.vectors.shape[1:], np.float32)
        mean = self.vectors.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


@dataclass(frozen=True)
class SpanLimits:
    """When tokens become evidence (measured in evals/signals)."""

    peak: float = 0.5
    """Probability that the surest token of a span must reach."""
    edge: float = 0.4
    """Probability down to which its neighbours belong to it."""
    gap: int = 3
    """Tokens under the edge that a span may hold."""
    fewest_words: int = 3
    reach: int = 5
    """Words by which a quote may grow to begin and end where its clause does."""
    doubt: float = 0.8
    """Share of the confidence of one pole under which the other is taken for a mistake, not for both ways."""


_SCRAPS = 2
"""Words of another sentence that are no part of a quote."""
REMEMBERED = 24
"""Words of the person's turn before that a turn is read after: "they" and "it" point there."""


def before(turns: Sequence[Turn], index: int) -> str:
    """What a turn of the user is read after: the end of their last turn, and the coach's last sentence."""
    lead = ""
    if index and turns[index - 1].role != "user":
        said = sentences(turns[index - 1].text)
        lead, index = (said[-1] if said else ""), index - 1
    if index and turns[index - 1].role == "user":
        lead = " ".join([*turns[index - 1].text.split()[-REMEMBERED:], lead])
    return lead.strip()


WINDOW = 60
"""Words that are read at once: what the encoder was trained on, with room for the question before."""


def windows(text: str) -> list[Clause]:
    """Cut a long turn at sentence ends, else between words, into pieces of at most 60 words."""
    pieces: list[Clause] = []
    for match in re.finditer(r"\S.*?(?:[.!?…]+(?=\s|$)|$)", text, re.DOTALL):
        words = list(re.finditer(r"\S+", match.group()))
        for at in range(0, len(words), WINDOW):
            some = words[at : at + WINDOW]
            start, end = match.start() + some[0].start(), match.start() + some[-1].end()
            last = pieces[-1] if pieces else None
            if last and len(last.text.split()) + len(some) <= WINDOW:
                pieces[-1] = Clause(last.start, end, text[last.start : end])
            else:
                pieces.append(Clause(start, end, text[start:end]))
    return pieces


def evidence_of(
    clause: Clause,
    offsets: Sequence[tuple[int, int]],
    probabilities: NDArray[np.float32],
    labels: Sequence[tuple[str, str]],
    limits: SpanLimits,
) -> list[Evidence]:
    """Spans of one window, with offsets into the turn. `probabilities` has shape (tokens, labels)."""
    found: list[Evidence] = []
    for column, (signal, pole) in enumerate(labels):
        row = probabilities[:, column]
        if not len(row) or float(row.max()) < limits.peak:
            continue
        for first, last in _runs(row, limits):
            start, end = _whole_words(clause.text, offsets[first][0], offsets[last][1])
            if len(clause.text[start:end].split()) < limits.fewest_words:
                continue
            start, end = _whole_clause(clause.text, start, end, limits.reach)
            quote = clause.text[start:end]
            if tells(clause.text, start, end, signal, pole):
                sure = round(float(row[first : last + 1].max()), 3)
                at = clause.start
                found.append(Evidence(signal, cast(Pole, pole), 0, at + start, at + end, quote, sure))
    return _one_pole(found)


def likelier(probabilities: NDArray[np.float32], columns: Sequence[bool], by: float) -> NDArray[np.float32]:
    """The same probabilities (tokens, labels), those of the chosen columns raised by so much log-odds."""
    factor = np.where(np.asarray(columns), np.exp(by), 1.0)
    raised = probabilities * factor
    return np.asarray(raised / (1.0 - probabilities + raised), np.float32)


def settled(evidence: Sequence[Evidence], limits: SpanLimits) -> list[Evidence]:
    """Without the pole of a signal that is much less sure than the other one, over a whole conversation."""
    surest: dict[tuple[str, str], float] = {}
    for e in evidence:
        surest[e.signal, e.pole] = max(e.confidence, surest.get((e.signal, e.pole), 0.0))
    other = {"positive": "negative", "negative": "positive"}
    return [
        e for e in evidence if surest[e.signal, e.pole] >= limits.doubt * surest.get((e.signal, other[e.pole]), 0.0)
    ]


def _runs(row: NDArray[np.float32], limits: SpanLimits) -> list[tuple[int, int]]:
    """(first, last) of stretches over the edge that reach the peak, small gaps closed."""
    runs: list[list[int]] = []
    for at in np.flatnonzero(row >= limits.edge):
        if runs and at - runs[-1][1] <= limits.gap + 1:
            runs[-1][1] = int(at)
        else:
            runs.append([int(at), int(at)])
    return [(first, last) for first, last in runs if float(row[first : last + 1].max()) >= limits.peak]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _whole_clause(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """Grow a quote to the edges of the clauses it touches, where they are near: half a sentence reads badly.

    In what a recogniser ran together the next best edge is where a statement begins. A quote that breaks off at a word
    that something must follow ("I'd say I'm") may grow twice as far to it.
    """
    for piece in clauses(text):
        inner = [piece.start + at for at in joints(piece.text)]
        if piece.start < start < piece.end:
            edges = [piece.start, *(at for at in reversed(inner) if at <= start)]
            start = next((at for at in edges if len(text[at:start].split()) <= reach), start)
        if piece.start < end < piece.end:
            broken = text[start:end].split()[-1].lower() in DANGLING
            edges = [piece.end, *(at for at in inner if at >= end)]
            near = (at for at in edges if len(text[end:at].split()) <= (2 * reach if broken and at in inner else reach))
            end = start + len(text[start : next(near, end)].rstrip())
    return _without_scraps(text, start, end)


_SCRAP_BEFORE = re.compile(r"\S+(?:\s+\S+)?[.!?…]+\s+")
_SCRAP_BEHIND = re.compile(r"(?<=[.!?…])\s+\S+(?:\s+\S+)?(?<![.!?…])$")


def _without_scraps(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a word or two of the sentence before or behind: "we're not a couple. I"."""
    before = _SCRAP_BEFORE.match(text[start:end])
    if before and len(text[start + before.end() : end].split()) > _SCRAPS:
        start += before.end()
    behind = _SCRAP_BEHIND.search(text[start:end]) if end < len(text.rstrip()) else None
    if behind and len(text[start : start + behind.start()].split()) > _SCRAPS:
        end = start + behind.start()
    return start, end


def _one_pole(found: list[Evidence]) -> list[Evidence]:
    """Where both poles of a signal claim the same words, the surer one has them."""
    kept: list[Evidence] = []
    for item in sorted(found, key=lambda e: -e.confidence):
        clash = any(k.signal == item.signal and k.start < item.end and item.start < k.end for k in kept)
        if not clash:
            kept.append(item)
    return sorted(kept, key=lambda e: (e.start, e.end, e.signal))
