"""The small trained heads on a sentence vector: what is asked, what danger is hinted at, which signals are heard.

Trained together with the encoder by evals/train; the weights are plain arrays (knowledge/encoder/heads.npz).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_coach.core.assessment import CLASSES, CLEAR, Assessment, Hint, Tier
from voice_coach.core.signals import Vectors

SCALE = 20.0
"""What the unit vectors were multiplied by in training (inverse temperature)."""
_AGE = np.array([name == "minor_user" for name in CLASSES])
_YOUNG = 0.8
"""From where a school, a form tutor or a permit is taken for the age of who speaks: whoever talks of school is mostly
grown up, and to be taken for a child is no harm to speak of, so this is high (measured in evals/safety)."""
_GRADES: tuple[Tier, ...] = ("elevated", "high", "emergency")


@dataclass(frozen=True)
class Heads:
    """Weights of all heads. `d` is the size of the encoder's vectors (384)."""

    targets: tuple[str, ...]
    """The id of each prototype; several may be `none`."""
    prototypes: Vectors
    """Unit vectors of what can be asked, shape (targets, d)."""
    danger: NDArray[np.float32]
    """Shape (classes + 1, d + 1): one row for each class of danger, then one for any; the last column is the bias."""
    grade: NDArray[np.float32]
    """Shape (3, d + 1): elevated, high, emergency."""
    threshold: float
    """From where there is a cue: geometric mean of the probability of any danger and the sum over the classes."""
    signals: tuple[tuple[str, str], ...]
    """(signal, pole) of each row of `token`."""
    token: NDArray[np.float32]
    """Shape (signals, d + 1): the head on each token; the last column is the bias."""

    @staticmethod
    def read(arrays: Mapping[str, Any]) -> Heads:
        """From the arrays of heads.npz."""
        return Heads(
            tuple(str(name) for name in arrays["targets"]),
            np.asarray(arrays["prototypes"], np.float32),
            np.asarray(arrays["danger"], np.float32),
            np.asarray(arrays["grade"], np.float32),
            float(arrays["danger_threshold"]),
            tuple((str(name).partition(":")[0], str(name).partition(":")[2]) for name in arrays["signals"]),
            np.asarray(arrays["token"], np.float32),
        )

    def danger_of(self, vectors: Vectors) -> list[Hint]:
        """What each text (one unit row) hints at: a cue where danger is likelier than the threshold."""
        odds = _affine(self.danger, vectors)
        probabilities = 1.0 / (1.0 + np.exp(-odds))
        grades = _affine(self.grade, vectors).argmax(axis=1)
        return [self._assess(p, _GRADES[g]) for p, g in zip(probabilities, grades, strict=True)]

    def signals_of(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability of each (signal, pole) for each token, shape (tokens, signals)."""
        odds = vectors @ self.token[:, :-1].T + self.token[:, -1]
        return np.asarray(1.0 / (1.0 + np.exp(-odds)), np.float32)

    def _assess(self, probabilities: NDArray[np.float32], grade: Tier) -> Hint:
        # An age is no danger: it is judged by itself.
        each = np.where(_AGE, 0.0, probabilities[:-1])
        # Danger of no kind that could be named is mostly none: both must be likely (measured in evals/safety).
        danger = float(np.sqrt(probabilities[-1] * min(1.0, float(each.sum()))))
        if danger < self.threshold:
            young = float(np.sqrt(probabilities[-1] * probabilities[:-1][_AGE][0])) >= _YOUNG
            return Hint(Assessment(True, ("minor_user",), "elevated", ("minor_user",)) if young else CLEAR, danger)
        likely = [name for name, p in zip(CLASSES, each, strict=True) if p >= 0.5] or [CLASSES[int(each.argmax())]]
        return Hint(Assessment(True, tuple(likely), grade, tuple(likely)), danger)


def _affine(weights: NDArray[np.float32], vectors: Vectors) -> NDArray[np.float32]:
    return np.asarray(SCALE * vectors @ weights[:, :-1].T + weights[:, -1], np.float32)


def target_probabilities(targets: Sequence[str], scores: Sequence[float]) -> dict[str, float]:
    """Softmax over what can be asked, from the cosine of a question to each prototype; alike targets are added up."""
    cosines = np.asarray(scores, np.float32)
    weights = np.exp(SCALE * (cosines - cosines.max()))
    total: dict[str, float] = {}
    for name, weight in zip(targets, weights, strict=True):
        total[name] = total.get(name, 0.0) + float(weight)
    whole = sum(total.values())
    return {name: weight / whole for name, weight in total.items()}
