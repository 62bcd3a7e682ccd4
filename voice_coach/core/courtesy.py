"""Greetings and thanks, which are no question: who says thank you should not hear that the guide is silent on it."""

from __future__ import annotations

import re
from typing import Literal

from voice_coach.core.normalise import normalise

_SOFT = r"(?:(?:oh|well|okay|ok|um|right|lovely|great|good|perfect|ah|no|yes|yeah) )*"
_TO = (
    r"(?: (?:there|coach|then|again|so much|very much|a lot|a million|for that|for (?:your|the) (?:help|answer)|"
    r"for (?:listening|being here)|that helped|dear|mate))*"
)
_THANKS = re.compile(
    rf"{_SOFT}(?:thanks|thank you|thank you kindly|many thanks|cheers|ta|much appreciated|that help(?:s|ed)"
    r"|that was helpful)"
    rf"(?: (?:thanks|thank you|cheers))?{_TO}"
)
_HELLO = re.compile(rf"{_SOFT}(?:hello|hi|hey|hiya|good (?:morning|afternoon|evening|day)){_TO}(?: (?:it's|its) me)?")


def courtesy(text: str) -> Literal["thanks", "hello", ""]:
    """Which courtesy the whole text is; empty where it is, or holds, anything else."""
    plain = normalise(text).strip()
    if _THANKS.fullmatch(plain):
        return "thanks"
    return "hello" if _HELLO.fullmatch(plain) else ""
