"""Coming back to what was told before, where a turn itself has nothing to give back: "I don't know", a plain no."""

from __future__ import annotations

import re

from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.scorer import Scorer
from voice_coach.core.asking import is_question
from voice_coach.core.mirror import mirrors, quotable
from voice_coach.core.state import State
from voice_coach.core.strikes import struck_quotes
from voice_coach.core.uptake import take_up

SURE = 0.98
"""Confidence of evidence from which the coach says what it may be like: a wrong word there hurts. Of evidence from 0.98
on 0.98 is right on our sets, of that between 0.85 and 0.98 no more than 0.83."""
_QUOTED = 4
"""Words from which a quote is worth coming back to, and by which it is known."""
_ASKS = re.compile(
    r"(?:um |so |and |but |well )*(?:what|why|how|who|do you|can you|should i|am i|is it)\b", re.IGNORECASE
)
_A_WHILE = 2
"""Turns after which what was given back in other words may be quoted: at once it would be said twice."""


def earlier(state: State, scorer: Scorer, prompts: Prompts) -> tuple[str, ...]:
    """What was told before the last turn and is not given back yet, newest first; then what that may be like; then
    what was given back a while ago, in the person's own words."""
    given = state.said_by_coach().lower()
    at = len(state.turns) // 2
    found: list[str] = []
    again: list[str] = []
    gone = struck_quotes(state.turns, state.struck)
    own = [(turn, gone.get(index, ())) for index, turn in enumerate(state.turns) if turn.role == "user"]
    for back, (turn, struck) in enumerate(own[-2::-1]):
        if any(quote in turn.text for quote in struck) or not _may_come_back(turn.text, scorer):
            continue
        said, quote = mirrors(turn.text), quotable(turn.text)
        new = next((mirror for mirror in said if _start(mirror) not in given), "")
        known = any(_start(mirror) in given for mirror in said) or _start(quote) in given
        if new:
            found.append(prompts.say("recall.said", at, said=new))
        elif len(quote.split()) >= _QUOTED and quote.lower() not in given:
            line = prompts.say("recall.quote", at, quote=quote)
            if not known:
                found.append(line)
            elif back >= _A_WHILE:
                again.append(line)
    for name, heard in scorer.score(state.turns, state.struck).signals.items():
        like = prompts.variants(f"meaning.{name}.{heard.state}") if heard.state != "mixed" else ()
        unsaid = [text for text in like if text.rstrip(".").lower() not in given]
        # Once in its turn and once looking back is enough.
        if heard.confidence >= SURE and len(unsaid) + 2 > len(like) > 0:
            text = unsaid[at % len(unsaid)]
            found.append(prompts.say("recall.like", at, like=text[0].lower() + text[1:]))
    return (*found, *again)


def _start(words: str) -> str:
    return " ".join(words.lower().split()[:_QUOTED])


def _may_come_back(text: str, scorer: Scorer) -> bool:
    """Not to what showed danger, whatever became of it: somebody may be in the room by now."""
    danger = scorer.screener.turn(text).cue or scorer.screener.cues.says_safe(text)
    asks = is_question(text) or text.rstrip().endswith("?") or bool(_ASKS.match(text))
    return not (danger or asks or scorer.steers(text)) and take_up(text).act in ("told", "brief")
