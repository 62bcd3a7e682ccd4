"""Recogniser text in the one form that reviewed phrases are written in."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FILLER = re.compile(r"\b(?:um+|uh+|er+m?|hmm+|like|you know|i mean|sort of|kind of)\b")
_PLEASE = re.compile(r"\bpl(?:z+|s+|eez|ease+)\b")
_NOT_WORD = re.compile(r"[^a-z0-9' ]+")


def normalise(text: str) -> str:
    """Lower case, no fillers, no punctuation, straight apostrophes."""
    lowered = _PLEASE.sub("please", text.lower().replace("’", "'"))
    return " ".join(_FILLER.sub(" ", _NOT_WORD.sub(" ", lowered)).split())


_HESITATION = re.compile(r"\b(?:um+|uh+|er+m|erm|hmm+|you know|sort of|kind of)\b")
_LIKE = re.compile(r"(?<!not )(?<!t )(?<!nothing )(?<!anything )(?<!feel )(?<!it is )(?<!look )(?<!looks )\blike\b")
_REPEAT = re.compile(r"\b(\w+(?: \w+)?)(?: \1)+\b")
_CONTRACTED = {
    **{f"{who}s": f"{who} is" for who in ("he", "she", "that", "there", "it", "who", "what", "nobody", "somebody")},
    **{f"{who}ve": f"{who} have" for who in ("i", "we", "they", "you")},
    **{f"{who}d": f"{who} would" for who in ("they", "you", "it")},
    **{f"{who}ll": f"{who} will" for who in ("they", "you", "it", "that", "there")},
    **{f"{who}re": f"{who} are" for who in ("they", "you")},
    "im": "i am",
    "gonna": "going to",
    "gunna": "going to",
    "ima": "i am going to",
    "imma": "i am going to",
    "wanna": "want to",
    "cannot": "cant",
    "aint": "isnt",
    "meself": "myself",
    "hisself": "himself",
    "til": "till",
    "cos": "cause",
    "thru": "through",
}
_WRITTEN = {"he'll": "he will", "she'll": "she will", "i'll": "i will", "we'll": "we will", "we're": "we are"} | {
    "i'd": "i would", "he'd": "he would", "she'd": "she would", "we'd": "we would", "can not": "cant"
}  # fmt: skip
_NOT = re.compile(r"\b(do|does|did|is|was|are|were|has|have|had|would|will|could|should) not\b")
_DIGITS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen")
_AGES = {str(10 + n): word for n, word in enumerate(_DIGITS)} | {"9": "nine", "8": "eight", "7": "seven"}


def plain(text: str, heard: Mapping[str, str] | None = None) -> str:
    """Words only, separated and ended by one space: no apostrophes, hesitations or repeats, contractions opened.

    Written and recognised text come out alike ("He's", "hes"). `heard` maps what recognisers write to what was said.
    """
    said = " ".join(_NOT_WORD.sub(" ", text.lower().replace("’", "'")).split())
    said = _swap(said, _WRITTEN).replace("'", "")
    said = _NOT.sub(r"\1nt", " ".join(_HESITATION.sub(" ", said).split()))
    said = " ".join(_CONTRACTED.get(word) or _AGES.get(word) or word for word in said.split())
    if heard:
        said = _swap(said, heard)
    said = " ".join(_LIKE.sub(" ", said).split())
    said = _REPEAT.sub(r"\1", said)
    return said + " " if said else ""


def _swap(text: str, table: Mapping[str, str]) -> str:
    for wrong, right in table.items():
        if wrong in text:
            text = re.sub(rf"(?<![\w']){re.escape(wrong)}(?![\w'])", right, text)
    return text
