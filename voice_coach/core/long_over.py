"""Whether an answer says that the harm is long over: dated by itself, first thing, and nothing behind it goes on.

The date has to stand where the answer begins. "He stopped apologising years ago", "not as bad as ten years ago" and
"the first time was in 1990" hold a date too, and no list of what it may belong to is ever complete.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_OPENERS = (
    r"(?:(?:well|um|uh|oh|god|what|lord|heavens|gosh|honestly|sorry|good|goodness|love|pet|dear|darling"
    r"|no|nope|nah|of course not"
    r"|absolutely not|definitely not|not at all|not any more|never|it isnt|it doesnt|he doesnt|he isnt|she isnt|i dont"
    r"|i am not|none|that|this|it|all that|the whole thing|is|was|has been|happened|ended|stopped|over|long|just|only"
    r"|about|all|back|over and done) )*?"
)
_NUMBER = (
    r"(?:(?:about|over|nearly|almost|more than|well over|some|a good|at least|around|oh|the best part of|going on) )*"
    r"(?:\d\d|a|many|several|donkeys"
    rf"|(?:ten|eleven|twelve|[a-z]+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?: (?:{_ONES}|odd))?"
    r"|five|six|seven|eight|nine) "
)
_AGO = (
    rf"(?:(?:{_NUMBER})?(?:years|decades|decade)(?: and years)? (?:ago|back|since)|a lifetime ago"
    rf"|{_NUMBER}years its been) "
)
_YEAR = (
    r"(?:(?:in |since |before )?(?:19\d\d|200\d|201\d|nineteen \w+(?: \w+)?"
    rf"|two thousand(?: and)?(?: (?:{_ONES}|ten))?|the (?:fifties|sixties|seventies|eighties|nineties)"
    rf"|(?:sixty|seventy|eighty|ninety|oh) (?:{_ONES})|(?:my |the )?(?:early |late )?(?:teens|twenties))) "
)
_AGE = (
    r"(?:about |only |just )?(?:a (?:child|kid|boy|girl|lad|student|teenager)|little|small|young"
    rf"|at (?:school|uni|university|college)|(?:{_ONES}|ten|eleven|twelve|[a-z]+teen|twenty(?: (?:{_ONES}))?)) "
)
DEAD = (
    r"(?:(?:he|she|they)(?: is| has been| has| have)? (?:long |been )*(?:dead|died|passed(?: away)?|passed on)"
    r"|long dead|dead) (?!to |drunk|set |asleep|tired|on |against |keen|sure)"
)
_ENDED = re.compile(
    rf"^{_OPENERS}(?:{_AGO}|{_YEAR}|when i was {_AGE}"
    r"|(?:in|at) (?:my )?(?:school|college|university|uni|teens|twenties|first marriage) "
    rf"|(?:not|nothing|never(?: again)?|none|no contact) (?:once )?(?:for|in|since) "
    rf"(?:{_NUMBER}years |{_YEAR}|i was {_AGE}|years and years |decades |a (?:very )?long time )"
    rf"|i was {_AGE}(?:\w+ ){{0,4}}i am (?:now |nearly )?(?:\d\d|thirty|forty|fifty|sixty|seventy|eighty)\b"
    rf"|we were {_AGE}|my (?:ex|first) (?:\w+ )?we (?:split|divorced|broke up|parted) {_YEAR}|{DEAD})"
)
_NOT_OVER = re.compile(
    r"\b(?:but|until|till|except|unless|apart from|and then|then at|yet|latest|last one|the second|this one|worst"
    r"|first|key|turns up|shows up|easter|christmas|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?:this|last|the|in) (?:spring|summer|autumn|winter|weekend)|weeks?|months?|days|hours?|nights?|daily|lately"
    r"|recent\w*|ever since|since then|since when|started|began|always|sometimes|mostly|less|worse|better|so hard"
    r"|as (?:bad|much|often|hard)|same|for (?:me|him|her)|too|going back|goes back|in the (?:kitchen|night|car)|locks?"
    r"|waits?|waiting|want to|wish|decided|made (?:my|up)|mind up|settled|ready|plenty|enough|peace|married|pinches"
    r"|nearly|tell me|every|keeps|these days|should have|i know how|all the same|still|now and|on and off)\b"
)
_ANOTHER_CLAUSE = re.compile(
    r"\b(?:ago|back|19\d\d|20[01]\d|nineties|eighties|seventies|sixties|fifties) (?:where|when (?:he|she|i (?!was))"
    r"|(?:he|she|they|we|i|it) (?!is |are |isnt |has |have |havent |hasnt |am |died|passed|lives|lived|moved|emigrated"
    r"|went|was (?:only |just |about )?(?:over |[a-z]+teen|nine |eight |ten |eleven|twelve|twenty|\d|a |at |in )|were "
    r"|do |dont |never|love|got |ended|stopped))"
)
"""The date belongs to a clause of its own: "years ago he put a lock on the door"."""
_IN_THE_PRESENT = re.compile(
    r"\b(?:hits|beats|kicks|punches|slaps|chokes|strangles|follows|stalks|watches|checks|reads|tracks|threatens|scares"
    r"|hurts|pushes|shoves|grabs|throws|burns|bites|forces|locks|controls|makes|wont|doesnt|says|keeps|gets|takes|gives"
    r"|is going to|are going to|is always|has got)\b"
    r"|\bnow (?:my|his|her|the|he|she|they)\b"
    r"|\bi (?:always |still |just |really |so )?(?:want|wish|am|think|feel|dont|cant|have got|have to|need|keep)\b"
    r"|\bi (?:hurt|cut|burn|hit|slap|smack) (?!.*\b(?:once|when i was|as a|used to)\b)"
)
"""What was told as going on is not over by a date."""
_ABOUT_TIME = re.compile(
    r"\b(?:is|does|has|was|are|did|could|can) (?:he|she|they|it|that|this|those|any of (?:it|that|this)|things"
    r"|that person|anyone at risk|your \w+) .*\b(?:still|now|again|near|around|in your life|alive|in touch|happen\w*"
    r"|going on|recent|reach|get to you|these days|today|any ?more|living|last|find you|on your mind|you (?:still )?do"
    r"|picture)\b"
    r"|^(?:and )?when (?:was|did|were) (?!you )|\bhow long ago\b"
    r"|\bare you (?:\w+ )?(?:safe|in danger|having|still|thinking)"
    r"|\bdo you (?:still )?(?:do|have (?:those|any|thoughts)|feel (?:that|so)|think)"
    r"|\b(?:risk|danger) from\b|\bdoes he have any way\b|\bwhere is (?:he|she)\b"
)
_ABOUT_ELSE = re.compile(
    r"\b(?:worse|better|love|married|sleep|pain|ready|told|anyone|anybody|someone|somebody|friends?|family|doctor"
    r"|police|help|see|often|why)\b"
)
"""What a date in the answer would be about instead: "not for ten years" says that nobody can come, too."""
_YES_AND = re.compile(r"^(?:(?:well|um|oh) )*(?:yes|yeah|yep) (?:(?:pet|love|dear|thanks|now) )?")
_NEVER_BACK = re.compile(r"\b(?:never|not|hasnt|havent|didnt) (?:ever |once |been )?(?:come|came) back\b")


def long_over(said: str, answer: str, asked: str, own_life: bool, goes_on: Callable[[str], bool]) -> bool:
    """All three as `normalise.plain` has them: what was `said`, the `answer`, and what the coach `asked` between.

    `own_life`: whether it is about the speaker's own life, of which somebody's death is no end. `goes_on`: whether
    a text holds words by which it does.
    """
    asks_else = _ABOUT_ELSE.search(asked) and "at risk from" not in asked
    if asks_else or not _ABOUT_TIME.search(asked) or _IN_THE_PRESENT.search(said):
        return False
    if " safe " in f" {asked} ":
        answer = _YES_AND.sub("", answer)  # After "are you safe?" a yes is what is hoped for.
    elif _YES_AND.match(answer):
        return False
    ended = _ENDED.search(answer)
    if not ended or (own_life and re.search(DEAD, ended.group())):
        return False
    rest = _NEVER_BACK.sub("", answer)
    return not (_NOT_OVER.search(answer) or _ANOTHER_CLAUSE.search(answer) or goes_on(rest))
