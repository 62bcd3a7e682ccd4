"""Screening with everything there is: reviewed patterns, and the trained classifier for what is only hinted at."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voice_coach.core.commands import without_order
from voice_coach.core.cues import Cues
from voice_coach.core.heads import Heads
from voice_coach.core.pieces import without_question
from voice_coach.core.remembered import Remembered
from voice_coach.core.safety import HARMLESS, Assessment, Hint, screen, under_cue
from voice_coach.core.transcript import Turn
from voice_coach.ports import Embedder

_AN_END = re.compile(r"\b(?:end|done|finished|enough|bye|goodbye|good bye|any ?more|quits?)\b", re.IGNORECASE)
"""A command that may be meant of more than the talk: "I'm done" alone is still listened to."""
_THE_TALK = re.compile(
    r"\b(?:(?:to|in) bed|to sleep|(?:in the )?morning|got (?:work|to)|open up|for (?:now|today|tonight|this evening)"
    r"|thanks?|session|conversation|talk(?:ing)?|chat|here)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w']+")
_TURNS = 8
"""Conversations whose state is remembered, each as it was at one turn."""
_RUN = 4
"""Words in a row that give back what was said."""


@dataclass
class Screener:
    """The union of both decides, but for a phrase whose sentence surely means something else (`core.safety`)."""

    cues: Cues
    embedder: Embedder | None = None
    heads: Heads | None = None
    steers: Callable[[str], bool] = lambda _: False
    """Whether a turn is a command to the coach. "That's all for tonight" is no story for a classifier to guess at."""
    _hints: Remembered[str, Hint] = field(default_factory=Remembered)
    _alone: Remembered[str, Assessment] = field(default_factory=Remembered)
    _states: Remembered[tuple[Turn, ...], Assessment] = field(default_factory=lambda: Remembered(_TURNS))

    def load(self) -> None:
        """Open what the classifier needs."""
        if self.embedder is not None:
            self.embedder.load()

    def screen(self, turns: Sequence[Turn]) -> Assessment:
        """The state after the last turn."""
        return self._states.all_of([tuple(turns)], lambda new: [self._screened(one) for one in new])[0]

    def withheld(self, turns: Sequence[Turn]) -> frozenset[int]:
        """What no language model is ever sent: turns under a sign of danger, whatever became of it, what the coach
        replied to them, and where it gave such words back later."""
        under = under_cue(turns, self.cues, self._implicit if self.heads else None)
        if not under:
            return under
        told = {run for index in under for run in _runs(turns[index].text)}
        kept_back, last = set(under), -1
        for index, turn in enumerate(turns):
            if turn.role == "user":
                last = index
            elif last in under or not told.isdisjoint(_runs(turn.text)):
                kept_back.add(index)
        return frozenset(kept_back)

    def turn(self, text: str) -> Assessment:
        """One turn by itself."""
        return self._alone.all_of([text], lambda new: [self._screened([Turn("user", one)]) for one in new])[0]

    def forget(self) -> None:
        """Drop what was remembered of any conversation."""
        self._hints.forget()
        self._states.forget()
        self._alone.forget()

    def _screened(self, turns: Sequence[Turn]) -> Assessment:
        return screen(turns, self.cues, self._implicit if self.heads else None)

    def _implicit(self, texts: Sequence[str]) -> list[Hint]:
        return self._hints.all_of(texts, self._read)

    def _read(self, said: Sequence[str]) -> list[Hint]:
        texts = [without_order(text) for text in said]
        assert self.embedder is not None
        assert self.heads is not None
        telling = {at: text for at, text in enumerate(texts) if text.strip() and not self._only_steers(text)}
        read = dict(zip(telling, self.heads.danger_of(self.embedder.embed(list(telling.values()))), strict=True))
        # A phrase in a command would still count.
        hints = [read.get(at, Hint(danger=HARMLESS)) for at in range(len(texts))]
        # A question to the guide hides the danger that is told before it: what is told is read by itself too.
        told = {at: part for at, text in enumerate(texts) if (part := without_question(text))}
        alone = self.heads.danger_of(self.embedder.embed(list(told.values())))
        for at, hint in zip(told, alone, strict=True):
            hints[at] = hints[at].merge(hint)
        return hints

    def _only_steers(self, text: str) -> bool:
        return self.steers(text) and (not _AN_END.search(text) or bool(_THE_TALK.search(text)))


def _runs(text: str) -> set[tuple[str, ...]]:
    said = _WORD.findall(text.lower().replace("’", "'"))
    return {tuple(said[at : at + _RUN]) for at in range(len(said) - _RUN + 1)}
