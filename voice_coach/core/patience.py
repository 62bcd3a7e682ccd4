"""How long a silence may be, by what was asked and by what was said so far: pure functions of words.

A silence is never an answer: it only ends what was said before it. The values are ours: people leave
0.2 s between turns in small talk and think for seconds over an open question, so a short answer gets
0.3 s, an open one 2.4 s, and a sentence that hangs in the air longer still (measured by `evals talk`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from voice_coach.core.endpointing import Patience
from voice_coach.core.transcript import sentences

Expecting = Literal["question", "closed", "open", "minute", "command"]
"""What comes next: a question of the person's, an answer to a yes-or-no question, an answer to an open one,
whatever comes once they have thought ("give me a minute"), or an order to the session."""

SHORT = 0.3
"""Seconds of silence after "yes" to a yes-or-no question, and after a sound that is no word."""
ASKED = 0.5
"""After a whole question."""
BRIEF = 0.6
"""After a sentence in answer to a yes-or-no question, and after a command."""
OPEN = 2.4
"""After an answer to an open question: people pause 1.5 s inside one, and a soft ending adds to what is silent."""
HANGING = 3.5
"""After a sentence that is not finished."""
MINUTE = 60.0
"""After "give me a minute"."""
_SHORT_WORDS = 4
_BRIEF_WORDS = 9
_FILLERS = r"(?:u+m+|u+h+|e+r+m*|a+h+|h+m+|m+|oh|well|so|okay|ok|right|yeah|like|actually|no|yes|sorry|wait|and|but)"

_ALOUD = re.compile(r"\b(?:oh|well|so|okay|ok|right|yeah|now|let me see|let's see|i don't know|what was it)\b")
"""What people say to themselves while they think."""

_HANGS = re.compile(
    r"(?:^|\s)(?:and|but|or|nor|because|'?cause|cos|if|when|whenever|while|although|though|since|until|unless|which|"
    r"whose|whether|than|as|of|from|with|without|at|into|between|for|a|an|the|my|your|their|our|its|every|"
    r"i|he|she|we|they|i'm|i've|i'd|i'll|he's|she's|he'd|she'd|it's|we're|we've|they're|they've|there's|that's|"
    r"um+|uh+|er|erm|hm+|well|like|just|even|then|you know|i mean|kind of|sort of|the thing is|"
    r"(?<!think )(?<!hope )(?<!guess )(?<!say )(?<!said )(?<!believe )so|"
    r"(?:say|says|said|saying|think|thinks|thought|feel|feels|felt|is|was|told me|tells me) that|"
    r"(?<!want )(?<!wants )(?<!wanted )(?<!like )(?<!love )(?<!need )(?<!have )(?<!had )(?<!going )(?<!try )"
    r"(?<!tried )(?<!used )(?<!able )(?<!supposed )(?<!meant )to)$"
)
_FINISHED = re.compile(
    r"(?:^|\s)(?:what (?:it's|he's|she's|they're|we're) (?:like|for)|as well|even then|by then|since then|not even)$"
)
_TIME = re.compile(
    rf"(?:{_FILLERS} )*(?:please )?(?:(?:can|could|would) you )?(?:just )?"
    r"(?:(?:give me|gimme|i need|wait|hang on|hold on|just|let me have|let me take|i'll need) )?(?:just )?"
    r"(?:a|one|another|half a) (?:minute|moment|second|sec|mo|bit)(?: or two)?(?: to think)?(?: please)?"
    rf"|(?:{_FILLERS} )*(?:let me (?:just )?think(?: about (?:it|that))?(?: (?:for )?a (?:minute|moment|second|bit))?"
    r"|let me see|hang on|hold on|i(?:'m| am) thinking|i need to think)(?: please)?"
)
_CLAUSE = re.compile(r"[.,;:!?…–—-]+(?:\s+|$)")
_YES_NO = re.compile(
    r"(?:(?:and|so|but|okay|well) )*(?:(?:do|does|did|is|are|am|was|were|has|have|had|can|could|will|would|should|"
    r"shall|may|might|isn't|aren't|wasn't|don't|doesn't|didn't|haven't|hasn't)\b|want to\b|(?:the )?same\b)"
)
_OPEN_IN_DISGUISE = re.compile(
    r"\b(?:can|could|would|will|do) you (?:like to |want to )?(?:tell|say|describe|share|explain|talk about)\b"
)
_QUESTION = re.compile(
    r"(?:(?:so|and|okay|well|um) )*(?:what|what's|how|how's|why|who|which|where|when|is|are|am|do|does|can|could|"
    r"should|would|will)\b"
)
_TOLD = re.compile(r"\b(?:did|was|were|said|had|went|came|told|asked|happened|you know (?:what|how|when))\b")


def expecting(said: str) -> Literal["closed", "open"]:
    """What answer the coach's last words ask for."""
    last = (sentences(said) or [""])[-1]
    plain = _plain(last)
    closed = last.endswith("?") and _YES_NO.match(plain) and not _OPEN_IN_DISGUISE.search(plain)
    return "closed" if closed else "open"


def patience(expects: Expecting, text: str, confidence: float = 1.0) -> Patience:
    """The patience for a silence after `text`, which is all that was said of the utterance so far.

    In the middle of a story only a question that was surely heard is answered fast: half a sentence can sound like one.
    """
    if expects == "open" and confidence >= _SURE and _whole_question(text):
        expects = "question"
    return replace(_BASE, end=_silence(expects, text))


_SURE = 0.65
"""Confidence of a transcript from which a question is believed to be one."""


_BASE = Patience()


def _silence(expects: Expecting, text: str) -> float:
    words = _words(text)
    if expects == "command":
        return BRIEF
    if _asks_time_last(text):
        # Said alone it is told at once, so that the person knows it was heard; then the minute runs.
        return BRIEF if asks_time(text) else MINUTE
    if expects == "minute" and (unfinished(text) or not _ALOUD.sub("", " ".join(words)).strip()):
        return MINUTE
    if unfinished(text):
        return HANGING
    if expects == "closed" and 0 < len(words) <= _SHORT_WORDS:
        return SHORT
    if expects in ("closed", "question") and text.rstrip().endswith("?"):
        return ASKED
    if expects in ("closed", "question"):
        return BRIEF if len(words) <= _BRIEF_WORDS else OPEN
    return OPEN


def unfinished(text: str) -> bool:
    """Whether the words stop where a sentence can't: "and then I", "because", "the", "um", a comma, three dots."""
    text = text.strip()
    if not text:
        return False
    if text.endswith(("...", "…", ",", "-", "–", "—", ":", ";")):
        return True
    if text.endswith("?"):
        return False
    plain = _plain(text)
    return bool(_HANGS.search(plain)) and not _FINISHED.search(plain)


def asks_time(text: str) -> bool:
    """Whether the whole utterance asks for time to think, such as "give me a minute"."""
    return bool(_TIME.fullmatch(_plain(text)))


def _asks_time_last(text: str) -> bool:
    clauses = [clause for clause in _CLAUSE.split(text) if clause.strip()]
    return bool(clauses) and (asks_time(clauses[-1]) or asks_time(text))


def _whole_question(text: str) -> bool:
    """One sentence, a question, and not one that belongs to a story ("Why did I go? Because ...")."""
    plain = _plain(text)
    one = text.rstrip().endswith("?") and len(sentences(text)) == 1
    return one and len(plain.split()) >= 4 and bool(_QUESTION.match(plain)) and not _TOLD.search(plain)


def _words(text: str) -> list[str]:
    return [word for word in _plain(text).split() if not re.fullmatch(r"u+m+|u+h+|e+r+m*|h+m+|m+", word)]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", text.lower().replace("’", "'")).split())
