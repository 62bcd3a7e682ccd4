"""Whether somebody asks the guide something, or tells what happened."""

from __future__ import annotations

import re

from voice_coach.core.about_itself import about_itself
from voice_coach.core.left_open import left_open
from voice_coach.core.normalise import normalise

_ASKING = re.compile(
    r"(?:so |and |but |well |okay |um |or |can i ask |may i ask )*"
    r"(?:what|what's|whats|how|how's|why|when|where|who|which|is|are|am|was|were|do|does|did|can|could|should|"
    r"would|will|have|has|tell me (?:what|how|why|about)|explain)\b"
)
_FACTUAL = re.compile(
    r"\b(?:what (?:is|are|does|do|should)|what's|how (?:can|do|does|should|would)|how long (?:do|does|should|will)|"
    r"why (?:is|do|does|should)|"
    r"is (?:it|that|this) (?:normal|healthy|a (?:bad )?sign|too late)|"
    r"what can (?:i|we) do(?: about (?:it|this|that)| then| here)?$|the guide)\b"
)


_SOFT = r"(?:(?:so|and|but|well|okay|ok|um|or|can i ask|may i ask|tell me|honestly|please) )*"
_BEING = r"(?:(?:being|just|really|too|so|that|a bit|only|always|simply|asking|expecting|making) )*"
_FAULTS = (
    r"(?:over ?reacting|over ?sensitive|overthinking|sensitive|unreasonable|unfair|needy|clingy|selfish|paranoid"
    r"|jealous|crazy|mad|silly|stupid|dramatic|difficult|demanding|controlling|ungrateful|naive|picky|petty|hard on \w+"
    r"|(?:for )?too much|a (?:bad|good|terrible|horrible) \w+|(?:it|this|things) (?:up|bigger|worse)"
    r"|imagining (?:it|this|things)|the (?:problem|bad one|only one)|wrong|normal|weird|strange|to blame)"
    r"(?: (?:here|then|of (?:him|her|them)|about (?:this|it|that)|or (?:what|not)|for \w+ing .+|to \w+.*))?"
)
_ANYONE = (
    r"(?:(?:a |any |two |most )?(?:people|person|man|woman|men|women|couples?|love|trust|relationships?|friendships?"
    r"|marriages?)|anyone|anybody|someone|somebody|it)"
)
_CHANGE = r"(?:change|recover|survive|last|heal|grow|learn|get better|come back|be (?:saved|mended|fixed|repaired))"
_A_FEW = r"(?:(?:one|a|two|a few|a couple of|some|the odd|just one) (?:\w+ ){1,3}|(?:it|that|this|these) )"
_A_SIGN = r"(?:(?:a )?(?:bad |good |warning |red )*(?:signs?|flags?)|normal|(?:un)?healthy|too much to ask|common)"
_GENERAL = re.compile(
    rf"{_SOFT}(?:(?:am i|do you think (?:i'?m|i am)|i wonder if i'?m) {_BEING}{_FAULTS}"
    rf"|(?:can|do|does|could|will) {_ANYONE} (?:(?:really|ever|actually|just) )*{_CHANGE}\b.{{0,40}}"
    r"|(?:do|does) (?:(?:all|most|other|many) \w+|everyone|everybody) (?:do|feel|go|have|get|argue|fight)\b.{0,30}"
    r"|is it (?:bad|wrong|selfish|unreasonable) (?:of me )?(?:to|that) .{3,50}"
    r"|are we (?:doomed|normal|finished|beyond (?:saving|repair|help))|is there (?:any |still )*hope(?: for us| left)?"
    rf"|do you think (?:it|this|that) is {_A_SIGN}"
    rf"|(?:is|are) {_A_FEW}(?:(?:really|always|already) )*{_A_SIGN}\b.{{0,40}}"
    r"|(?:it'?s|this is|you(?:'re saying| think| mean)(?: that)? it'?s)(?: all| just)* my (?:own )?fault then)"
)
"""What is general, or about the one who asks: with no question mark it is a question still."""

_CHALLENGES = re.compile(
    r"(?:so |and |but |well )*(?:what do you mean|what do you know|who cares|why (?:should|would) i)\b"
)
"""What is thrown back at the coach asks nothing of the guide."""


def is_question(text: str) -> bool:
    """Whether the person asks the guide something, rather than telling what happened.

    Either a question mark on a sentence that starts like a question, or, since recognisers drop
    punctuation, a sentence that starts so and asks for something general, for what nobody can know, or about the coach.
    """
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    plain = normalise(last)
    plain = plain[max(0, plain.find("can i ask ")) :]
    if _CHALLENGES.match(plain) and not last.endswith("?"):
        return False
    if about_itself(last):
        return True
    if _GENERAL.fullmatch(plain):
        return True
    starts = bool(_ASKING.match(plain))
    return starts and (last.endswith("?") or bool(_FACTUAL.search(plain) or left_open(last)))


_BARE = re.compile(r"(?<!emotional )\breciprocity\b", re.IGNORECASE)
_ASKED_WITH = (
    "what what's whats is does do you mean means by meaning of define this definition explain tell me about the a word"
    " term so please can could that describe exactly actually even it when say they people to i know don't hi hello hey"
    " and well okay in simple terms words for short here reciprocity"
)
_DEFINING = frozenset(_ASKED_WITH.split())


def in_full(text: str) -> str:
    """A question for the meaning of the bare word with the guide's whole name for it: "emotional reciprocity"."""
    if _BARE.search(text) and _DEFINING.issuperset(normalise(text).split()):
        return _BARE.sub("emotional reciprocity", text)
    return text
