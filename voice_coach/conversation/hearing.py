"""The text of the utterance under way: heard again at each pause, so that it is there when the person has finished.

What lies before a longer pause is settled and not heard again: a long answer costs as much as its last sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from voice_coach.conversation.events import HeldTransport, Say
from voice_coach.core.audio import FRAME, INPUT_RATE, Utterance
from voice_coach.core.transcript import Transcript
from voice_coach.ports import Transcriber

SETTLES = 0.6
"""Seconds of silence that part sentences well enough for what came before to be settled ..."""
_LEAST = 6.0
"""... where it is at least so long: shorter pieces are heard better with what follows."""
_LEAD = 11 * FRAME
"""Samples kept from before the voice goes on."""


@dataclass
class Hearing:
    """One utterance after the other."""

    transcriber: Transcriber
    transport: HeldTransport
    say: Say
    _settled: list[Transcript] = field(default_factory=list)
    _from: int = 0
    """Sample from which the utterance is not settled yet."""
    _paused_at: Utterance | None = None
    _task: asyncio.Task[Transcript] | None = None
    _running: asyncio.Task[Transcript] | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def begin(self) -> None:
        """A new utterance."""
        self._settled, self._from, self._paused_at, self._task = [], 0, None, None

    def paused(self, utterance: Utterance) -> None:
        """Hear what was said so far: if nothing more comes, the text is there when the turn begins."""
        self._paused_at = utterance
        self._task = self._start(utterance)

    def resumed(self, at: int) -> None:
        """The person goes on."""
        text, before = self.text, self._paused_at
        if text is not None and before is not None:
            quiet, length = (at - before.end) / INPUT_RATE, (before.end - max(self._from, before.start)) / INPUT_RATE
            if quiet >= SETTLES and length >= _LEAST:
                self._settled, self._from = [text], max(before.end, at - _LEAD)
        if self._task is not None and self._task is not self._running:
            self._task.cancel()  # It waits for the one before it, and nobody waits for it any more.
        self._task = None

    def ended(self, utterance: Utterance) -> asyncio.Task[Transcript]:
        """The whole text, soon."""
        task = self._task or self._start(utterance)
        self.begin()
        return task

    @property
    def awaited(self) -> bool:
        """Whether a text is on its way."""
        return self._task is not None and not self._task.done()

    @property
    def text(self) -> Transcript | None:
        """What was said so far, where the last pause has been heard."""
        if self._task is None or not self._task.done() or self._task.cancelled() or self._task.exception():
            return None
        return self._task.result()

    def stop(self) -> None:
        """Want no more."""
        if self._task:
            self._task.cancel()

    def _start(self, utterance: Utterance) -> asyncio.Task[Transcript]:
        skip = max(0, self._from - utterance.start)
        rest = Utterance(utterance.samples[skip:], utterance.start + skip)
        self.transport.hold()  # From now, not from when the task has its turn: a replay must not depend on that.
        task = asyncio.create_task(self._transcribe(rest, tuple(self._settled)))
        task.add_done_callback(self._over)
        return task

    def _over(self, task: asyncio.Task[Transcript]) -> None:
        self.transport.release()
        if not task.cancelled():
            task.exception()  # Looked at, so that asyncio does not complain; it is told where it is awaited.

    async def _transcribe(self, rest: Utterance, settled: Sequence[Transcript]) -> Transcript:
        async with self._turn:
            self._running = asyncio.current_task()
            heard = await asyncio.to_thread(self.transcriber.transcribe, rest)
        whole = _joined([*settled, heard])
        if whole.speech:
            self.say("partial", whole.text)
        return whole


def _joined(pieces: Sequence[Transcript]) -> Transcript:
    """Pieces of one utterance as one; as sure as its words are on average."""
    spoken = [piece for piece in pieces if piece.speech]
    if len(spoken) < 2:
        return spoken[0] if spoken else pieces[-1]
    counts = [len(piece.text.split()) for piece in spoken]
    confidence = sum(n * piece.confidence for n, piece in zip(counts, spoken, strict=True)) / sum(counts)
    return Transcript(" ".join(piece.text for piece in spoken), (), confidence, spoken[-1].language)
