"""The spoken turn loop: frames in, a reply out, sentence by sentence, until done or barged in.

Samples are the clock. A turn reads top to bottom in `_take_turn`; everything that blocks runs in a
thread, and the transport holds its clock meanwhile when it is not bound to real time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from voice_coach.conversation.session import Session
from voice_coach.core.audio import INPUT_RATE, Samples, Utterance
from voice_coach.core.endpointing import Ended, Endpointer, Paused, Resumed, Started
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Sentence, Spoken
from voice_coach.ports import Synthesizer, Transcriber, Transport, VoiceActivityDetector
from voice_coach.trace import Trace

_ANSWER = 6.0
"""Seconds for which the coach waits to hear whether it shall keep what was said; silence keeps it."""
_LOOKAHEAD = 0.25
"""Seconds of sound that may be queued before the next sentence is: small, so that a barge-in drops little."""


@dataclass(frozen=True)
class LoopEvent:
    """One line of the events file."""

    t: float
    """Seconds of input heard."""
    wall: float
    """Seconds since the first frame."""
    turn: int
    event: str
    text: str | None = None
    ms: float | dict[str, float] | None = None

    def to_json(self) -> dict[str, Any]:
        """The object of the contract, without the fields that do not apply."""
        raw: dict[str, Any] = {"v": 1, "t": self.t, "wall": self.wall, "turn": self.turn, "event": self.event}
        if self.text is not None:
            raw["text"] = self.text
        if self.ms is not None:
            raw["ms"] = self.ms
        return raw


class HeldTransport(Transport, Protocol):
    """A transport that can stop its clock while the coach thinks, and that may come to an end."""

    @property
    def ended(self) -> bool:
        """Whether the input is over (silence is fed from then on)."""

    def hold(self) -> None:
        """Stop the clock, if it is ours."""

    def release(self) -> None:
        """Let it run again."""

    def stop(self) -> None:
        """End `frames()`."""


@dataclass
class _Turn:
    """What the listener hands over."""

    utterance: Utterance
    trace: Trace
    speculation: asyncio.Task[Transcript] | None
    ended_at: float = 0.0


@dataclass
class TurnLoop:
    """One spoken conversation from the first frame to the summary."""

    session: Session
    vad: VoiceActivityDetector
    transcriber: Transcriber
    synthesizer: Synthesizer
    transport: HeldTransport
    emit: Callable[[LoopEvent], None] = lambda event: None
    with_summary: bool = True
    idle_limit: float | None = None
    """Seconds without speech after which the session is cleared, as an unattended device should be."""
    _endpointer: Endpointer = field(default_factory=Endpointer)
    _turn: int = 0
    _began: float = 0.0
    _active_at: int = 0
    """Sample at which anyone last spoke."""
    _barged: bool = False
    _dropped: float = 0.0
    """Seconds of sound that a barge-in kept from being heard."""
    _waiting: int = 0
    """Turns handed over and not finished."""
    _asking: bool = False
    """Whether the last question was put: shall this be kept?"""
    _answer: Transcript | None = None
    _speculation: asyncio.Task[Transcript] | None = None
    _vad_s: float = 0.0
    _tick: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Listen and answer until the session closes or the input ends; then speak the summary."""
        self._began = time.perf_counter()
        queue: asyncio.Queue[_Turn] = asyncio.Queue()
        try:
            async with asyncio.TaskGroup() as group:
                await self._hear(group, queue)
        except BaseExceptionGroup as failures:
            # The first failure cancelled the rest: it is the one to tell.
            raise _first(failures) from None
        finally:
            if self._speculation:
                self._speculation.cancel()

    async def _hear(self, group: asyncio.TaskGroup, queue: asyncio.Queue[_Turn]) -> None:
        worker = group.create_task(self._turns(queue))
        finishing: asyncio.Task[None] | None = None
        async for frame in self.transport.frames():
            self._wake()
            self._listen(frame, queue)
            if self._idle():
                self.session.lock()
            over = self.session.state.closed or (self.transport.ended and not self._endpointer.in_speech)
            if over and not self._waiting and finishing is None:
                finishing = group.create_task(self._finish())
        self._wake()
        worker.cancel()

    def _listen(self, frame: Samples, queue: asyncio.Queue[_Turn]) -> None:
        """One frame through voice activity and endpointing."""
        began = time.perf_counter()
        probability = self.vad.probability(frame)
        self._vad_s += time.perf_counter() - began
        self._endpointer.patience = self.session.patience
        for event in self._endpointer.feed(frame, probability):
            self._on(event, queue)

    def _on(self, event: Started | Paused | Resumed | Ended, queue: asyncio.Queue[_Turn]) -> None:
        if isinstance(event, Started):
            self._vad_s = 0.0
            self._barge_in()
        elif isinstance(event, Paused):
            # Transcribe while we wait: if nothing more comes, the text is there when the turn begins.
            self._speculation = asyncio.create_task(self._transcribe(event.utterance))
        elif isinstance(event, Resumed):
            self._speculation = None
        else:
            trace = Trace()
            trace.add("vad", self._vad_s)
            self._vad_s = 0.0
            self._say("endpoint", ms=round(self.session.patience.end * 1000, 1))
            self._waiting += 1
            queue.put_nowait(_Turn(event.utterance, trace, self._speculation, time.perf_counter()))
            self._speculation = None

    def _barge_in(self) -> None:
        if self.transport.queued() > 0:
            self._barged = True
            self._dropped = self.transport.queued()
            self.transport.flush()
            self._say("barge_in")

    async def _turns(self, queue: asyncio.Queue[_Turn]) -> None:
        while True:
            turn = await queue.get()
            try:
                await self._take_turn(turn)
            finally:
                self._waiting -= 1
                self._wake()

    async def _take_turn(self, turn: _Turn) -> None:
        """The turn: transcribe, reply, speak, finish."""
        if self.session.state.closed and not self._asking:
            return
        self._turn += 1
        began = time.perf_counter()
        if turn.speculation:
            transcript = await turn.speculation
        else:
            transcript = await self._transcribe(turn.utterance)
        turn.trace.add("stt", time.perf_counter() - began)
        if not transcript.speech:
            return
        self._say("final", transcript.text, ms=round(turn.trace.spans["stt"], 1))
        if self._asking:
            self._answer = transcript
            return
        with self._held():
            reply = await asyncio.to_thread(self.session.reply, transcript, turn.trace)
        if reply.kind == "command":
            self._say("command")
        if reply.safety.cue:
            self._say("safety")
        spoken = await self._speak(reply.sentences, turn.trace)
        with self._held():
            await asyncio.to_thread(self.session.finish, transcript, reply, spoken)

    async def _transcribe(self, utterance: Utterance) -> Transcript:
        with self._held():
            transcript = await asyncio.to_thread(self.transcriber.transcribe, utterance)
        if transcript.speech:
            self._say("partial", transcript.text)
        return transcript

    async def _speak(self, sentences: tuple[Sentence, ...], trace: Trace | None = None) -> Spoken:
        """Synthesize and play one sentence after the other; what was heard of them is the result."""
        self._barged, self._dropped = False, 0.0
        queued: list[tuple[str, float]] = []
        for sentence in sentences:
            await self._until_played(_LOOKAHEAD)
            if self._barged:
                break
            seconds = await self._play(sentence.text, trace if not queued else None)
            queued.append((sentence.text, seconds))
        await self._until_played(0.0)
        if not self._barged:
            return Spoken(tuple(text for text, _ in queued))
        return Spoken(heard_of(queued, self._dropped), complete=False)

    async def _play(self, text: str, trace: Trace | None) -> float:
        """Queue one sentence as it is synthesized. Seconds that were queued."""
        seconds, began = 0.0, time.perf_counter()
        voice = self.session.voice
        chunks = self.synthesizer.synthesize(text, voice.pace)
        while True:
            with self._held():
                # Never cancelled in the middle: the flag is looked at between chunks.
                chunk = await asyncio.to_thread(next, chunks, None)
            if chunk is None or self._barged:
                return seconds
            if not seconds:
                if trace:
                    trace.add("tts", time.perf_counter() - began)
                    self._say("first_audio", ms=trace.stages())
                self._say("sentence", text)
            self.transport.play(chunk.louder(voice.gain))
            seconds += chunk.seconds

    async def _until_played(self, rest: float) -> None:
        """Wait until at most `rest` seconds are queued, or a barge-in."""
        while not self._barged and self.transport.queued() > rest:
            self._tick.clear()
            await self._tick.wait()

    def _idle(self) -> bool:
        if self._endpointer.in_speech or self._waiting or self.transport.queued() > 0:
            self._active_at = self._endpointer.position
        quiet = (self._endpointer.position - self._active_at) / INPUT_RATE
        return self.idle_limit is not None and quiet > self.idle_limit and not self.session.state.closed

    async def _finish(self) -> None:
        if self.with_summary and not self.session.cleared:
            with self._held():
                summary = await asyncio.to_thread(self.session.summary)
            await self._speak(tuple(Sentence(s) for s in summary.sentences))
            await self._ask_to_keep()
            if not self.session.cleared:
                self._say("summary", summary.spoken)
        self._say("end")
        self.transport.stop()

    async def _ask_to_keep(self) -> None:
        """Shall this be kept? Not asked where nobody is there to answer; whoever says nothing keeps it."""
        question = self.session.keep_question()
        if question is None or self.transport.ended:
            return
        self._asking = True
        await self._speak(question.sentences)
        until = self._endpointer.position + round(_ANSWER * INPUT_RATE)
        while self._answer is None and self._still_to_come(until):
            self._tick.clear()
            await self._tick.wait()
        if self._answer is not None:
            with self._held():
                reply = await asyncio.to_thread(self.session.keep_answer, self._answer.text)
            await self._speak(reply.sentences)

    def _still_to_come(self, until: int) -> bool:
        talking = self._endpointer.in_speech or self._waiting > 0
        return talking or (self._endpointer.position < until and not self.transport.ended)

    def _held(self) -> _Held:
        return _Held(self.transport)

    def _wake(self) -> None:
        self._tick.set()

    def _say(self, event: str, text: str | None = None, ms: float | dict[str, float] | None = None) -> None:
        t = round(self._endpointer.position / INPUT_RATE, 3)
        wall = round(time.perf_counter() - self._began, 3)
        self.emit(LoopEvent(t, wall, self._turn, event, text, ms))


class _Held:
    """While inside, a clock that is ours stands still."""

    def __init__(self, transport: HeldTransport) -> None:
        self._transport = transport

    def __enter__(self) -> None:
        self._transport.hold()

    def __exit__(self, *_: object) -> None:
        self._transport.release()


_ROUNDING = 1e-6
"""Sums of seconds are off by a little, which must not cost a word."""


def heard_of(queued: list[tuple[str, float]], dropped: float) -> tuple[str, ...]:
    """The words that were heard when the last `dropped` seconds of the queued sentences were not.

    `queued` holds (sentence, seconds). Words are taken to be evenly spread over the sound of their
    sentence; a word that was cut does not count.
    """
    left = sum(seconds for _, seconds in queued) - dropped
    heard = []
    for text, seconds in queued:
        words = text.split()
        ends = (seconds * (n + 1) / len(words) for n in range(len(words)))
        count = sum(end <= left + _ROUNDING for end in ends) if seconds > 0 else 0
        if count:
            heard.append(" ".join(words[:count]))
        left -= seconds
    return tuple(heard)


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    inner = failures.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
