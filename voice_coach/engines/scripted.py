"""A deterministic engine for every port: the public test double. Nothing here is random or slow."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from voice_coach.core.audio import FRAME, INPUT_RATE, OUTPUT_RATE, AudioChunk, Samples, Utterance, clean, level
from voice_coach.core.knowledge import Hit
from voice_coach.core.lexical import words
from voice_coach.core.reflection import ReflectionPrompt
from voice_coach.core.signals import Vectors
from voice_coach.core.transcript import Transcript, Word
from voice_coach.errors import AudioError, DeviceError, EngineFailed
from voice_coach.ports import Message


class _Scripted:
    """What all of them share."""

    name = "scripted"

    class Options(BaseModel, extra="forbid", frozen=True):
        """This engine has no options."""

    def __init__(self, options: BaseModel | None = None, services: object = None) -> None:
        self.loaded = False

    def load(self) -> None:
        """Remember that it was called."""
        self.loaded = True


class ScriptedVad(_Scripted):
    """A frame is speech when it is louder than -45 dBFS."""

    def probability(self, frame: Samples) -> float:
        """1 for a loud frame, 0 for a soft one."""
        return 1.0 if level(frame) > -45.0 else 0.0

    def reset(self) -> None:
        """Nothing to forget."""


class ScriptedTranscriber(_Scripted):
    """Hears the given texts one after the other; an utterance softer than -60 dBFS is silence."""

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        texts: tuple[str, ...] = ("What are the signs of a lack of reciprocity?",)
        fail: bool = False

    def __init__(self, options: Options | None = None, services: object = None) -> None:
        super().__init__(options, services)
        self._options = options or self.Options()
        self.heard: list[Utterance] = []

    def transcribe(self, utterance: Utterance, words: bool = False) -> Transcript:
        """The next text, over and over."""
        if self._options.fail:
            raise EngineFailed("the scripted transcriber was told to fail")
        if level(clean(utterance.samples)) < -60.0:
            return Transcript("", confidence=0.0)
        text = self._options.texts[len(self.heard) % len(self._options.texts)]
        self.heard.append(utterance)
        spread = utterance.seconds / max(1, len(text.split()))
        timed = tuple(Word(w, i * spread, (i + 1) * spread, 1.0) for i, w in enumerate(text.split()))
        return Transcript(text, timed if words else ())


class ScriptedSynthesizer(_Scripted):
    """Says a sentence as a tone: 0.1 s a word, pitch from the sentence."""

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        fail: bool = False

    def __init__(self, options: Options | None = None, services: object = None) -> None:
        super().__init__(options, services)
        self._options = options or self.Options()
        self.said: list[str] = []

    def synthesize(self, sentence: str, pace: float = 1.0) -> Iterator[AudioChunk]:
        """A chunk of 0.1 s for each word at pace 1."""
        if self._options.fail:
            raise EngineFailed("the scripted synthesizer was told to fail")
        self.said.append(sentence)
        pitch = 200 + _number(sentence) % 400
        time = np.arange(round(OUTPUT_RATE / 10 / pace)) / OUTPUT_RATE
        tone = (0.1 * np.sin(2 * np.pi * pitch * time)).astype(np.float32)
        for _ in sentence.split():
            yield AudioChunk(tone)


class ScriptedEmbedder(_Scripted):
    """A bag of words hashed into 64 dimensions: the same words are the same vector."""

    fingerprint = "scripted-1"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 64)."""
        vectors = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, _number(word.strip(".,?!'\"")) % 64] += 1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(lengths, 1e-9)
        return unit

    def forget(self) -> None:
        """Nothing is remembered."""


class ScriptedRetriever(_Scripted):
    """Every vector compared with every other."""

    def __init__(self, options: BaseModel | None = None, services: object = None) -> None:
        super().__init__(options, services)
        self._key: str | None = None
        self._ids: list[str] = []
        self._vectors: Vectors = np.zeros((0, 0), np.float32)

    def index(self, ids: Sequence[str], vectors: Callable[[], Vectors], key: str) -> None:
        """Hold them, unless they are held already."""
        if key != self._key:
            self._key, self._ids, self._vectors = key, list(ids), vectors()

    def search(self, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest ids, best first."""
        scores = self._vectors @ vector
        best = np.argsort(-scores, kind="stable")[:limit]
        return [Hit(self._ids[i], float(scores[i])) for i in best]


class ScriptedLexicon(_Scripted):
    """Counts the words that are shared."""

    def __init__(self, options: BaseModel | None = None, services: object = None) -> None:
        super().__init__(options, services)
        self._texts: list[set[str]] = []

    def index(self, texts: Sequence[str]) -> None:
        """Hold their words."""
        self._texts = [set(words(text)) for text in texts]

    def scores(self, text: str) -> NDArray[np.float32]:
        """How many different words are shared, shape (texts,)."""
        asked = set(words(text))
        return np.array([len(asked & held) for held in self._texts], np.float32)


class ScriptedModel(_Scripted):
    """Says the next of its lines at each call, word by word; `!` fails."""

    remote = False

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        lines: tuple[str, ...] = ("Okay.",)

    def __init__(self, options: Options | None = None, services: object = None) -> None:
        self._lines = list((options or self.Options()).lines)
        self.asked: list[tuple[Message, ...]] = []
        """What it was sent."""

    def load(self) -> None:
        """Nothing to open."""

    def stream(self, messages: Sequence[Message], schema: dict[str, Any] | None = None) -> Iterator[str]:
        """The next line; the last one again and again."""
        self.asked.append(tuple(messages))
        line = self._lines.pop(0) if len(self._lines) > 1 else self._lines[0]
        if line == "!":
            raise EngineFailed("the scripted model fails.")
        yield from re.findall(r"\S+\s*|\s+", line)


class ScriptedReflector(_Scripted):
    """Says what it is told to ask, and nothing else."""

    def reflect(self, prompt: ReflectionPrompt) -> Iterator[str]:
        """The question."""
        yield prompt.question


class ScriptedReader(_Scripted):
    """Every file is a second of tone; a missing one is an AudioError."""

    def read(self, path: Path) -> Iterator[Samples]:
        """One block."""
        if not path.is_file():
            raise AudioError(f"{path} does not exist.")
        time = np.arange(INPUT_RATE) / INPUT_RATE
        yield (0.3 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)


class ScriptedAudio(_Scripted):
    """A room with a microphone and a speaker: the person makes a tone of a second, twice; then it is quiet."""

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        microphone: str = ""
        speaker: str = ""

    def __init__(self, options: Options | None = None, services: object = None) -> None:
        super().__init__(options, services)
        self._options = options or self.Options()
        self.played: list[AudioChunk] = []

    def load(self) -> None:
        """Check the names. Raises DeviceError."""
        super().load()
        for wanted, names in zip((self._options.microphone, self._options.speaker), self.devices(), strict=True):
            if wanted not in names[0]:
                raise DeviceError(f"no device named like '{wanted}'. There are: {', '.join(names)}.")

    def devices(self) -> tuple[list[str], list[str]]:
        """One of each."""
        return ["scripted microphone"], ["scripted speaker"]

    def play(self, chunks: Iterable[AudioChunk]) -> None:
        """Remember what was played."""
        self.played += chunks

    def transport(self) -> ScriptedTransport:
        """Both on one clock."""
        return ScriptedTransport(self.played)


class ScriptedTransport:
    """Frames as fast as they are taken; the clock stands still while it is held. Never ends by itself."""

    ended = False
    muted = 0.0

    def __init__(self, played: list[AudioChunk]) -> None:
        self._played, self._queued, self._holds, self._stopped, self._paused = played, 0.0, 0, False, False
        self._free = asyncio.Event()
        self._free.set()

    def hold(self) -> None:
        """Stop the clock."""
        self._holds += 1
        self._free.clear()

    def release(self) -> None:
        """Let it run again."""
        self._holds -= 1
        if not self._holds:
            self._free.set()

    def stop(self) -> None:
        """End `frames()`."""
        self._stopped = True

    def play(self, chunk: AudioChunk) -> None:
        """Queue and remember it."""
        self._played.append(chunk)
        self._queued += chunk.seconds

    def queued(self) -> float:
        """Seconds that were not played yet."""
        return self._queued

    def flush(self) -> None:
        """Drop what is queued."""
        self._queued = 0.0

    def pause(self) -> None:
        """Be silent."""
        self._paused = True

    def resume(self) -> None:
        """Go on."""
        self._paused = False

    async def frames(self) -> AsyncIterator[Samples]:
        """A tone from second 1 to 2 and from 21 to 22, silence around it."""
        step, count = FRAME / INPUT_RATE, 0
        tone = (0.3 * np.sin(2 * np.pi * 220 * np.arange(FRAME) / INPUT_RATE)).astype(np.float32)
        while not self._stopped:
            second = int(count * step)
            yield tone if second in (1, 21) else np.zeros(FRAME, np.float32)
            count += 1
            self._queued = self._queued if self._paused else max(0.0, self._queued - step)
            await asyncio.sleep(0)
            await self._free.wait()


def _number(text: str) -> int:
    """A number from a text that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")
