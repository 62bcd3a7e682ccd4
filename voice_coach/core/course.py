"""Whom a talk is about, turn by turn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from voice_coach.core.kinship import KIND, PEOPLE, PETS
from voice_coach.core.mourning import mourned
from voice_coach.core.normalise import normalise
from voice_coach.core.pronouns import HE, SHE, THEY, pronouns
from voice_coach.core.uptake import Uptake, take_up

_PEOPLE = re.compile(
    rf"\bmy {KIND}({PEOPLE})\b(?!'s)"
    r"|(?<!my )(?<!his )(?<!her )(?<!your )(?<!the )(?<!a )\b(mum|mam|mom|dad|nan|gran|grandad)\b(?!'s)"
)
_BEGUN = (
    r"^(?:(?:and|but|so|well|oh|um|yes|yeah|no|then|now|because|once|sometimes|usually|yesterday|today"
    r"|(?:last|this|every) \w+)\b ?)*(?:(?:when|if|after|since|before|whenever|while) .*)?"
)
_OF = {
    id(they): re.compile(rf"{_BEGUN}\b{word}\b|{_BEGUN}\bi(?:'ve|'d)? (?:\w+ ){{1,2}}{them}$")
    for they, word, them in ((SHE, "she", "her"), (HE, "he", "him"))
}
"""A turn that goes on about her or him."""
_MAY = re.compile(rf"\b(?:{PEOPLE}|{PETS})\b|\b(?:about|else|different|another|subject|topic|to)\b", re.IGNORECASE)
"""What no turn is without that moves the talk by what it says."""


def moved(focus: str, told: Sequence[str], uptake: Uptake) -> str:
    """Whom the talk is about after the last turn of what was `told`; `uptake` is how that turn was taken.

    Who is mourned stays, whoever else is named, until the person says that it is to be about another.
    """
    who = uptake.who
    if uptake.act == "change":
        return "" if who[:1].isupper() else who
    if uptake.turns or uptake.act == "corrected":
        return who or focus
    if not focus:
        return who if uptake.about or len(told) == 1 else ""
    moves = uptake.about and who not in PETS.split("|")
    to = (who if moves else "") if who else _spoken_of_again(focus, told)
    return focus if to in ("", focus) or mourned(focus, told) else to


def course(told: Sequence[str]) -> list[str]:
    """Whom the talk is about at each turn of the person; empty while nobody is named."""
    found: list[str] = []
    for at, text in enumerate(told):
        uptake = take_up(text) if _MAY.search(text) else Uptake()
        found.append(moved(found[-1] if found else "", told[: at + 1], uptake))
    return found


def them(focus: str, told: Sequence[str]) -> Mapping[str, str]:
    """The pronouns of whom the talk is about, by what was told while it was about them.

    A question and a sign of danger do not move the talk: where the words alone lead elsewhere, all of them count.
    """
    whose = course(told)
    own = [text for text, who in zip(told, whose, strict=True) if who in (focus, "")]
    return pronouns(focus, own if whose[-1:] == [focus] else told)


def _spoken_of_again(focus: str, told: Sequence[str]) -> str:
    """Of those named before the one who is meant, where the turn says "she" and the talk had come to him."""
    they, said = pronouns(focus), pronouns("", [told[-1]] * 2)
    if THEY in (they, said) or they is said or not _OF[id(said)].search(normalise(told[-1])):
        return ""
    named = (a or b for text in reversed(told[:-1]) for a, b in reversed(_PEOPLE.findall(normalise(text))))
    return next((who.replace(" in law", "-in-law") for who in named if pronouns(who) is said), "")
