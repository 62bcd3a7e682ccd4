"""Verbs of everyday talk, to tell a statement from a name for something, and a learner's grammar from a native's."""

from __future__ import annotations

import re

BASE = (
    "do go get say tell feel know keep make take come give plan want need think ring leave sit cook clean pay drive"
    " wait"
    " ask start stop try hear call text like look love hope wish hate miss live see talk walk work help cry worry"
    " care"
    " listen watch eat sleep believe trust remember forget put let find seem hold bring buy meet play write read send"
    " stand show share spend argue fight lie lose use become understand speak turn run hurt answer promise visit plan"
    " carry notice thank agree laugh smile sing shout move change treat act apologise apologize forgive support"
    " ignore"
    " mean happen matter expect decide offer follow finish rely depend end break choose check wash drink"
)
_PAST = (
    "went got said told felt knew kept made took came gave thought rang left sat paid drove heard saw ate slept"
    " forgot"
    " put let found held brought bought met wrote read sent stood spent fought lay lost became understood spoke ran"
    " hurt"
    " meant broke chose drank sang"
)
_HELPING = (
    "am is are was were have has had do does did can could will would should might must won't can't"
    " isn't aren't wasn't weren't haven't hasn't hadn't don't doesn't didn't couldn't wouldn't shouldn't"
    " dont doesnt didnt cant wont isnt wasnt couldnt wouldnt ain't aint i'm im"
)


def _third(verb: str) -> str:
    """The form of he, she and it."""
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "o", "x")) else "s")


_THIRD = [_third(verb) for verb in BASE.split()]
FINITE = "|".join(sorted({*_HELPING.split(), *_PAST.split(), *_THIRD}, key=len, reverse=True)) + r"|\w+ed"
"""What can stand behind he or she, as part of a pattern."""
ANY = re.compile(rf"\b(?:{FINITE}|{'|'.join(BASE.split())}|\w+n't|\w+'s|\w+'re|\w+'d|\w+'ve|\w+'ll)\b", re.IGNORECASE)
