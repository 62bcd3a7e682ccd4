"""What to call the person a story is about, where the word for them says so: "my sister" is she, "my boss" is they."""

from __future__ import annotations

from collections.abc import Mapping

_SHE = (
    "mum mam mom mother wife girlfriend fiancee sister aunt auntie nan gran grandma grandmother daughter stepmum niece"
    " mother-in-law sister-in-law daughter-in-law stepmom stepdaughter stepsister"
)
_HE = (
    "dad father husband boyfriend fiance brother uncle grandad grandfather son stepdad nephew"
    " father-in-law brother-in-law son-in-law stepson stepbrother"
)
THEY: Mapping[str, str] = {"they": "they", "them": "them", "do": "do"}
SHE: Mapping[str, str] = {"they": "she", "them": "her", "do": "does"}
HE: Mapping[str, str] = {"they": "he", "them": "him", "do": "does"}
_OF = {**dict.fromkeys(_SHE.split(), SHE), **dict.fromkeys(_HE.split(), HE)}


def pronouns(who: str) -> Mapping[str, str]:
    """Values for the slots {they}, {them} and {do} in a question about `who`, such as "sister"; empty for nobody."""
    return _OF.get(who, THEY)
