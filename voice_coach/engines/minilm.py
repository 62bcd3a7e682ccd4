"""Meaning by all-MiniLM-L6-v2, int8 ONNX, in process (Apache-2.0)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from voice_coach.core.signals import Vectors

_MODEL = "minilm"
_MAX_TOKENS = 256
"""What the model was trained for; longer text is cut."""


class MiniLm:
    """Sentence vectors of 384 dimensions, 7 to 10 ms a sentence."""

    name = "minilm"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        threads: int = Field(1, ge=1, le=64)
        batch: int = Field(32, ge=1, le=512)

    def __init__(self, options: Options, services: Any) -> None:
        self._options, self._services = options, services
        self._session: Any = None
        self._tokenizer: Any = None
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """The hash of the weights."""
        return str(self._services.models.model(_MODEL).files[0].sha256)

    def load(self) -> None:
        """Open model and tokenizer. Raises ModelNotFound or ModelCorrupt."""
        with self._lock:
            if self._session is not None:
                return
            folder = self._services.models.ensure(_MODEL)
            import onnxruntime
            from tokenizers import Tokenizer

            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            tokenizer.enable_truncation(_MAX_TOKENS)
            tokenizer.enable_padding()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self._options.threads
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._names = {item.name for item in session.get_inputs()}
            self._tokenizer, self._session = tokenizer, session

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), 384): the mean of the token vectors, as the model was trained."""
        self.load()
        if not texts:
            return np.zeros((0, 384), np.float32)
        # Alike lengths together: padding is work too.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), 384), np.float32)
        for at in range(0, len(order), self._options.batch):
            rows = order[at : at + self._options.batch]
            vectors[rows] = self._batch([texts[i] for i in rows])
        return vectors

    def _batch(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([e.attention_mask for e in encoded], np.int64)
        ids = np.array([e.ids for e in encoded], np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = self._session.run(None, {k: v for k, v in inputs.items() if k in self._names})[0]
        weights = mask[:, :, None].astype(np.float32)
        mean = (tokens * weights).sum(1) / np.maximum(weights.sum(1), 1e-9)
        unit: Vectors = (mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)).astype(np.float32)
        return unit
