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
DOER = "user_harms_or_threatens_others"
"""The class in which it is the speaker who does it."""


@dataclass(frozen=True)
class Assessment:
    """The state of a session after a turn."""

    cue: bool = False
    classes: tuple[str, ...] = ()
    tier: Tier = "none"
    guessed: tuple[str, ...] = ()
    """Those of the classes that no reviewed phrase names, and only the classifier found: the person is asked."""

    @property
    def gated(self) -> bool:
        """Whether passages, index and trend are withheld: any cue but a minor's age alone."""
        return self.cue and self.classes != ("minor_user",)

    def merge(self, other: Assessment) -> Assessment:
        """Both together: neither takes a cue from the other."""
        seen = {*self.classes, *other.classes}
        tier = max(self.tier, other.tier, key=TIERS.index)
        firm = {c for found in (self, other) for c in found.classes if c not in found.guessed}
        classes = tuple(c for c in CLASSES if c in seen)
        return Assessment(self.cue or other.cue, classes, tier, tuple(c for c in classes if c not in firm))

    def without_guesses(self) -> Assessment:
        """What phrases found; how grave it was taken to be stays."""
        firm = tuple(c for c in self.classes if c not in self.guessed)
        return Assessment(True, firm, self.tier) if firm else CLEAR


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
