"""The coach's own voice heard back by the microphone: told from a person's words by what it had just said."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from voice_coach.core.normalise import normalise

_LEAST = 5
"""Words under which nothing is taken for an echo: people answer in the question's words, such as "let it go"."""
_SHARE = 0.75
"""Share of the heard words that must be the coach's, in its order: an echo is heard through a room, and badly."""


def is_echo(heard: str, said: Sequence[str]) -> bool:
    """Whether `heard`, which came while the coach was speaking, is what it `said` (its last sentences, in order)."""
    ours, theirs = normalise(" ".join(said)).split(), normalise(heard).split()
    if len(theirs) < _LEAST or not ours:
        return False
    blocks = SequenceMatcher(a=ours, b=theirs, autojunk=False).get_matching_blocks()
    found = [block for block in blocks if block.size]
    if not found:
        return False
    stretch = found[-1].a + found[-1].size - found[0].a
    # In one piece: words that are strewn over a long reply are a person's own.
    return sum(block.size for block in found) >= _SHARE * max(len(theirs), stretch)
