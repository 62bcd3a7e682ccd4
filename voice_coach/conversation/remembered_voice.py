"""A voice that remembers the sound of sentences that are always the same, so that they begin without a wait.

Only reviewed texts that are given to it are remembered, never one that holds a person's words.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from voice_coach.core.audio import AudioChunk, from_pcm16, to_pcm16
from voice_coach.core.transcript import sentences
from voice_coach.ports import Synthesizer

MEGABYTES = 12.0
"""What may be remembered: about four minutes of sound."""


def fixed_sentences(*tables: Any) -> list[str]:
    """Sentences of tables of texts (prompts/*.toml) that are said as they stand, with nothing filled in."""
    texts: list[str] = []
    for table in tables:
        if isinstance(table, str):
            texts += [sentence for sentence in sentences(table) if "{" not in sentence]
        elif isinstance(table, Mapping | list):
            texts += fixed_sentences(*(table.values() if isinstance(table, Mapping) else table))
    return texts


class RememberedVoice:
    """The voice of `engine`. `remember` makes the sound of one more of `texts`; do that in the background."""

    def __init__(self, engine: Synthesizer, texts: Sequence[str], megabytes: float = MEGABYTES) -> None:
        self.name = engine.name
        self._engine, self._left = engine, [*reversed(dict.fromkeys(texts))]
        self._room = round(megabytes * 1e6)
        self._sounds: dict[str, tuple[bytes, ...]] = {}
        self._lock = threading.Lock()

    def load(self) -> None:
        """Open the engine."""
        self._engine.load()

    def remember(self) -> bool:
        """Make the next sentence's sound. False where there is none left, or no room."""
        if not self._left or self._room <= 0:
            return False
        text = self._left.pop()
        with self._lock:
            sound = tuple(to_pcm16(chunk.samples) for chunk in self._engine.synthesize(text))
        self._room -= sum(len(data) for data in sound)
        if self._room >= 0:
            self._sounds[text] = sound
        return True

    def synthesize(self, sentence: str, pace: float = 1.0) -> Iterator[AudioChunk]:
        """Chunks of 24 kHz audio: from memory where they are there, at the voice's own pace."""
        if pace == 1.0 and sentence in self._sounds:
            yield from (AudioChunk(from_pcm16(data)) for data in self._sounds[sentence])
            return
        chunks = self._engine.synthesize(sentence, pace)
        while True:
            # Engines need not serve two threads at once. A chunk at a time: who stops listening holds nobody up.
            with self._lock:
                chunk = next(chunks, None)
            if chunk is None:
                return
            yield chunk
