"""What the eval plays to the loop: people, real and synthetic, with pauses of a known length, and fifty noises."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng

from voice_coach import registry
from voice_coach.core.audio import FRAME, INPUT_RATE, OUTPUT_RATE, Samples, level, silence
from voice_coach.engines.pyav import resample

CLIPS = Path(__file__).resolve().parents[3] / "shared" / "data" / "speech"
VOICES = (
    {"pitch": 0.86},
    {"pitch": 1.12, "accent": "gb"},
    {"pitch": 1.0, "speed": 0.9},
    {"pitch": 0.94, "accent": "gb"},
)
PAUSES = (0.5, 1.5)
"""Seconds of silence inside an answer, drawn evenly between these."""
_FLOOR = -32.0
"""dB under the loudest moment, below which there is no word: recordings have rooms in them."""


@dataclass(frozen=True)
class Said:
    """A recording and where its last word ends."""

    samples: Samples
    """16 kHz."""
    name: str = ""

    @property
    def first(self) -> float:
        """Second at which the voice begins."""
        return _loud(self.samples)[0] * FRAME / 4 / INPUT_RATE

    @property
    def last(self) -> float:
        """Second at which the last word ends."""
        return (_loud(self.samples)[-1] + 1) * FRAME / 4 / INPUT_RATE


def spoken(text: str, voice: int = 0) -> Said:
    """A text in one of the synthetic voices, without silence around it."""
    made = np.concatenate([c.samples for c in _voice(voice % len(VOICES)).synthesize(text)])
    return Said(_trimmed(resample(made, OUTPUT_RATE, INPUT_RATE)), text)


def with_pauses(text: str, voice: int, rng: Generator) -> Said:
    """An answer whose parts ("|") lie PAUSES apart."""
    parts = [spoken(part.strip(), voice).samples for part in text.split("|")]
    return Said(_joined(parts, rng), text)


def clips(read: Callable[[Path], Iterator[Samples]], rng: Generator) -> list[Said]:
    """Recorded human speech, each clip with a pause at the quietest moment of its first and of its second half."""
    if not (CLIPS / "manifest.jsonl").is_file():
        return []
    rows = [json.loads(line) for line in (CLIPS / "manifest.jsonl").read_text("utf-8").splitlines()]
    made = []
    for row in (row for row in rows if row["kind"] == "speech" and row["seconds"] >= 2.5):
        whole = _trimmed(np.concatenate(list(read(CLIPS / row["file"]))))
        for low, high in ((0.2, 0.5), (0.5, 0.8)):
            cut = _quietest(whole, low, high)
            made.append(Said(_joined([_trimmed(whole[:cut]), _trimmed(whole[cut:])], rng), row["file"]))
    return made


def noises(count: int, rng: Generator) -> list[Said]:
    """Coughs, clicks, keys, thumps, breath and squeaks, each one different. Loudness as on a desk microphone."""
    kinds = (_cough, _click, _keys, _thump, _breath, _squeak)
    made = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        samples = kind(rng)
        peak = float(rng.uniform(0.15, 0.7))
        made.append(Said((samples / np.abs(samples).max() * peak).astype(np.float32), kind.__name__.strip("_")))
    return made


@cache
def _voice(number: int) -> Any:
    return registry.create("tts", "hibari", dict(VOICES[number]), None)


def _joined(parts: Sequence[Samples], rng: Generator) -> Samples:
    pieces = [parts[0]]
    for part in parts[1:]:
        pieces += [silence(float(rng.uniform(*PAUSES))), part]
    return np.concatenate(pieces)


def _loud(samples: Samples) -> list[int]:
    size = FRAME // 4
    levels = [level(samples[at : at + size]) for at in range(0, len(samples) - size + 1, size)]
    least = max(levels, default=0.0) + _FLOOR
    return [number for number, found in enumerate(levels) if found > least] or [0]


def _trimmed(samples: Samples) -> Samples:
    found, size = _loud(samples), FRAME // 4
    return samples[found[0] * size : (found[-1] + 1) * size]


def _quietest(samples: Samples, low: float, high: float) -> int:
    size = INPUT_RATE // 20
    at = range(int(low * len(samples)), int(high * len(samples)) - size, size // 4)
    return min(at, key=lambda start: level(samples[start : start + size])) + size // 2


def _noise(seconds: float, rng: Generator, low: float, high: float) -> Samples:
    """Noise between two frequencies."""
    spectrum = np.fft.rfft(rng.standard_normal(round(seconds * INPUT_RATE)))
    at = np.fft.rfftfreq(round(seconds * INPUT_RATE), 1 / INPUT_RATE)
    spectrum[(at < low) | (at > high)] = 0
    return np.fft.irfft(spectrum, round(seconds * INPUT_RATE)).astype(np.float32)


def _decay(samples: Samples, attack: float, fall: float) -> Samples:
    time = np.arange(len(samples)) / INPUT_RATE
    return (samples * np.minimum(1.0, time / attack) * np.exp(-time / fall)).astype(np.float32)


def _cough(rng: Generator) -> Samples:
    """One to three bursts: a sharp wide one, then a rough voiced tail."""
    bursts = []
    for _ in range(int(rng.integers(1, 4))):
        burst = _decay(_noise(float(rng.uniform(0.15, 0.3)), rng, 300, 5000), 0.004, 0.05)
        time = np.arange(len(burst)) / INPUT_RATE
        pitch = rng.uniform(90, 220)
        rough = np.sign(np.sin(2 * np.pi * pitch * time)) * np.exp(-time / 0.09) * 0.25
        bursts += [(burst + rough * np.abs(burst).max()).astype(np.float32), silence(float(rng.uniform(0.05, 0.2)))]
    return np.concatenate(bursts)


def _click(rng: Generator) -> Samples:
    return _decay(_noise(float(rng.uniform(0.02, 0.06)), rng, 800, 7500), 0.001, 0.006)


def _keys(rng: Generator) -> Samples:
    """Typing for a second or two."""
    struck = []
    for _ in range(int(rng.integers(5, 16))):
        struck += [_click(rng) * float(rng.uniform(0.4, 1.0)), silence(float(rng.uniform(0.05, 0.18)))]
    return np.concatenate(struck)


def _thump(rng: Generator) -> Samples:
    time = np.arange(round(0.4 * INPUT_RATE)) / INPUT_RATE
    tone = np.sin(2 * np.pi * rng.uniform(50, 120) * time)
    return _decay((tone + 0.1 * _noise(0.4, rng, 50, 400)).astype(np.float32), 0.003, 0.07)


def _breath(rng: Generator) -> Samples:
    samples = _noise(float(rng.uniform(0.5, 1.4)), rng, 200, 2500)
    return (samples * np.hanning(len(samples))).astype(np.float32)


def _squeak(rng: Generator) -> Samples:
    time = np.arange(round(float(rng.uniform(0.2, 0.6)) * INPUT_RATE)) / INPUT_RATE
    sweep = np.cumsum(np.linspace(rng.uniform(400, 900), rng.uniform(900, 2500), len(time))) / INPUT_RATE
    return (np.sin(2 * np.pi * sweep) * np.hanning(len(time))).astype(np.float32)


def seeded() -> Generator:
    """The same numbers in every run."""
    return default_rng(20261128)
