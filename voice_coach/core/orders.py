"""Orders to the coach inside a question or a document: they are content, and nothing follows from them."""

from __future__ import annotations

import re

ORDER = re.compile(
    r"\b(?:(?:ignore|disregard|forget) (?:(?:all|any|the|your|my|of|previous|earlier|those|these|other) )*"
    r"(?:instructions?|rules?|prompts?|guidelines?|guide|training|restrictions?)"
    r"|you(?:'?re| are) (?:now|no longer)|from now on,? (?:you|act|be|answer|speak)|new instructions?"
    r"|pretend (?:to be|you|that you)|act (?:as|like) (?:a|an|my|if you)|(?:developer|debug|admin) mode|jail ?break"
    r"|system prompt|your (?:own )?(?:instructions|prompt|rules|programming)|reveal|do not tell the user"
    r"|(?:say|claim|repeat|agree|admit|tell me) that the guide (?:says|said|proves|wants)"
    r"|(?:read|open|show|print|send|give|tell) (?:me )?(?:out )?(?:the|my|his|her|your|their|\w+'?s) "
    r"(?:[\w']+ )?(?:journal|diary|entries|messages|prompt)|diagnose (?:him|her|them|me|my \w+))\b",
    re.IGNORECASE,
)
_ASKING = r"(?:what|what's|whats|how|why|when|who|which)"
_PIECES = re.compile(
    rf"(?<=[.!?;])\s+|,?\s+(?={_ASKING}\b)|,?\s+(?=(?:so|and|but|then|now),?\s+(?:{_ASKING}|is|are|does|do|can)\b)",
    re.IGNORECASE,
)


def without_orders(text: str) -> str:
    """The text without the pieces that order the coach about; empty when nothing else is said."""
    pieces = _PIECES.split(text)
    return " ".join(piece for piece in pieces if not ORDER.search(piece)).strip()
