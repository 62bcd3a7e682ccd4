"""How much of what was queued reached the person's ear, to the word."""

from __future__ import annotations

from collections.abc import Sequence

_ROUNDING = 1e-6
"""Sums of seconds are off by a little, which must not cost a word."""


def heard_of(queued: Sequence[tuple[str, float]], dropped: float) -> tuple[str, ...]:
    """The words that were heard when the last `dropped` seconds of the queued sentences were not.

    `queued` holds (sentence, seconds). The sound of a sentence is shared among its words by their letters,
    and a comma takes time too; a word that was cut does not count.
    """
    left = sum(seconds for _, seconds in queued) - dropped
    heard = []
    for text, seconds in queued:
        words = text.split()
        count = sum(end <= left + _ROUNDING for end in word_ends(words, seconds)) if seconds > 0 else 0
        if count:
            heard.append(" ".join(words[:count]))
        left -= seconds
    return tuple(heard)


def word_ends(words: Sequence[str], seconds: float) -> list[float]:
    """The second at which each word has been said, in a sentence that takes `seconds`."""
    weights = [_weight(word) for word in words]
    total, so_far, ends = sum(weights), 0.0, []
    for weight in weights:
        so_far += weight
        ends.append(seconds * so_far / total)
    return ends


def _weight(word: str) -> float:
    """Letters, the gap after the word, and the pause that a comma or a stop makes."""
    return len(word) + 1.0 + (4.0 if word[-1] in ",;:.!?…" else 0.0)
