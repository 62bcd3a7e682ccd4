"""What an answer makes of the sign of danger before it: a figure of speech, long over, a word that was misheard."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from voice_coach.core.assessment import DOER, ROOM_CLASSES, Assessment
from voice_coach.core.cues import Cues
from voice_coach.core.long_over import long_over
from voice_coach.core.meant_otherwise import meant_otherwise
from voice_coach.core.safety_words import WEAKENED, plain_answer
from voice_coach.core.transcript import Turn

TOGETHER = 0.7
"""Likelihood of danger of a turn and its answer, read as one, from which the answer explains nothing."""
_NO = re.compile(
    r"^(?:(?:well|um|uh|oh|god|what|lord|heavens|honestly|sorry|good) )*"
    r"(?:no|nope|nah|of course not|absolutely not|definitely not|not at all)\b"
    r"(?! (?:one|body|way out|point|hope|idea|longer|more)\b)"
)
"""A plain no to the coach's question; "no one would believe me" and "he's not here" are none."""
_PLAIN_NO = re.compile(
    rf"{_NO.pattern}(?: (?:no|not at all|nobody|no one|none of us|nothing(?: like that)?|nothing of the sort"
    r"|of course not|never|god no|honestly|really|sorry|thanks?|thank you|(?:i'm|i am) (?:not|fine|ok|okay|all right"
    r"|just tired|only tired)|i don't|he isn't|she isn't|it isn't"
    r"|(?:he|she|it|they|we|everyone|everybody)(?:'s|'re| is| are) (?:fine|ok|okay|all right|safe)"
    r"|that's all|i love my life"
    r"|i (?:just |only )?meant? .*|i was talking about .*|i hate .*|we're (?:moving|decluttering).*"
    r"|(?:you|you've|you have) (?:got )?(?:it|that|me) (?:all )?wrong|you misheard(?: me)?"
    r"|it(?:'s| was) (?:just |only )?(?:the|a|an|about|from) .*))*$"
)
"""A no that stands alone, or is followed by what makes it plainer."""
_NO_BUT = re.compile(
    r"\b(?:right|my (?:own )?fault|deserve|pills|tablets|rope|knife|bridge|sea|waking|sleep(?:ing)?|never wak\w+|if i"
    r"|(?:haven't|havent|not) got)\b"
)
_WHERE = re.compile(
    r"(?:(?:no|yes|yeah|nope|well|oh|okay|um) )*(?:he|she|they|my \w+|dad|mum|mom) (?:is|are|has gone|have gone|went) "
    r"(?:\w+ ){0,2}(?:at|out|in|gone|on|away|off|back)\b"
)
"""Says where somebody is: who may be in the room, and nothing of what was done."""
_ALONE = re.compile(r"(?:(?:yes|yeah|yep|yup|sure|of course|i can|i am alone|i live alone|why|talk|freely|alone) )+")
"""To "can you talk freely?": it tells nothing else, so that the next question may still be answered."""
_HE_SAYS = re.compile(r"\b(?:he|she|they) (?:said|says|say|reckons|thinks|calls it|told)\b")
_UNSAID = re.compile(
    r"^(?:(?:well|um|oh|actually|honestly|sorry) )*(?:no|yes|yeah) (?!(?:it|that|this) (?:is|was) (?:just|only|long"
    r"|years))"
    r"|\b(?:i lied|wasnt true|isnt true|not true|that was a lie|never stopped|it goes on|goes on"
    r"|every (?:week|day|night|month)|i meant it|not sure|all the time|i do|he does|she does|he still|she still|i still"
    r"|outside|dont think it was|actually)\b"
)
"""What a later turn takes back of an explanation."""
_NEVER = frozenset({"choking", "suicide_plan"})
"""Classes that no answer explains: a false one costs too much."""

Danger = Callable[[str], float]
"""How likely a text tells of danger, 0 to 1."""


def explained(
    turns: Sequence[Turn], index: int, said: str, found: Assessment, cues: Cues, danger: Danger = lambda _: 0.0
) -> bool:
    """Whether the answer to the coach's next question says that the words were meant otherwise or that it is long over.

    Only what was asked about can be explained: who can talk freely has said nothing yet of what was done. Read as one
    with what it answers, the answer must not sound like danger (`danger`), and nothing later may take it back.
    """
    at = index + 2
    if at + 2 < len(turns) and _asks_room(turns[at - 1].text, cues) and _ALONE.fullmatch(cues.plain(turns[at].text)):
        at += 2
    if at >= len(turns) or not asked_before(turns, at):
        return False
    answer, asked = cues.plain(turns[at].text), cues.plain(turns[at - 1].text)
    if _asks_room(turns[at - 1].text, cues) or _NEVER.intersection(found.classes) or cues.words.outright.search(said):
        return False
    if _WHERE.match(answer) or _HE_SAYS.search(answer) or cues.words.retracts.search(answer) or cues.read(answer).cue:
        return False
    own_life = any(name.startswith(("suicide", "self_harm")) for name in found.classes)
    by_other = bool(ROOM_CLASSES.intersection(found.classes)) and DOER not in found.classes
    if not (
        meant_otherwise(said, answer, asked, by_other, own_life)
        or long_over(said, answer, asked, own_life, lambda text: bool(cues.words.present.search(text)))
    ):
        return False
    if any(_UNSAID.search(cues.plain(turn.text)) for turn in turns[at + 2 :: 2]):
        return False
    return max(danger(turns[at].text), danger(f"{turns[index].text.rstrip('. ')}. {turns[at].text}")) <= TOGETHER


def _asks_room(text: str, cues: Cues) -> bool:
    return bool(cues.words.room.search(cues.plain(text)))


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
    answer = plain_answer(turns[index].text)
    if cues.words.retracts.search(said) or _NO_BUT.search(answer):
        return False
    plain_no = asked and asked[-1] == index - 1 and _PLAIN_NO.match(answer) and not WEAKENED.search(answer)
    return bool(plain_no or cues.words.misread.search(said))


def asked_before(turns: Sequence[Turn], index: int) -> bool:
    """Whether the turn answers a question of the coach."""
    return index > 0 and turns[index - 1].role == "coach" and "?" in turns[index - 1].text
