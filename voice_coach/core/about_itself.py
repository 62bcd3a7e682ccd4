"""What people ask about the coach itself, which no guide answers: what it is, who hears, how it scores."""

from __future__ import annotations

import re
from typing import Literal

from voice_coach.core.normalise import normalise

Asked = Literal["who", "private", "forget", "scored", "why"]

_SOFT = r"(?:(?:so|and|but|well|oh|um|hi|hello|sorry|wait|hang on|okay|ok|can i ask|tell me|do you know) )*"
_MORE = r"\b(?: \S+){0,4}"
_PATTERNS: tuple[tuple[Asked, tuple[str, ...]], ...] = (
    (
        "who",
        (
            r"(?:what|who)(?: exactly)? are you(?: (?:exactly|anyway|then))?",
            r"are you (?:an? |even |actually |really |just |some kind of )*(?:real|human|person|real person"
            r"|human being|therapist|counsell?or|doctor|robot|bot|machine|computer|program|ai|chatbot)(?: .{0,20})?",
            r"(?:who|what) am i (?:even |actually |really )*(?:talking|speaking) to",
            r"(?:am i|is this) (?:talking to )?an? (?:real |actual )?"
            r"(?:person|human|human being|bot|robot|machine|computer|ai)",
            r"(?:do|can) you (?:really |actually |even )*(?:feel|care|have feelings|understand me)(?: .{0,20})?",
        ),
    ),
    (
        "private",
        (
            rf"who (?:can|else can|else|will|might|could) (?:hear|see|read|listen to|know){_MORE}",
            r"(?:are|is|will|do|does) (?:you|this|it|that|anyone|anybody|someone) (?:be |being |getting |get |really )*"
            rf"(?:record|recorded|recording|listening|listen|private|confidential|secret|saved|stored|kept|shared){_MORE}",
            r"(?:are you|will you) (?:going to )?tell (?:anyone|anybody|someone|him|her|them|my \w+).*",
            r"where (?:does|do|will) (?:this|it|that|my \w+|what i (?:say|said)) go.*",
            r"does anyone (?:else )?(?:hear|see|read|listen).*",
        ),
    ),
    (
        "forget",
        (
            rf"(?:can|could|will|do) (?:you|i) (?:delete|erase|forget|wipe|remove){_MORE}",
            rf"how (?:do|can) (?:i|you) (?:delete|erase|wipe|remove|forget){_MORE}",
        ),
    ),
    (
        "scored",
        (
            r"how (?:do|does|did|are|is) (?:you|this|it|the score|things|that|the summary) (?:get )?"
            rf"(?:score|scored|count|counted|rate|rated|work out the score|worked out){_MORE}",
            r"what (?:is|does) the (?:score|index|number)(?: mean)?",
        ),
    ),
    (
        "why",
        (
            rf"why (?:are you|do you(?: keep)?|did you) (?:ask|asking|want to know|need to know){_MORE}",
            r"what(?:'s| is) (?:that|this|it) got to do with (?:it|this|anything)",
        ),
    ),
)
_ASKED = tuple((name, re.compile(f"{_SOFT}(?:{'|'.join(patterns)})")) for name, patterns in _PATTERNS)


def about_itself(text: str) -> Asked | Literal[""]:
    """Which of these the whole text asks; empty where it asks or tells anything else."""
    plain = normalise(text)
    return next((name for name, asked in _ASKED if asked.fullmatch(plain)), "")
