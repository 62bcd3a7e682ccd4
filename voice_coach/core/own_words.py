"""Whether words of the coach are the person's own: what someone said may be given back to them, whatever it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from voice_coach.core.kinship import PEOPLE
from voice_coach.core.mirror import mirrors
from voice_coach.core.switching import SHORTEST, turned
from voice_coach.core.tidying import tidy

_SPELLINGS = [
    (re.compile(pattern), new)
    for pattern, new in (
        (r"’", "'"),
        (r"\bca(?:n'?t|nnot)\b", "can not"),
        (r"\bwon'?t\b", "will not"),
        (r"\b(do|does|did|is|was|are|were|has|have|had|would|could|should)n'?t\b", r"\1 not"),
        (r"\b(he|she|it|that|who|there)'?s\b", r"\1 is"),
        (r"'re\b|(?<=\bthey)re\b", " are"),
        (r"\bi'?m\b", "i am"),
        (r"'ve\b", " have"),
        (r"'ll\b", " will"),
        (r"'d\b", " would"),
        (r"'s\b", " is"),
        (r"\b(?:'?cause|cos|coz|cuz)\b", "because"),
    )
]
"""Speech and its transcripts have them all: "he doesnt", "he doesn't", "he does not"."""
_MORE = "a also actually all always being bit even just only often quite really so still then too very"
_SLIGHT = frozenset(_MORE.split())
"""Words that make no other statement of it."""
_HERE = frozenset(("i", "we", "you"))
_ABSENT = frozenset(("he", "she", "they"))
_PERSON = re.compile(PEOPLE)
_QUOTED = re.compile(r"(?<!\w)'(.+?)'(?!\w)")


def said_before(part: str, own: Collection[str]) -> bool:
    """Whether the person said this of someone in turns of theirs; not of themselves, nor of him where it is of her."""
    wanted = _words(part)
    who = wanted[0] if wanted else ""
    if who in _ABSENT or _PERSON.fullmatch(who):
        wanted = wanted[1:]
    others = _HERE | (_ABSENT - {who} if who in _ABSENT else set())
    return any(_holds(_words(text), wanted, others) for turn in own for text in _told(turn))


def without_own(plain: str, own: Collection[str]) -> str:
    """Lower-case words of the coach without quotes of the person and without whole statements given back to them."""
    for turn in own:
        said = [_words(text) for text in (turn, tidy(turn))]
        for quote in _QUOTED.finditer(plain):
            if any(_holds(words, _words(quote[1])) for words in said):
                plain = plain.replace(quote[0], " ")
        for statement in mirrors(turn):
            words = statement.lower().split()
            begun = (" ".join(words[:count]).rstrip(",;:") for count in range(len(words), SHORTEST - 1, -1))
            plain = plain.replace(next((text for text in begun if text in plain), "\0"), " ")
    return plain


def _told(turn: str) -> tuple[str, ...]:
    """A turn as it was said, without its fillers, and with the person switched."""
    plain = tidy(turn)
    return turn, plain, turned(plain)


def _words(text: str) -> list[str]:
    text = text.lower()
    for spelling, new in _SPELLINGS:
        text = spelling.sub(new, text)
    return [word for word in re.findall(r"[\w']+", text) if word not in _SLIGHT]


def _holds(words: Sequence[str], wanted: Sequence[str], others: Collection[str] = ()) -> bool:
    """Whether the words hold the wanted ones in a row, and of none of `others`."""
    for at in range(len(words) - len(wanted) + 1):
        if words[at : at + len(wanted)] == wanted and not (at and words[at - 1] in others):
            return bool(wanted)
    return False
