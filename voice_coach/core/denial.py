"""A plain denial of what was only guessed: said in so many words, it ends the guess, whatever was asked before it.

What reviewed phrases found is never ended so: people take a thing back out of fear. And what is left of a turn without
its denials must hold no danger of its own: "nobody is hurting me, he only holds me down" stays.
"""

from __future__ import annotations

import re

_WHO = r"(?:(?:he|she|they|it|this|that)|(?:my|the|her|his) \w+|[a-z]+)"
_VERY = r"(?: (?:really|actually|at all|even|so|just|honestly))*"
_NOBODY = r"(?:nobody|no one|none of (?:us|this|it)|nobodys)(?: (?:here|there|is|was|has|gets|got|ever))*"
_HARMED = (
    r"(?:being )?(?:hurt(?:ing)?|harm(?:ed|ing)?|hit(?:ting)?|touch(?:ed|ing)|scary|scared|afraid|dangerous|violent"
    r"|in (?:any )?danger|threaten(?:ed|ing)|watching|following|dying|suicidal|ending (?:his|her|their|my) life)"
)
_NO_THREAT = (
    r"(?:violent|dangerous|scary|abusive|aggressive|threatening|a threat|like that|that way"
    r"|hurting (?:me|anyone|anybody)|in danger|following me|stalking me|suicidal)"
)
_NOT_ME = (
    r"(?:in (?:any )?danger|being (?:hurt|hit|threatened|followed|watched)|hurt|choking|suicidal"
    r"|going to (?:hurt|harm|kill) (?:myself|anyone|anybody|him|her)"
    r"|thinking (?:of|about) (?:that|it|suicide|dying|killing myself|ending (?:it|my life))"
    r"|talking about (?:that|suicide|dying|danger))"
)
_WRONG = (
    r"(?:you|youve|you have)(?: all| just| completely)? (?:(?:misheard|misunderstood|misread)(?: (?:it|that|this|me))?"
    r"|(?:got|took|taken|heard)(?: (?:it|that|this|me))?(?: (?:all|completely|quite))? wrong)"
)
_DENIED = re.compile(
    rf"\b(?:{_NOBODY} {_HARMED}(?: (?:me|us|anyone|anybody|here|him|her|them))?"
    rf"|{_WHO} (?:isnt|is not|wasnt|was not|arent|are not|has never been|have never been|is never|was never){_VERY}"
    rf" {_NO_THREAT}"
    r"|(?:there is|theres|there was)(?: absolutely| really)? no (?:violence|danger|abuse|harm)"
    rf"|no (?:violence|danger|abuse)|(?:i am|im|i was|we are) not{_VERY} {_NOT_ME}"
    r"|i (?:dont|do not|didnt)(?: really)? (?:want to (?:die|hurt anyone|hurt myself|kill myself)"
    r"|mean (?:that|it like that|it that way|like that))"
    r"|(?:that|this|it) (?:isnt|is not|wasnt|was not)(?: at all)? (?:what i (?:said|meant|mean)"
    r"|about (?:that|danger|violence))"
    rf"|{_WRONG}|i take it wrong|nothing like that|nothing of the (?:sort|kind)|it was a plain no)\b"
)
_SAFE = re.compile(
    r"\b(?:i am|im|we are|she is|shes|he is|hes|they are)(?: (?:really|perfectly|totally|completely|quite|all|both))*"
    r" (?:safe|fine|ok|okay)\b"
    r".*\b(?:go on|carry on|continue|keep going|move on|talk about|back to)\b"
)
_KEPT = re.compile(
    r"\b(?:but|until|unless|except|only when|not yet|not really|not exactly|not today|not any ?more|sometimes|forget"
    r"|never ?mind|delete|(?:he|she) is coming|(?:he|she)s coming|listening|say that|tell anyone"
    r"|please dont|shh+|yes)\b"
)
"""What weakens it in the same breath, or takes back instead of denying."""


def without_denials(said: str) -> str | None:
    """What is left of a turn (as `normalise.plain` has it) that denies danger plainly; None where it does not."""
    if _KEPT.search(said):
        return None
    left, count = _DENIED.subn(" ", said)
    if not count:
        left, count = _SAFE.subn(" ", said)
    return " ".join(left.split()) + " " if count and left.strip() else ("" if count else None)
