"""Fit the heads for danger and signals on a frozen encoder: `python -m evals.train.heads --encoder knowledge/encoder`.

Needs nothing but voice-coach itself (numpy): logistic regression by Adam on the encoder's vectors. Rewrites
heads.npz and leaves the prototypes of questions as the fine-tuning made them.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from evals.train import data
from voice_coach import assets
from voice_coach.core.heads import SCALE
from voice_coach.core.safety import CLASSES
from voice_coach.engines.minilm import SentenceOptions, Sentences

Array = NDArray[np.float32]
GRADES = ("elevated", "high", "emergency")


def main() -> None:
    """Embed, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--threshold", type=float, default=0.5)
    given = parser.parse_args()
    encoder = Sentences(given.encoder, SentenceOptions(threads=2, batch=32), 128, "encoder")
    with np.load(given.encoder / "heads.npz", allow_pickle=False) as old:
        arrays = dict(old)
    arrays["signals"], arrays["token"] = fit_signals(encoder)
    arrays["danger"], arrays["grade"] = fit_danger(encoder)
    arrays["danger_threshold"] = np.float32(given.threshold)
    np.savez_compressed(given.encoder / "heads.npz", **arrays)


def fit_danger(encoder: Sentences) -> tuple[Array, Array]:
    """Rows: the classes, then any danger; and how grave."""
    examples = [*data.dangers(), *data.ordinary(4000, random.Random(3))]
    examples += [x for x in data.questions() if x.danger is not None]
    vectors = SCALE * _embedded(encoder, [x.text for x in examples], "Embedding dangers")
    wanted = np.zeros((len(examples), len(CLASSES) + 1), np.float32)
    for row, example in enumerate(examples):
        for name in example.danger or ():
            wanted[row, CLASSES.index(name)] = wanted[row, -1] = 1.0
    danger = _fit(vectors, wanted, _sigmoid, decay=2e-4)
    cued = [i for i, x in enumerate(examples) if x.danger]
    grades = np.zeros((len(cued), len(GRADES)), np.float32)
    for row, i in enumerate(cued):
        grades[row, GRADES.index(examples[i].tier or "high")] = 1.0
    return danger, _fit(vectors[cued], grades, _softmax, decay=2e-4)


def fit_signals(encoder: Sentences) -> tuple[Any, Array]:
    """One row for each pole of each signal, on token vectors."""
    labels = [(name, pole) for name in assets.signals() for pole in ("positive", "negative")]
    column = {label: index for index, label in enumerate(labels)}
    vectors, wanted = [], []
    for example in track(data.signals(), "Reading signals"):
        tokens = encoder.tokens([(example.question, example.text)])[0]
        marks = np.zeros((len(tokens.offsets), len(labels)), np.float32)
        for at, (start, end) in enumerate(tokens.offsets):
            for s, e, signal, pole in example.spans or []:
                if start < e and end > s:
                    marks[at, column[(signal, pole)]] = 1.0
        vectors.append(tokens.vectors.astype(np.float32))
        wanted.append(marks)
    token = _fit(np.concatenate(vectors), np.concatenate(wanted), _sigmoid, decay=1e-5, epochs=15)
    return np.array([f"{name}:{pole}" for name, pole in labels]), token


def _embedded(encoder: Sentences, texts: list[str], title: str) -> Array:
    parts = [encoder.embed(texts[at : at + 64]) for at in track(range(0, len(texts), 64), title)]
    return np.concatenate(parts)


def _sigmoid(odds: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), np.float32)


def _softmax(odds: Array) -> Array:
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def _fit(vectors: Array, wanted: Array, link: Callable[[Array], Array], decay: float, epochs: int = 40) -> Array:
    """Cross-entropy by Adam in large batches. Weights with the bias as the last column."""
    chance = np.random.default_rng(1)
    inputs = np.concatenate([vectors, np.ones((len(vectors), 1), np.float32)], axis=1)
    weights = np.zeros((wanted.shape[1], inputs.shape[1]), np.float32)
    weights[:, -1] = -2.0
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    batch, step = 4096, 0
    for epoch in range(epochs):
        rate = 0.01 * (1 - epoch / epochs)
        order = chance.permutation(len(inputs))
        for at in range(0, len(order), batch):
            rows = order[at : at + batch]
            error = link(inputs[rows] @ weights.T) - wanted[rows]
            slope = error.T @ inputs[rows] / len(rows) + decay * weights
            step += 1
            first = 0.9 * first + 0.1 * slope
            second = 0.999 * second + 0.001 * slope**2
            weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights.astype(np.float32)


if __name__ == "__main__":
    main()
