"""What nobody who hears one side can answer: what to choose, what someone else feels, whose fault it is."""

from __future__ import annotations

import re
from typing import Literal

from voice_coach.core.normalise import normalise

Open = Literal["choice", "mind", "blame"]

_OTHER = r"(?:he|she|they|my \w+)"
_LEAD = r"^(?:(?:so|and|but|well|or|then|do you think|tell me|honestly|please) )*"
_CHOICES = (
    r"(?:leave|stay|end (?:it|things|this|the (?:friendship|relationship|marriage))|break (?:it off|up)|split up"
    r"|divorce|dump|marry|walk away|go back to|get back with|move (?:in|out)|forgive|cut (?:him|her|them) off|wait for"
    r"|give (?:him|her|them|it) (?:another|one more|a second) (?:chance|try|go))"
    r"(?: (?:him|her|them|with (?:him|her|them)|my \w+|now|or (?:should (?:i|we) )?(?:go|leave|stay|not)"
    r"|this (?:man|woman|relationship|marriage)))?$"
)
_FEELS = "loves?|cares?|like|miss|want|mean|regret|hate|change|come back|feel"
_IS = (
    "using|lying|cheating|manipulating|playing|over me|in love|happy|bored|angry|seeing|hiding|toxic|selfish"
    "|doing (?:it|this) on purpose|an? \\w+"
)
_PATTERNS: tuple[tuple[Open, tuple[str, ...]], ...] = (
    (
        "choice",
        (
            rf"{_LEAD}(?:should|shall|must) (?:i|we) (?:just |really )*{_CHOICES}",
            rf"{_LEAD}do (?:i|we) have to (?:just |really )*{_CHOICES}",
            rf"\b(?:do you think|tell me (?:if|whether)) (?:i|we) should (?:just )?{_CHOICES}",
            rf"\b(?:are you going to|will you) tell me (?:if|whether|to) (?:i should )?{_CHOICES}",
            rf"{_LEAD}would you (?:just )?{_CHOICES}",
            r"\bwhat would you do(?: if you were me| in my (?:shoes|place))?$",
            r"\bis (?:it|this|he|she|the \w+) (?:really )?(?:worth (?:it|saving|staying)|time to (?:go|leave|end))\b",
        ),
    ),
    (
        "mind",
        (
            rf"\b(?:does|do|did|will) {_OTHER} (?:really |even |actually |still |ever |truly )*(?:{_FEELS})\b",
            rf"\b(?:is|are|was) {_OTHER} (?:really |just |actually |even )*(?:{_IS})\b",
            rf"\bwhy (?:does|do|did|is|are|won't|doesn't|don't|can't|isn't) {_OTHER}\b",
            rf"\bdo you think {_OTHER} ",
        ),
    ),
    (
        "blame",
        (
            r"\bis (?:it|this) (?:all |just |really )*(?:me|him|her|us|(?:my|his|her|our) fault)\b",
            r"\bam i (?:really )?(?:the (?:problem|one|bad one)|to blame|wrong)\b",
            r"\b(?:it'?s|this is)(?: all| just)* my (?:own )?fault then$",
            r"\bwhose fault\b|\bwho(?:'s| is) (?:to blame|wrong|right)\b",
            r"\bwhat(?:'?s| is) wrong with (?:me|him|her|them|us)\b",
        ),
    ),
)
_LEFT_OPEN = tuple((name, re.compile("|".join(patterns))) for name, patterns in _PATTERNS)


def left_open(text: str) -> Open | Literal[""]:
    """Which of these a question asks for; empty where it asks for something else."""
    plain = normalise(re.split(r"(?<=[.!?])\s+", text.strip())[-1])
    return next((name for name, asked in _LEFT_OPEN if asked.search(plain)), "")
