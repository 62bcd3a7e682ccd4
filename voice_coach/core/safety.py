"""Screening: does what was said hold a sign of danger? Runs first in every turn, with or without a model.

Phrases are reviewed data (knowledge/safety_cues.toml, applied by `cues`); a trained classifier may add what they
miss. Either is enough. One thing more is asked of a phrase: its turn must not surely mean something else ("this heat
will finish me off"). This module holds the rules over several turns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from voice_coach.core.asked_outright import told_by_answer
from voice_coach.core.assessment import CLASSES, CLEAR, DOER, ROOM_CLASSES, TIERS, Assessment, Hint, Tier
from voice_coach.core.cue_data import Cue
from voice_coach.core.cues import Cues, compile_cues
from voice_coach.core.denial import without_denials
from voice_coach.core.explained import asked_before, explained, misread
from voice_coach.core.normalise import normalise
from voice_coach.core.pieces import pieces
from voice_coach.core.safe_again import safe_again
from voice_coach.core.transcript import Turn
from voice_coach.core.whose_danger import by_whom, whose

__all__ = [
    "CLASSES",
    "CLEAR",
    "ROOM_CLASSES",
    "TIERS",
    "Assessment",
    "Cue",
    "Cues",
    "Hint",
    "Implicit",
    "Tier",
    "compile_cues",
    "normalise",
    "screen",
    "screen_text",
    "under_cue",
]

Implicit = Callable[[Sequence[str]], list[Hint]]
"""A classifier: texts of user turns in, one hint for each out."""
HARMLESS = 0.05
"""A turn in which danger is less likely than this, in any of its pieces too, means something else than its phrase.

Of 1,062 turns that tell of danger and hold a phrase none is under 0.12."""
DOUBT = 0.3
"""A no with more said behind it does not end a guess where that is likelier danger than this."""
BY_ITSELF = 0.8
"""From where a guess stands whatever was said before it. With this one false guess less in two is heard in plain talks,
and of the true ones nine in ten are heard at once even where the turn before is of something else."""
NEARLY_SURE = 0.9
"""From where the classifier is listened to again on what it had guessed wrongly before in the same session."""
_SHORT = 6
"""Words of an answer that are taken as they stand."""
_PLAN = "suicide_plan"
"""What is never taken back: people who are ready say so calmly ("everything ready, letter ready")."""
_AGE = "minor_user"
_CONTRAST = re.compile(
    r"\b(?:i['’]?m|i am) not (?:suicidal|going to (?:kill|hurt|harm) myself|thinking (?:of|about) suicide)"
    r"[,.;]? *(?:but |it['’]?s )?(?:(?:i['’]?m|i am) )?(?:just|only)\b",
    re.IGNORECASE,
)
"""What is denied in a plain contrast ("I'm not suicidal, just sad"): a classifier hears what is meant instead."""
_REGRET = re.compile(
    r"\bi (?:should|could|shouldve|couldve|wish i had)(?: have)? (?!killed|hit|hurt|smacked|slapped|strangled"
    r"|finished|stabbed)"
    r"\w+"
)
"""What was left undone is no harm that is meant: "I should have made him see the doctor"."""
LEAD = 60
"""Characters of the turn before that are read together with a turn."""
ASKED = 90
"""Characters at the end of the coach's turn that hold its question."""


def screen_text(text: str, cues: Cues) -> Assessment:
    """Screen one turn by itself."""
    return cues.read(cues.plain(cues.literal(text)))


def screen(turns: Sequence[Turn], cues: Cues, implicit: Implicit | None = None) -> Assessment:
    """The state after the last turn. Only what the user said is screened.

    A cue stays, whatever is said later, with three exceptions. The answer to the coach's question explains it
    ("at dominoes") or puts it in the distant past. Or the person says that they are safe and wants to go on; that
    never ends an emergency, and does not touch what the classifier found in that turn. Or only the classifier found
    it, the coach asked whether it had heard right, and the person says no. The first and the last need an answer in
    which neither finds anything.
    """
    states = [state for *_, state in _states(turns, cues, implicit)]
    return states[-1] if states else CLEAR


def under_cue(turns: Sequence[Turn], cues: Cues, implicit: Implicit | None = None) -> frozenset[int]:
    """The turns of the user at which a sign of danger was in view, whatever became of it later. The one that ends it
    ("I'm safe, go on") was still said under it."""
    return frozenset(index for index, gated, _ in _states(turns, cues, implicit) if gated)


def _states(turns: Sequence[Turn], cues: Cues, implicit: Implicit | None) -> Iterator[tuple[int, bool, Assessment]]:
    """For each turn of the user: its index, whether it was said under a sign of danger, and the state after it."""
    spoken = [index for index, turn in enumerate(turns) if turn.role == "user"]
    literal = {index: cues.literal(turns[index].text) for index in spoken}
    heard = {index: _CONTRAST.sub("", text) for index, text in literal.items()}
    hinted = dict(zip(spoken, implicit(list(heard.values())), strict=True)) if implicit and spoken else {}
    state, gated, dismissed, unsure = CLEAR, False, set[str](), False
    for at, index in enumerate(spoken):
        said = cues.plain(literal[index])
        hint = hinted.get(index, Hint())
        if implicit and at and not state.gated:
            hint, unsure = _in_context(hint, heard[spoken[at - 1]], heard[index], unsure, implicit)
        # The word "safe" itself is heard as a fear.
        doubtful = hint.danger > DOUBT and hint.found.classes not in ((), ("fear",))
        if state.tier != "emergency" and not doubtful and safe_again(said):
            state = CLEAR
        if _all_guessed(state) and asked_before(turns, index) and _denied(said, cues, implicit):
            dismissed.update(state.guessed)
            state, gated = CLEAR, False
            yield index, True, state
            continue
        if hint.found.classes == ("fear",) and safe_again(said):
            hint = Hint(danger=hint.danger)  # The word "safe" is what it heard.
        if hint.found.classes == (_AGE,) and cues.words.grown.search(said):
            hint = Hint(danger=hint.danger)
        if hint.found.classes == (DOER,) and _REGRET.search(said):
            hint = Hint(danger=hint.danger)
        if hint.danger < NEARLY_SURE and dismissed.issuperset(hint.found.classes):
            hint = Hint(danger=hint.danger)  # It was asked about, and was not so: once is enough.
        own = cues.read(said, asked=asked_before(turns, index))
        if not cues.words.outright.search(said):
            own = _meant(own, heard[index], hint, implicit)
        own = whose(own, state, said)
        own = own.merge(by_whom(hint, own, said, lambda text: implicit([text])[0] if implicit else Hint()))
        then = own  # As it was taken before its answer explained it.
        if own.cue and explained(turns, index, said, own, cues, lambda text: _danger(text, implicit)):
            own = CLEAR
        doubtful = hint.danger > DOUBT and len(said.split()) > _SHORT
        if state.guessed and not own.cue and not doubtful and misread(turns, index, said, cues):
            dismissed.update(state.guessed)
            state = state.without_guesses()
        state = state.merge(own).merge(_with_turns_before(turns, index, said, cues))
        if asked_before(turns, index):
            asked = cues.plain(turns[index - 1].text)[-ASKED:]
            state = state.merge(told_by_answer(asked, turns[index].text, state))
        before, gated = gated, state.merge(then).gated
        yield index, before or gated, state


def _in_context(hint: Hint, before: str, text: str, waited: bool, implicit: Implicit) -> tuple[Hint, bool]:
    """What is hinted at, where a turn is also read with the one before it; and whether a guess waits for the next.

    "I keep seeing the empty hooks in the hall" sounds of danger alone, and of a man who moved out behind "he packed
    while I was at work". A guess that is not nearly sure and does not hold there waits a turn: what comes next may bear
    it out.
    """
    if hint.found.cue and hint.danger >= BY_ITSELF:
        return hint, False
    if not hint.found.cue and not waited:
        return hint, False
    both = implicit([f"{before.rstrip('. ')}. {text}"])[0]
    if both.found.cue:
        return hint.merge(both) if waited else hint, False
    return Hint(danger=hint.danger), hint.found.cue


def _all_guessed(state: Assessment) -> bool:
    return state.cue and set(state.classes) == set(state.guessed)


def _denied(said: str, cues: Cues, implicit: Implicit | None) -> bool:
    """Whether a turn denies what was guessed, and holds nothing besides that sounds like danger."""
    left = without_denials(said)
    if left is None or cues.words.outright.search(left) or cues.read(left).cue:
        return False
    return not left or implicit is None or not implicit([left])[0].found.cue


def _danger(text: str, implicit: Implicit | None) -> float:
    return implicit([text])[0].danger if implicit else 0.0


def _meant(said: Assessment, text: str, hint: Hint, implicit: Implicit | None) -> Assessment:
    """What phrases found, without what the turn surely does not mean, as a whole and in each of its pieces.

    A story or a question around a cue hides it from the classifier. An age is a fact and no meaning; and what is only
    worth a gentle question is asked. A plan stands.
    """
    if _PLAN in said.classes:
        return said
    if said.tier not in ("high", "emergency") or hint.danger >= HARMLESS or implicit is None:
        return said
    if any(piece.danger >= HARMLESS for piece in implicit(pieces(text))):
        return said
    return Assessment(True, (_AGE,), "elevated") if _AGE in said.classes else CLEAR


def _with_turns_before(turns: Sequence[Turn], index: int, said: str, cues: Cues) -> Assessment:
    """Cues that only show across a question and its answer, or across two turns of the user."""
    found = CLEAR
    for back in (1, 2):
        if index >= back:
            lead = cues.plain(turns[index - back].text)[-LEAD:]
            lead = lead[lead.find(" ") + 1 :] if len(lead) == LEAD else lead
            both = cues.read(lead + said, across=len(lead))
            alone = cues.read(lead)
            # What the turn before holds by itself was counted there, and may have been explained since.
            if not set(both.classes) <= set(alone.classes) or TIERS.index(both.tier) > TIERS.index(alone.tier):
                found = found.merge(both)
    return found
