"""Whether the person a story is about has died: nothing is asked of them that only the living do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_coach.core.kinship import KIND
from voice_coach.core.normalise import normalise
from voice_coach.core.pronouns import HE, SHE, pronouns

_DIED = r"(?:died|passed(?: away| on)?(?! (?:me|my|her|his|out|by|up|over|the))|is dead|was killed)"
_OF_THEM = rf"(?:'s| has| had| have|'ve| just| only| suddenly| both)* (?:been dead|{_DIED}|dead (?:and|now|these|for))"
_WHEN = r"(?:since|before|after|when|until|till|the (?:day|night|week|year|morning)(?: that)?)"
_NOW = (
    r"(?:'s(?! (?:gone|dead|been))|'ll|'d rather| is(?! (?:gone|dead))| isn't| does| doesn't| don't| do| won't| can't"
    r"| never (?:asks|rings|calls|listens|says|comes)| has(?! (?:died|passed|gone|been gone))| hasn't| keeps| says"
    r"| thinks)"
)


def mourned(who: str, told: Sequence[str]) -> bool:
    """Whether `who` ("mum"; may be empty, then whoever is spoken of) has died, going by what was `told`, oldest first.

    A death that is named counts; one that is only told of as "since he died" does where nothing is told of them as of
    the living, because it may be somebody else's.
    """
    said = [normalise(text) for text in told]
    if who and any(_named(who).search(text) for text in said):
        return True
    they = {id(SHE): "she", id(HE): "he"}.get(id(pronouns(who, told)), "(?:he|she|they)")
    died = re.compile(rf"\b{they}{_OF_THEM}|\b{_WHEN} {they} (?:died|passed|went and died)\b")
    lives = re.compile(rf"\b(?:{they}|my {KIND}{who or 'nobody'}){_NOW}")
    return any(died.search(text) for text in said) and not any(lives.search(text) for text in said)


def _named(who: str) -> re.Pattern[str]:
    them = rf"(?:my (?:late )?{KIND}{re.escape(who)}|{re.escape(who)})"
    return re.compile(
        rf"\b(?:my|our|me) late {KIND}{re.escape(who)}\b|\b{them}{_OF_THEM}"
        rf"|\b(?:i|we)(?:'ve| have)? (?:just |only )?(?:lost|buried) (?:my|our) {KIND}{re.escape(who)}\b"
        rf"|\b{them}'s (?:death|funeral|grave|ashes)\b"
    )
