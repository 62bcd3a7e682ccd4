"""Microphone and speaker through miniaudio: its wheel carries ALSA, PulseAudio, Core Audio and WASAPI backends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterable
from typing import Any

import miniaudio
import numpy as np
from pydantic import BaseModel, Field

from voice_coach.core.audio import FRAME, INPUT_RATE, AudioChunk, Samples, from_pcm16
from voice_coach.engines.miniaudio_devices import choose, listed, open_device
from voice_coach.engines.miniaudio_speaker import Speaker
from voice_coach.errors import DeviceError

_ECHO_TAIL = 0.3
"""Seconds after the coach's last sound in which the room still carries it."""

_MUTED = 1e-4
"""Level (-80 dBFS) that no open microphone stays under: even a quiet room is louder."""
_GONE = 1.0
"""Seconds without a sample after which a microphone counts as unplugged."""
_NEVER = 10.0
"""Seconds without asking for sound after which a sentence is given up, where there is nothing but to play it."""
_AGAIN = 1.0
"""Seconds between looking whether a speaker that was unplugged is back."""


class Miniaudio:
    """The sound devices of this machine."""

    name = "miniaudio"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        microphone: str = ""
        """Part of a device name; empty: the system's choice."""
        speaker: str = ""
        duplex: bool = False
        """Listen while speaking. Only with headphones or echo cancellation: else the coach hears itself."""
        buffer_ms: int = Field(40, ge=10, le=500)

    def __init__(self, options: Options, services: object = None) -> None:
        self._options = options

    def load(self) -> None:
        """Check that there are devices. Raises DeviceError, with the names there are."""
        microphones, speakers = self.devices()
        choose(microphones, self._options.microphone, "microphone")
        choose(speakers, self._options.speaker, "speaker")

    @staticmethod
    def devices() -> tuple[list[str], list[str]]:
        """Names of microphones and of speakers; both empty without a sound system."""
        microphones, speakers = listed()
        return [d["name"] for d in microphones], [d["name"] for d in speakers]

    def play(self, chunks: Iterable[AudioChunk]) -> None:
        """Play and wait until it was heard. Raises DeviceError."""
        speaker = Speaker(self._options.speaker, self._options.buffer_ms)
        with speaker:
            for chunk in chunks:
                speaker.play(chunk)
            while speaker.queued() > 0:
                if speaker.unasked() > _NEVER:
                    raise DeviceError("the speaker was unplugged. Connect it, or choose another: --speaker NAME.")
                time.sleep(0.02)
            time.sleep(self._options.buffer_ms * 2 / 1000)

    def transport(self) -> DeviceTransport:
        """Microphone and speaker on one clock."""
        return DeviceTransport(self._options)


class DeviceTransport:
    """Live sound. Its clock is the microphone's and can't be held."""

    ended = False

    def __init__(self, options: Miniaudio.Options) -> None:
        self._options = options
        self._speaker = Speaker(options.speaker, options.buffer_ms)
        self._stopped = False
        self._sounding_until = 0.0
        self.muted = 0.0
        """Seconds for which the microphone has given nothing, not even the noise of a room."""
        self.notice: Callable[[tuple[str, ...]], None] = lambda missing: None
        """Told which of "microphone" and "speaker" are unplugged, whenever that changes."""
        self._missing: tuple[str, ...] = ()
        self._looked = 0.0

    def hold(self) -> None:
        """A real clock does not stop."""

    def release(self) -> None:
        """A real clock does not stop."""

    def stop(self) -> None:
        """End `frames()`."""
        self._stopped = True

    def play(self, chunk: AudioChunk) -> None:
        """Queue a chunk behind what is already queued."""
        self._speaker.play(chunk)

    def queued(self) -> float:
        """Seconds of queued sound that were not played yet."""
        return self._speaker.queued()

    def flush(self) -> None:
        """Drop what is queued."""
        self._speaker.flush()

    def pause(self) -> None:
        """Be silent from the next buffer on, and keep what is queued."""
        self._speaker.pause(True)

    def resume(self) -> None:
        """Go on with it."""
        self._speaker.pause(False)

    async def frames(self) -> AsyncIterator[Samples]:
        """Frames of the microphone, until `stop()`. Half-duplex: silence while the coach is heard."""
        loop = asyncio.get_running_loop()
        incoming: asyncio.Queue[Samples] = asyncio.Queue()
        microphone = self._microphone(self._capture(loop, incoming))
        try:
            with self._speaker:
                while not self._stopped:
                    try:
                        frame = await asyncio.wait_for(incoming.get(), _GONE)
                    except TimeoutError:
                        self._found("microphone", False)
                        self._look_after_speaker(0.0)
                        microphone = await self._again(microphone, self._capture(loop, incoming))
                        continue
                    self._found("microphone", True)
                    self._look_after_speaker(len(frame) / INPUT_RATE)
                    heard = float(np.abs(frame).max()) > _MUTED
                    self.muted = 0.0 if heard else self.muted + len(frame) / INPUT_RATE
                    yield np.zeros_like(frame) if self._deaf() else frame
        finally:
            microphone.close()

    def _microphone(self, capture: Generator[None, bytes, None]) -> Any:
        options = self._options
        device = open_device(miniaudio.CaptureDevice, options.microphone, "microphone", INPUT_RATE, options.buffer_ms)
        next(capture)
        device.start(capture)
        return device

    async def _again(self, gone: Any, capture: Generator[None, bytes, None]) -> Any:
        """The microphone once more, where it is there again; until then the one that is gone, and no time passes."""
        try:
            device = await asyncio.to_thread(self._microphone, capture)
        except DeviceError:
            return gone
        await asyncio.to_thread(gone.close)
        return device

    def _look_after_speaker(self, seconds: float) -> None:
        """A talk goes on without a speaker, in captions, at the speed of speech, until it is there again."""
        gone = self._speaker.gone
        self._found("speaker", not gone)
        if not gone:
            return
        self._speaker.skip(seconds)
        if time.monotonic() - self._looked > _AGAIN:
            self._looked = time.monotonic()
            asyncio.get_running_loop().run_in_executor(None, self._speaker.reopen)

    def _found(self, device: str, there: bool) -> None:
        missing = tuple(sorted({*self._missing} - {device} if there else {*self._missing, device}))
        if missing != self._missing:
            self._missing = missing
            self.notice(missing)

    def _deaf(self) -> bool:
        if self._options.duplex:
            return False
        now = time.monotonic()
        if self._speaker.sounding():
            self._sounding_until = now + _ECHO_TAIL
        return now < self._sounding_until

    @staticmethod
    def _capture(loop: asyncio.AbstractEventLoop, incoming: asyncio.Queue[Samples]) -> Generator[None, bytes, None]:
        """Runs on the device's thread: cuts what arrives into frames."""
        rest = np.zeros(0, np.float32)
        while True:
            data = yield
            rest = np.concatenate([rest, from_pcm16(bytes(data))])
            while len(rest) >= FRAME:
                frame, rest = rest[:FRAME], rest[FRAME:]
                loop.call_soon_threadsafe(incoming.put_nowait, frame)
