"""Whether somebody asks the guide something, or tells what happened."""

from __future__ import annotations

import re

from voice_coach.core.about_itself import about_itself
from voice_coach.core.left_open import left_open
from voice_coach.core.normalise import normalise

_ASKING = re.compile(
    r"(?:so |and |but |well |okay |um |or |can i ask |may i ask )*"
    r"(?:what|what's|whats|how|how's|why|when|where|who|which|is|are|am|was|were|do|does|did|can|could|should|"
    r"would|will|have|has|tell me (?:what|how|why|about)|explain)\b"
)
_FACTUAL = re.compile(
    r"\b(?:what (?:is|are|does|do|should)|what's|how (?:can|do|does|should|would)|how long (?:do|does|should|will)|"
    r"why (?:is|do|does|should)|"
    r"is (?:it|that|this) (?:normal|healthy|a (?:bad )?sign)|the guide)\b"
)


_CHALLENGES = re.compile(
    r"(?:so |and |but |well )*(?:what do you mean|what do you know|who cares|why (?:should|would) i)\b"
)
"""What is thrown back at the coach asks nothing of the guide."""


def is_question(text: str) -> bool:
    """Whether the person asks the guide something, rather than telling what happened.

    Either a question mark on a sentence that starts like a question, or, since recognisers drop
    punctuation, a sentence that starts so and asks for something general, for what nobody can know, or about the coach.
    """
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    plain = normalise(last)
    plain = plain[max(0, plain.find("can i ask ")) :]
    if _CHALLENGES.match(plain) and not last.endswith("?"):
        return False
    if about_itself(last):
        return True
    starts = bool(_ASKING.match(plain))
    return starts and (last.endswith("?") or bool(_FACTUAL.search(plain) or left_open(last)))


_BARE = re.compile(r"(?<!emotional )\breciprocity\b", re.IGNORECASE)
_ASKED_WITH = (
    "what what's whats is does do you mean means by meaning of define this definition explain tell me about the a word"
    " term so please can could that describe exactly actually even it when say they people to i know don't hi hello hey"
    " and well okay in simple terms words for short here reciprocity"
)
_DEFINING = frozenset(_ASKED_WITH.split())


def in_full(text: str) -> str:
    """A question for the meaning of the bare word with the guide's whole name for it: "emotional reciprocity"."""
    if _BARE.search(text) and _DEFINING.issuperset(normalise(text).split()):
        return _BARE.sub("emotional reciprocity", text)
    return text
