"""The trained heads on vectors: probabilities that add up, and a threshold that holds."""

from __future__ import annotations

import numpy as np
import pytest

from voice_coach import assets
from voice_coach.core.heads import Heads, target_probabilities
from voice_coach.core.safety import CLASSES


def test_targets_that_are_alike_are_added_up() -> None:
    likely = target_probabilities(["F01", "none", "none"], [0.5, 0.5, 0.5])
    assert likely["none"] == pytest.approx(2 / 3)
    assert sum(likely.values()) == pytest.approx(1.0)


def _heads(threshold: float) -> Heads:
    danger = np.zeros((len(CLASSES) + 1, 3), np.float32)
    danger[:, -1] = -5.0
    danger[-1, 0] = danger[4, 0] = 1.0
    grade = np.zeros((3, 3), np.float32)
    grade[1, -1] = 1.0
    return Heads(("F01",), np.eye(1, 2, dtype=np.float32), danger, grade, threshold, (), np.zeros((0, 3), np.float32))


def test_danger_is_a_cue_from_the_threshold_on() -> None:
    vector = np.array([[1.0, 0.0], [-1.0, 0.0]], np.float32)
    near, far = _heads(0.9).danger_of(vector)
    assert near.found.cue
    assert near.found.classes == (CLASSES[4],)
    assert near.found.tier == "high"
    assert near.danger > 0.9
    assert near.found.guessed == near.found.classes
    assert not far.found.cue
    assert far.danger < 0.1


def test_a_young_voice_is_judged_by_itself_and_is_no_danger() -> None:
    heads = _heads(0.9)
    heads.danger[4, 0], heads.danger[CLASSES.index("minor_user"), 0] = 0.0, 1.0
    (young,) = heads.danger_of(np.array([[1.0, 0.0]], np.float32))
    assert young.found.classes == young.found.guessed == ("minor_user",)
    assert (young.found.tier, young.found.gated) == ("elevated", False)
    assert young.danger < 0.9


def test_the_shipped_heads_fit_the_guide() -> None:
    heads = assets.heads()
    known = {*assets.knowledge().passages, *assets.knowledge().faqs, "none"}
    assert set(heads.targets) == known
    assert np.allclose(np.linalg.norm(heads.prototypes, axis=1), 1.0, atol=1e-4)
    assert {name for name, _ in heads.signals} == set(assets.signals())
