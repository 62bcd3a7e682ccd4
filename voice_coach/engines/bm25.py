"""BM25 over phrasings, by bm25s (sparse matrices in numpy; under a millisecond a question)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from voice_coach.core.lexical import words
from voice_coach.registry import needs_extra


class Bm25:
    """Okapi BM25 in Lucene's form, in memory."""

    name = "bm25"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        k1: float = Field(1.5, ge=0)
        """How soon a repeated word stops counting."""
        b: float = Field(0.75, ge=0, le=1)
        """How much a long text is held back."""

    def __init__(self, options: Options, services: object = None) -> None:
        self._options = options
        self._index: Any = None
        self._size = 0

    def load(self) -> None:
        """Import the library. Raises MissingExtra."""
        with needs_extra(self.name):
            import bm25s  # noqa: F401

    def index(self, texts: Sequence[str]) -> None:
        """Make these texts findable, and no others."""
        with needs_extra(self.name):
            import bm25s

        self._size = len(texts)
        self._index = None
        if not texts:
            return
        self._index = bm25s.BM25(k1=self._options.k1, b=self._options.b)
        self._index.index([words(text) or [""] for text in texts], show_progress=False)

    def scores(self, text: str) -> NDArray[np.float32]:
        """BM25 of each text, shape (texts,); zero where no word is shared."""
        asked = [word for word in words(text) if self._index is not None and word in self._index.vocab_dict]
        if not asked:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._index.get_scores(asked), np.float32)
