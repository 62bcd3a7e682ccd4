"""What an answer makes of the sign of danger before it: a figure of speech, long over, a word that was misheard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_coach.core.assessment import DOER, ROOM_CLASSES, Assessment
from voice_coach.core.cues import Cues
from voice_coach.core.safety_words import WEAKENED, plain_answer
from voice_coach.core.transcript import Turn

_NO = re.compile(
    r"^(?:(?:well|um|uh|oh|god|what|lord|heavens|honestly|sorry|good) )*"
    r"(?:no|nope|nah|of course not|absolutely not|definitely not|not at all)\b"
    r"(?! (?:one|body|way out|point|hope|idea|longer|more)\b)"
)
"""A plain no to the coach's question; "no one would believe me" and "he's not here" are none."""
_WHERE = re.compile(
    r"(?:(?:no|yes|yeah|nope|well|oh|okay|um) )*(?:he|she|they|my \w+|dad|mum|mom) (?:is|are|has gone|have gone|went) "
    r"(?:\w+ ){0,2}(?:at|out|in|gone|on|away|off|back)\b"
)
"""Says where somebody is: who may be in the room, and nothing of what was done."""
_YES = re.compile(r"(?:(?:well|um|oh) )*(?:yes|yeah|yep|yup|aye|i can|no not really|no i)\b")
_HE_SAYS = re.compile(r"\b(?:he|she|they) (?:said|says|say|reckons|thinks|calls it|told)\b")
_PROVOKED = re.compile(
    r"\b(?:burnt|burned|ate|eating|forgot|finished|spilled|spilt|drank|used|nicked|shrank|spoiled|taped|called)\b"
)
"""What one is cross or ashamed about: it explains "I could kill him" and "I wanted to die", and no act."""
_HYPERBOLE = re.compile(
    r"\b(?:could|going to|gonna|want(?:ed)? to|wanna|swear) (?:\w+ ){0,3}(?:kill|murder|strangle|throttle|die)\b"
)
_SAYS_WHAT_IT_WAS = re.compile(
    r"(?:(?:no|oh|well|haha|ha|god|heavens|lord|um|he|she|they|and) )*(?:(?:it|that|this|its) (?:was |is )?"
    r"|i (?:just |only )?(?:meant|mean|was talking)\b|i called my|(?:taped|ate|burnt|finished|spilled) "
    r"|(?:just|only|in|from|at|on|of|a|the|this)\b|laser|paintball)"
)
"""How an answer begins that says what the words were about."""
_SAYS_MORE = re.compile(
    r"\b(?:to (?:him|her)|(?:he|she) (?:does|plays|uses|did|hit|lost|was watching)|until|and then|gets away"
    r"|set (?:him|her)|pills|tablets|medicine|medication|bridge|knife|rope|gun|blade|blades|roof|river|train"
    r"|dream of mine|(?:is|was) my dream|just hurt|i would|he would|she would|i meant it|had enough"
    r"|(?:by|to) suicide)\b"
)
"""What goes on from there to what is meant after all."""
_ABOUT_TIME = re.compile(
    r"\b(?:still|now|today|tonight|recent|recently|lately|when|near|around|in touch|again|any ?more|nowadays|happening"
    r"|alive|ago|last|do you mean)\b"
)
_GOES_ON = re.compile(
    r"^(?:(?:well|um|oh) )*(?:yes|yeah|yep|(?:he|she|they) (?:does|do|has|have)\b|every|since|even|on and off"
    r"|it is been|been)\b"
    r"|\b(?:(?:it|they) (?:started|began)|never stopped|ever since|and ever|these days|should have|wish i had"
    r"|any ?more now|i know how|keeps|daily|every|but (?:i|he|she|his|her)|all the same|i am in|fortnight|days?"
    r"|weeks?)\b"
)
_ENDED = re.compile(
    r"^(?:(?:well|oh|god|um) )*(?:no|nope|nah|not|nothing|never|years ago|(?:he|she) (?:is|has been) (?:long )?dead"
    r"|(?:that|it|this) (?:was|is over|ended|stopped))\b"
    r"|\b(?:ago|over and done|ended|stopped|left him|left her|divorced|long over)\b"
    r"|^(?:back )?in (?:19|20[01]|the)|^when i was\b"
)
_SAFE_NOW = re.compile(
    r"\b(?:ago|over|ended|stopped|left him|left her|divorced)\b"
    r"|\b(?:he|she) (?:is |has )?(?:been )?(?:long )?(?:died|dead|passed away)\b"
)
"""After "are you safe?" a no is none, and a yes is what is hoped for."""
_YES_AND = re.compile(r"^(?:(?:well|um|oh) )*(?:yes|yeah|yep) (?:(?:pet|love|dear|thanks|now) )?")
_ANIMAL = re.compile(r"\b(?:dog|cat|puppy|kitten|horse|rabbit|hamster|bird|hen|goat|pony)\b")
_STORY = re.compile(r"\b(?:film|movie|song|book|novel|series|game|story|dream)\b")
_NEVER_BACK = re.compile(r"\b(?:never|not|hasnt|havent|didnt) (?:ever |once |been )?(?:come|came) back\b")
_BESIDE = re.compile(
    r"\b(?:used to be|used to|grew up|growing up|(?:we )?met (?:\w+ ){0,2}(?:years? ago|years? back)|a month or two"
    r"|(?:in|since) 202\d|at (?:eighteen|nineteen|twenty) (?:past|to|minutes|hundred|oh)|\w+ hundred hours"
    r"|(?:together|married|known \w+) (?:for )?(?:\w+ )?years)\b(?: (?:in|for) (?:\w+ )?(?:years|school|street|town))?"
)
"""Dates something else, or not long enough ago."""
_YOUNG_THEN = re.compile(
    r"(?<!since )\bi was (?:only |about |just |barely )?(?:\w+teen|twelve|eleven|ten|twenty(?: \w+)?)"
    r" (?:\w+ ){0,4}i am (?:now |nearly )?(?:forty|fifty|sixty|seventy|eighty)\b"
)
_A_DEATH = re.compile(r"\b(?:passed(?: away)?|died|dead|buried|funeral|in heaven|rest (?:his|her) soul)\b")
_NEVER = frozenset({"choking", "suicide_plan"})
"""Classes that no answer explains: a false one costs too much."""


def explained(turns: Sequence[Turn], index: int, said: str, found: Assessment, cues: Cues) -> bool:
    """Whether the answer to the coach's next question says that the words were meant otherwise or that it is long over.

    Only what was asked about can be explained: who can talk freely has said nothing yet of what was done.
    """
    if index + 2 >= len(turns) or not asked_before(turns, index + 2):
        return False
    answer, asked = cues.plain(turns[index + 2].text), cues.plain(turns[index + 1].text)
    private = bool(cues.words.room.search(asked))
    if _WHERE.match(answer) or (private and _YES.match(answer)) or _HE_SAYS.search(answer):
        return False
    if cues.read(answer).cue or cues.words.retracts.search(answer):
        return False
    if _NEVER.intersection(found.classes):
        return False
    return _meant_otherwise(said, answer, asked, found, cues) or (
        not private and _long_over(said, answer, asked, found, cues)
    )


def _meant_otherwise(said: str, answer: str, asked: str, found: Assessment, cues: Cues) -> bool:
    """A figure of speech, a game, an animal, said first and with nothing behind it that takes it back."""
    if cues.words.outright.search(said) or not _SAYS_WHAT_IT_WAS.match(answer) or _SAYS_MORE.search(answer):
        return False
    if "danger" in asked and _ANIMAL.search(answer):
        return False
    if any(name.startswith("suicide") for name in found.classes) and _STORY.search(answer):
        return False
    by_other = ROOM_CLASSES.intersection(found.classes) and DOER not in found.classes
    if _PROVOKED.search(answer) and (by_other or not _HYPERBOLE.search(said)):
        return False
    return bool(cues.words.explains.match(answer))


def _long_over(said: str, answer: str, asked: str, found: Assessment, cues: Cues) -> bool:
    ended = _ENDED
    if " safe " in f" {asked} ":
        asked, answer, ended = "now", _YES_AND.sub("", answer), _SAFE_NOW
    if "how long" in asked or not _ABOUT_TIME.search(asked) or _GOES_ON.search(answer) or not ended.search(answer):
        return False
    dated = _BESIDE.sub("", answer)
    if any(name.startswith("suicide") for name in found.classes):
        if not _NO.match(answer) and not answer.startswith(("not ", "never ", "years ago")):
            return False
        dated = _A_DEATH.sub("", dated)  # Somebody's death is no end of a wish to die.
    if not (cues.words.past.search(dated) or _YOUNG_THEN.search(dated)):
        return False
    now = cues.words.present.search(_NEVER_BACK.sub("", answer))
    return not now and not cues.read(said + answer, before=len(said)).cue


def misread(turns: Sequence[Turn], index: int, said: str, cues: Cues) -> bool:
    """Whether the coach asked if it had heard right, and is told that it had not: by a plain no, or in so many words.

    What the classifier alone heard was a guess, and an answered question is no cue. A no that is weakened in the same
    breath, or what is taken back, answers nothing.
    """
    spoken = [cues.plain(turn.text) if turn.role == "coach" else "" for turn in turns[:index]]
    asked = [at for at, text in enumerate(spoken) if cues.words.checks.search(text)]
    # Where somebody may hear it, the coach only asked whether they can talk: a no answers that, more words may explain.
    if not asked and not any(cues.words.room.search(text) for text in spoken):
        return False
    if cues.words.retracts.search(said):
        return False
    answer = plain_answer(turns[index].text)
    plain_no = asked and asked[-1] == index - 1 and _NO.match(answer) and not WEAKENED.search(answer)
    return bool(plain_no or cues.words.misread.search(said))


def asked_before(turns: Sequence[Turn], index: int) -> bool:
    """Whether the turn answers a question of the coach."""
    return index > 0 and turns[index - 1].role == "coach" and "?" in turns[index - 1].text
