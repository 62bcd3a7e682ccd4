"""Whether somebody asks the guide something, or tells what happened."""

from __future__ import annotations

import re

from voice_coach.core.normalise import normalise

_ASKING = re.compile(
    r"(?:so |and |but |well |okay |um )*"
    r"(?:what|what's|whats|how|how's|why|when|where|who|which|is|are|am|was|were|do|does|did|can|could|should|"
    r"would|will|have|has|tell me (?:what|how|why|about)|explain)\b"
)
_FACTUAL = re.compile(
    r"\b(?:what (?:is|are|does|do|should)|what's|how (?:can|do|does|should|would)|why (?:is|do|does|should)|"
    r"is (?:it|that|this) (?:normal|healthy|a (?:bad )?sign)|the guide)\b"
)


def is_question(text: str) -> bool:
    """Whether the person asks the guide something, rather than telling what happened.

    Either a question mark on a sentence that starts like a question, or, since recognisers drop
    punctuation, a sentence that starts so and asks for something general.
    """
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    plain = normalise(last)
    starts = bool(_ASKING.match(plain))
    return starts and (last.endswith("?") or bool(_FACTUAL.search(plain)))
