"""Whom each piece of evidence is about, where a story has several people in it: each has their own signals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from voice_coach.core.kinship import KIND, PEOPLE
from voice_coach.core.pronouns import HE, SHE, THEY, pronouns
from voice_coach.core.signals import Evidence
from voice_coach.core.statement import by_name
from voice_coach.core.transcript import Turn

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


_INTRODUCED = re.compile(
    rf"\b(?:[Mm]y|[Aa]n?) ({KIND})({PEOPLE})(?:,| is| was| called| named|'s called)? ([A-Z][a-z]+)\b"
)
_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b")
_GENDERED = re.compile(r"\b(?:(he|him|his)|(she|her|hers))\b", re.IGNORECASE)
_JOINING = re.compile(r"(?:(?:and|but|so|well|then|because|when|yeah|no|oh)\b[, ]*)*", re.IGNORECASE)


@dataclass(frozen=True)
class _Mention:
    turn: int
    at: int
    who: str
    rank: str
    """ "older", "younger" or empty."""
    named: bool = False
    """Whether it is by name, or by a word such as "sister"."""
    they: Mapping[str, str] = field(default_factory=lambda: THEY)


def called(who: str) -> str:
    """How somebody is spoken of to the person: "your sister", "Leo"."""
    return who if who[:1].isupper() else f"your {who}"


def heading(who: str) -> str:
    """The same above what is about them; "Someone else" for who is not named."""
    return (called(who)[0].upper() + called(who)[1:]) if who else "Someone else"


def whom(
    turns: Sequence[Turn], evidence: Sequence[Evidence], is_name: Callable[[str], bool] = lambda _: False
) -> list[str]:
    """The person whom each piece is about, such as "sister" or "Leo"; empty where nobody is named.

    The last one named before the words end who may be meant by "he" or "she" in them, else the first named later.
    A name counts where it was introduced ("my friend Leo"), or comes twice and `is_name` knows it.
    """
    told = [(at, turn.text) for at, turn in enumerate(turns) if turn.role == "user"]
    known = _introduced(text for _, text in told)
    counts = Counter(name for _, text in told for name in _CAPITAL.findall(text))
    names = {name for name, count in counts.items() if count > 1 and is_name(name)} | set(known)
    named = _apart([m for at, text in told for m in _mentions(at, text, names, known)])
    return [f"{m.rank} {m.who}".strip() if m else "" for m in (_meant(named, e) for e in evidence)]


def _introduced(texts: Iterable[str]) -> dict[str, tuple[str, str]]:
    """(kinship, rank) of each name that stands behind a word for somebody: "my new partner David".

    Of two friends each keeps the name.
    """
    matches = (match for text in texts for match in _INTRODUCED.finditer(text))
    found = {match[3]: (_kin(match[2]), _rank(match[1])) for match in matches if by_name(f"{match[3]} does")}
    shared = Counter(found.values())
    return {name: kin if shared[kin] == 1 else (name, "") for name, kin in found.items()}


def _kin(word: str) -> str:
    return _KIN.get(word.lower(), word.lower())


def _rank(words: str) -> str:
    return next((_RANKS[word] for word in words.lower().split() if word in _RANKS), "")


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


def _mentions(turn: int, text: str, names: Collection[str], known: Mapping[str, tuple[str, str]]) -> list[_Mention]:
    found = []
    for match in _NAMED.finditer(text):
        if _leads(text, match.start()):
            who, rank = _kin(match[2] or match[3]), _rank(match[1] or "")
            introduced = _INTRODUCED.match(text, match.start())
            if introduced and introduced[3] in known:
                who, rank = known[introduced[3]]
            at = introduced.start(3) if introduced else match.start()
            found.append(_Mention(turn, at, who, rank, bool(introduced), pronouns(who)))
    for match in _CAPITAL.finditer(text):
        name = match[0]
        if name in names and _leads(text, match.start()) and not text[match.end() :].startswith(("'s ", "’s ")):
            kin, rank = known.get(name, (name, ""))
            they = pronouns(kin) if kin != name else _gender(text[match.end() :])
            found.append(_Mention(turn, match.start(), kin, rank, True, they))
    return sorted(found, key=lambda m: m.at)


def _leads(text: str, at: int) -> bool:
    """Whether what stands at a place is what its clause is about."""
    start = max((b.end() for b in _BREAK.finditer(text, 0, at)), default=0)
    return bool(_LEADS.fullmatch(text[start:at]))


def _gender(rest: str) -> Mapping[str, str]:
    """By the first "he" or "she" behind a name."""
    first = _GENDERED.search(rest)
    return THEY if not first else HE if first[1] else SHE


def _meant(named: Sequence[_Mention], evidence: Evidence) -> _Mention | None:
    said = pronouns("", [evidence.quote] * 2)
    fitting = [m for m in named if said is THEY or m.they in (said, THEY)]
    before = [m for m in fitting if (m.turn, m.at) < (evidence.turn, evidence.end)]
    inside = [m for m in before if m.turn == evidence.turn and m.at >= evidence.start]
    if by_name(_JOINING.sub("", evidence.quote, count=1)) and not any(m.named for m in inside):
        return None  # Whoever it is, none of those who are known.
    if inside:
        return inside[0]
    return before[-1] if before else (fitting[0] if fitting else None)
