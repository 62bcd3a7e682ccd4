"""Who is spoken of where: words for somebody and names, each with the place that it has in its sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from voice_coach.core.kinship import KIND, PEOPLE
from voice_coach.core.normalise import normalise
from voice_coach.core.pronouns import HE, SHE, THEY, pronouns
from voice_coach.core.statement import by_name
from voice_coach.core.turning import beside

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
_SENTENCE = re.compile(r"[.!?]\s+")
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
GENDERED = re.compile(r"\b(?:(he|him|his)|(she|her|hers))\b", re.IGNORECASE)
INSIDE, IN_A_CLAUSE, FIRST = range(3)
"""Where a word for somebody stands: what its sentence is about is its first."""


@dataclass(frozen=True)
class Mention:
    """A word for somebody, or a name."""

    turn: int
    at: int
    who: str
    rank: str
    """ "older", "younger" or empty."""
    kin: str
    """The word for the relation, also where two friends go by their names; empty where none was said."""
    place: int = FIRST
    named: bool = False
    """Whether it is by name, or by a word such as "sister"."""
    they: Mapping[str, str] = field(default_factory=lambda: THEY)

    def may_be(self, said: Mapping[str, str]) -> bool:
        """Whether "he" or "she" may mean them; `said` is THEY where neither was said."""
        return said is THEY or self.they in (said, THEY)


def spoken_of(told: Sequence[tuple[int, str]], is_name: Callable[[str], bool]) -> list[Mention]:
    """Everybody in what was `told`, as (turn, text), in order.

    A name counts where it was introduced ("my friend Leo"), or comes twice and `is_name` knows it.
    """
    known = _introduced(text for _, text in told)
    counts = Counter(name for _, text in told for name in _CAPITAL.findall(text))
    names = {name for name, count in counts.items() if count > 1 and is_name(name)} | set(known)
    return _apart([m for turn, text in told for m in _mentions(turn, text, names, known)])


def clause_before(text: str, at: int) -> str:
    """What stands before a place in its clause."""
    return text[max((b.end() for b in _BREAK.finditer(text, 0, at)), default=0) : at]


def _introduced(texts: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """(who, rank, kinship) of each name that stands behind a word for somebody: "my new partner David".

    Of two friends each keeps the name.
    """
    matches = (match for text in texts for match in _INTRODUCED.finditer(text))
    found = {match[3]: (relation(match[2]), _rank(match[1])) for match in matches if by_name(f"{match[3]} does")}
    shared = Counter(found.values())
    return {name: (*(kin if shared[kin] == 1 else (name, "")), kin[0]) for name, kin in found.items()}


def relation(word: str) -> str:
    """The one word for all that somebody is called: "mum" for "my mother"."""
    return _KIN.get(word.lower(), word.lower())


def _rank(words: str) -> str:
    return next((_RANKS[word] for word in words.lower().split() if word in _RANKS), "")


def _apart(named: Sequence[Mention]) -> list[Mention]:
    """The older and the younger brother are two people where both occur; else "my big brother" is just the brother.

    Where the rank is left out, the one who was named last is meant.
    """
    ranks: dict[str, set[str]] = {}
    for m in named:
        ranks.setdefault(m.who, set()).add(m.rank)
    found: list[Mention] = []
    last: dict[str, str] = {}
    for m in named:
        two = {"older", "younger"} <= ranks[m.who]
        last[m.who] = m.rank or last.get(m.who, "")
        found.append(replace(m, rank=last[m.who] if two else ""))
    return found


def _mentions(turn: int, text: str, names: Collection[str], known: Mapping[str, tuple[str, str, str]]) -> list[Mention]:
    found = []
    for match in _NAMED.finditer(text):
        kin, rank = relation(match[2] or match[3]), _rank(match[1] or "")
        who = kin
        introduced = _INTRODUCED.match(text, match.start())
        if introduced and introduced[3] in known:
            who, rank, kin = known[introduced[3]]
        at = introduced.start(3) if introduced else match.start()
        place = _place(text, match.start())
        if beside((match[2] or match[3]).lower(), " " + normalise(text[match.end() :])):
            place = INSIDE
        found.append(Mention(turn, at, who, rank, kin, place, bool(introduced), pronouns(kin)))
    for match in _CAPITAL.finditer(text):
        name = match[0]
        if name in names and not text[match.end() :].startswith(("'s ", "’s ")):
            who, rank, kin = known.get(name, (name, "", ""))
            they = pronouns(kin) if kin else _gender(text[match.end() :])
            found.append(Mention(turn, match.start(), who, rank, kin, _place(text, match.start()), True, they))
    return sorted(found, key=lambda m: m.at)


def _place(text: str, at: int) -> int:
    """Whether what stands at a place is what its clause, or even its sentence, is about."""
    if not _LEADS.fullmatch(clause_before(text, at)):
        return INSIDE
    sentence = max((b.end() for b in _SENTENCE.finditer(text, 0, at)), default=0)
    return FIRST if _LEADS.fullmatch(text[sentence:at]) else IN_A_CLAUSE


def _gender(rest: str) -> Mapping[str, str]:
    """By the first "he" or "she" behind a name."""
    first = GENDERED.search(rest)
    return THEY if not first else HE if first[1] else SHE
