"""The spoken turn loop: frames in, a reply out, sentence by sentence, until done or barged in.

Samples are the clock. A turn reads top to bottom in `_take_turn`; everything that blocks runs in a
thread, and the transport holds its clock meanwhile when it is not bound to real time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from voice_coach.conversation.events import Doing, Held, HeldTransport, LoopEvent, Milliseconds, Think
from voice_coach.conversation.floor import Floor
from voice_coach.conversation.hearing import Hearing
from voice_coach.conversation.muteness import Muteness
from voice_coach.conversation.session import Session
from voice_coach.conversation.speaking import Speaking
from voice_coach.core.audio import INPUT_RATE, Samples
from voice_coach.core.endpointing import Ended, Endpointer, Event, Patience, Paused, Resumed, Started
from voice_coach.core.patience import SHORT
from voice_coach.core.transcript import Transcript, sentences
from voice_coach.core.turn import Sentence
from voice_coach.ports import Synthesizer, Transcriber, VoiceActivityDetector
from voice_coach.trace import Trace

__all__ = ["HeldTransport", "LoopEvent", "TurnLoop"]

_ANSWER = 6.0
"""Seconds for which the coach waits to hear whether it shall keep what was said; silence keeps it."""


_UNKNOWN = Patience()
"""While the person speaks, and where no text can be had."""
_A_FRAME = 0.032
"""Seconds."""


@dataclass
class _Turn:
    """What the listener hands over."""

    transcript: asyncio.Task[Transcript]
    trace: Trace


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
    prepare: Callable[[], bool] = lambda: False
    """A step of work to be done while nobody waits, until it says that there is none left."""
    think: Think = asyncio.to_thread
    watch: Callable[[Samples, Doing], None] = lambda frame, doing: None
    """Told each frame after it was heard, and what the coach is doing: for a level meter."""
    speaking: Speaking = field(init=False)
    hearing: Hearing = field(init=False)
    floor: Floor = field(init=False)
    _endpointer: Endpointer = field(default_factory=Endpointer)
    _turn: int = 0
    _began: float = 0.0
    _active_at: int = 0
    """Sample at which anyone last spoke."""
    _waiting: int = 0
    """Turns handed over and not finished."""
    _finishing: asyncio.Task[None] | None = None
    _asking: bool = False
    """Whether the last question was put: shall this be kept?"""
    _answer: Transcript | None = None
    _vad_s: float = 0.0
    _muteness: Muteness = field(default_factory=Muteness)
    _judged: tuple[Transcript, Patience] | None = None
    """The text that was looked at last, and how patient it made the coach."""

    def __post_init__(self) -> None:
        self.speaking = Speaking(self.synthesizer, self.transport, self._say)
        self.hearing = Hearing(self.transcriber, self.transport, self._say)
        self.floor = Floor(self._endpointer, self.hearing, self.speaking, self.session.is_order)

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
            self.hearing.stop()

    async def hush(self) -> None:
        """Say no more. Comes back when what was said and heard so far is in the record."""
        while self._waiting:
            self.speaking.give_way()
            self.speaking.wake()
            await asyncio.sleep(_A_FRAME)

    async def _hear(self, group: asyncio.TaskGroup, queue: asyncio.Queue[_Turn]) -> None:
        workers = [group.create_task(self._turns(queue)), group.create_task(self._prepared())]
        async for frame in self.transport.frames():
            self.speaking.wake()
            self._listen(frame, queue)
            self.watch(frame, self.doing)
            free = not self._has_word() and not self.session.state.closed
            if self._muteness.to_be_told(self.transport.muted, free):
                group.create_task(self._tell_muted())
            if self._idle():
                self.session.lock()
            over = self.session.state.closed or (self.transport.ended and not self._endpointer.in_speech)
            if over and not self._waiting and self._finishing is None:
                self._finishing = group.create_task(self._finish())
        self.speaking.wake()
        for worker in workers:
            worker.cancel()

    async def _prepared(self) -> None:
        while await asyncio.to_thread(self.prepare):
            await self.speaking.next_frame()
            while self._endpointer.sounding or self._waiting:
                await self.speaking.next_frame()

    def _listen(self, frame: Samples, queue: asyncio.Queue[_Turn]) -> None:
        """One frame through voice activity and endpointing."""
        began = time.perf_counter()
        probability = self.vad.probability(frame)
        self._vad_s += time.perf_counter() - began
        self._endpointer.patience = self._patience()
        for event in self._endpointer.feed(frame, probability):
            self._on(event, queue)
        self.floor.share(self._has_word())

    def _patience(self) -> Patience:
        """No silence ends an utterance before its text is there to say how patient to be."""
        heard = self.hearing.text
        if self.hearing.awaited:
            return replace(_UNKNOWN, end=float("inf"))
        if heard is None:
            return _UNKNOWN
        if self.floor.over_the_coach(heard) in ("noise", "backchannel"):
            return replace(_UNKNOWN, end=SHORT)
        if self._judged is None or self._judged[0] is not heard:
            self._judged = heard, self.session.patience(heard)
        return self._judged[1]

    def _on(self, event: Event, queue: asyncio.Queue[_Turn]) -> None:
        if isinstance(event, Started):
            self._vad_s, self._muteness.voice = 0.0, True
            self.hearing.begin()
        elif isinstance(event, Paused):
            self.hearing.paused(event.utterance)
        elif isinstance(event, Resumed):
            self.hearing.resumed(event.at)
        else:
            self._ended(event, queue)

    def _ended(self, event: Ended, queue: asyncio.Queue[_Turn]) -> None:
        if self.floor.goes_on(self.hearing.text, event.voiced):
            return  # Someone coughed, or is listening.
        self.floor.give_way()
        trace = Trace()
        trace.add("vad", self._vad_s)
        self._vad_s = 0.0
        self._say("endpoint", ms=round(event.silence * 1000, 1))
        self._waiting += 1
        queue.put_nowait(_Turn(self.hearing.ended(event.utterance), trace))

    async def _tell_muted(self) -> None:
        self.floor.begin_reply()
        await self._speak([Sentence(text) for text in sentences(self.session.tools.coach.say("microphone.muted"))])

    @property
    def doing(self) -> Doing:
        """What the coach is doing; a voice that was paused for the person listens."""
        if self.transport.queued() > 0 and not self.speaking.paused:
            return "speaking"
        return "thinking" if self._waiting and not self.speaking.paused else "listening"

    def _has_word(self) -> bool:
        """Whether the coach is speaking or about to."""
        return self._waiting > 0 or self._finishing is not None or self.transport.queued() > 0

    async def _turns(self, queue: asyncio.Queue[_Turn]) -> None:
        while True:
            turn = await queue.get()
            try:
                await self._take_turn(turn)
            finally:
                self._waiting -= 1
                self.speaking.wake()

    async def _take_turn(self, turn: _Turn) -> None:
        """The turn: transcribe, reply, speak, finish."""
        if self.session.state.closed and not self._asking:
            return
        self.floor.begin_reply()
        self._turn += 1
        began = time.perf_counter()
        transcript = await turn.transcript
        turn.trace.add("stt", time.perf_counter() - began)
        if not transcript.speech:
            return
        self._say("final", transcript.text, ms=round(turn.trace.spans["stt"], 1))
        if self._asking:
            self._answer = transcript
            return
        with Held(self.transport):
            reply = await self.think(self.session.reply, transcript, turn.trace)
        for event, told in (("command", reply.kind == "command"), ("safety", reply.safety.cue)):
            if told:
                self._say(event)
        spoken = await self.speaking.speak(reply.sentences, self.session.voice, turn.trace)
        with Held(self.transport):
            await self.think(self.session.finish, transcript, reply, spoken)

    def _idle(self) -> bool:
        if self._endpointer.in_speech or self._waiting or self.transport.queued() > 0:
            self._active_at = self._endpointer.position
        quiet = (self._endpointer.position - self._active_at) / INPUT_RATE
        return self.idle_limit is not None and quiet > self.idle_limit and not self.session.state.closed

    async def _finish(self) -> None:
        if self.with_summary and not self.session.cleared:
            with Held(self.transport):
                summary = await self.think(self.session.summary)
            self.floor.begin_reply()
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
        self.floor.begin_reply()
        await self._speak(question.sentences)
        until = self._endpointer.position + round(_ANSWER * INPUT_RATE)
        while self._answer is None and self._still_to_come(until):
            await self.speaking.next_frame()
        if self._answer is not None:
            with Held(self.transport):
                reply = await self.think(self.session.keep_answer, self._answer.text)
            self.floor.begin_reply()
            await self._speak(reply.sentences)

    def _still_to_come(self, until: int) -> bool:
        talking = self._endpointer.in_speech or self._waiting > 0
        return talking or (self._endpointer.position < until and not self.transport.ended)

    async def _speak(self, sentences: Sequence[Sentence]) -> None:
        await self.speaking.speak(sentences, self.session.voice)

    def _say(self, event: str, text: str | None = None, ms: Milliseconds = None) -> None:
        t = round(self._endpointer.position / INPUT_RATE, 3)
        wall = round(time.perf_counter() - self._began, 3)
        self.emit(LoopEvent(t, wall, self._turn, event, text, ms))


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    inner = failures.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
