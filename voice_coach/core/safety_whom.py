"""Whom words of danger are about: the user, or someone they worry about. Run on the text of `plain_answer`."""

from __future__ import annotations

from voice_coach.core.assessment import Assessment
from voice_coach.core.safety_words import KIN, any_of

_ABOUT_SELF = any_of(
    "myself",
    r"i(?:'m|'ve| am| have| keep)? (?:been )?(?:\w+ )?(?:cut|cutting|hurting|burn\w*|harm\w*|starv\w+|overdos\w+)",
)
_ABOUT_THEM = any_of("himself", "herself", "themselves", "themself", "hisself")
"""Whose body it is, where words of self-harm are reported of someone else."""
_OWN = "face|neck|throat|head|hair|arms?|wrists?|hands?|back|ribs|belly|stomach|bump|phone|room|bed|door|passport|money"
_TO_ME = any_of("me", "us", "myself", "both of us", rf"my (?:own )?(?:{_OWN})")
_TO_ANOTHER = any_of(
    "her",
    "him",
    "them",
    rf"my (?:best |little |older )?(?:{KIN}|sister|brother|friend|mate|neighbour|cousin|nan|gran|aunt|colleague)",
)


_THEIR_LIFE = any_of(
    rf"(?:he|she|they|my (?:\w+ )?(?:{KIN}|sister|brother|friend|mate|neighbour|cousin|nan|gran|grandad|aunt|uncle|"
    r"colleague|flatmate|housemate|roommate|grandson|granddaughter|nephew|niece))(?:'s|'d)? (?:\w+ ){0,5}?"
    r"(?:wants? to die|wish(?:es|ed)? (?:he|she|they) (?:was|were) dead|suicidal|"
    r"(?:doesn't|don't|does not|didn't) want to (?:live|be here|be alive|wake up)|"
    r"(?:kill|killing|hang|hanging|hurt|hurting) (?:himself|herself|themselves|themself)|"
    r"(?:end|ending|take|taking) (?:his|her|their) (?:own )?life)"
)
_OWN_LIFE = any_of(
    "myself",
    "me too",
    "same here",
    "(?:so|neither) (?:do|am|would|have) i",
    "without me",
    "my (?:own )?life",
    r"i(?:'m|'ve|'d|'ll| am| have)?(?: \w+){0,2} (?:want|wish|feel|think about|thinking|can't go|going|plan|planning|"
    r"will|won't|would|should|deserve|hate|die|dead|suicidal|alive|live)",
)
"""Anything that may be the user's own: then they are asked about themselves."""


def is_anothers_life(said: str, before: bool) -> bool:
    """Whether it is someone else who does not want to live ("my son said he wants to die").

    `before`: whether it was so far. One word that may be the user's own is enough to say no: a user who is asked about
    somebody else would not be asked about themselves.
    """
    return not _OWN_LIFE.search(said) and (before or bool(_THEIR_LIFE.search(said)))


def is_anothers(said: str, safety: Assessment) -> bool:
    """Whether what was just said happens to someone else, and is not done by the user."""
    by_user = "user_harms_or_threatens_others" in safety.classes
    return bool(_TO_ANOTHER.search(said) and not _TO_ME.search(said) and not by_user)


def is_own_hurt(said: str) -> bool:
    """Whether words of self-harm are the user's own: "she says she'll hurt herself" is a threat to them."""
    return bool(_ABOUT_SELF.search(said) or not _ABOUT_THEM.search(said))
