"""Microphone and speaker through miniaudio: its wheel carries ALSA, PulseAudio, Core Audio and WASAPI backends."""

from __future__ import annotations

import asyncio
import ctypes
import sys
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Generator, Iterable
from typing import Any

import miniaudio
import numpy as np
from pydantic import BaseModel, Field

from voice_coach.core.audio import FRAME, INPUT_RATE, OUTPUT_RATE, AudioChunk, Samples, from_pcm16, to_pcm16
from voice_coach.errors import DeviceError

_ECHO_TAIL = 0.3
"""Seconds after the coach's last sound in which the room still carries it."""

_MUTED = 1e-4
"""Level (-80 dBFS) that no open microphone stays under: even a quiet room is louder."""
_GONE = 1.0
"""Seconds without a sample after which a microphone counts as unplugged."""


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
        _choose(microphones, self._options.microphone, "microphone")
        _choose(speakers, self._options.speaker, "speaker")

    @staticmethod
    def devices() -> tuple[list[str], list[str]]:
        """Names of microphones and of speakers; both empty without a sound system."""
        microphones, speakers = _listed()
        return [d["name"] for d in microphones], [d["name"] for d in speakers]

    def play(self, chunks: Iterable[AudioChunk]) -> None:
        """Play and wait until it was heard. Raises DeviceError."""
        speaker = _Speaker(self._options)
        with speaker:
            for chunk in chunks:
                speaker.play(chunk)
            while speaker.queued() > 0:
                time.sleep(0.02)
            time.sleep(self._options.buffer_ms * 2 / 1000)

    def transport(self) -> DeviceTransport:
        """Microphone and speaker on one clock."""
        return DeviceTransport(self._options)


class _Speaker:
    """A playback device fed from a queue; silence where the queue is empty."""

    def __init__(self, options: Miniaudio.Options) -> None:
        self._queue: deque[bytes] = deque()
        self._bytes = 0
        self._paused = False
        self._lock = threading.Lock()
        self._device = _open(miniaudio.PlaybackDevice, options.speaker, "speaker", OUTPUT_RATE, options.buffer_ms)

    def __enter__(self) -> _Speaker:
        feed = self._feed()
        next(feed)
        self._device.start(feed)
        return self

    def __exit__(self, *_: object) -> None:
        self._device.close()

    def play(self, chunk: AudioChunk) -> None:
        data = to_pcm16(chunk.samples)
        with self._lock:
            self._queue.append(data)
            self._bytes += len(data)

    def queued(self) -> float:
        return self._bytes / 2 / OUTPUT_RATE

    def sounding(self) -> bool:
        return self._bytes > 0 and not self._paused

    def flush(self) -> None:
        with self._lock:
            self._queue.clear()
            self._bytes = 0

    def pause(self, paused: bool) -> None:
        with self._lock:
            self._paused = paused

    def _feed(self) -> Generator[bytes, int, None]:
        wanted = yield b""
        while True:
            wanted = yield self._take(wanted * 2)

    def _take(self, size: int) -> bytes:
        out = bytearray()
        with self._lock:
            while self._queue and len(out) < size and not self._paused:
                head = self._queue.popleft()
                take = size - len(out)
                out += head[:take]
                if take < len(head):
                    self._queue.appendleft(head[take:])
            self._bytes -= len(out)
        return bytes(out) + b"\0" * (size - len(out))


class DeviceTransport:
    """Live sound. Its clock is the microphone's and can't be held."""

    ended = False

    def __init__(self, options: Miniaudio.Options) -> None:
        self._options = options
        self._speaker = _Speaker(options)
        self._stopped = False
        self._sounding_until = 0.0
        self.muted = 0.0
        """Seconds for which the microphone has given nothing, not even the noise of a room."""

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
                        microphone = await self._again(microphone, self._capture(loop, incoming))
                        continue
                    heard = float(np.abs(frame).max()) > _MUTED
                    self.muted = 0.0 if heard else self.muted + len(frame) / INPUT_RATE
                    yield np.zeros_like(frame) if self._deaf() else frame
        finally:
            microphone.close()

    def _microphone(self, capture: Generator[None, bytes, None]) -> Any:
        options = self._options
        device = _open(miniaudio.CaptureDevice, options.microphone, "microphone", INPUT_RATE, options.buffer_ms)
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


def _open(kind: Any, wanted: str, what: str, rate: int, buffer_ms: int) -> Any:
    """A device by part of its name. Raises DeviceError."""
    try:
        listed = _listed()[0 if what == "microphone" else 1]
        name = _choose([d["name"] for d in listed], wanted, what)
        id = next((d["id"] for d in listed if d["name"] == name), None) if wanted else None
        sides = {"input_format": miniaudio.SampleFormat.SIGNED16}
        if what == "speaker":
            sides = {"output_format": miniaudio.SampleFormat.SIGNED16}
        return kind(nchannels=1, sample_rate=rate, buffersize_msec=buffer_ms, device_id=id, **sides)
    except miniaudio.MiniaudioError as failure:
        raise DeviceError(f"the {what} can't be opened ({failure}). Is another program using it?") from None


def _listed() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Microphones and speakers, without the ones that are not real; empty without a sound system."""
    _quiet_alsa()
    try:
        found = miniaudio.Devices()
        both = found.get_captures(), found.get_playbacks()
    except miniaudio.MiniaudioError:
        return [], []
    if found.backend.lower() == "null":
        return [], []
    captures, playbacks = ([d for d in some if not d["name"].startswith("Discard all samples")] for some in both)
    return captures, playbacks


_HANDLER = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
_silent = _HANDLER(lambda *_: None)


def _quiet_alsa() -> None:
    """ALSA prints a page of complaints about devices it only tries; the error that counts is ours."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_silent)
        except (OSError, AttributeError):
            return


def _choose(names: list[str], wanted: str, what: str) -> str:
    if not names:
        instead = "talk --in FILE --out FILE" if what == "microphone" else "say TEXT -o FILE"
        raise DeviceError(f"no {what} on this machine. Connect one, or use files: voice-coach {instead}")
    if not wanted:
        return names[0]
    for name in names:
        if wanted.lower() in name.lower():
            return name
    raise DeviceError(f"no {what} named like '{wanted}'. There are: {', '.join(names)}.")
