"""A span for each stage of a turn, in milliseconds. Holds names and numbers, never words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

STAGES = ("vad", "stt", "safety", "search", "reply", "tts")


@dataclass
class Trace:
    """The spans of one turn."""

    spans: dict[str, float] = field(default_factory=dict)
    """Stage to milliseconds; a stage that ran twice is added up."""

    @contextmanager
    def span(self, stage: str) -> Iterator[None]:
        """Measure the block as part of `stage`."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add(stage, time.perf_counter() - began)

    def add(self, stage: str, seconds: float) -> None:
        """Count `seconds` towards `stage`."""
        self.spans[stage] = self.spans.get(stage, 0.0) + seconds * 1000

    def stages(self) -> dict[str, float]:
        """Every stage of the contract, rounded to a tenth of a millisecond; 0 for one that did not run."""
        return {stage: round(self.spans.get(stage, 0.0), 1) for stage in STAGES}


def elapsed_ms(began: float) -> float:
    """Milliseconds since `began` (a `time.perf_counter()`), to a tenth."""
    return round((time.perf_counter() - began) * 1000, 1)
