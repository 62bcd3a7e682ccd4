"""What an answer makes of the sign of danger before it: a figure of speech, long over, a word that was misheard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_coach.core.assessment import Assessment
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
    r"(?:(?:no|yes|yeah|nope|well|oh|okay) )*(?:he|she|they|hes|shes|theyre|my \w+|dad|mum|mom)(?: is| are| has)? "
    r"(?:\w+ ){0,2}(?:at|out|in|gone|on|away|off|back)\b"
)
_WHERE_NOW = re.compile(
    r"(?:(?:no|yes|yeah|nope|well|oh|okay|um) )*(?:he|she|they|my \w+|dad|mum|mom) (?:is|are|has gone|have gone|went) "
    r"(?:\w+ ){0,2}(?:at|out|in|gone|on|away|off|back)\b"
)
_NEVER_BACK = re.compile(r"\b(?:never|not|hasnt|havent|didnt) (?:ever |once |been )?(?:come|came) back\b")


def explained(turns: Sequence[Turn], index: int, said: str, found: Assessment, cues: Cues) -> bool:
    """Whether the answer to the coach's next question gives the words a harmless meaning, and takes nothing back."""
    if index + 2 >= len(turns) or not asked_before(turns, index + 2):
        return False
    answer, asked = cues.plain(turns[index + 2].text), cues.plain(turns[index + 1].text)
    if _WHERE_NOW.match(answer) or (cues.words.room.search(asked) and _WHERE.match(answer)):
        return False  # "He's at football practice" says where he is, and who may be in the room.
    if cues.read(answer).cue or cues.words.retracts.search(answer):
        return False
    about = cues.words.clarifies.search(asked)
    framed = about and "choking" not in found.classes and cues.framed(answer)
    meant = cues.words.explains.match(answer) or framed
    if meant and not cues.words.outright.search(said):
        return True
    now = cues.words.present.search(_NEVER_BACK.sub("", answer))
    long_over = cues.words.past.search(answer) and not now
    return bool(long_over and not cues.read(said + answer, before=len(said)).cue)


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
