"""Speech to text by OpenAI's own `openai-whisper` package, for machines with a GPU. It brings torch.

The weights are those of the model store, put back under the reference's names, or a checkpoint of one's own.
What is believed of the result is judged as for every other Whisper here.
"""

from __future__ import annotations

import json
import pickle
import threading
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from voice_coach.core.audio import INPUT_RATE, Samples, Utterance, clean
from voice_coach.core.transcript import Transcript
from voice_coach.engines import ctranslate2_weights
from voice_coach.engines.whisper_gates import (
    COMPRESSION,
    FOREIGN,
    JUDGED,
    LOW_LOGPROB,
    NO_SPEECH,
    believable,
    heard,
)
from voice_coach.errors import EngineFailed, ModelNotFound
from voice_coach.registry import needs_extra


class OpenAiWhisper:
    """Whisper base or tiny.en, or any checkpoint of the reference implementation."""

    name = "openai_whisper"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        model: Literal["base", "tiny.en"] = "base"
        checkpoint: Path | None = None
        """A `.pt` file of the package's own format, instead of `model`."""
        device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
        """`auto`: CUDA where there is one, else the processor."""
        threads: int = Field(2, ge=1, le=64)
        beam: int = Field(1, ge=1, le=10)
        language: str = "en"

    def __init__(self, options: Options, services: Any) -> None:
        self._options, self._services = options, services
        self._model: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Open the model (some seconds: torch). Raises MissingExtra, ModelNotFound, ModelCorrupt or EngineFailed."""
        with self._lock:
            if self._model is not None:
                return
            with needs_extra(self.name):
                import torch
                import whisper
            torch.set_num_threads(self._options.threads)
            device = self._options.device
            if device == "auto":
                device = "cuda" if torch.cuda.is_available() else "cpu"
            try:
                made = self._of_checkpoint(whisper) if self._options.checkpoint else self._of_store()
                self._model = _moved(made, device)
                with warnings.catch_warnings():  # The package leaves its vocabulary's file open, once.
                    warnings.simplefilter("ignore", ResourceWarning)
                    whisper.tokenizer.get_tokenizer(made.is_multilingual, num_languages=made.num_languages)
            except (RuntimeError, KeyError, TypeError, EOFError, AssertionError) as failure:
                raise EngineFailed(f"{self._what} could not be opened: {failure}") from None

    def transcribe(self, utterance: Utterance, words: bool = False) -> Transcript:
        """The text of up to a few minutes of speech; empty where Whisper itself doubts that anyone spoke.

        Another language would come out as invented English: it gives no text, and its own name as `language`.
        """
        self.load()
        samples = clean(utterance.samples)
        if not len(samples):
            return Transcript("", confidence=0.0, language=self._options.language)
        with self._lock:
            kept = [segment for segment in self._segments(samples, words) if believable(segment)]
            return heard(kept, lambda: self._foreign(samples), self._options.language)

    @property
    def _what(self) -> str:
        return str(self._options.checkpoint or f"whisper-{self._options.model}")

    def _segments(self, samples: Samples, words: bool) -> list[Any]:
        found = self._model.transcribe(
            np.asarray(samples, np.float32),
            language=self._options.language,
            beam_size=self._options.beam if self._options.beam > 1 else None,
            condition_on_previous_text=False,
            word_timestamps=words,
            no_speech_threshold=NO_SPEECH,
            logprob_threshold=LOW_LOGPROB,
            compression_ratio_threshold=COMPRESSION,
            fp16=self._model.device.type == "cuda",
        )
        return [_segment(raw) for raw in found["segments"]]

    def _of_checkpoint(self, whisper: Any) -> Any:
        path = self._options.checkpoint
        if path is None or not path.is_file():
            raise ModelNotFound(f"there is no checkpoint at {path}. Name a .pt file of openai-whisper.")
        try:
            return whisper.load_model(str(path), device="cpu")
        except (OSError, ValueError, pickle.UnpicklingError):
            raise EngineFailed(f"{path} is no checkpoint of openai-whisper, or damaged.") from None

    def _of_store(self) -> Any:
        return reference(self._services.models.ensure(f"whisper-{self._options.model}"))

    def _foreign(self, samples: Samples) -> str | None:
        """The language of 16 kHz samples when it is surely another one."""
        import whisper

        if not self._model.is_multilingual or len(samples) < JUDGED * INPUT_RATE:
            return None
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(np.asarray(samples, np.float32)), self._model.dims.n_mels)
        _, probabilities = self._model.detect_language(mel.to(self._model.device))
        language = max(probabilities, key=probabilities.get)
        sure = language != self._options.language and probabilities[language] >= FOREIGN
        return str(language) if sure else None


def _segment(raw: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**{**raw, "words": [SimpleNamespace(**word) for word in raw.get("words", ())]})


def reference(folder: Path) -> Any:
    """The reference's model with the weights of a CTranslate2 folder: float16 there, float32 here, the same numbers."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    weights = ctranslate2_weights.read(folder / "model.bin")
    model = Whisper(ModelDimensions(**ctranslate2_weights.dims(weights)))
    arrays = ctranslate2_weights.state(weights)
    model.load_state_dict({name: torch.from_numpy(array.astype(np.float32)) for name, array in arrays.items()})
    heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
    for layer, head in json.loads((folder / "config.json").read_text("utf-8"))["alignment_heads"]:
        heads[layer, head] = True
    model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.eval()


def _moved(model: Any, device: str) -> Any:
    """The model on a device. Its map of alignment heads is sparse, which Apple's GPUs don't know: it stays behind."""
    heads = model.alignment_heads
    model.alignment_heads = None
    model.to(device)
    model.alignment_heads = heads if device == "mps" else heads.to(device)
    return model
