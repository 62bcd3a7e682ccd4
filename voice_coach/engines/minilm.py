"""Meaning in process, by MiniLM on ONNX Runtime (int8): the general one, and ours that was trained for this job.

`minilm` is all-MiniLM-L6-v2 (Apache-2.0, from the model store). `encoder` is the same network fine-tuned on
the sentences in evals/train; it ships with the coach.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, Field

from voice_coach.core.remembered import Remembered
from voice_coach.core.signals import Vectors
from voice_coach.core.spans import Tokens
from voice_coach.registry import needs_extra

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_MODEL = "minilm"
_SIZE = 384
_REMEMBERED = 256
"""Texts whose vectors are kept: screening, search and scoring of a turn ask for the same one."""


class SentenceOptions(BaseModel, extra="forbid", frozen=True):
    """Options of both."""

    threads: int = Field(1, ge=1, le=64)
    batch: int = Field(32, ge=1, le=512)
    together: int = Field(default=1, ge=1, le=64)
    """Batches that are read at the same time, each on so many threads."""


class EncoderOptions(SentenceOptions, frozen=True):
    """One text to a batch: int8 scales what it computes over the whole batch, so that a text's vector, and with it
    whether it sounds like danger, would depend on what it is read beside. Two batches side by side instead."""

    batch: int = Field(1, ge=1, le=512)
    together: int = Field(default=2, ge=1, le=64)


class Sentences:
    """A BERT in ONNX whose token vectors are averaged to one unit vector a text."""

    def __init__(self, folder: Path, options: SentenceOptions, max_tokens: int, name: str) -> None:
        with needs_extra(name):
            import onnxruntime
            from tokenizers import Tokenizer

        self._batch_size = options.batch
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.enable_padding()
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        settings.inter_op_num_threads = 1
        settings.log_severity_level = 3
        # The arena keeps the largest batch ever seen; without it memory goes back, at no cost that was measured.
        settings.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), settings, providers=["CPUExecutionProvider"]
        )
        self._names = {item.name for item in self._session.get_inputs()}
        self._pool = ThreadPoolExecutor(options.together, "encoder")
        self._memory: Remembered[str, Vectors] = Remembered(_REMEMBERED)
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), 384): the mean of the token vectors, as the model was trained."""
        with self._lock:
            rows = self._memory.all_of(texts, self._vectors)
        return np.array(rows, np.float32).reshape(len(texts), _SIZE)

    def _vectors(self, texts: list[str]) -> Vectors:
        vectors = np.zeros((len(texts), _SIZE), np.float32)
        # Alike lengths together: padding is work too.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        parts = [order[at : at + self._batch_size] for at in range(0, len(order), self._batch_size)]
        read = self._side_by_side(self._batch, [[texts[i] for i in rows] for rows in parts])
        for rows, found in zip(parts, read, strict=True):
            vectors[rows] = found
        return vectors

    def tokens(self, readings: Sequence[tuple[str, str]]) -> list[Tokens]:
        """Offsets and vectors of the tokens of each text, read after what stands before it: (before, text)."""
        with self._lock:
            return self._side_by_side(self._tokens, readings)

    def _tokens(self, reading: tuple[str, str]) -> Tokens:
        before, text = (part.encode("utf-8", "replace").decode() for part in reading)
        encoded = self._tokenizer.encode(before, text)
        inputs = {
            "input_ids": np.array([encoded.ids], np.int64),
            "attention_mask": np.array([encoded.attention_mask], np.int64),
            "token_type_ids": np.array([encoded.type_ids], np.int64),
        }
        vectors = self._session.run(None, {k: v for k, v in inputs.items() if k in self._names})[0][0]
        mine = [i for i, owner in enumerate(encoded.sequence_ids) if owner == 1]
        return Tokens(tuple(encoded.offsets[i] for i in mine), vectors[mine])

    def _side_by_side(self, read: Callable[[_Item], _Result], items: Sequence[_Item]) -> list[_Result]:
        """One by one where there is only one: what a thread costs would be felt there."""
        return list((self._pool.map if len(items) > 1 else map)(read, items))

    def forget(self) -> None:
        """Drop the texts that were remembered."""
        with self._lock:
            self._memory.forget()

    def _batch(self, texts: list[str]) -> Vectors:
        # The tokenizer refuses lone surrogates, which a badly decoded keyboard or argument can hold.
        encoded = self._tokenizer.encode_batch([text.encode("utf-8", "replace").decode() for text in texts])
        mask = np.array([e.attention_mask for e in encoded], np.int64)
        ids = np.array([e.ids for e in encoded], np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = self._session.run(None, {k: v for k, v in inputs.items() if k in self._names})[0]
        weights = mask[:, :, None].astype(np.float32)
        mean = (tokens * weights).sum(1) / np.maximum(weights.sum(1), 1e-9)
        unit: Vectors = (mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)).astype(np.float32)
        return unit


class MiniLm:
    """all-MiniLM-L6-v2: sentence vectors of 384 dimensions, 7 to 10 ms a sentence."""

    name = "minilm"
    Options = SentenceOptions

    def __init__(self, options: SentenceOptions, services: Any) -> None:
        self._options, self._services = options, services
        self._inner: Sentences | None = None
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """The hash of the weights."""
        return str(self._services.models.model(_MODEL).files[0].sha256)

    def load(self) -> None:
        """Open model and tokenizer. Raises ModelNotFound, ModelCorrupt or MissingExtra."""
        with self._lock:
            if self._inner is None:
                folder = self._services.models.ensure(_MODEL)
                self._inner = Sentences(folder, self._options, 256, self.name)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), 384)."""
        self.load()
        assert self._inner is not None
        return self._inner.embed(texts)

    def forget(self) -> None:
        """Drop the texts that were remembered."""
        if self._inner:
            self._inner.forget()


class Encoder:
    """The coach's own encoder: trained for the guide's questions, signs of danger and signals."""

    name = "encoder"
    Options = EncoderOptions

    def __init__(self, options: EncoderOptions, services: Any) -> None:
        self._options, self._folder = options, Path(services.encoder_folder)
        self._inner: Sentences | None = None
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """The hash of the heads, which are written anew with every training."""
        return hashlib.sha256((self._folder / "heads.npz").read_bytes()).hexdigest()

    def load(self) -> None:
        """Open model and tokenizer. Raises MissingExtra."""
        with self._lock:
            if self._inner is None:
                self._inner = Sentences(self._folder, self._options, 128, self.name)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), 384)."""
        self.load()
        assert self._inner is not None
        return self._inner.embed(texts)

    def tokens(self, readings: Sequence[tuple[str, str]]) -> list[Tokens]:
        """The tokens of each text, read after what stands before it: (before, text)."""
        self.load()
        assert self._inner is not None
        return self._inner.tokens(readings)

    def forget(self) -> None:
        """Drop the texts that were remembered."""
        if self._inner:
            self._inner.forget()
