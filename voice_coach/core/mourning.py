"""Whether the person a story is about has died: nothing is asked of them that only the living do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_coach.core.kinship import KIND, PEOPLE
from voice_coach.core.normalise import normalise
from voice_coach.core.pronouns import HE, SHE, pronouns

_DIED = (
    r"(?:died(?! (?:laughing|of (?:laughter|shame|embarrassment|boredom)|a little|inside|on stage|in the game|her hair"
    r"|his hair)\b)"
    r"|passed (?:away|on(?=$| (?:in|last|two|three|a|when|suddenly|peacefully)\b)|to glory)|expired"
    r"|was (?:killed|murdered)|took (?:his|her) own life|killed (?:himself|herself)|is no more|is dead(?=$"
    r"| (?:now|and|these|for|since)\b))"
)
_SOFTLY = (
    r"(?:'s| has| had| have|'ve| just| only| suddenly| sadly| recently| both| finally| of \w+ years| \w+ years ago)*"
)
_OF_THEM = rf"{_SOFTLY} (?:been dead|{_DIED}|dead (?:and|now|these|for))"
_ONLY_THOUGHT = r"(?<!if )(?<!wish )(?<!hope )(?<!dreamt )(?<!dreamed )(?<!thought )"
_SINCE = r"(?:since|before|after|until|till|the (?:day|night|week|year|morning)(?: that)?)"
_AT_HOME = frozenset(("mum", "mam", "mom", "dad", "nan", "gran", "grandad"))
_LOST = (
    r"(?= (?:in (?!the|a)|last|this|two|three|four|five|ten|years?|a (?:year|month|week|few)|when i was|suddenly"
    r"|at christmas"
    r"|to (?:cancer|covid|a stroke|a heart|suicide|an? (?:illness|accident|overdose)))\b)"
)
_KIND = KIND.replace("|ex|", "|")
"""An ex is somebody else."""
_KIN_ONLY = _AT_HOME | {"mother", "father", "husband", "wife", "sister", "brother", "son", "daughter"}
_ANYBODY = re.compile(
    rf"\b(?:my|our|his|her|their) {KIND}({PEOPLE})\b|\b({'|'.join(sorted(_AT_HOME))})\b", re.IGNORECASE
)
_PETS = re.compile(r"\b(?:my|our|the|his|her) (?:\w+ )?(dog|cat|horse|rabbit|hamster|bird|budgie|fish|plants?)\b")
_LIVES = re.compile(r"\b(?:he|she)(?:'s| is)? (?:not|isn'?t) dead\b|\bdyed\b")
_ELSEWHERE = re.compile(
    r"\b(?:to (?:dementia|alzheimers|another|drink|drugs|the|his|her|a (?:man|woman))|ran off|lives|left me"
    r"|supermarket|shop|crowd|over (?:this|an|a|money))\b"
)
"""How one is lost who lives."""
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
    if who and any(_named(who).search(text) or _is_lost(who, text) for text in said):
        return True
    they = {id(SHE): "she", id(HE): "he"}.get(id(pronouns(who, told)), "(?:he|she)")
    died = re.compile(rf"{_ONLY_THOUGHT}\b{they}{_OF_THEM}|\b{_SINCE} {they} (?:died|passed away)\b")
    others: set[str] = set()
    for text in said:
        found = died.search(text)
        before = text[: found.start()] if found else text
        others |= {a or b for a, b in _ANYBODY.findall(before)} - {who} | set(_PETS.findall(before))
        if found:
            return not others
    return False


def only_names(text: str) -> bool:
    """Whether a turn names somebody and says no more: "my brother, a bit"."""
    return bool(_ONLY.fullmatch(normalise(text)))


def _named(who: str) -> re.Pattern[str]:
    own = rf"(?:my|our|me) (?:late )?{_KIND}{re.escape(who)}"
    them = rf"(?:{own}|(?<!my )(?<!his )(?<!her )(?<!their )(?<!'s )\b{who})" if who in _AT_HOME else own
    return re.compile(
        rf"\b(?:my|our|me) late {_KIND}{re.escape(who)}\b|{_ONLY_THOUGHT}\b{them}{_OF_THEM}"
        rf"|\b{own}'s (?:death(?! stare)|funeral|grave|ashes)\b"
    )


def _is_lost(who: str, text: str) -> bool:
    """Of kin "I lost my ..." says that they died; a friend may be lost over an argument."""
    if who not in _KIN_ONLY or _ELSEWHERE.search(text):
        return False
    lost = rf"\b(?:i|we)(?:'ve| have)? (?:just |only )?(lost|buried) (?:(?:my|our) {_KIND})?{who}"
    found = re.search(rf"{lost}{_LOST}|{lost}$", text)
    return bool(found) or bool(
        re.search(rf"\b(?:i|we)(?:'ve| have)? (?:just )?buried (?:(?:my|our) {_KIND})?{who}\b", text)
    )
