"""What a reflector is given: the conversation so far and what the turn is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from voice_coach.core.transcript import Turn


@dataclass(frozen=True)
class ReflectionPrompt:
    """One turn to be put into words: what was heard is given back, then at most one question is asked."""

    turns: tuple[Turn, ...]
    """Oldest first; the last one is the person's."""
    question: str = ""
    """The one question to end with; empty when the turn asks nothing."""
    lead: tuple[str, ...] = ()
    """Ways to begin where the turn is no story ("I don't know", a correction, tears): reviewed texts."""
    mirrors: tuple[str, ...] = ()
    """Statements of the person with the person switched, best first, lower case at the start."""
    quote: str = ""
    """A few of the person's words as they were said."""
    earlier: tuple[str, ...] = ()
    """Sentences that give back what was told before and is not given back yet, best first."""
    brief: bool = False
    """Whether the person said a word or two only."""
    meanings: tuple[str, ...] = ()
    """Tentative words on what it may be like, the most fitting first: reviewed texts."""
    frames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Reviewed sentences around the person's words, by use: said, quote, brief, presence."""
    withheld: Collection[int] = ()
    """The turns that are never sent to a language model: they were said under a sign of danger."""

    @property
    def said(self) -> frozenset[str]:
        """All that the coach has said, a turn a string: nothing of it is said again."""
        return frozenset(turn.text for turn in self.turns if turn.role == "coach")
