"""What people ask about the coach itself, which no guide answers: what it is, who hears, how it scores."""

from __future__ import annotations

import re
from typing import Literal

from voice_coach.core.normalise import normalise

Asked = Literal["who", "private", "forget", "scored", "why", "sides", "view"]

_SOFT = r"(?:(?:so|and|but|well|oh|um|hi|hello|sorry|wait|hang on|okay|ok|can i ask|tell me|do you know) )*"
_MORE = r"\b(?: \S+){0,4}"
_THIS = (
    r"(?:this|that|it|everything|all (?:this|that|of it)|my (?:words|voice|answers|journal|entries)"
    r"|what (?:i|we)(?:'ve| have)? (?:just )?(?:say|said|told you|tell you|talk about))"
)
_PATTERNS: tuple[tuple[Asked, tuple[str, ...]], ...] = (
    (
        "who",
        (
            r"(?:what|who)(?: exactly)? are you(?: (?:exactly|anyway|then))?",
            r"are you (?:an? |even |actually |really |just |some kind of )*(?:real|human|person|real person"
            r"|human being|therapist|counsell?or|doctor|robot|bot|machine|computer|program|ai|chatbot)"
            r"(?: or (?:\w+|an? \w+))?",
            r"(?:who|what) am i (?:even |actually |really )*(?:talking|speaking) to",
            r"(?:am i|is this) (?:talking to )?an? (?:real |actual )?"
            r"(?:person|human|human being|bot|robot|machine|computer|ai)",
            r"(?:do|can) you (?:really |actually |even )*(?:feel|care|have feelings|understand me)"
            r"(?: (?:anything|things|what i (?:say|feel)|about (?:me|any of (?:it|this))))?",
        ),
    ),
    (
        "private",
        (
            r"who (?:can|else can|else|will|might|could) (?:hears?|sees?|reads?|listen to|knows? about) "
            rf"{_THIS}",
            rf"(?:are|is|will|do|does) (?:you|{_THIS}|anyone|anybody|someone) (?:be |being |getting |get |really )*"
            r"(?:record|recorded|recording|private|confidential|secret|saved|stored|kept)(?: (?:me|this|it|us))?",
            r"(?:are you|will you) (?:going to )?tell (?:anyone|anybody|someone|him|her|them|my \w+)"
            rf"(?: (?:about )?{_THIS})?",
            rf"where (?:does|do|will) {_THIS} go(?: to)?",
            rf"(?:does|will|can) (?:anyone|anybody|someone)(?: else)? (?:hear|see|read|listen to) {_THIS}",
        ),
    ),
    (
        "forget",
        (
            rf"(?:can|could|will|do) (?:you|i) (?:delete|erase|forget|wipe|remove) {_THIS}",
            rf"how (?:do|can) (?:i|you) (?:delete|erase|wipe|remove) {_THIS}",
        ),
    ),
    (
        "scored",
        (
            r"how (?:do|did) you (?:score|count|rate|work out)"
            r"(?: (?:things|this|that|it|me|us|the score|what i (?:say|said)))?",
            r"how (?:is|are) (?:this|it|the score|things|that|the summary) (?:scored|counted|rated|worked out)",
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
    (
        "sides",
        (
            r"(?:are|do) you (?:even |actually |really |just )*(?:judg(?:e|ing)|blam(?:e|ing)|laughing at)"
            r" (?:me|us|him|her|them)",
            r"(?:are you|you'?re) (?:even |actually |really |just )*(?:taking|on)"
            r" (?:my|his|her|their|any|anyone'?s) sides?(?: (?:here|now|then|aren'?t you))?",
            r"(?:whose|which) side are you(?: even)? on",
        ),
    ),
    (
        "view",
        (
            r"what do you (?:make|think)(?: of (?:us|him|her|them|me|it|this|that|all (?:this|that)))?",
            r"(?:do|don'?t) you have (?:a|an|any)(?: own)? (?:view|opinion|idea|take|answer)(?: (?:on|about|of)"
            r" (?:it|this|that|us|him|her|them))?",
            r"what(?:'?s| is) your (?:view|opinion|take|verdict|read|answer)"
            r"(?: (?:on|about|of) (?:it|this|that|us|him|her|them))?",
            r"is (?:it|this|that|he|she|ours?|mine) (?:really |even |a )*"
            r"(?:two way(?: street)?|one sided|mutual|reciprocal|balanced|fair)"
            r"(?: (?:then|or not|from (?:what|all) i(?:'ve)? (?:told|said)(?: you)?))*",
        ),
    ),
)
_ASKED = tuple((name, re.compile(f"{_SOFT}(?:{'|'.join(patterns)})")) for name, patterns in _PATTERNS)


def about_itself(text: str) -> Asked | Literal[""]:
    """Which of these the whole text asks; empty where it asks or tells anything else."""
    plain = normalise(text)
    return next((name for name, asked in _ASKED if asked.fullmatch(plain)), "")
