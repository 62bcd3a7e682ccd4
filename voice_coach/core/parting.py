"""Whether somebody was just left: nothing is asked then of how the two of them are with each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_coach.core.kinship import KIND, PEOPLE
from voice_coach.core.normalise import normalise

_THEY = rf"(?:he|she|they|my {KIND}(?:{PEOPLE}))"
_JUST = r"(?:'?s|'ve| has| have| had| just| only| finally| basically| actually| suddenly)*"
_PARTED = re.compile(
    rf"(?<!if )(?<!when )(?<!before )(?<!until )(?<!till )(?<!since )(?<!nearly )\b{_THEY}{_JUST}"
    r" (?:left me(?= (?:tonight|today|yesterday|this|last night|on|for|after|by|and|hours?|an? (?:hour|few)|two"
    r"|three|in the|at the)\b|$)(?! (?:on my own|to|for (?:hours|ages|a (?:bit|while)|the))\b)"
    r"|walked out(?: on (?:me|us))?$|moved out|dumped me|ended (?:it|things|the relationship)\b|broke(?:n)? up with me"
    r"|finished with me|called it off|packed (?:his|her|their|a) (?:bags?|things|stuff)|wants? a divorce)"
    rf"|\bwe{_JUST} (?:broke|broken|split) up\b"
    rf"|\b{_THEY}(?:'?s| is| are|'re) (?:not coming back|gone for good|leaving me)\b"
    r"|\b(?:his|her) (?:wardrobe|side of the wardrobe|drawers?) (?:is|was|are|were) empty\b"
)
_LONG_AGO = re.compile(
    r"\b(?:(?:years?|months|ages|decades) (?:ago|back|now)|a (?:year|month) ago|last (?:year|month|summer|winter|spring"
    r"|autumn|christmas)|in (?:19|20)\d\d|when (?:i|we) (?:was|were)|back then|once|years|divorced|my ex|threatens?"
    r"|says? (?:he|she)(?:'ll| will)|would|might|almost|nearly|got back together|came back|took (?:him|her|me) back"
    r"|film|book|series|we(?:'re| are) (?:fine|good|happy))\b"
)
"""What makes it an old story, or none."""
_BACK = re.compile(r"\b(?:got back together|(?:he|she|they) came back|we(?:'re| are) back together|we made up)\b")


def parted(told: Sequence[str]) -> bool:
    """Whether one of the turns, oldest first, tells that the speaker was left, or that it ended, and lately."""
    for text in told:
        for sentence in re.split(r"(?<=[.!?…])\s+", text):
            plain = normalise(sentence)
            if _PARTED.search(plain) and not _LONG_AGO.search(plain):
                return not any(_BACK.search(normalise(later)) for later in told)
    return False
