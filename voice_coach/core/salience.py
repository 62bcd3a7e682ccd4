"""How much of the point a piece of a turn carries: what is felt, what always is so, what comes after "but"."""

from __future__ import annotations

import re

from voice_coach.core.kinship import KIND, PEOPLE

_FUNCTION = (
    "i i'm im me my mine myself you your yours he he's him his she she's her hers they they're them their we we're"
    " us our"
    " it it's its that that's this these those there who which what one a an the and but so or because cause cos then"
    " when if though although while than as of for with at in on by to from into about up out off over do does did"
    " don't"
    " doesn't didn't dont is are was were am be been being isn't wasn't aren't have has had haven't hasn't can"
    " can't"
    " cant could will would won't wouldn't i'd he'd she'd i'll i've not very really just only even still both neither"
    " either some any maybe perhaps probably sometimes depends depend guess suppose nothing something anything"
    " everything"
    " whatever idk dunno stuff things thing like kind sort course yet else too again now here knows anyway honestly"
    " actually"
    " january february march april june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday"
)
_POLITE = (
    "please thanks thank you thx ta cheers ok okay yes yeah yep yup yh ya no nah nope alright right fine sure think"
    " so i do it's you're its dear love mate bye goodbye lol ha haha why not mm hmm well"
)
_COURTESIES = frozenset(_POLITE.split())
"""Words that carry an answer and nothing to give back."""
_NO_CONTENT = frozenset(_FUNCTION.split())
_NAMED_ONLY = re.compile(
    rf"(?:the|a|an|this|that) \w+|(?:(?:it's|it was|this is|about|with|just|and) )*(?:my|the|our)"
    rf" {KIND}(?:{PEOPLE})|(?:it was )?(?:{PEOPLE})",
    re.IGNORECASE,
)
"""Somebody or something named, and nothing said about it: "the phone"."""
_FELT = re.compile(
    r"\b(?:feel|feels|felt|feeling|hurts?|miss|missed|lonely|alone|tired|exhausted|drained|scared|afraid|frightened"
    r"|terrified|worr(?:y|ied|ies)|sad|angry|furious|guilty|ashamed|invisible|unseen|unwanted|used|empty|heavy"
    r"|lighter"
    r"|happy|loved?|hate|hated|cr(?:y|ied|ying)|tears|sick of|fed up|jealous|embarrass\w+|humiliat\w+|heartbroken"
    r"|broke my heart|gutted|energy|disappoint\w+|stressed|overwhelmed|numb|useless|resent|grateful|proud|sorry for"
    r"|give up"
    r"|breathe|dread|knackered|vexed|shattered)\b",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"\b(?:never|always|nobody|no one|nothing|not once|every (?:single |time|day|night|week)|only (?:when|if)|(?:i"
    r"|we|he|she|they) still"
    r"|forever|all (?:of it|the time)|everything|not even|\w+n'?t even|without)\b",
    re.IGNORECASE,
)
_WISHED = re.compile(r"\b(?:i'd (?:like|love)|i(?: just| only| really)* (?:want|wish|need))\b", re.IGNORECASE)
_TURNED = re.compile(r"^(?:but|though|although|yet|only|and yet|even so|instead)\b", re.IGNORECASE)
_REASON = re.compile(r"^(?:because|cause|cos|since)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:i|i'm|im|me|my|we|us)\b", re.IGNORECASE)
_SCENE = re.compile(
    r"^(?:and |so |well |um )*(?:the other (?:day|night|week)|last (?:night|week|month|year|\w+day)|yesterday|on"
    r" \w+day"
    r"|(?:i|we) (?:was|were|went|live|work|met|got)\b|(?:i've|we've) (?:got|been (?:together|married|friends))"
    rf"|my {KIND}(?:{PEOPLE})(?:'s| is| was)? (?!never|always)\w+ (?:is|was|came|rang)|it was (?:my|his|her|our"
    rf"|a)\b|we had\b"
    r"|it(?:'s| is) (?:my|about)\b|(?:he|she)(?:'s| is) \w+[, ]+i(?:'m| am) \w+$)",
    re.IGNORECASE,
)
"""Where and when it was: the point comes after it."""
_ASIDE = re.compile(
    r"\b(?:i know how (?:that|this|it) sounds|i said so|any of (?:those|them)\b|^i can'?t (?:really"
    r" )?remember[.!]*$|^i (?:didn'?t|don'?t) (?:expect|mind|believe) (?:that|it)[.!]*$"
    r"|i(?:'d| had)? forgot(?:ten)? that|i don'?t know how (?:else )?to (?:say|put|explain) (?:it|this|that)"
    r"|that was (?:in|on|it|last|all)\b|i did \w+ that|i (?:think|suppose|guess) so|that's (?:all|it|that))",
    re.IGNORECASE,
)
"""Said by the way, or pointing at another sentence: alone it says nothing."""
_FEW = 4
"""Words of a fragment: "I'm the one who doesn't" is more than its words."""
_ENOUGH = 12
"""Words from which a longer piece is not more of the point."""


def weight(piece: str) -> float:
    """How likely a piece carries the point of its turn: to be compared with that of the others."""
    return (
        3.0 * bool(_FELT.search(piece))
        + 2.0 * bool(_ALWAYS.search(piece))
        + 2.0 * bool(_WISHED.search(piece))
        + 2.5 * bool(_TURNED.match(piece))
        + 1.0 * bool(_OWN.search(piece))
        - 2.0 * bool(_SCENE.match(piece))
        - 1.5 * bool(_REASON.match(piece))
        - 4.0 * is_aside(piece)
        + 0.15 * min(len(piece.split()), _ENOUGH)
    )


def is_aside(piece: str) -> bool:
    """Whether a piece is said by the way, or says nothing without the sentence before."""
    return bool(_ASIDE.search(piece))


def is_empty(plain: str) -> bool:
    """Whether tidied words say nothing by themselves: a courtesy, "and he", "it depends", "the phone"."""
    words = [word.lower().strip(",.!?;'\"") for word in plain.split()]
    if all(word in _COURTESIES for word in words):
        return True
    if len(words) <= _FEW and all(word in _NO_CONTENT | _COURTESIES for word in words):
        return True
    return bool(_NAMED_ONLY.fullmatch(plain.strip(" .,!")))
