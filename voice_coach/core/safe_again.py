"""Whether somebody says that they are safe and want to go on, and nothing else: it ends a sign of danger.

The whole turn has to read so. "I'm safe but the kids aren't, go on", "I don't think I'm safe, can we talk" and "I'm
safe until he's back" hold the same words, and no list of what may stand beside them is ever complete.
"""

from __future__ import annotations

import re

_OPENERS = (
    "yes|yeah|yep|yup|aye|no|ok|okay|oh|well|um|hi|hello|thanks|thank you|honestly|really|actually|right|sure"
    "|look|listen"
    "|please|love|dear|maam|sir|sorry|abeg|and|so|both|to both|to both of those|on both counts|dont worry|never mind"
    "|i (?:am|feel) (?:fine|ok|okay|all right|alright)|it is (?:ok|okay|fine|all right)"
    "|i (?:promise|swear|said|told you|mean)|i am not(?: in (?:any )?danger)?|no danger(?: at all)?"
    "|(?:nobody|no one) is (?:here|listening)|i can (?:talk|speak)(?: freely)?"
    "|(?:lets |you can |please |can we |we can )?(?:go on|carry on|continue)"
)
_SURE = (
    "perfectly|totally|completely|quite|really|both|all|very|now|absolutely|definitely|honestly|(?:fine|okay|ok) and"
)
_KIN = "mum|mums|mom|moms|dads?|sisters?|brothers?|friends?|parents|daughters?|sons?|aunts?|nans?|grans?|mates?|own"
_OVER = (
    "now|here|and well|and sound|where i am"
    "|at home|in my (?:own )?(?:house|flat|home)|thanks|thank you|really|honestly|please|and|so|okay|ok|only"
    "|never mind that|dont worry|(?:it|that|this) is (?:all )?(?:over|done|finished|sorted|behind (?:me|us))"
    "|(?:it|that) (?:has )?(?:stopped|ended)(?: for good)?|we (?:had it out|talked it through|sorted it out|split up"
    "|broke up)|i (?:left|moved out|have left|have moved out)(?: (?:that day|him|her|them|for good))?"
    "|(?:he|she) (?:has )?(?:is )?(?:moved (?:away|abroad|out|to (?!violence|my|our|the|next)\\w+)"
    "|gone (?:abroad|for good|to live abroad))"
    f"|i am (?:staying )?(?:at|with) my (?:{_KIN})(?: (?:house|place|flat))?"
    "|i (?:have )?(?:told|spoken to|talked to|seen) (?:the|my) (?:doctor|gp|counsellor|nurse|police|sister|mum|friend)"
)
_ON = (
    "(?:(?:id|i would|i want|can we|could we|shall we|can i|could i|let us|lets|we can|you can|may we|may i|i just want"
    "|i rather|id rather|i would rather)(?: (?:just|to|please|rather|like))* )?"
    "(?:go on|carry on|continue|keep going|move on|keep talking|proceed|pick up|return to|get on with"
    "|get back to|go back to"
    "|back to|talk about|ask(?: you)? about|hear more|do)"
)
_TAIL = r"(?: \w+){0,12}"
_BUT = re.compile(
    r"\bsafe .*\b(?:he|she|they|him|but|until|till|if|when|before|after|unless|while|as long|except|apart|took|taken"
    r"|pills|tablets|die|dying|hell|shell|because|listen(?:ing|s)|reads?|reading|watch\w*|scares?|hurts?|bridge|knife"
    r"|gun|rope|goodbye|farewells?|letter|my will|temper|tonights?|violence|kill\w*|for (?:now|the moment|this|good)"
    r"|at least|mostly|more or less|i think|isnt|arent|wont|someone|somebody|hears?|says?|telling|tell me|nobody"
    r"|went back|go back to (?:my|his|her|him)|always|who gets|gets|getting out|what else|or so|another matter"
    r"|next life|on my own|door|outside|wakes?|sleeps|at work|(?:dad|mum|husband|wife|partner|boyfriend|girlfriend|ex)"
    r" is|(?:dad|mum|mom|husband|wife|partner|boyfriend|girlfriend|ex)s? (?:here|home|back|in)|locked|bolted|keys?)\b"
)
"""What stands behind it and makes it less than that."""
_SETTLED = re.compile(rf"(?<! for) (?!here)(?:{_OVER})(?= )")
_WHOLE = re.compile(
    rf"(?:(?:{_OPENERS}) )*(?:i am|we are)(?: (?:{_SURE}))* safe(?: (?:{_OVER}))* "
    rf"{_ON}{_TAIL}(?: (?:{_OVER}))*{_TAIL} ?"
)


def safe_again(said: str) -> bool:
    """`said`: the text of `normalise.plain`."""
    return bool(_WHOLE.fullmatch(said)) and not _BUT.search(_SETTLED.sub("", said))
