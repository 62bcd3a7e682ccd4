"""Whether a sentence that a model wrote is carried by the passages it cites: words, numbers, names, negation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

OVERLAP = 0.5
"""Share of a sentence's content words that the cited passages (or the question) must hold."""

_CITED = re.compile(r"\[\s*([A-Za-z0-9_.#, -]+?)\s*\]")
_COMMON = (
    "a about all also an and any are as at be because been being both but by can could did do does doing each"
    " either even every for from get gets give gives go goes had has have having he her him his how i if in into"
    " is it its just like make makes may me might more most much my no nor not of off on one only or other our out"
    " over own she should so some such than that the their them then there these they thing things this those"
    " through to too two up us very was way we well were what when where which who whose will with would you your"
    " yours yourself guide says say said tell means mean feel feels person people"
)
_STOP = frozenset(_COMMON.split())
_NEGATION = re.compile(
    r"\b(?:not|no|never|nothing|nobody|none|without|cannot|\w+n't|(?:do|does|did|is|are|was|were|wo|ca|should|would)nt)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|\b(?:percent|per cent|hundred|thousand|half|twice|dozen)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")


@dataclass(frozen=True)
class Claim:
    """One sentence of a model with what it cites."""

    text: str
    """Without its citations."""
    citations: tuple[str, ...]


def claim(sentence: str) -> Claim:
    """Take the citations out of a sentence."""
    ids = [id.strip() for match in _CITED.finditer(sentence) for id in match.group(1).split(",")]
    text = " ".join(_CITED.sub(" ", sentence).split())
    return Claim(re.sub(r"\s+([.,!?])", r"\1", text), tuple(dict.fromkeys(ids)))


def attributed(said: Claim, passages: Mapping[str, str], question: str = "") -> Claim:
    """The claim with the passage that carries it, where it named none or another one: small models mix ids up.

    As it was, where no single passage does.
    """
    if not unsupported(said, passages, question):
        return said
    singly = (replace(said, citations=(id,)) for id in passages)
    return next((claim for claim in singly if not unsupported(claim, passages, question)), said)


def unsupported(said: Claim, passages: Mapping[str, str], question: str = "") -> str:
    """Why a claim may not be spoken; empty when its passages carry it.

    `passages`: text by id, those that were given. The words of the question may be taken up too.
    """
    if not said.citations or not all(id in passages for id in said.citations):
        return "citation"
    sources = [passages[id] for id in said.citations]
    ground = " ".join(sources)
    if _missing(_NUMBER, said.text, ground):
        return "number"
    if _missing(_NAME, said.text, f"x {ground} x {question}"):
        return "name"
    held = stems(f"{ground} {question}")
    told = stems(said.text)
    if not told or len(told & held) < OVERLAP * len(told):
        return "words"
    denied = bool(_NEGATION.search(said.text))
    if denied and not _NEGATION.search(ground):
        return "negation"
    if not denied and any(_NEGATION.search(source) and _restates(said.text, source) for source in sources):
        return "negation"
    return ""


def stems(text: str) -> set[str]:
    """Content words, roughly stemmed, so that "plans" and "planning" are the same."""
    words = re.findall(r"[a-z']+", text.lower().replace("’", "'"))
    return {_stem(word.removesuffix("'s")) for word in words if word.removesuffix("'s") not in _STOP and len(word) > 2}


def _stem(word: str) -> str:
    for ending in (
        "ations",
        "ation",
        "ingly",
        "ments",
        "ment",
        "ings",
        "ing",
        "ness",
        "edly",
        "ies",
        "ied",
        "ers",
        "es",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return re.sub(r"(?:ed|er|ly|e|s|y)$", "", word) if len(word) > 4 else word.removesuffix("s")


def _missing(pattern: re.Pattern[str], text: str, ground: str) -> Sequence[str]:
    held = {found.lower() for found in pattern.findall(ground)}
    return [found for found in pattern.findall(text) if found.lower() not in held]


def _restates(said: str, source: str) -> bool:
    """Whether a sentence says the whole of a source: then a negation that is missing turns it round."""
    whole = stems(source)
    return bool(whole) and len(stems(said) & whole) >= 0.7 * len(whole)
