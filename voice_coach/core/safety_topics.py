"""What a conversation about danger can be about, how grave each topic is, and the one question that belongs to it."""

from __future__ import annotations

from typing import Literal

from voice_coach.core.safety import ROOM_CLASSES, Assessment

Topic = Literal["suicide", "self_harm", "harm_from_other", "choking", "partner_threat", "harm_to_other", "child", "age"]

_LIFE = {"suicide_plan", "suicide_active", "suicide_passive"}
CLASSES_OF: dict[Topic, frozenset[str]] = {
    "suicide": frozenset({*_LIFE, "self_harm", "minor_user"}),
    "self_harm": frozenset({"self_harm", "minor_user"}),
    "harm_from_other": ROOM_CLASSES | {"child_at_risk", "minor_user"},
    "choking": ROOM_CLASSES | {"child_at_risk", "minor_user"},
    "partner_threat": frozenset({*_LIFE, "partner_suicide_threat", "minor_user"}),
    "harm_to_other": ROOM_CLASSES | {"user_harms_or_threatens_others"},
    "child": frozenset({"child_at_risk", "minor_user"}),
    "age": frozenset({"minor_user"}),
}
"""Whose help lines belong in a topic."""
QUESTIONS: dict[Topic, tuple[str, ...]] = {
    "suicide": ("thoughts", "plan", "plan", "company"),
    "self_harm": ("thoughts",),
    "harm_from_other": ("danger",),
    "choking": ("danger",),
    "partner_threat": ("them",),
    "harm_to_other": ("hurt",),
    "child": ("child",),
}
"""The one direct question of a topic, by its stage."""

CHECKS: dict[Topic, str] = {
    "suicide": "thoughts",
    "self_harm": "thoughts",
    "harm_from_other": "harm",
    "choking": "harm",
    "partner_threat": "threat",
    "harm_to_other": "hurt",
    "child": "child",
}
"""What is asked instead where nothing but a guess opens the topic: whether it is so at all."""


def topics_of(safety: Assessment, private: bool) -> list[Topic]:
    """What may be spoken of, what needs a person most urgently first. Empty while only the room's topics are there."""
    classes = set(safety.classes)
    found: list[Topic] = ["suicide"] if classes & _LIFE else []
    if "self_harm" in classes:
        found.append("self_harm")
    if classes & ROOM_CLASSES and not private:
        return found
    # Phrases grade any choking an emergency: below that only a classifier hints at it, and nobody spoke of a neck.
    choked = "choking" in classes and safety.tier == "emergency"
    if choked:
        found.append("choking")
    if "user_harms_or_threatens_others" in classes:
        found.append("harm_to_other")
    if classes & ROOM_CLASSES and not choked:
        found.append("harm_from_other")
    rest: dict[str, Topic] = {
        "partner_suicide_threat": "partner_threat",
        "child_at_risk": "child",
    }
    return found + [topic for name, topic in rest.items() if name in classes]


def stage_of(topic: Topic, safety: Assessment) -> int:
    """How grave it is, from 1."""
    emergency = safety.tier == "emergency"
    if topic != "suicide":
        return 2 if emergency and topic != "self_harm" else 1
    if "suicide_plan" in safety.classes:
        return 4 if emergency else 3
    return 2 if "suicide_active" in safety.classes else 1


def life_now(safety: Assessment) -> bool:
    """Whether an emergency is the user's own life: a plan, or nothing else that explains it."""
    alone = not set(safety.classes) - _LIFE - {"self_harm", "minor_user"}
    return safety.tier == "emergency" and ("suicide_plan" in safety.classes or alone)
