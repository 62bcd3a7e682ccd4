"""Motivational interviewing, counted: reflect before asking, one question, few words, no advice, no side taken.

Miller & Rollnick, Motivational Interviewing (2013): reflections to questions at least 1:1, aimed at 2:1. The checks
hold for every reflector; a language model that breaks one is asked once more, then the embedded coach speaks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from voice_coach.core.life_facts import not_told

MOST_WORDS = {"reflection": 35, "question": 35, "answer": 60, "safety": 90, "summary": 150}
"""Spoken words by kind of reply."""

_ADVICE = re.compile(
    r"\b(?:you (?:should|need to|must|ought to|have to|had better|could try)|why don'?t you|try to|make sure"
    r"|have you (?:tried|considered|thought about)|i(?:'d| would) (?:suggest|recommend|advise)|my advice"
    r"|you might want to)\b",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"\b(?:(?:he|she|they)(?:'s| is| are|'re)? (?:clearly |obviously |definitely |just |simply |being )?"
    r"(?:wrong|selfish|unfair|cruel|lazy|using you|taking advantage|toxic|to blame|at fault|the problem)"
    r"|(?:his|her|their) fault|you deserve better|you(?:'re| are) (?:right|better off)"
    r"|that(?:'s| is) (?:unfair|wrong|not okay|unacceptable)"
    r"|(?:he|she|they) (?:doesn'?t|don'?t|does not|do not) (?:care|love|respect|value) "
    r"|good for you|well done|great (?:job|answer)|i'?m proud)\b",
    re.IGNORECASE,
)
_CONFRONTS = re.compile(
    r"\b(?:but (?:did|didn'?t|have|haven'?t) you|are you sure|why didn'?t you|why did you|don'?t you think"
    r"|isn'?t it (?:you|your))\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_RULES = (("advice", _ADVICE), ("side", _SIDE), ("confronts", _CONFRONTS))


def words(sentences: Sequence[str]) -> int:
    """Spoken words."""
    return sum(len(sentence.split()) for sentence in sentences)


def questions(sentences: Sequence[str]) -> int:
    """Question marks, outside the person's own quoted words."""
    return sum(re.sub(r"'[^']*\?'", "", sentence).count("?") for sentence in sentences)


def unsaid(sentence: str, told: str) -> list[str]:
    """Numbers, facts and names in a sentence about the person that are not in what they `told`: nobody said them."""
    names = [name for name in _NAME.findall(sentence) if name.lower() not in told.lower()]
    return [*not_told(sentence, told), *names]


def faults(sentences: Sequence[str], kind: str = "question", said: Collection[str] = ()) -> list[str]:
    """Names of the rules of manner that a reply breaks; empty when it may be said.

    `kind` is a key of MOST_WORDS; `said` are the coach's earlier turns.
    """
    found: list[str] = []
    asked = questions(sentences)
    if asked > 1:
        found.append("two_questions")
    if asked and (len(sentences) < 2 or ("?" in sentences[0] and not sentences[0].startswith(("'", "You ")))):
        found.append("asks_first")
    if words(sentences) > MOST_WORDS.get(kind, 60):
        found.append("too_long")
    text = " ".join(sentences)
    found += [
        name for name, rule in (("advice", _ADVICE), ("side", _SIDE), ("confronts", _CONFRONTS)) if rule.search(text)
    ]
    if any(sentence in earlier for sentence in sentences for earlier in said if len(sentence.split()) > 2):
        found.append("repeated")
    return found
