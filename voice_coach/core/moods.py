"""What a turn is met as before anything else: tears, a low mood, a hurt, anger, something good."""

from __future__ import annotations

import re

from voice_coach.core.kinship import KIND, PEOPLE

_TEARS = re.compile(
    r"\b(?:i|i'?ve) (?:just |have |only )?(?:cried|been crying) (?:all|the whole|half the|most of|for hours|again)\b"
    r"|\b(?:i'?m|i am|sorry i'?m|i'?ve been) (?:just |sat here |in bits |sitting here )*"
    r"(?:crying|sobbing|in tears|tearing up|welling up|in bits|weeping)\b(?! (?:with )?laugh)"
    r"|\bcan'?t stop crying\b|\bstarting to cry\b"
)
_LOW = re.compile(
    r"^(?:(?:oh|well|so|um|and|but|honestly|tonight) )*(?:i|i'?m)(?: (?:just|do|am|really|still|only))*"
    r"(?: (?:feel|feeling|felt))?(?: (?:so|very|really|just|pretty|terribly|that|a bit|quite))*"
    r" (?:low|empty|sad|lonely|numb|hollow|down|broken|heartbroken|miserable|alone|tired|exhausted|worn out)"
    r"(?: (?:tonight|today|inside|now|lately|all the time|about it|at the moment|again))*$"
    rf"|^(?:(?:oh|well|so|and|but) )*i (?:just |really |still |do )*miss (?:him|her|them|my {KIND}(?:{PEOPLE})|mum|dad)"
    r"(?: (?:so|very|much|terribly|awfully|a lot|every (?:single )?day|still))*$"
)
"""A low mood and nothing else told: no moment for the next question."""
_THEY = "(?:he|she|they)"
_WHEN = (
    r"(?: (?:now|tonight|today|yesterday|just now|again|last (?:night|week)|this (?:morning|week|afternoon)|on \w+day"
    r"|(?:for|after) .{2,30}|(?:two|three|four|a few) (?:days|weeks) ago|then|so much|a lot|really|honestly|any ?more"
    r"|i can'?t (?:breathe|think|sleep|stop|eat)(?: straight)?"
    r"|about it|over it|for (?:it|that|this)|right now|at the moment|and i|all over|inside))*$"
)
_HURT = re.compile(
    r"^(?:(?:oh|well|so|um|and|but|because|honestly|yes|no|yeah|it'?s just(?: that)?|that|i think|basically|god) )*(?:"
    rf"{_THEY}(?:'?s|'ve| has| have| just| only| basically)* (?:left|dumped|ditched|ghosted|blocked|cheated on"
    r"|walked out on|broke(?:n)? up with|finished with|split up with) me"
    rf"|{_THEY}(?:'?s|'ve| has| have| just)* (?:ended it|ended things|called it off|broke(?:n)? it off)(?: with me)?"
    r"|we(?:'?ve| have| just)* (?:broke|broken|split) up|it'?s (?:all )?over(?: between us| with us)?"
    rf"|{_THEY} (?:just )?(?:said|says|told me|tells me) {_THEY}(?:'s| is)? (?:(?:doesn'?t|don'?t|didn'?t|never|not)"
    r" (?:really )?(?:loved?|in love with|want(?:ed)?|needs?) me"
    r"|leaving(?: me)?|done(?: with me| with us)?|found (?:someone|somebody) else"
    r"|seeing (?:someone|somebody)(?: else)?)"
    rf"|{_THEY} (?:doesn'?t|don'?t|never) (?:really )?loved? me"
    rf"|{_THEY}(?:'?s|'re| is| has| was)* (?:leaving me|found (?:someone|somebody) else|having an affair"
    r"|seeing (?:someone|somebody) else|been cheating(?: on me)?)"
    r"|(?:my|it'?s broken my|broke my) heart(?:'s| is| was)?(?: just)?(?: broken| breaking| in pieces)?"
    r"|(?:it|this|that|everything)(?: just| really| still)* hurts?"
    r"|i(?:'?m| am| feel)(?: just| so| really| very| absolutely| completely| totally)*"
    r" (?:hurt|upset|devastated|gutted|crushed|heart ?broken|betrayed|humiliated|rejected|in pieces)"
    rf"|i(?: just| really| so| kind of)* hate (?:him|her|them|this|it|everything|my {KIND}(?:{PEOPLE}))"
    r"|i(?: just| really)* (?:can'?t do this|can'?t cope|can'?t bear it|can'?t take it|can'?t stand it)"
    rf"){_WHEN}"
)
"""What hurts, and nothing else told: it is met before anything is asked."""
_ANGER = re.compile(
    r"\b(?:i'?m|i am|i feel|ma(?:kes?|de) me|i was) (?:so |really |just |absolutely |that |still |bloody |very )*"
    r"(?:angry|furious|livid|fuming|raging|seething|pissed off|boiling|cross with|vexed|mad at (?:him|her|them"
    r"|it|my))\b"
    r"(?! then\b)"
    r"|\b(?:i'?m|i am) (?:so |just |really |absolutely |completely |bloody |fucking |that )*"
    r"(?:sick(?: and tired)? of|fed up (?:of|with))\b"
    r"|^don'?t tell me to\b"
    r"|^(?:(?:just|so|very|really|bit|a bit|mostly|well|honestly) )*(?:angry|furious|livid|fuming|raging|mad)$"
)
_TIMES = (
    "day|time|evening|night|weekend|week|afternoon|morning|chat|talk|laugh|walk|holiday|trip|meal|dinner|lunch|surprise"
    "|visit|moment|birthday|christmas"
)
_GLAD = re.compile(
    r"\b(?:i'?m(?: feeling)?|i am(?: feeling)?|i was|i feel|i felt|we were|made me|i'?ve been|we'?re)"
    r" (?:so |really |very |just |actually |genuinely |quite |pretty |that |dead |well |all |absolutely )*"
    r"(?:happy|glad|chuffed|thrilled|delighted|over the moon|buzzing|relieved|proud of (?:him|her|them|us)"
    r"|made up|pleased"
    r"|laugh(?:ing)?|smile|smiling|grateful)\b(?! (?:if|for (?:him|her|them)|to (?:help|be rid)|(?:he|she"
    r"|they)(?:'s|'re)? gone)\b)"
    r"|\b(?:it was|it'?s been|we had|i had|had) (?:a |an |the )?(?:so |really |such a |just |absolutely )*"
    r"(?:lovely|wonderful|beautiful|brilliant|amazing|gorgeous|great|perfect|magic|fantastic|best)"
    rf"(?: (?:{_TIMES})\b|$| (?:and|to|with|of (?:him|her|them)|really|honestly|actually|today|yesterday|tonight)\b)"
)
_GLAD_NOT = re.compile(
    r"\b(?:not|never|isn'?t|wasn'?t|weren'?t|don'?t|didn'?t|can'?t|used to|but|(?:until|till|then) (?:he|she"
    r"|they|i|we|it|my"
    r"|his|her)|and (?:then |now )?(?:he|she|they) (?:left|cancel\w+|forgot|never|walked|went off|ghosted"
    r"|dumped)|wish|would"
    r"|should|could|if|supposed|pretend\w*|no longer|any ?more|except|ruined|spoiled|too good|fake|once|thinks?"
    r"|says?|said i"
    r"|when (?:he|she|they)(?:'s|'re| is| are)? (?:out|away|gone|not)|frighten\w*|scared|without|instead|alone"
    r"|before all|with him then|back then|dead|apart|worst|cancelled|sick|crying)\b"
)
"""What turns a good word round: who is glad tells of it plainly."""
_FEW, _LITTLE = 14, 24
"""Words of a turn, or of its first sentence, that say only this; of a turn that tells little besides."""


def in_tears(plain: str) -> bool:
    """Whether somebody says that they cry. This and the rest read the text of `normalise`."""
    return bool(_TEARS.search(plain))


def is_low(plain: str) -> bool:
    """Whether a low mood is told of, and nothing else."""
    return bool(_LOW.match(plain))


def is_hurt(first: str, plain: str) -> bool:
    """Whether a turn begins with a hurt, such as being left, and tells little besides."""
    return bool(_HURT.match(first)) and len(plain.split()) <= _LITTLE


def is_angry(first: str) -> bool:
    """Whether the first sentence of a turn says so, in a few words."""
    return bool(_ANGER.search(first)) and len(first.split()) <= _FEW


def is_glad(plain: str) -> bool:
    """Whether something good is told of as good."""
    return bool(_GLAD.search(plain)) and not _GLAD_NOT.search(plain)
