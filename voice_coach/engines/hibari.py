"""Text to speech by hibari (weights in its wheel, Apache-2.0): 24 kHz, about a hundred times real time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from voice_coach.core.audio import OUTPUT_RATE, AudioChunk, clean
from voice_coach.errors import ConfigError
from voice_coach.registry import needs_extra

_EDGE = 0.005
"""Seconds faded at both ends of a sentence, so that nothing clicks."""


class Hibari:
    """The voice that ships in the package, in an American or a British accent."""

    name = "hibari"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        voice: str = "heart"
        accent: Literal["us", "gb"] = "us"
        speed: float = Field(1.0, ge=0.5, le=2.0)
        pitch: float = Field(1.0, ge=0.7, le=1.4)
        """Below 1 is deeper: pitch and timbre move together, so this makes another voice."""
        threads: int = Field(1, ge=1, le=64)

    def __init__(self, options: Options, services: object = None) -> None:
        self._options = options
        self._engine: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Open the model (about a second). Never downloads: a voice that is not here is a ConfigError."""
        with self._lock:
            if self._engine is not None:
                return
            with needs_extra(self.name):
                from hibari import Hibari as Model
                from hibari.g2p import G2P
                from hibari.voices import VOICES, voice_path

            name = self._options.voice
            if name not in VOICES:
                raise ConfigError(f"hibari has no voice '{name}'. Known: {', '.join(VOICES)}.")
            try:
                path = voice_path(name, download_missing=False)
            except FileNotFoundError as missing:
                raise ConfigError(f"the voice '{name}' is not on this machine: {missing} is missing.") from None
            g2p = G2P(british=self._options.accent == "gb")
            engine = Model(voice=name, model=path, threads=self._options.threads, g2p=g2p)
            engine("Ready.")  # The first call builds tables; better now than in the first reply.
            self._engine = engine

    def synthesize(self, sentence: str, pace: float = 1.0) -> Iterator[AudioChunk]:
        """One chunk a sentence."""
        self.load()
        speed = self._options.speed * pace / self._options.pitch
        # A fixed seed: the same sentence sounds the same each time and can be cached.
        for samples in self._engine.stream(sentence, speed=speed, seed=0):
            if len(samples):
                yield AudioChunk(_faded(self._pitched(clean(samples))))

    def _pitched(self, samples: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
        if self._options.pitch == 1.0:
            return samples
        from voice_coach.engines.pyav import resample

        # Reading the samples at another rate moves pitch and formants; the speed above makes up for the pace.
        return resample(samples, round(OUTPUT_RATE * self._options.pitch), OUTPUT_RATE)


def _faded(samples: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    n = min(round(_EDGE * OUTPUT_RATE), len(samples) // 2)
    if n:
        ramp = np.linspace(0.0, 1.0, n, dtype=np.float32)
        samples = samples.copy()
        samples[:n] *= ramp
        samples[-n:] *= ramp[::-1]
    return samples
