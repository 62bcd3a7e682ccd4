"""The reviewed data behind screening, checked and compiled: phrases, frames, lists of words.

The file is knowledge/safety_cues.toml; `cues` applies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from voice_coach.core.assessment import CLASSES, TIERS, Tier
from voice_coach.core.phrases import Phrases, Slots, compile_phrases

_NOTHING = compile_phrases((), Slots({}))


@dataclass(frozen=True)
class Cue:
    """Phrases of one class.

    `denial`: the phrases are denials themselves ("he's not violent, honestly"), and weighed like any other denial.
    """

    labels: tuple[str, ...]
    tier: Tier
    pattern: Phrases
    unless: Phrases = _NOTHING
    denial: bool = False


@dataclass(frozen=True)
class Frame:
    """Words that give a match another meaning; `clears` names classes, empty for all."""

    pattern: Phrases
    clears: frozenset[str]


@dataclass(frozen=True)
class Rise:
    """Words near a match (or classes found together) that raise the tier or add a class."""

    needs: frozenset[str]
    pattern: Phrases
    tier: Tier
    adds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Single lists: how denials, the past and answers sound."""

    negated: Phrases
    inside: Phrases
    unasked: Phrases
    settled: Phrases
    contrast: Phrases
    asked: Phrases
    past: Phrases
    present: Phrases
    retracts: Phrases
    checks: Phrases
    room: Phrases
    """The coach's question whether anyone else hears."""
    misread: Phrases
    idioms: Phrases
    """Stock sayings that never mean what they say: cut out before anything is screened, but for what is `grave`."""
    grave: Phrases
    outright: Phrases
    """What is said so plainly that no classifier takes it back."""
    grown: Phrases
    """A grown-up's age, or whose else it is."""


def read_cue(item: Mapping[str, Any], slots: Slots) -> Cue:
    """One [[cue]]. ValueError for a class or tier that does not exist, KeyError for a slot."""
    labels = _classes((item["class"], *item.get("also", ())))
    pattern = compile_phrases(item["phrases"], slots)
    unless = compile_phrases(item.get("unless", ()), slots)
    return Cue(labels, _tier(item["tier"]), pattern, unless, item.get("denial", False))


def read_frame(item: Mapping[str, Any], slots: Slots) -> Frame:
    """One [[frame]]; errors as for a cue."""
    return Frame(compile_phrases(item["words"], slots), frozenset(_classes(item.get("clears", ()))))


def read_rise(item: Mapping[str, Any], slots: Slots) -> Rise:
    """One [[rise]]; errors as for a cue."""
    words = compile_phrases(item["words"], slots)
    return Rise(frozenset(_classes(item["classes"])), words, _tier(item["tier"]), _classes(item.get("adds", ())))


def read_words(raw: Mapping[str, Any], slots: Slots) -> Words:
    """The lists of [words]; one that is missing matches nothing."""
    # A denial leads up to a match: it is looked for at the very end of what stands before.
    ends = {"negated": "$"}
    return Words(
        **{name: compile_phrases(raw.get(name, ()), slots, ends.get(name, "")) for name in Words.__dataclass_fields__}
    )


def _classes(names: Iterable[str]) -> tuple[str, ...]:
    for name in (names := tuple(names)):
        if name not in CLASSES:
            raise ValueError(f"unknown class: {name}")
    return names


def _tier(name: str) -> Tier:
    for tier in TIERS:
        if tier == name and tier != "none":
            return tier
    raise ValueError(f"unknown tier: {name}")
