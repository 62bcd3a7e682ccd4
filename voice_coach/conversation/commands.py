"""Words that steer the session instead of telling it something."""

from __future__ import annotations

import re

from voice_coach.core.safety import normalise

_WHOLE = {
    "panic": r"(?:please )?clear (?:the )?screen(?: now)?",
    "stop": (
        r"(?:please )?(?:stop|can we stop|let's stop|stop here|that's all|goodbye|bye|good ?night|quit|exit)"
        r"(?: now| please| for (?:today|now|tonight))?"
    ),
    "repeat": (
        r"(?:please |can you |could you )?(?:repeat|say)(?: that| it)?(?: again)?(?: please)?"
        r"|what did you say|pardon|come again"
    ),
    "more": (
        r"(?:yes |yeah |sure |okay )?(?:please )?"
        r"(?:more|tell me more|hear more|go on|the rest|continue)(?: please)?"
    ),
    "help": r"help|what can (?:i|you) (?:say|do)",
    "summary": r"(?:give me (?:a |the )?)?(?:summary|sum (?:it|that) up)(?: please)?",
    "dont_save": (
        r"(?:please )?(?:don't|do not) (?:save|keep|record) (?:that|this|it|anything)(?: please)?"
        r"|(?:(?:can we|can i|let's|let me|i want to|i'd like to) )?talk without saving(?: please| tonight| today)?"
    ),
}
_COMMANDS = {name: re.compile(pattern) for name, pattern in _WHOLE.items()}
_YES = re.compile(r"(?:yes|yeah|yep|sure|ok|okay|please|yes please|go ahead)")


def command(text: str, offered: bool = False, panic: str = "") -> str | None:
    """The command that the whole utterance is, or None. A plain yes takes up an offer of more.

    `panic` are words of the user's choice that mean "clear the screen".
    """
    plain = normalise(text)
    if panic and plain == normalise(panic):
        return "panic"
    if offered and _YES.fullmatch(plain):
        return "more"
    return next((name for name, pattern in _COMMANDS.items() if pattern.fullmatch(plain)), None)


_ASKING = re.compile(
    r"(?:so |and |but |well |okay |um )*"
    r"(?:what|what's|whats|how|how's|why|when|where|who|which|is|are|am|was|were|do|does|did|can|could|should|"
    r"would|will|have|has|tell me (?:what|how|why|about)|explain)\b"
)
_FACTUAL = re.compile(
    r"\b(?:what (?:is|are|does|do|should)|what's|how (?:can|do|does|should|would)|why (?:is|do|does|should)|"
    r"is (?:it|that|this) (?:normal|healthy|a (?:bad )?sign)|the guide)\b"
)


def is_question(text: str) -> bool:
    """Whether the person asks the guide something, rather than telling what happened.

    Either a question mark on a sentence that starts like a question, or, since recognisers drop
    punctuation, a sentence that starts so and asks for something general.
    """
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    plain = normalise(last)
    starts = bool(_ASKING.match(plain))
    return starts and (last.endswith("?") or bool(_FACTUAL.search(plain)))
