"""Whether the person a story is about has died: nothing is asked of them that only the living do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_coach.core.kinship import KIND, PEOPLE
from voice_coach.core.normalise import normalise
from voice_coach.core.pronouns import HE, SHE, pronouns

_WHEN = (
    r"(?=$| (?:in|last|this|when|before|after|since|suddenly|peacefully|yesterday|two|three|four|five|six|seven"
    r"|ten|twenty"
    r"|a (?:year|month|week|few|couple|while)|years?|months?|at (?:christmas|easter|home|the)|of (?!laugh|shame"
    r"|embarr)|and|now"
    r"|it|we|i|the|my|young|next|on|from|so|too|very)\b)"
)
_DIED = (
    rf"(?:died(?! laughing){_WHEN}|passed(?: away)?{_WHEN}(?! (?:on (?:my|his|her|the)|it|the|my|two (?!years))\b)"
    r"|passed away|was (?:killed|murdered)|took (?:his|her) own life|killed (?:himself|herself)"
    r"|is dead(?! (?:to|tired|good|set|keen|nice|funny|right|against|on)\b))"
)
_SOFTLY = (
    r"(?:'s| has| had| have|'ve| just| only| suddenly| sadly| recently| both| finally| of \w+ years| \w+ years ago)*"
)
_OF_THEM = rf"{_SOFTLY} (?:been dead|{_DIED}|dead (?:and|now|these|for))"
_SINCE = r"(?:since|before|after|until|till|the (?:day|night|week|year|morning)(?: that)?)"
_AT_HOME = frozenset(("mum", "mam", "mom", "dad", "nan", "gran", "grandad"))
_LOST = (
    r"(?=$| (?:in|last|this|two|three|four|five|ten|years?|a (?:year|month|week|few)|when i was|suddenly|at christmas"
    r"|to (?:cancer|covid|a stroke|a heart|suicide|an? (?:illness|accident|overdose)))\b)"
)
_KIN_ONLY = _AT_HOME | {"mother", "father", "husband", "wife", "sister", "brother", "son", "daughter"}
"""Of whom "I lost my ..." says that they died; a friend may be lost over an argument."""
_ANYBODY = re.compile(
    rf"\b(?:my|our|his|her|their) {KIND}({PEOPLE})\b|\b({'|'.join(sorted(_AT_HOME))})\b", re.IGNORECASE
)
_LIVES = re.compile(r"\b(?:not|isn'?t|wasn'?t) dead\b|\b(?:didn'?t|hasn'?t) die\b|\bstill alive\b|\bdyed\b")
_ONLY = re.compile(
    rf"(?:(?:um|well|just|maybe|oh|only|mostly|to) )*(?:my )?{KIND}(?:{PEOPLE})"
    r"(?: (?:a bit|a little|sometimes|mostly|mainly|i suppose|i guess|maybe|really))*"
)


def mourned(who: str, told: Sequence[str]) -> bool:
    """Whether `who` ("mum"; may be empty, then whoever is spoken of) has died, going by what was `told`, oldest first.

    A death that is named counts. "She died in May" does where nobody else was spoken of until then: it may be somebody
    else's death.
    """
    who = who.replace("-", " ")
    said = [normalise(text) for text in told]
    if any(_LIVES.search(text) for text in said):
        return False
    if who and any(_named(who).search(text) for text in said):
        return True
    they = {id(SHE): "she", id(HE): "he"}.get(id(pronouns(who, told)), "(?:he|she)")
    died = re.compile(rf"(?<!if )(?<!wish )(?<!hope )\b{they}{_OF_THEM}|\b{_SINCE} {they} (?:died|passed away)\b")
    others: set[str] = set()
    for text in said:
        others |= {a or b for a, b in _ANYBODY.findall(text)} - {who}
        if died.search(text):
            return not others
    return False


def only_names(text: str) -> bool:
    """Whether a turn names somebody and says no more: "my brother, a bit"."""
    return bool(_ONLY.fullmatch(normalise(text)))


def _named(who: str) -> re.Pattern[str]:
    own = rf"(?:my|our|me) (?:late )?{KIND}{re.escape(who)}"
    them = rf"(?:{own}|(?<!his )(?<!her )(?<!their )(?<!'s )\b{who})" if who in _AT_HOME else own
    lost = (
        rf"|\b(?:i|we)(?:'ve| have)? (?:just |only )?(?:lost|buried) (?:{own}|{who}){_LOST}" if who in _KIN_ONLY else ""
    )
    return re.compile(
        rf"\b(?:my|our|me) late {KIND}{re.escape(who)}\b|\b{them}{_OF_THEM}{lost}"
        rf"|\b{own}'s (?:death(?! stare)|funeral|grave|ashes)\b"
    )
