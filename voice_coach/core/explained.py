"""What an answer makes of the sign of danger before it: a figure of speech, long over, a word that was misheard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from voice_coach.core.assessment import LIFE, Assessment, Hint
from voice_coach.core.cues import Cues
from voice_coach.core.pieces import pieces
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
_NEVER_BACK = re.compile(r"\b(?:never|not|hasnt|havent|didnt) (?:ever |once |been )?(?:come|came) back\b")
CLEARER = 0.3
"""What was said and its answer, read together, must be less likely danger than this, and so much less than the former
alone. Of 52 cues of our own that were brushed off, denied or taken back out of fear none came under 0.5."""
HARMLESS_ANSWER = 0.1
"""An answer that makes it clear is itself no likelier danger than this."""
ANSWER = 25
"""Words of the answer that are read: behind a longer story what was said would be lost."""


def explained(turns: Sequence[Turn], index: int, said: str, cues: Cues) -> bool:
    """Whether the answer to the coach's next question gives the words a harmless meaning, and takes nothing back."""
    return any(_explains(turns, at, said, cues) for at in _answers(turns, index, cues))


def _explains(turns: Sequence[Turn], at: int, said: str, cues: Cues) -> bool:
    answer = cues.plain(turns[at].text)
    asked = cues.plain(turns[at - 1].text)
    if cues.words.room.search(asked) and _WHERE.match(answer):
        return False  # "He's at football practice" says who may be in the room.
    if cues.read(answer).cue or cues.words.retracts.search(answer):
        return False
    if cues.words.explains.match(answer) or (cues.words.clarifies.search(asked) and cues.framed(answer)):
        return True
    now = cues.words.present.search(_NEVER_BACK.sub("", answer))
    long_over = cues.words.past.search(answer) and not now
    return bool(long_over and not cues.read(said + answer, before=len(said)).cue)


def made_clear(
    turns: Sequence[Turn],
    index: int,
    found: Assessment,
    hint: Hint,
    cues: Cues,
    implicit: Callable[[Sequence[str]], list[Hint]] | None,
) -> bool:
    """Whether a classifier, which took the words for danger, takes them for none where it reads the answer with them.

    "He locked me in for an hour." "An escape room, twenty-eight pounds a head!" Nothing that is dismissed or taken back
    is such an answer, nor what says who may be in the room; and where it is a life that somebody may end, only a no
    with more behind it: who is ready speaks calmly of letters and folders.
    """
    if implicit is None or hint.danger < CLEARER:
        return False
    said = turns[index].text
    for at in _answers(turns, index, cues):
        answer = cues.plain(turns[at].text)
        about_the_room = cues.words.room.search(cues.plain(turns[at - 1].text))
        if about_the_room or cues.read(answer).cue or cues.words.retracts.search(answer):
            continue
        told = " ".join(turns[at].text.split()[:ANSWER])
        if LIFE.intersection(found.classes) and not _NO.match(plain_answer(told)):
            continue
        if implicit([told])[0].danger >= HARMLESS_ANSWER:
            continue
        together = max(h.danger for h in implicit([f"{piece} {told}" for piece in (said, *pieces(said))]))
        if together < CLEARER and together < hint.danger - CLEARER:
            return True
    return False


def _answers(turns: Sequence[Turn], index: int, cues: Cues) -> Iterator[int]:
    """Where the coach's next question is answered; after the question who may hear it, the next one's answer too."""
    at = index + 2
    while at < len(turns) and asked_before(turns, at):
        yield at
        if not cues.words.room.search(cues.plain(turns[at - 1].text)):
            return
        at += 2


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
