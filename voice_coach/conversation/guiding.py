"""One thing from the guide that fits what somebody wishes for, or what was heard."""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.scorer import Scorer
from voice_coach.core.knowledge import Knowledge, Passage
from voice_coach.core.manner import MOST_WORDS, words
from voice_coach.core.state import State
from voice_coach.core.turn import Sentence

_FROM_GUIDE = ("Q4", "Q1", "Q2")
"""Questions of the guide whose passages fit a reflection: what two people can do, and what balance is like."""


_NEAREST = 4


def guided(
    state: State, told: Sequence[str], question: str, scorer: Scorer, knowledge: Knowledge, prompts: Prompts
) -> tuple[list[str], list[Sentence]]:
    """What of the words given back (`told`) there is room for, and one thing from the guide, if one fits."""
    lead = prompts.say("turn.guide", len(state.turns))
    most = MOST_WORDS["question"] - words([lead, question])
    fitting = [p for p in passages(state, scorer, knowledge) if words([p.text]) <= most][:_NEAREST]
    # Of the nearest the first that leaves room for what was just told: that was heard, too.
    with_told = (p for p in fitting if words([*told[:1], p.text]) <= most)
    here = next(with_told, fitting[0] if fitting else None)
    if here is None:
        return list(told), []
    said = state.said_by_coach()
    brief = (line for line in (*told[:1], *prompts.variants("frame.presence")) if line not in said)
    given = [line for line in brief if words([line, here.text]) <= most][:1]
    # The offer is no claim of the guide; the passage is, and is cited.
    return given, [Sentence(lead), Sentence(here.text, (here.id,))]


def passages(state: State, scorer: Scorer, knowledge: Knowledge) -> list[Passage]:
    """Passages on what is wished for, then on what was heard, harder signals first; none that could stir a quarrel."""
    ranked = dict.fromkeys([*scorer.topics(state.turns[-1].text), *harder_first(state, scorer)])
    said = state.said_by_coach()
    fitting = [
        passage
        for name in ranked
        for faq in _FROM_GUIDE
        for passage in knowledge.passages.values()
        if name in passage.signals and faq in passage.faq
    ]
    return [p for p in fitting if not p.escalation_risk and not p.unsafe_under_abuse and p.text not in said]


def harder_first(state: State, scorer: Scorer) -> list[str]:
    """The signals that were heard: the harder ones first, the surest first among them."""
    heard = scorer.score(state.turns, state.struck).signals
    return sorted(heard, key=lambda name: (heard[name].state == "positive", -heard[name].confidence))
