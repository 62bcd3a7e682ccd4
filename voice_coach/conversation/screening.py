"""Screening with everything there is: reviewed patterns, and the trained classifier for what is only hinted at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice_coach.core.cues import Cues
from voice_coach.core.heads import Heads
from voice_coach.core.pieces import without_question
from voice_coach.core.safety import Assessment, Hint, screen
from voice_coach.core.transcript import Turn
from voice_coach.ports import Embedder


@dataclass
class Screener:
    """The union of both decides, but for a phrase whose sentence surely means something else (`core.safety`)."""

    cues: Cues
    embedder: Embedder | None = None
    heads: Heads | None = None

    def load(self) -> None:
        """Open what the classifier needs."""
        if self.embedder is not None:
            self.embedder.load()

    def screen(self, turns: Sequence[Turn]) -> Assessment:
        """The state after the last turn."""
        return screen(turns, self.cues, self._implicit if self.heads else None)

    def turn(self, text: str) -> Assessment:
        """One turn by itself."""
        return self.screen([Turn("user", text)])

    def _implicit(self, texts: Sequence[str]) -> list[Hint]:
        assert self.embedder is not None
        assert self.heads is not None
        hints = self.heads.danger_of(self.embedder.embed(texts))
        # A question to the guide hides the danger that is told before it: what is told is read by itself too.
        told = {at: part for at, text in enumerate(texts) if (part := without_question(text))}
        alone = self.heads.danger_of(self.embedder.embed(list(told.values())))
        for at, hint in zip(told, alone, strict=True):
            hints[at] = hints[at].merge(hint)
        return hints
