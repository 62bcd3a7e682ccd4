"""Whether an answer says what alarming words were about: a figure of speech, a game, an animal, a word in between.

It has to be said first, and nothing may stand behind it that takes it back. A cause is no meaning: "it was the match,
England lost" says why he hit, and not that he did not.
"""

from __future__ import annotations

import re

_OPENERS = (
    r"^(?:(?:no|nah|nope|oh|well|haha|ha|god|heavens|lord|gosh|um|sorry|not at all|absolutely not|of course not|it was"
    r"|it is|that was|that is|this is|this was|just|only|what|we were|we are|yes|again|and) )*"
)
_SAYING = re.compile(
    _OPENERS + r"(?:an? (?:figure of speech|expression|idiom|turn of phrase|manner of speaking|saying)|not literally) "
    r"(?!he|she|they|for|of)"
)
_GAMES = (
    "dominoes|chess|cards|pool|darts|scrabble|draughts|monopoly|tennis|golf|squash|snooker|bowls|ludo|table tennis"
    "|badminton|backgammon|mario kart|hangman|poker|fifa|football|cribbage|rummy|whist|laser tag|paintball|airsoft"
    "|charades|judo|jiu jitsu|karate|boxing|fencing|minecraft|fortnite|wrestling|an escape room|escape room"
)
_GAME = re.compile(
    _OPENERS
    + rf"(?:(?:at|in|playing) )*(?:(?:{_GAMES})|(?:a|the|our) (?:film|movie|play|panto|dream|quiz|game|rehearsal))\b"
)
_TOLD = re.compile(
    _OPENERS + r"(?:in|on|from) (?:the|a|this|that|our|my) (?:\w+ )?(?:film|movie|book|novel|game|play|series|show|soap"
    r"|dream|panto|opera|podcast)\b"
)
_ANIMAL = re.compile(
    _OPENERS
    + r"(?:the|this|that|my|a|our|her|his|next doors|the neighbours) (?:\w+ )?(?:cat|dog|puppy|kitten|parrot|horse|pony"
    r"|hamster|rabbit|goose|seagull|bird|duck|tortoise|budgie|swan|goat|hen|squirrel)\b"
)
_NOUN = (
    "lease|contract|job|commute|course|relationship|wedding|phone|exams?|shifts?|building work|traffic|drilling|noise"
    "|meetings?|project|marathon|diet|engagement|film|book|party|speech|journey|school run|washing up|subscription"
)
_MEANT = re.compile(_OPENERS + rf"i (?:just |only )?meant? (?:the|my|this|our|a|an) (?:\w+ )?(?:{_NOUN})\b")
_NOT_MEANT = re.compile(
    r"^(?:(?:oh|god|heavens|lord|well|haha|what) )*(?:no|nope|nah|not at all)\b(?: no| not at all| i dont| sorry| god)*"
    r" i (?:just |only )?meant? (?:the|my|this|our) "
)
_ASKS_STRAIGHT = re.compile(
    r"\b(?:killing yourself|ending your life|end your life|suicide|want to die|not wanting to live|done with living"
    r"|do you mean (?:living|dying)|hurt you physically|hit you|was violence)\b"
)
_ASKS_WHO = re.compile(r"\b(?:who|what do you mean|do you know who)\b")
_ASKS_WHERE = re.compile(r"\b(?:where|when|what started|about|happened)\b")
_PROVOKED = re.compile(
    _OPENERS
    + r"(?:(?:he|she|they|i) (?:just |only )?)?(?:burnt|burned|ate|eating|forgot|finished|spilled|spilt|drank|used"
    r"|nicked|shrank|spoiled|taped|called) (?:the|my|all|our|over|his|her|a)\b"
)
"""What one is cross about: it explains "I could kill him", and no act."""
_HYPERBOLE = re.compile(
    r"\b(?:could|going to|gonna|want(?:ed)? to|wanna|swear) (?:\w+ ){0,3}(?:kill|murder|strangle|throttle|die|hit|slap"
    r"|shoot|swing for)\b"
)
_TAKES_BACK = re.compile(
    r"\b(?:to (?:him|her)|(?:he|she) (?:does|plays|did|hit|lost|was watching)|until|and then|gets away"
    r"|set (?:him|her)|pills|tablets|medicine|medication|bridge|knife|rope|gun|blade|blades|roof|river|train"
    r"|dream of mine|(?:is|was) my dream|just hurt|i would|he would|she would|meant? it|had enough|(?:by|to) suicide"
    r"|but|because|lost|lose|lock\w*|shed|sea|cliff|motorway|life|living|dying|pain|end|sleep\w*|hide|hiding|gone|died"
    r"|shot|for me|with (?:him|her)|house|everything|(?:my|the) kids|away|too|not a|wasnt|isnt|killing me"
    r"|body|for that|let (?:him|her)|called it|rifle|(?:beat|hit) me)\b"
)


def meant_otherwise(said: str, answer: str, asked: str, by_other: bool, own_life: bool) -> bool:
    """All three as `normalise.plain` has them. `by_other`: it is somebody else's doing; `own_life`: the speaker's own
    life, which no game and no animal explains."""
    if _TAKES_BACK.search(answer):
        return False
    if _PROVOKED.match(answer):
        return not by_other and bool(_HYPERBOLE.search(said))
    if _SAYING.match(answer) or _MEANT.match(answer):
        return True
    if _NOT_MEANT.match(answer) and _ASKS_STRAIGHT.search(asked):
        return True
    if own_life:
        return False
    if _TOLD.match(answer) or (_GAME.match(answer) and not _ASKS_WHERE.search(asked)):
        return True
    return bool(by_other and _ANIMAL.match(answer) and _ASKS_WHO.search(asked))
