"""What the answer to a direct question about danger tells: the danger stands in the question, the answer is a yes."""

from __future__ import annotations

import re

from voice_coach.core.assessment import CLEAR, DOER, ROOM_CLASSES, Assessment, Tier
from voice_coach.core.safety_words import NO, WEAKENED, YES, plain_answer

_LIFE = (
    r"(?:kill\w* yourself|end\w* your (?:own )?life|suicid\w+|end\w* it(?: all)?|tak\w* your (?:own )?life"
    r"|want\w* to die|not want\w* to (?:live|be here|be alive))"
)
_ASKED: tuple[tuple[str, str, Tier], ...] = (
    (rf"\byou (?:\w+ ){{0,4}}{_LIFE}", "suicide_active", "high"),
    (r"\byou (?:\w+ ){0,3}(?:cut\w*|harm\w*|hurt\w*|burn\w*) yourself\b", "self_harm", "high"),
    (
        r"\byou (?:might|could|will|are going to|want to|would) (?:\w+ )?(?:hurt|harm|kill) (?!yourself)",
        DOER,
        "emergency",
    ),
    (r"\b(?:child|baby|kids?|children|boy|girl) (?:\w+ )?in danger\b", "child_at_risk", "emergency"),
    (r"\bmight end their (?:own )?life\b", "partner_suicide_threat", "high"),
    (r"\b(?:hands?|arm|anything) (?:on|around|round) your (?:neck|throat)\b", "choking", "emergency"),
    (
        r"\b(?:he|she|they|your \w+|anyone|anybody|someone|somebody) (?:\w+ ){0,2}"
        r"(?:hit|hits|hitting|hurt|hurts|hurting|push\w*|slap\w*|kick\w*|grab\w*) you\b",
        "violence",
        "high",
    ),
    (r"\byou (?:\w+ )?(?:afraid|scared|frightened|terrified) of (?:him|her|them|your)\b", "fear", "high"),
)
_PLAN = re.compile(r"\bthought about (?:when|how)\b|\bgot anything ready\b|\bgot a plan\b|\bhave a plan\b")
_NOW = re.compile(r"\byou (?:\w+ )?in danger\b|\bhappen(?:ing)? right now\b")
_HURT_AT_ALL = re.compile(r"\banyone being hurt or made afraid\b")
_SAFE = re.compile(r"\bare you (?:\w+ )?safe\b")
_FEW = 4
"""Words of a no to "are you safe?" that says just that; more may say what is meant."""


def told_by_answer(asked: str, text: str, before: Assessment) -> Assessment:
    """What the answer `text` to the coach's question `asked` (as `normalise.plain` has it) adds to what was known.

    A danger that is said to be there now is an emergency, whatever it was before, and so is a plan that is affirmed. A
    no that is weakened in the same breath is worth one question more.
    """
    answer = plain_answer(text)
    if NO.match(answer):
        return _no(asked, answer, before)
    if not YES.match(answer):
        return CLEAR
    room = tuple(name for name in before.classes if name in ROOM_CLASSES)
    life = any(name.startswith("suicide") for name in before.classes)
    if _PLAN.search(asked) and life:
        return Assessment(True, ("suicide_plan",), "emergency")
    if _HURT_AT_ALL.search(asked):
        return Assessment(True, room or ("fear",), "high")
    named = next(((name, tier) for pattern, name, tier in _ASKED if re.search(pattern, asked)), None)
    if named:
        return Assessment(True, (named[0],), named[1])
    if _NOW.search(asked) and before.gated:
        return Assessment(True, room or before.classes, "emergency")
    return CLEAR


def _no(asked: str, answer: str, before: Assessment) -> Assessment:
    room = tuple(name for name in before.classes if name in ROOM_CLASSES)
    if _SAFE.search(asked) and room and len(answer.split()) <= _FEW:
        return Assessment(True, room, "emergency")
    if re.search(_ASKED[0][0], asked) and WEAKENED.search(answer):
        return Assessment(True, ("suicide_passive",), "elevated")
    return CLEAR
