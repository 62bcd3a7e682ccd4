"""The arc of a reflection: the story, what is not yet heard, the need, one thing from the guide, one small step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

Stage = Literal["story", "explore", "need", "guide", "step", "done"]

QUESTIONS = {"ask": 0, "talk": 20, "checkin": 3}
"""How many questions the coach asks in a flow, the opening one included."""
EXPLORED = 13
"""Signals that a talk asks about before it turns to what the person needs."""
DEEPER, RICH = 4, 14
"""Questions, one of which stays with what was told instead of going on to the next signal; words from which a turn
tells enough to stay with it."""
_TWINS = (
    {"heard", "comfort_celebrate", "needs_weight"},
    {"reflect_adjust", "openness", "repair"},
    {"initiation", "steps_up"},
    {"self_voice", "openness"},
)
"""Signals whose questions sound alike: to ask for one right after the other was told is not to have listened."""
TOLD_ENOUGH = 5
"""Questions after which a wish that the person speaks of is taken up at once, and what they need is not asked for."""
_NEAR = {
    "heard": ("comfort_celebrate", "presence", "needs_weight", "reflect_adjust"),
    "comfort_celebrate": ("shows_up", "heard", "openness", "appreciation"),
    "energy": ("load_share", "presence", "self_voice", "heard"),
    "initiation": ("steps_up", "repair", "follow_through", "load_share"),
    "repair": ("reflect_adjust", "openness", "initiation", "grow_together"),
    "reflect_adjust": ("repair", "grow_together", "heard", "openness"),
    "shows_up": ("comfort_celebrate", "follow_through", "load_share", "needs_weight"),
    "follow_through": ("shows_up", "initiation", "reflect_adjust", "grow_together"),
    "needs_weight": ("self_voice", "heard", "load_share", "shows_up"),
    "load_share": ("appreciation", "steps_up", "shows_up", "energy"),
    "openness": ("self_voice", "repair", "heard", "comfort_celebrate"),
    "appreciation": ("load_share", "heard", "initiation", "energy"),
    "presence": ("heard", "initiation", "energy", "openness"),
    "self_voice": ("openness", "needs_weight", "steps_up", "repair"),
    "steps_up": ("initiation", "self_voice", "load_share", "shows_up"),
    "grow_together": ("repair", "reflect_adjust", "openness", "follow_through"),
}
"""What lies beside a signal that was heard, nearest first: a story leads there sooner than elsewhere."""


def wanted(heard: Sequence[str], asked: Sequence[str], signals: Sequence[str], just: Collection[str] = ()) -> list[str]:
    """Signals to ask about, most wanted first: near what was heard last, then near the rest, then any.

    The twins of what was heard `just` now come last.
    """
    near = [name for source in reversed(heard) for name in _NEAR.get(source, ())]
    taken = {*heard, *asked}
    found = [name for name in dict.fromkeys([*near, *signals]) if name not in taken and name in signals]
    alike = set().union(*(twins for twins in _TWINS if twins.intersection(just)))
    return sorted(found, key=lambda name: name in alike)
