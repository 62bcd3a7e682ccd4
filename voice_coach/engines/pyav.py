"""Recorded sound of any kind, through PyAV (FFmpeg's libraries).

Its wheel bundles video codecs under the GPL; none of them is ever used here.
"""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from pydantic import BaseModel

from voice_coach.core.audio import INPUT_RATE, Samples, clean
from voice_coach.errors import AudioError

_MIN_RATE, _MAX_RATE = 4_000, 768_000
"""Below the telephone's 8 kHz a few bytes would become hours."""
_MAX_CHANNELS = 64
_OPTIONS = {
    # A playlist or a script that calls itself sound must not make FFmpeg open other files or addresses.
    "protocol_whitelist": "file,pipe",
    "format_whitelist": "wav,w64,aiff,au,flac,mp3,aac,ogg,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,caf,amr",
    # No picture is decoded, not even to look at its size.
    "codec_whitelist": ",".join(
        [
            *("flac", "alac", "mp3", "mp3float", "aac", "vorbis", "opus", "libopus", "amrnb", "amrwb"),
            *(f"pcm_{kind}" for kind in ("u8", "s8", "alaw", "mulaw")),
            *(f"pcm_{kind}{end}" for kind in ("s16", "s24", "s32", "f32", "f64") for end in ("le", "be")),
            *("adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "gsm", "gsm_ms"),
        ]
    ),
}
_ESTIMATED = {"mp3", "aac"}
"""Formats whose length FFmpeg only guesses."""
_MISSING = 0.05
"""Seconds that may be missing from the end without a word."""
_UNKNOWN_SIZE = 0x7FFFFFFF
_log = logging.getLogger(__name__)


class PyAv:
    """Decodes WAV, FLAC, MP3, OGG/Opus, M4A and WebM to 16 kHz mono."""

    name = "pyav"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        max_hours: float = 12.0
        """Longest recording that is read."""

    def __init__(self, options: Options, services: object = None) -> None:
        self._options = options

    def load(self) -> None:
        """Nothing to open."""

    def read(self, path: Path) -> Iterator[Samples]:
        """Blocks of 16 kHz mono samples, in bounded memory. A file that ends early yields what it holds, and a warning.

        Raises AudioError for what is not sound, and when not a single sample can be decoded.
        """
        yield from decode(path, INPUT_RATE, self._options.max_hours)


def decode(path: Path, rate: int, max_hours: float = 12.0) -> Iterator[Samples]:
    """Mono float32 blocks of `path` at `rate`. Raises AudioError, also when nothing could be decoded."""
    _check(path)
    count, expected = 0, 0.0
    too_long = AudioError(f"{path} is longer than {max_hours:g} hours. Cut it and try again.")
    try:
        with av.open(f"file:{path}", mode="r", options=_OPTIONS, metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise AudioError(f"{path} holds no sound. Give a WAV, FLAC, MP3, OGG, M4A or WebM file.")
            stream = container.streams.audio[0]
            if stream.codec_context is None:
                raise AudioError(f"{path} can't be read as sound (a kind of sound that is not known).")
            if not _MIN_RATE <= stream.rate <= _MAX_RATE or not 0 < stream.channels <= _MAX_CHANNELS:
                raise AudioError(f"{path}: {stream.rate} samples a second in {stream.channels} channels is not speech.")
            expected = max(_promised(path, stream), _expected(container, stream))
            if _expected(container, stream) > max_hours * 3600:
                raise too_long  # Said at once, not after hours of decoding.
            for block in _resampled(container, stream, rate):
                count += len(block)
                if count > max_hours * 3600 * rate:
                    raise too_long
                yield block
    except av.error.FFmpegError as failure:
        if count == 0:
            raise AudioError(f"{path} can't be read as sound ({failure.strerror or 'invalid data'}).") from None
    except (ValueError, MemoryError) as failure:
        raise AudioError(f"{path} can't be read as sound ({type(failure).__name__}).") from None
    if count == 0:
        raise AudioError(f"{path} holds no sound: it has 0 samples.")
    if count / rate < expected - _MISSING:
        _log.warning(f"{path} ends early: {count / rate:.1f} of {expected:.1f} s could be read.")


def _check(path: Path) -> None:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise AudioError(f"{path} is a folder. Give an audio file.")
        if stat.S_ISREG(mode):
            with path.open("rb") as handle:
                if not handle.read(1):
                    raise AudioError(f"{path} is empty.")
    except FileNotFoundError:
        raise AudioError(f"{path} does not exist.") from None
    except PermissionError:
        raise AudioError(f"{path} may not be read. Check its permissions.") from None
    except OSError as failure:
        raise AudioError(f"{path} can't be opened: {failure.strerror}.") from None


def _expected(container: Any, stream: Any) -> float:
    """Seconds the container says it holds; 0 when it does not say, or only guesses."""
    if stream.duration is None or container.format.name in _ESTIMATED:
        return 0.0
    return float(stream.duration * stream.time_base)


def _promised(path: Path, stream: Any) -> float:
    """Seconds the header of a WAV file promises: FFmpeg believes the size of the file instead. 0 for others."""
    if not path.is_file():
        return 0.0
    with path.open("rb") as handle:
        head = handle.read(1 << 12)
    at = head.find(b"data")
    if head[:4] != b"RIFF" or at < 0 or not stream.codec_context.bit_rate:
        return 0.0
    size = int.from_bytes(head[at + 4 : at + 8], "little")
    # Programs that write to a pipe put a very large number, or none.
    return 0.0 if size >= _UNKNOWN_SIZE else size * 8 / stream.codec_context.bit_rate


def _resampled(container: Any, stream: Any, rate: int) -> Iterator[Samples]:
    """Decode to mono at the file's own rate, tidy (a NaN would spread through the filter), then resample."""
    to_mono = av.AudioResampler(format="flt", layout="mono")
    converter = Resampler(stream.rate, rate)
    for packet in container.demux(stream):
        try:
            decoded = packet.decode()
        except av.error.InvalidDataError:
            continue  # One damaged packet; what follows may be whole.
        for frame in decoded:
            for mono in to_mono.resample(frame):
                yield from converter.feed(clean(mono.to_ndarray().reshape(-1).astype(np.float32)))
    yield from converter.finish()


class Resampler:
    """Mono float32 from one rate to another with libswresample's polyphase filter."""

    def __init__(self, source: int, target: int) -> None:
        self._source = source
        self._inner = None if source == target else av.AudioResampler(format="flt", layout="mono", rate=target)
        self._at = 0

    def feed(self, samples: Samples) -> Iterator[Samples]:
        """Take samples in order; what comes out may lag behind."""
        if not len(samples):
            return
        if self._inner is None:
            yield samples
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = self._source
        frame.pts = self._at
        self._at += len(samples)
        yield from (self._array(out) for out in self._inner.resample(frame))

    def finish(self) -> Iterator[Samples]:
        """What the filter still holds."""
        if self._inner is not None and self._at:
            yield from (self._array(out) for out in self._inner.resample(None))

    @staticmethod
    def _array(frame: Any) -> Samples:
        return clean(frame.to_ndarray().reshape(-1).astype(np.float32))


def resample(samples: Samples, source: int, target: int) -> Samples:
    """The whole of `samples` at another rate."""
    converter = Resampler(source, target)
    blocks = [*converter.feed(samples), *converter.finish()]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
