"""Parts of a turn that are read by themselves: what is told apart from what is asked, and clauses of a long story."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_ASKS = re.compile(
    r"\b(?:(?:so|and|but|um+|uh+|well|like|anyway|then)\s+)*"
    r"(?:(?:what|what's|whats|how|how's|hows|why|which|who)\b|"
    r"(?:is|are|was|does|do|did|should|can|could|would|will)\s+"
    r"(?:that|this|it|he|she|they|we|i|there|him|her|not|the|you)\b)",
    re.IGNORECASE,
)
_FEWEST = 4
"""Words on either side of the place where a text without punctuation goes over to a question."""
WORDS, STEP = 16, 8
"""Words of a piece of a long sentence, and how far on the next one begins."""


def without_question(text: str) -> str:
    """What is told before or around a question ("He hit me. How do I raise it?"); empty where there is nothing apart.

    Recognisers leave out punctuation, so that a text of one sentence is cut where its last question begins.
    """
    sentences = _SENTENCE.split(text.strip())
    if len(sentences) > 1:
        told = [sentence for sentence in sentences if not sentence.endswith("?")]
        return " ".join(told) if len(told) < len(sentences) else ""
    if text.rstrip().endswith((".", "!", "…")):
        return ""
    found = [match.start() for match in _ASKS.finditer(text)]
    # "how do we" asks once, not with "how" and again with "do we".
    starts = [at for n, at in enumerate(found) if not n or len(text[found[n - 1] : at].split()) >= _FEWEST]
    for at in reversed(starts):
        if min(len(text[:at].split()), len(text[at:].split())) >= _FEWEST:
            return text[:at].strip()
    return ""


def pieces(text: str) -> list[str]:
    """Sentences, and pieces of sixteen words of those that are longer, each half over the next; the whole is none."""
    found: list[str] = []
    for sentence in _SENTENCE.split(text.strip()):
        words = sentence.split()
        starts = range(0, max(1, len(words) - WORDS + STEP), STEP)
        found += [" ".join(words[at : at + WORDS]) for at in starts] if len(words) > WORDS else [sentence]
    return [piece for piece in dict.fromkeys(found) if piece and piece != text.strip()]
