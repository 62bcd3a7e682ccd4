"""Sound as numbers: frames in, utterances between, chunks out.

Input is float32 mono in [-1, 1] at 16 kHz; output is float32 mono in [-1, 1] at 24 kHz.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

INPUT_RATE = 16_000
"""Samples per second of everything that is heard."""
OUTPUT_RATE = 24_000
"""Samples per second of everything that is said."""
FRAME = 512
"""Samples in a frame, 32 ms at 16 kHz: the window Silero was trained on."""


@dataclass(frozen=True)
class Utterance:
    """What one person said between two silences."""

    samples: Samples
    """float32 mono in [-1, 1], shape (n,), 16 kHz."""
    start: int = 0
    """Index of the first sample, counted from the first sample heard in the session."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / INPUT_RATE

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


@dataclass(frozen=True)
class AudioChunk:
    """A piece of synthesized speech."""

    samples: Samples
    """float32 mono in [-1, 1], shape (n,), 24 kHz."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / OUTPUT_RATE

    def louder(self, gain: float) -> AudioChunk:
        """The chunk so many times as loud; peaks are bent, not cut, where there is no more room."""
        if gain == 1.0:
            return self
        raised = self.samples * gain
        return AudioChunk(np.tanh(raised).astype(np.float32) if gain > 1.0 else raised.astype(np.float32))


def silence(seconds: float, rate: int = INPUT_RATE) -> Samples:
    """Zeros, shape (round(seconds * rate),)."""
    return np.zeros(round(seconds * rate), np.float32)


def clean(samples: NDArray[np.floating]) -> Samples:
    """Float32 in [-1, 1]: NaN and infinities become silence, what is too loud is clipped."""
    tidy = np.nan_to_num(np.asarray(samples, np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(tidy, -1.0, 1.0)


def to_pcm16(samples: Samples) -> bytes:
    """Little-endian signed 16-bit PCM of samples in [-1, 1]."""
    return (np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


def from_pcm16(data: bytes) -> Samples:
    """The inverse of `to_pcm16`; an odd last byte is dropped."""
    whole = data[: len(data) // 2 * 2]
    return np.frombuffer(whole, "<i2").astype(np.float32) / 32768.0


def level(samples: Samples) -> float:
    """Root mean square in dBFS, -120 for digital silence."""
    if not len(samples):
        return -120.0
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return max(-120.0, 20.0 * float(np.log10(rms))) if rms > 0 else -120.0


def frames(blocks: Iterator[Samples], size: int = FRAME) -> Iterator[Samples]:
    """Re-cut blocks of any length into frames of `size` samples; the last one is padded with zeros."""
    rest = np.zeros(0, np.float32)
    for block in blocks:
        rest = np.concatenate([rest, block]) if len(rest) else block
        whole = len(rest) // size * size
        for at in range(0, whole, size):
            yield rest[at : at + size]
        rest = rest[whole:]
    if len(rest):
        yield np.pad(rest, (0, size - len(rest)))
