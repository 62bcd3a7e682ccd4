"""Questions that lean on the last answer by counting: "the second one", "number three, I didn't catch that".

What leans on it in any other way ("why does that matter?") is read together with it by the encoder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voice_coach.core.normalise import normalise
from voice_coach.core.transcript import Turn, sentences

_RANKS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight")
_NOUN = r"(?:ones?|things?|points?|bits?|parts?|half|tips?|ideas?|signs?|steps?|questions?|suggestions?)"
_RANK = "|".join([*_RANKS, "last", "final", "middle"])
_ORDINAL = re.compile(
    rf"\b(?:go (?:back|on) to |back to |what was |what's |whats |about |say |repeat |and |on )*"
    rf"(?:(?:the|that|your) )?(?:(?P<rank>{_RANK}) (?:{_NOUN}|of (?:those|them|these))|(?P<bare>{_RANK})(?=\W*$)"
    rf"|(?:number|point|tip|step) (?P<number>{'|'.join(_CARDINALS)}|[1-8]))\b",
    re.IGNORECASE,
)
_FILLERS = (
    "a again about and can catch could did didn't didnt do explain get go going hear i i'd id is it like me mean minute"
    " missed more mm of oh ok okay on one please repeat right said say slower slowly so sorry tell that the then thing"
    " to uh um was well what what's whats which would you your"
)
_EMPTY = frozenset(_FILLERS.split())
"""Words that ask nothing of what was counted."""
_COUNTED = re.compile(rf"^(?:{'|'.join(_CARDINALS)})[,:.]?\s+(?=\w)", re.IGNORECASE)
_HEADING = re.compile(
    rf"^(?:there are |here are |just )?(?:{'|'.join(_CARDINALS)}|a few|some)\b[\w ]{{0,16}}[.:]$", re.I
)


_ACCEPTS = re.compile(
    r"(?:oh |well |um |uh )*(?:yes|yeah|yep|sure|ok|okay|please|go on|go ahead|more|tell me more|carry on|continue)"
    r"(?: (?:please|more|go on|go ahead|tell me|tell me more|i would|i do|thanks|sure|then|yes|okay|and))*"
)


@dataclass(frozen=True)
class Pointed:
    """What a counted follow-up points at."""

    item: str
    """The words of the last answer that are meant; empty when there are not that many."""
    rest: str
    """What is asked of it beyond saying it again; empty when nothing."""


def last_answer(history: Sequence[Turn]) -> str:
    """What the coach said last, without its questions; empty when it has said nothing."""
    for turn in reversed(history):
        if turn.role != "user":
            told = [s for s in sentences(turn.text) if not s.rstrip().endswith("?")]
            return " ".join(told)
    return ""


def pointed(text: str, answer: str) -> Pointed | None:
    """The part of the last answer that a text counts its way to, or None where it does not count."""
    match = _ORDINAL.search(text)
    if not match or not answer:
        return None
    parts, name = items(answer), (match["rank"] or match["bare"] or match["number"]).lower()
    if "half" in match.group().lower() and len(parts) == 1:
        parts = _halves(parts[0])
    at = _index(name, len(parts))
    rest = " ".join(f"{text[: match.start()]} {text[match.end() :]}".split()).strip(" ,.?!")
    asks = [word for word in re.findall(r"[\w']+", rest.lower()) if word not in _EMPTY]
    return Pointed(parts[at] if 0 <= at < len(parts) else "", rest if len(asks) > 1 else "")


def items(answer: str) -> list[str]:
    """The things an answer lists: its sentences, or the parts of its only sentence."""
    told = [s for s in sentences(answer) if not _HEADING.match(s.strip())]
    told = [_COUNTED.sub("", s.strip()) for s in told]
    return told if len(told) != 1 else _parts(told[0])


def _parts(sentence: str) -> list[str]:
    found = [part.strip() for part in re.split(r"[,;:]\s*(?:and |or )?", sentence) if part.strip()]
    return found if len(found) > 1 else _halves(sentence)


def _halves(sentence: str) -> list[str]:
    return [part.strip(" ,") for part in re.split(r",? and |, ", sentence, maxsplit=1)]


def _index(name: str, count: int) -> int:
    if name in ("last", "final"):
        return count - 1
    if name == "middle":
        return count // 2
    if name.isdigit():
        return int(name) - 1
    return (_RANKS if name in _RANKS else _CARDINALS).index(name)


def accepted(text: str, history: Sequence[Turn], offer: str) -> int | None:
    """The index of the question whose offer of more a text says yes to, or None where it does not."""
    if not history or history[-1].role == "user" or not history[-1].text.rstrip().endswith(offer):
        return None
    if not _ACCEPTS.fullmatch(normalise(text)):
        return None
    return next((at for at in range(len(history) - 1, -1, -1) if history[at].role == "user"), None)
