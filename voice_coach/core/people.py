"""Whom each piece of evidence is about, where a story has several people in it: each has their own signals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice_coach.core.mirror import by_name
from voice_coach.core.pronouns import THEY, pronouns
from voice_coach.core.signals import Evidence
from voice_coach.core.transcript import Turn
from voice_coach.core.uptake import KIND, PEOPLE

_KIN = {  # One person goes by several words in a talk; what is said of her or him must not fall apart.
    **dict.fromkeys(("mam", "mom", "mother"), "mum"),
    **dict.fromkeys(("grandma", "grandmother", "nan"), "gran"),
    **dict.fromkeys(("husband", "wife", "boyfriend", "girlfriend", "fiance", "fiancee"), "partner"),
    **dict.fromkeys(("flatmate", "roommate"), "housemate"),
    **dict.fromkeys(("manager", "line manager"), "boss"),
    "father": "dad",
    "grandfather": "grandad",
    "auntie": "aunt",
    "mate": "friend",
    "neighbor": "neighbour",
}
_NAMED = re.compile(
    rf"\bmy ({KIND})({PEOPLE})\b"
    r"(?!['’]s|s\b| ?(?:and|or) I\b)"
    r"|(?<!my )(?<!his )(?<!her )(?<!your )(?<!the )(?<!a )\b(mum|mam|mom|dad|nan|gran|grandad)\b(?!['’]s)",
    re.IGNORECASE,
)
_RANKS = {
    **dict.fromkeys(("older", "oldest", "eldest", "big"), "older"),
    **dict.fromkeys(("younger", "youngest", "little"), "younger"),
}
_BREAK = re.compile(r"[.!?;,]\s*|\s+(?=(?:and|but|while|whereas|though|because)\b)")
_LIGHT = (
    "and but so well um uh yeah no then now also whereas while though because its it's with about for even just only oh"
)
_TIMES = (
    r"yesterday|today|tonight|once|sometimes|(?:last|this|every|one|on) \w+|i (?:rang|called|saw|visited|asked|met)"
)
_LEADS = re.compile(
    rf"(?:(?:{'|'.join(_LIGHT.split())}|{_TIMES})\b\s*)*"
    r"|(?:when|if|after|since|before|whenever)\b .*\b(?:i|we|it|mum|dad)\b.* ",
    re.IGNORECASE,
)
"""What stands before a word for somebody where the words that follow are about them."""


_JOINING = re.compile(r"(?:(?:and|but|so|well|then|because|when|yeah|no|oh)\b[, ]*)*", re.IGNORECASE)


@dataclass(frozen=True)
class _Mention:
    turn: int
    at: int
    who: str
    rank: str
    """ "older", "younger" or empty."""


def whom(turns: Sequence[Turn], evidence: Sequence[Evidence]) -> list[str]:
    """The person whom each piece is about, such as "sister"; empty where nobody is named.

    The last one named before the words end who may be meant by "he" or "she" in them, else the first named later.
    """
    named = _apart([m for at, turn in enumerate(turns) if turn.role == "user" for m in _mentions(at, turn.text)])
    return [f"{m.rank} {m.who}".strip() if m else "" for m in (_meant(named, e) for e in evidence)]


def _apart(named: Sequence[_Mention]) -> list[_Mention]:
    """The older and the younger brother are two people where both occur; else "my big brother" is just the brother.

    Where the rank is left out, the one who was named last is meant.
    """
    ranks: dict[str, set[str]] = {}
    for m in named:
        ranks.setdefault(m.who, set()).add(m.rank)
    found: list[_Mention] = []
    last: dict[str, str] = {}
    for m in named:
        two = {"older", "younger"} <= ranks[m.who]
        last[m.who] = m.rank or last.get(m.who, "")
        found.append(replace(m, rank=last[m.who] if two else ""))
    return found


def _mentions(turn: int, text: str) -> list[_Mention]:
    found = []
    for match in _NAMED.finditer(text):
        start = max((b.end() for b in _BREAK.finditer(text, 0, match.start())), default=0)
        if _LEADS.fullmatch(text[start : match.start()]):
            who = (match[2] or match[3]).lower()
            rank = next((_RANKS[word] for word in (match[1] or "").lower().split() if word in _RANKS), "")
            found.append(_Mention(turn, match.start(), _KIN.get(who, who), rank))
    return found


def _meant(named: Sequence[_Mention], evidence: Evidence) -> _Mention | None:
    said = pronouns("", [evidence.quote] * 2)
    if by_name(_JOINING.sub("", evidence.quote, count=1)):
        return None  # Whoever it is, none of those who go by a word.
    fitting = [m for m in named if said is THEY or pronouns(m.who) in (said, THEY)]
    before = [m for m in fitting if (m.turn, m.at) < (evidence.turn, evidence.end)]
    inside = [m for m in before if m.turn == evidence.turn and m.at >= evidence.start]
    if inside:
        return inside[0]
    return before[-1] if before else (fitting[0] if fitting else None)
