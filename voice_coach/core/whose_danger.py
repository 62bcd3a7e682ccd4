"""Whose danger it is that words tell of: the speaker's own, or by whose hands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from voice_coach.core.assessment import DOER, ROOM_CLASSES, Assessment, Hint

_PLAN = "suicide_plan"
_FIRST_PERSON = re.compile(r"\b(?:i|me|my|myself|mine|we|us|our|im|ive)\b")
_WEAPON = re.compile(r"\b(?:gun|shotgun|rifle|pistol|knife|machete|petrol)\b")
_LIFE = ("suicide_plan", "suicide_active", "suicide_passive", "self_harm")
_BY_OTHER = re.compile(r"\b(?:he|she|they|hed|shed|theyd|him|her)\b.{0,30}\b(?:kill|murder|shoot|bury|finish) me\b")
_BY_HANDS = re.compile(
    r"\b(?:he|she|they)(?: \w+){0,2} (?:held|holds|put|puts|pressed|presses|cut|cuts|burned|burnt|burns|stabbed)\b"
    r".{0,30}\bmy\b"
)
_OWN_HANDS = re.compile(r"\bi (?:\w+ )?(?:cut|cutting|hurt|hurting|burn|burned|harm|harming)\b")
_OWN_LIFE = re.compile(r"\b(?:myself|my (?:own )?life|suicid\w*|want to die|end it|be dead)\b")


def by_whom(hint: Hint, own: Assessment, said: str, alone: Callable[[str], Hint]) -> Assessment:
    """A classifier's hint, beside phrases that say what it is already.

    Harm by the user needs the user in the words: "her husband hits her" is no confession. And "he'd kill me" is not the
    user's own wish, unless one is heard without it too (`alone` reads what is left). Cue and tier stay.
    """
    found = hint.found
    if not own.cue:
        return found
    dropped = {DOER} if DOER not in own.classes and not _FIRST_PERSON.search(said) else set()
    if _BY_OTHER.search(said) and ROOM_CLASSES.intersection(own.classes) and not _OWN_LIFE.search(said):
        dropped |= set(_LIFE).difference(alone(_BY_OTHER.sub("", said)).found.classes)
    if _others_hands(said):
        dropped.add("self_harm")
    if not dropped.intersection(found.classes):
        return found
    classes = tuple(name for name in found.classes if name not in dropped)
    return replace(found, classes=classes, guessed=classes) if classes else replace(own, tier=found.tier)


def whose(own: Assessment, before: Assessment, said: str) -> Assessment:
    """Whose hands it is: "I've got the gun in the car" is the plan of someone who just threatened to kill another, and
    "he held a knife to my arm" is no self-harm."""
    if "self_harm" in own.classes and _others_hands(said):
        others = tuple(name for name in own.classes if name != "self_harm") or ("violence",)
        own = replace(own, classes=others)
    another = DOER in before.classes and before.tier == "emergency" and _WEAPON.search(said)
    if not another or _PLAN not in own.classes or _OWN_LIFE.search(said):
        return own
    return replace(own, classes=tuple(dict.fromkeys(DOER if name == _PLAN else name for name in own.classes)))


def _others_hands(said: str) -> bool:
    return bool(_BY_HANDS.search(said)) and not _OWN_HANDS.search(said)
