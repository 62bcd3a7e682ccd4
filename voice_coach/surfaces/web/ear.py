"""A transcriber that also says when it heard no words, which no event of the loop does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from voice_coach.core.audio import Utterance
from voice_coach.core.transcript import Transcript
from voice_coach.ports import Transcriber


@dataclass
class Ear:
    """Calls `nothing` on the thread of `loop` for a sound that held no words."""

    transcriber: Transcriber
    nothing: Callable[[], None]
    loop: asyncio.AbstractEventLoop
    name: str = "ear"

    def load(self) -> None:
        """Open the transcriber."""
        self.transcriber.load()

    def transcribe(self, utterance: Utterance, words: bool = False) -> Transcript:
        """As the transcriber does."""
        transcript = self.transcriber.transcribe(utterance, words)
        if not transcript.speech:
            self.loop.call_soon_threadsafe(self.nothing)
        return transcript
