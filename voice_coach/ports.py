"""The ports: what the coach needs from the world. Engines implement them; nothing else is known of an engine.

All are synchronous (every engine library blocks anyway) except `Transport`. Constructors are cheap;
`load()` opens models, and is called once before the first use, from any thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from voice_coach.core.audio import AudioChunk, Samples, Utterance
from voice_coach.core.entries import Backup as Backup
from voice_coach.core.entries import Entry as Entry
from voice_coach.core.entries import Found as Found
from voice_coach.core.entries import Head as Head
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

    def tokens(self, readings: Sequence[tuple[str, str]]) -> list[Tokens]:
        """The tokens of each text, read after what stands before it, as (before, text): what the coach had asked, or
        nothing. A long text is cut."""


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
    """Where entries are kept. What is read of a journal that was never written is empty, and makes no file."""

    def save(self, entry: Entry) -> None:
        """Keep an entry, replacing the one with the same id; it is safe when this returns. Raises StorageError."""

    def save_all(self, entries: Sequence[Entry]) -> None:
        """Keep all of them or, where one fails, none."""

    def entries(self, profile: str | None = None, last: int | None = None) -> list[Entry]:
        """All entries, oldest first; those of one relationship where one is named, the `last` so many of them."""

    def heads(self, profile: str | None = None) -> list[Head]:
        """The same without what was said in them: for lists and trends over years."""

    def entry(self, id: str) -> Entry | None:
        """The one of that id."""

    def latest(self) -> Entry | None:
        """The one that was written last, whatever the clock said."""

    def unfinished(self, flow: str, profile: str) -> Entry | None:
        """The last session of that kind, where it was cut off and nobody holds it any more."""

    def search(self, text: str, profile: str | None = None, roles: tuple[str, ...] = ("user",)) -> list[Found]:
        """Turns that hold every word of `text`, newest entry first."""

    def delete(self, id: str) -> bool:
        """Forget an entry; False when there is none."""

    def rename(self, profile: str, to: str) -> int:
        """Give the entries of a relationship another name. How many there were."""

    def remember(self, entry: Entry) -> None:
        """Keep an entry as it is now, so that `undo` can bring it back."""

    def undo(self, id: str) -> bool:
        """Bring back what was remembered of an entry, and remember what was there instead; False for nothing."""

    def close(self) -> None:
        """Write what is open, let go of the file and forget its key."""


@runtime_checkable
class Vault(Journal, Protocol):
    """A journal in a file with a key and backups."""

    def needs_passphrase(self) -> bool:
        """Whether `unlock` has to be called before anything can be read."""

    def takes_passphrase(self) -> bool:
        """Whether it opens with a passphrase, given already or not."""

    def unlock(self, passphrase: str) -> None:
        """Use this passphrase from now on."""

    def change_key(self, passphrase: str | None) -> None:
        """Encrypt everything anew: under a passphrase, or (None) under a key that is kept for the person."""

    def backup(self) -> Backup:
        """Make a backup now."""

    def backups(self) -> list[Backup]:
        """Those that are kept, oldest first."""

    def restore(self, number: int | None = None) -> Backup:
        """Put a backup (the newest, without a number) in the journal's place."""

    def tidy(self) -> None:
        """Rewrite the file without what was deleted."""


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
