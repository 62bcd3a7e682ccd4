"""What of a turn is given back: the statement that carries its point, with the person switched, or a quote of it.

What is asked, or said to the coach, is neither; what says nothing by itself is not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from voice_coach.core.pieces import joints
from voice_coach.core.salience import is_aside, is_empty, weight
from voice_coach.core.signals import Clause, clauses
from voice_coach.core.statement import begins
from voice_coach.core.switching import LONGEST, switched
from voice_coach.core.tidying import DANGLING, tidy, untailed
from voice_coach.core.whose import asks, before_question, is_broken, to_the_coach

QUOTED = 15
"""Words of a quote."""
_SCRAP = 3
"""Words up to which a sentence is quoted with its neighbour: "Sleep. He snores."."""
_JOINED = "and but so because cause cos then when if while though although which who"
_JOINING = frozenset(_JOINED.split())
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"”']?(?=\s|$)|$)", re.DOTALL)


def mirrors(text: str, wanted: Iterable[tuple[int, int]] = ()) -> list[str]:
    """Statements of a turn that can be given back, best first: those that touch `wanted` spans, then by their weight.

    The last of two that weigh the same is the point more often than the first.
    """
    spans, whole = list(wanted), _pieces(text)
    starts = {piece.start for piece in whole}
    # Evidence that begins in the middle of a clause would be half a sentence.
    pieces = [*whole, *(Clause(start, end, text[start:end]) for start, end in spans if start in starts)]

    def rank(piece: Clause) -> tuple[bool, float, int]:
        touches = any(piece.start < end and start < piece.end for start, end in spans)
        return (not touches, -weight(piece.text), -piece.start)

    # Of a sentence in a learner's grammar nothing is put right, not even half.
    left = [m.span() for m in _SENTENCE.finditer(text) if is_broken(m.group())]
    fit = (
        p for p in pieces if not is_aside(p.text) and not any(p.start < end and start < p.end for start, end in left)
    )
    found: dict[str, Clause] = {}
    for piece in sorted(fit, key=rank):
        said = switched(before_question(piece.text))
        # What holds words that are given back already would say them twice.
        if said and not any(_laps(piece, other) for other in found.values()):
            found.setdefault(said, piece)
    return list(found)


def _laps(piece: Clause, other: Clause) -> bool:
    """Whether a piece begins or ends inside or behind another, and is no part of it."""
    within = other.start <= piece.start and piece.end <= other.end
    return not within and piece.start < other.end and other.start < piece.end


def quotable(text: str, wanted: Sequence[tuple[int, int]] = ()) -> str:
    """A few of the person's words as they were said, for when they can't be switched; empty when there are none."""
    sentences = [(match.start(), match.end(), _told(match.group())) for match in _SENTENCE.finditer(text)]
    within = [told for start, end, told in sentences if any(start < e and s < end for s, e in wanted[:1])]
    best = _best(within) or _best([told for _, _, told in sentences])
    return untailed(shortened(best.split())).rstrip(" ,;:.!?")


def shortened(words: Sequence[str], most: int = QUOTED) -> str:
    """The words up to the last place within the first `most` where a speaker could stop."""
    if len(words) <= most:
        return " ".join(words)
    kept = words[:most]
    stops = [at for at in range(3, most + 1) if words[at - 1][-1] in ",;.!?" or words[at].lower() in _JOINING]
    kept = kept[: stops[-1]] if stops else kept
    while len(kept) > 3 and kept[-1].lower() in DANGLING:
        kept = kept[:-1]
    return " ".join(kept)


def _told(sentence: str) -> str:
    """What a sentence tells; empty where it asks, or is said to the coach."""
    return "" if asks(sentence) or to_the_coach(sentence) else before_question(sentence)


def _best(told: Sequence[str]) -> str:
    """The weightiest of some sentences, with a neighbour where it is short; empty where none says anything."""
    plain = [tidy(sentence) for sentence in told]
    full = [at for at, said in enumerate(plain) if not is_empty(said)]
    if not full:
        return ""
    best = max(full, key=lambda at: (weight(told[at]), at))
    if len(plain[best].split()) > QUOTED:
        return _point(told[best]) or plain[best]
    if len(plain[best].split()) <= _SCRAP:
        for first, last in ((best, best + 1), (best - 1, best)):
            both = ". ".join(plain[max(first, 0) : last + 1])
            if first >= 0 and last < len(plain) and plain[first] and plain[last] and len(both.split()) <= QUOTED:
                return both
    return plain[best]


def _point(sentence: str) -> str:
    """The weightiest part of a sentence that is too long to be quoted; empty where it has no such parts."""
    parts = {tidy(piece.text): weight(piece.text) for piece in _pieces(sentence, QUOTED)}
    fitting = [part for part in parts if not is_empty(part) and len(part.split()) <= QUOTED and begins(part)]
    return max(fitting, key=lambda part: parts[part], default="")


def _pieces(text: str, most: int = LONGEST) -> list[Clause]:
    """Clauses, and pairs of neighbours that are short: one alone often says half of it."""
    single = [part for clause in clauses(text) for piece in _sentences(clause) for part in _run_on(piece, most)]
    joined = [
        Clause(a.start, b.end, text[a.start : b.end])
        for a, b in pairwise(single)
        if len(text[a.start : b.end].split()) <= most
        and not re.search(r"[.!?]", text[a.start : b.end - 1])
        and not b.text.startswith("like ")
    ]
    return [*joined, *single]


def _sentences(clause: Clause) -> list[Clause]:
    """Sentences of a clause that has short ones in it."""
    found = _SENTENCE.finditer(clause.text)
    return [Clause(clause.start + match.start(), clause.start + match.end(), match.group()) for match in found]


def _run_on(piece: Clause, most: int) -> list[Clause]:
    """What a recogniser ran together, cut before a joining word that begins a new statement."""
    if len(piece.text.split()) <= most:
        return [piece]
    spans = pairwise([0, *joints(piece.text), len(piece.text)])
    return [Clause(piece.start + a, piece.start + b, piece.text[a:b]) for a, b in spans if piece.text[a:b].strip()]
