"""Screening: does what was said hold a sign of danger? Runs first in every turn, with or without a model.

Names of classes and tiers are part of the contract for programs. Cues are reviewed data
(knowledge/safety_cues.toml); this module only applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from voice_coach.core.transcript import Turn

Tier = Literal["emergency", "high", "elevated", "none"]
TIERS: tuple[Tier, ...] = ("none", "elevated", "high", "emergency")
CLASSES = (
    "suicide_passive",
    "suicide_active",
    "suicide_plan",
    "self_harm",
    "violence",
    "threat_weapon",
    "choking",
    "control_monitoring",
    "fear",
    "stalking",
    "partner_suicide_threat",
    "user_harms_or_threatens_others",
    "child_at_risk",
    "minor_user",
)
ROOM_CLASSES = frozenset({"violence", "threat_weapon", "choking", "control_monitoring", "fear", "stalking"})
"""Classes in which the other person may be listening."""


@dataclass(frozen=True)
class Assessment:
    """The state of a session after a turn."""

    cue: bool = False
    classes: tuple[str, ...] = ()
    tier: Tier = "none"

    @property
    def gated(self) -> bool:
        """Whether passages, index and trend are withheld: any cue but a minor's age alone."""
        return self.cue and self.classes != ("minor_user",)

    def merge(self, other: Assessment) -> Assessment:
        """Both together: a cue is never removed by a later turn without one."""
        seen = {*self.classes, *other.classes}
        tier = max(self.tier, other.tier, key=TIERS.index)
        return Assessment(self.cue or other.cue, tuple(c for c in CLASSES if c in seen), tier)


CLEAR = Assessment()


@dataclass(frozen=True)
class Cue:
    """One reviewed pattern: matches unless its exception matches too."""

    label: str
    tier: Tier
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def compile_cues(raw: Iterable[dict[str, Any]]) -> tuple[Cue, ...]:
    """Cues from data: {class, tier, pattern, unless?}. An unknown class or tier raises ValueError."""
    cues = []
    for item in raw:
        label, tier = item["class"], item["tier"]
        if label not in CLASSES or tier not in TIERS:
            raise ValueError(f"unknown class or tier: {label}, {tier}")
        unless = re.compile(item["unless"]) if item.get("unless") else None
        cues.append(Cue(label, tier, re.compile(item["pattern"]), unless))
    return tuple(cues)


_FILLER = re.compile(r"\b(?:um+|uh+|er+m?|hmm+|like|you know|i mean|sort of|kind of)\b")
_NOT_WORD = re.compile(r"[^a-z0-9' ]+")


def normalise(text: str) -> str:
    """Recogniser text as cues expect it: lower case, no fillers, no punctuation, straight apostrophes."""
    lowered = text.lower().replace("’", "'")
    return " ".join(_FILLER.sub(" ", _NOT_WORD.sub(" ", lowered)).split())


def screen_text(text: str, cues: Sequence[Cue]) -> Assessment:
    """Screen one turn by itself."""
    plain = normalise(text)
    found = CLEAR
    for cue in cues:
        if cue.pattern.search(plain) and not (cue.unless and cue.unless.search(plain)):
            found = found.merge(Assessment(True, (cue.label,), cue.tier))
    return found


def screen(turns: Sequence[Turn], cues: Sequence[Cue]) -> Assessment:
    """The state after the last turn. Only what the user said is screened."""
    state = CLEAR
    for turn in turns:
        if turn.role == "user":
            state = state.merge(screen_text(turn.text, cues))
    return state
