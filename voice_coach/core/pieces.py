"""Parts of a turn that are read by themselves: what is told apart from what is asked, and clauses of a long story."""

from __future__ import annotations

import itertools
import re

from voice_coach.core.kinship import KIND, PEOPLE

_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_ASKS = re.compile(
    r"\b(?:(?:so|and|but|um+|uh+|well|like|anyway|then)\s+)*"
    r"(?:(?:what|what's|whats|how|how's|hows|why|which|who)\b|"
    r"(?:is|are|was|does|do|did|should|can|could|would|will)\s+"
    r"(?:that|this|it|he|she|they|we|i|there|him|her|not|the|you)\b)",
    re.IGNORECASE,
)
_BEGINS = r"(?:i|i'm|im|he|he's|hes|she|she's|shes|they|they're|we|we're|it|it's|my|her|his|our)\b"
_JOINT = re.compile(
    rf"(?<= )(?:(?:and|but|so|because|cause|cos|then)(?: anyway)?|anyway) (?={_BEGINS})"
    rf"|(?<=, )(?={_BEGINS})"
    r"|(?<= )(?:no )?i mean\b"
    rf"|(?<= )(?<!feel )(?<!feels )(?<!felt )(?<!'s )(?<!is )(?<!was )(?<!look )(?<!looks )(?<!sounds )(?<!seems"
    rf" )(?<!just )"
    rf"like (?={_BEGINS})",
    re.IGNORECASE,
)
_SAID_ON = re.compile(
    r"(?P<before>[\w']+) (?=(?:i|he|she|they|we) (?:just|never|always|still|only|said|told|asked|want|wants|need"
    r"|needs"
    r"|feel|feels|don't|doesn't|didn't|dont|can't|won't|was|am|is|have|has|had|do|does|put|puts|got|get|gets|went"
    r"|came"
    r"|love|loves|miss)\b|(?:i'm|i've|he's|she's|it's|they're)(?= \w))",
    re.IGNORECASE,
)
_GOES_ON = (
    "that what how why when where who which if whether because than as like and but so or since until till after"
    " before"
    " while once though although think thinks thought know knows knew say says said tell told tells me him her us"
    " feel"
    " feels felt hope wish guess believe sure glad sad scared afraid worried way time day thing one all anything"
    " something moment second reason person man woman night week year last first bit the a my his because cause cos"
    " see saw hear heard means mean realise realised then oh yeah saying"
)
_TAKES_MORE = frozenset(_GOES_ON.split())
"""Words behind which a pronoun goes on with the statement: "the way he looks", "I know she tried"."""
_TOLD = re.compile(r"\b(?:told|tell|tells|asked|ask|showed) (?:[\w']+ ){1,3}$", re.IGNORECASE)
_LONG = 16
_ONE_SUBJECT = re.compile(
    rf"(?:^|, )(?:\w+ )?(?:me|my {KIND}(?:{PEOPLE})|mum|dad) $|\b(?:between|both|about) (?:\w+ )?\w+ $", re.IGNORECASE
)
"""What goes on behind "and": "me and my sister", "my wife and I"."""
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


def joints(text: str) -> list[int]:
    """Where a new statement begins in a text that runs on: "he cancels | and I say sorry"."""
    found = [match.start() for match in _JOINT.finditer(text)]
    found = [at for at in found if not (text.startswith("and ", at) and _ONE_SUBJECT.search(text[:at]))]
    cuts = [0, *found, len(text)]
    for start, end in itertools.pairwise(cuts):
        if len(text[start:end].split()) > _LONG:
            run_on = [
                m
                for m in _SAID_ON.finditer(text, start, end)
                if m["before"].lower() not in _TAKES_MORE and not _TOLD.search(text[: m.end()])
            ]
            found += [m.end() for m in run_on]
    return sorted(set(found))


def pieces(text: str) -> list[str]:
    """Sentences, and pieces of sixteen words of those that are longer, each half over the next; the whole is none."""
    found: list[str] = []
    for sentence in _SENTENCE.split(text.strip()):
        words = sentence.split()
        starts = range(0, max(1, len(words) - WORDS + STEP), STEP)
        found += [" ".join(words[at : at + WORDS]) for at in starts] if len(words) > WORDS else [sentence]
    return [piece for piece in dict.fromkeys(found) if piece and piece != text.strip()]
