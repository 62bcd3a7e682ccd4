"""What to call the person a story is about: "my sister" is she; "my best friend" is what the speaker calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_SHE = (
    "mum mam mom mother wife girlfriend fiancee sister aunt auntie nan gran grandma grandmother daughter stepmum niece"
    " mother-in-law sister-in-law daughter-in-law stepmom stepdaughter stepsister"
)
_HE = (
    "dad father husband boyfriend fiance brother uncle grandad grandfather son stepdad nephew"
    " father-in-law brother-in-law son-in-law stepson stepbrother"
)
THEY: Mapping[str, str] = {"they": "they", "them": "them", "do": "do", "They": "They"}
SHE: Mapping[str, str] = {"they": "she", "them": "her", "do": "does", "They": "She"}
HE: Mapping[str, str] = {"they": "he", "them": "him", "do": "does", "They": "He"}
_OF = {**dict.fromkeys(_SHE.split(), SHE), **dict.fromkeys(_HE.split(), HE)}


_SAID = (
    (re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE), HE),
    (re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE), SHE),
)
_TURNS = 2


def pronouns(who: str, told: Sequence[str] = ()) -> Mapping[str, str]:
    """Values for the slots {they}, {them}, {do} and {They} in words about `who`, such as "sister"; empty for nobody.

    Where that word does not say, what was `told` does: two turns of the person with "he" in them and none with "she".
    """
    if who in _OF:
        return _OF[who]
    turns = [(sum(bool(words.search(text)) for text in told), found) for words, found in _SAID]
    heard = [found for count, found in turns if count]
    return heard[0] if len(heard) == 1 and max(count for count, _ in turns) >= _TURNS else THEY
