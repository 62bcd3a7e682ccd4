"""What a person took back, and where they had said it: told again of somebody else, the same words count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voice_coach.core.signals import Evidence
from voice_coach.core.transcript import Turn, wordless


@dataclass(frozen=True)
class Strike:
    """A quote that counts for nothing."""

    quote: str
    place: int | None = None
    """Which of the person's turns with words holds it, from 0; None in older entries: whichever does. Surfaces number
    all turns in ways of their own, with the notice and with silences."""

    @staticmethod
    def from_json(raw: str | Mapping[str, Any]) -> Strike:
        """The inverse of `asdict`; a bare string is how older entries have it."""
        return Strike(raw) if isinstance(raw, str) else Strike(**raw)


def strikes(turns: Sequence[Turn], evidence: Iterable[Evidence]) -> tuple[Strike, ...]:
    """The strikes that take this evidence back, each once."""
    places = _places(turns)
    return tuple(dict.fromkeys(Strike(e.quote, places[e.turn]) for e in evidence))


def struck_quotes(turns: Sequence[Turn], struck: Iterable[Strike]) -> dict[int, frozenset[str]]:
    """The quotes that are struck in each turn of the person, by its index."""
    taken = tuple(struck)
    return {
        index: frozenset(strike.quote for strike in taken if strike.place in (None, place))
        for index, place in _places(turns).items()
    }


def is_struck(quote: str, struck: Iterable[str]) -> bool:
    """Whether a quote of a turn is one of those struck there: read anew, it may begin or end a word sooner or later."""
    return any(
        min(quote, other, key=len) in max(quote, other, key=len)
        and abs(len(quote.split()) - len(other.split())) <= _NEAR
        for other in struck
    )


_NEAR = 2
"""Words that two readings of one quote may differ by."""


def _places(turns: Sequence[Turn]) -> dict[int, int]:
    told = [index for index, turn in enumerate(turns) if turn.role == "user" and not wordless(turn.text)]
    return {index: place for place, index in enumerate(told)}
