"""What an answer makes of the sign of danger before it: a figure of speech, long over, a word that was misheard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_coach.core.assessment import ROOM_CLASSES, Assessment
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
"""What one is cross about: it explains "I could kill him", and nothing that the other does."""
_DOER = "user_harms_or_threatens_others"
_ABOUT_TIME = re.compile(
    r"\b(?:still|now|today|tonight|recent|recently|lately|when|how long|since|near|around|safe|in touch|again|any ?more"
    r"|nowadays|happening|alive|ago|last|keep|do you mean)\b"
)
_NEVER_BACK = re.compile(r"\b(?:never|not|hasnt|havent|didnt) (?:ever |once |been )?(?:come|came) back\b")
_BESIDE = re.compile(
    r"\b(?:used to be|used to|grew up|growing up|(?:we )?met (?:\w+ ){0,2}(?:years? ago|years? back)|together|married"
    r"|for (?:\w+ )?(?:years|decades))\b(?: (?:in|for) (?:\w+ )?(?:years|school|street|town))?"
)
"""Dates something else."""
_ALL_ALONG = re.compile(r"(?:\w+ ){0,3}since (?:i|we) (?:was|am|were|met|got|had)\b")
_YOUNG_THEN = re.compile(
    r"(?<!since )\bi was (?:only |about |just |barely )?(?:\w+teen|twelve|eleven|ten"
    r"|twenty(?: \w+)?) (?:\w+ ){0,4}i am "
    r"(?:now |nearly )?(?:forty|fifty|sixty|seventy|eighty)\b"
)
_A_DEATH = re.compile(r"\b(?:passed(?: away)?|died|dead|buried|funeral|in heaven|rest (?:his|her) soul)\b")


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
    return _meant_otherwise(said, answer, asked, found, cues) or (
        not private and _long_over(said, answer, asked, found, cues)
    )


def _meant_otherwise(said: str, answer: str, asked: str, found: Assessment, cues: Cues) -> bool:
    """A figure of speech, a game, an animal; not for what is said outright, or a hand at a throat."""
    classes = set(found.classes)
    by_other = bool(classes & ROOM_CLASSES) and _DOER not in classes
    if cues.words.outright.search(said) or (by_other and _PROVOKED.search(answer)):
        return False
    about = cues.words.clarifies.search(asked) and "choking" not in classes
    return bool(cues.words.explains.match(answer) or (about and cues.framed(answer)))


def _long_over(said: str, answer: str, asked: str, found: Assessment, cues: Cues) -> bool:
    if not _ABOUT_TIME.search(asked) or _ALL_ALONG.match(answer):
        return False
    dated = _BESIDE.sub("", answer)
    if any(name.startswith("suicide") for name in found.classes):
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
