"""Whether words that sound like a signal tell of what is so: a question, a wish, the past, one's own doing don't."""

from __future__ import annotations

import re

from voice_coach.core.signals import clauses

_WISH = re.compile(
    r"(?:(?:and|but|so|well|um|uh|like|no|yeah|oh|honestly|i guess|i mean|i suppose)\W+)*(?:i|we)(?: \w+ly| just| do)?"
    r"(?:(?:['’]?d| would) (?:\w+ly |just )?(?:like|love)| want| wish| hope| need)(?: \w+ly| just)? "
    r"(?:(?:him|her|them|my \w+) to|(?:that )?(?:he|she|they|my \w+)(?:['’]?d|['’]?ll| would| could| will))\b",
    re.IGNORECASE,
)
"""A wish about the other person: "I want him to ring me"."""
_ONCE = re.compile(
    r"(?:(?:and|but|so|well|um|uh|no|yeah|oh|see|you see)\W+)*(?:he|she|they|we|it|(?:my|our) \w+|\w+)"
    r"(?: \w+ly| always)? used to\b"
    r"|(?:.*(?<!like) )?when (?:i|we) (?:was|were) (?:small|little|young|younger|kids?|children|at school|growing up"
    r"|(?:a |an )?(?:child|kid|boy|girl|teenager|bairn|wee)"
    r"|(?:five|six|seven|eight|nine|ten|eleven|twelve|thirteen)"
    r"(?= years old|,| (?:he|she|they|we|i|my|it|mum|dad)\b|$))\b"
    r"|.*\b(?:as a (?:child|kid|boy|girl|teenager)|(?<!is )(?<!are )(?<!'re )growing up"
    r"|back when (?:i|we) (?:was|were))\b",
    re.IGNORECASE,
)
"""How it used to be, or childhood."""
_CHANGED = re.compile(
    r"\b(?:now|nowadays|these days|any ?more|no longer|since|said|told|asked|mentioned|stopped|quit|lately|still|until"
    r"|till|today|tonight|yesterday|(?:this|last|for a) (?:year|week|month|night|time)|\w+'(?:ve|s) done)\b",
    re.IGNORECASE,
)
"""What leads from then to now."""
_OWN_DOING = re.compile(
    r"(?:(?:and|but|so|well|um|uh|no|yeah|then) )*I (?:just |always |only |even |still )?"
    r"(?:listen|listened|rang|call|called|text|texted|visit|visited|drive|drove|cook|cooked|helped|paid|thanked|asked"
    r"|bought|brought|held|hugged|comforted|waited|sat|stayed|cleaned|minded|looked after|apologi[sz]ed|remembered"
    r"|noticed)\b(?:(?! (?:he|she|they|who|because|and|but|so|when|(?-i:[A-Z]\w+))\b)[^.,;])*[.,;]?",
    re.IGNORECASE,
)
"""What the speaker did for the other, and nothing that came back: no sign of what the other does."""
_TO_THE_COACH = re.compile(
    r"(?:(?:and|but|so|well|no|oh|look|see|hang on|what)\W+)*"
    r"(?:you(?:['’]re| are)? (?:not listening|(?:just|keep|already|still) (?:ask|said|say|talk)\w*|asked|said|missed"
    r"|misheard|didn['’]?t (?:listen|answer|hear)|left out|got (?:it|that|me)|sound like)"
    r"|you['’]ve (?:left|missed|asked|said|got|misheard)|that['’]?s the \w+ time you(?:['’]ve)?"
    r"|i(?:['’]ve)? (?:already |just )?(?:told|said to) you)\b(?!.*\b(?:he|she|they|him|her|them)\b)",
    re.IGNORECASE,
)
"""Said of the coach itself: "you're not listening"."""
_OWN = frozenset(("self_voice", "energy", "steps_up", "reflect_adjust", "grow_together", "repair"))
"""Signals that are, or begin with, the speaker's own doing or state."""


def tells(text: str, start: int, end: int, signal: str, pole: str) -> bool:
    """Whether `text[start:end]`, taken for this pole of a signal, tells of what happens or happened lately."""
    quote = text[start:end]
    if quote.endswith("?") or _TO_THE_COACH.match(quote):
        return False
    piece = next((p for p in clauses(text) if p.start <= start < p.end), None)
    if piece is None:
        return True
    own = signal not in _OWN and _OWN_DOING.fullmatch(quote)
    if pole == "positive" and (own or (signal != "energy" and _WISH.match(piece.text))):
        return False
    if not _ONCE.match(piece.text):
        return True
    # What was good is over where its clause leads nowhere ("He used to listen. Now he looks through me."); what was bad
    # may be so still, where the turn goes on.
    return bool(_CHANGED.search(piece.text if pole == "positive" and end <= piece.end else text))
