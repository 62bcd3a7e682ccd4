"""What a reflector is given: the conversation so far and what the turn is for."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.core.transcript import Turn


@dataclass(frozen=True)
class ReflectionPrompt:
    """One turn to be put into words."""

    turns: tuple[Turn, ...]
    """Oldest first; the last one is the person's."""
    question: str
    """The one question to end with."""
    acknowledgements: tuple[str, ...]
    """Ways to show that the person was heard, reviewed texts."""
