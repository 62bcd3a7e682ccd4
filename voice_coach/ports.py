"""The ports: what the coach needs from the world. Engines implement them; nothing else is known of an engine.

All are synchronous (every engine library blocks anyway) except `Transport`. Constructors are cheap;
`load()` opens models, and is called once before the first use, from any thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from voice_coach.core.audio import AudioChunk, Samples, Utterance
from voice_coach.core.knowledge import Hit
from voice_coach.core.reflection import ReflectionPrompt
from voice_coach.core.signals import Vectors
from voice_coach.core.spans import Tokens
from voice_coach.core.transcript import Transcript


@runtime_checkable
class Engine(Protocol):
    """What every engine has in common."""

    name: str

    def load(self) -> None:
        """Open models. Raises ModelNotFound, ModelCorrupt, MissingExtra or EngineFailed."""


@runtime_checkable
class VoiceActivityDetector(Engine, Protocol):
    """Is this frame speech? Keeps state between frames."""

    def probability(self, frame: Samples) -> float:
        """Probability in [0, 1] that the frame (shape (512,), 16 kHz) holds speech."""

    def reset(self) -> None:
        """Forget the frames so far."""


@runtime_checkable
class Transcriber(Engine, Protocol):
    """Speech to text."""

    def transcribe(self, utterance: Utterance, words: bool = False) -> Transcript:
        """The text of an utterance; empty text when it holds no words. `words` adds word times."""


@runtime_checkable
class Synthesizer(Engine, Protocol):
    """Text to speech."""

    def synthesize(self, sentence: str, pace: float = 1.0) -> Iterator[AudioChunk]:
        """Chunks of 24 kHz audio, the first one as early as the engine can. A `pace` above 1 is faster."""


@runtime_checkable
class Embedder(Engine, Protocol):
    """Text to meaning."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would: part of the key of every cached index."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), dimensions)."""

    def forget(self) -> None:
        """Drop any text that is remembered."""


@runtime_checkable
class Tagger(Embedder, Protocol):
    """An embedder that also gives a vector for each token."""

    def tokens(self, text: str, before: str = "") -> Tokens:
        """The tokens of a text, read after `before` (what the coach had asked); a long text is cut."""


@runtime_checkable
class Retriever(Engine, Protocol):
    """A store of vectors with ids."""

    def index(self, ids: Sequence[str], vectors: Callable[[], Vectors], key: str) -> None:
        """Make exactly these ids findable. `key` names the content: an index of that key is reused, and
        `vectors` (one unit row an id) is only called where there is none."""

    def search(self, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest ids to one vector (shape (dimensions,)), best first, by cosine similarity."""


@runtime_checkable
class Lexicon(Engine, Protocol):
    """Texts by the words they hold."""

    def index(self, texts: Sequence[str]) -> None:
        """Make these texts findable, and no others."""

    def scores(self, text: str) -> NDArray[np.float32]:
        """How much of `text` each of them shares, shape (texts,); zero where no word is shared."""


@runtime_checkable
class Reflector(Engine, Protocol):
    """Puts a turn of the conversation into words."""

    def reflect(self, prompt: ReflectionPrompt) -> Iterator[str]:
        """Sentences to be spoken, in order, ending with the prompt's question."""


@dataclass(frozen=True)
class Message:
    """One message to a chat model."""

    role: Literal["system", "user", "assistant"]
    text: str


@runtime_checkable
class ChatModel(Engine, Protocol):
    """A language model."""

    @property
    def remote(self) -> bool:
        """Whether what is sent leaves this machine: then names are redacted, and the person is told."""

    def stream(self, messages: Sequence[Message], schema: dict[str, Any] | None = None) -> Iterator[str]:
        """Pieces of the reply as they come, within the engine's limits of time. `schema`: a JSON schema it must fit.

        Raises EngineFailed when the model is down, slow, endless or silent."""


@runtime_checkable
class Journal(Engine, Protocol):
    """Where entries are kept."""

    def save(self, entry: Entry) -> None:
        """Keep an entry, replacing the one with the same id."""

    def entries(self) -> list[Entry]:
        """All entries, oldest first."""

    def delete(self, id: str) -> bool:
        """Forget an entry; False when there is none."""

    def close(self) -> None:
        """Write what is open and let go of the file."""


@dataclass(frozen=True)
class Entry:
    """One session in the journal."""

    id: str
    flow: str
    started: str
    """ISO 8601 with offset."""
    state: dict[str, Any]
    """`dialogue.State.to_json()`."""
    signals: dict[str, Any]
    """Signal to {state, evidence}, as in the contract."""

    @property
    def moment(self) -> datetime:
        """`started` as a point in time: as texts, times of different offsets would sort wrongly."""
        return datetime.fromisoformat(self.started)


@runtime_checkable
class AudioReader(Engine, Protocol):
    """Recorded sound of any format, rate and channel count."""

    def read(self, path: Path) -> Iterator[Samples]:
        """Blocks of 16 kHz mono samples, in bounded memory. Raises AudioError."""


class Transport(Protocol):
    """A microphone and a speaker, real or not, on one clock."""

    def frames(self) -> AsyncIterator[Samples]:
        """Frames of shape (512,) at 16 kHz, until the input ends."""

    def play(self, chunk: AudioChunk) -> None:
        """Queue a chunk behind what is already queued."""

    def queued(self) -> float:
        """Seconds of queued sound that were not played yet."""

    def flush(self) -> None:
        """Drop what is queued, as a barge-in does."""

    def pause(self) -> None:
        """Be silent at once and keep what is queued."""

    def resume(self) -> None:
        """Go on with it, from the sample that was next."""
