"""The names of danger: classes, tiers, and what is known of a session. Names are a contract for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    guessed: bool = False
    """Whether no reviewed phrase says so, and only the classifier took it for danger: then the person is asked."""

    @property
    def gated(self) -> bool:
        """Whether passages, index and trend are withheld: any cue but a minor's age alone."""
        return self.cue and self.classes != ("minor_user",)

    def merge(self, other: Assessment) -> Assessment:
        """Both together: neither takes a cue from the other."""
        seen = {*self.classes, *other.classes}
        tier = max(self.tier, other.tier, key=TIERS.index)
        cues = [found for found in (self, other) if found.cue]
        guessed = bool(cues) and all(found.guessed for found in cues)
        return Assessment(bool(cues), tuple(c for c in CLASSES if c in seen), tier, guessed)


CLEAR = Assessment()


@dataclass(frozen=True)
class Hint:
    """What the trained classifier makes of one turn."""

    found: Assessment = CLEAR
    danger: float = 1.0
    """How likely any danger is, 0 to 1."""

    def merge(self, other: Hint) -> Hint:
        """What both found, and the likelier danger."""
        return Hint(self.found.merge(other.found), max(self.danger, other.danger))
