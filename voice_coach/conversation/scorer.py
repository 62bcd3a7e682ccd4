"""Turns become a scored summary: each signal that was mentioned, with the quotes that carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from voice_coach.core.safety import Cue, screen, screen_text
from voice_coach.core.scoring import Score, score
from voice_coach.core.signals import Clause, Evidence, Examples, Signal, clauses, nearest, phrases
from voice_coach.core.transcript import Turn
from voice_coach.ports import Embedder

THRESHOLD = 0.5
"""Cosine similarity to an example phrase under which a clause says nothing (evals/signals)."""


@dataclass
class Scorer:
    """Finds evidence by plain similarity to the example phrases of each signal."""

    signals: Mapping[str, Signal]
    cues: Sequence[Cue]
    embedder: Embedder
    threshold: float = THRESHOLD
    _examples: Examples | None = None
    _seen: dict[str, list[Evidence]] = field(default_factory=dict)
    """Evidence by text of a turn, so that a conversation is not read again at every turn."""

    def load(self) -> None:
        """Embed the example phrases once (about a second)."""
        if self._examples is None:
            self.embedder.load()
            rows = phrases(self.signals)
            vectors = self.embedder.embed([text for _, _, text in rows])
            self._examples = Examples(vectors, tuple((signal, pole) for signal, pole, _ in rows))

    def score(self, turns: Sequence[Turn]) -> Score:
        """Score a conversation. Only user turns count; a turn with a sign of danger is never positive evidence."""
        evidence: list[Evidence] = []
        for index, turn in enumerate(turns):
            if turn.role != "user" or not turn.text.strip():
                continue
            danger = screen_text(turn.text, self.cues).gated
            evidence += [
                Evidence(e.signal, e.pole, index, e.start, e.end, e.quote, e.confidence)
                for e in self._of(turn.text)
                if not (danger and e.pole == "positive")
            ]
        return score(evidence, screen(turns, self.cues))

    def _of(self, text: str) -> list[Evidence]:
        if text not in self._seen:
            self.load()
            assert self._examples is not None
            found: list[tuple[int, Clause]] = [(0, clause) for clause in clauses(text)]
            vectors = self.embedder.embed([clause.text for _, clause in found])
            self._seen[text] = nearest(found, vectors, self._examples, self.threshold)
        return self._seen[text]
