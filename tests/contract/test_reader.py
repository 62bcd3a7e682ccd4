"""Recorded sound; then the formats and the broken files, for the reader that decodes."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_coach.core.audio import INPUT_RATE, Samples
from voice_coach.errors import AudioError
from voice_coach.ports import AudioReader

PORT = "reader"
PITCH = 440.0
FORMATS = {
    "wav_8k_mulaw": ("wav", "pcm_mulaw", 8000, "mono", "s16"),
    "wav_16k": ("wav", "pcm_s16le", 16000, "mono", "s16"),
    "wav_96k_24bit_stereo": ("wav", "pcm_s24le", 96000, "stereo", "s32"),
    "wav_44k_float_5.1": ("wav", "pcm_f32le", 44100, "5.1", "flt"),
    "flac_48k": ("flac", "flac", 48000, "stereo", "s16"),
    "mp3_22k": ("mp3", "libmp3lame", 22050, "mono", "s16p"),
    "ogg_opus": ("ogg", "libopus", 48000, "stereo", "s16"),
    "m4a_aac": ("mp4", "aac", 44100, "stereo", "fltp"),
    "webm_opus": ("webm", "libopus", 48000, "mono", "s16"),
}


def wav(path: Path, samples: np.ndarray[Any, Any], rate: int = 16000, form: int = 1, bits: int = 16) -> Path:
    """A plain mono WAV, written by hand so that it can be wrong in a chosen place."""
    data = samples.tobytes()
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, form, 1, rate, rate * bits // 8, bits // 8, bits)
    path.write_bytes(
        struct.pack("<4sI4s", b"RIFF", 36 + len(data), b"WAVE") + fmt + struct.pack("<4sI", b"data", len(data)) + data
    )
    return path


def tone(seconds: float, rate: int = 16000) -> np.ndarray[Any, Any]:
    return (0.5 * np.sin(2 * np.pi * PITCH * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def read(engine: Any, path: Path) -> Samples:
    blocks = list(engine.read(path))
    assert all(block.dtype == np.float32 and block.ndim == 1 for block in blocks)
    whole: Samples = np.concatenate(blocks)
    assert np.all(np.abs(whole) <= 1.0)
    return whole


def test_it_is_one_of_the_port(engine: Any) -> None:
    assert isinstance(engine, AudioReader)


def test_a_file_becomes_blocks_of_samples(engine: Any, tmp_path: Path) -> None:
    found = read(engine, wav(tmp_path / "a.wav", (tone(1.0) * 32767).astype("<i2")))
    assert len(found) == pytest.approx(INPUT_RATE, abs=16)
    assert np.abs(found).max() > 0.1


def test_what_is_no_file_is_an_audio_error_that_names_it(engine: Any, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.wav", tmp_path):
        with pytest.raises(AudioError, match=path.name):
            list(engine.read(path))


@pytest.fixture
def pyav(open_engine: Any) -> Any:
    """The reader that decodes."""
    return open_engine(PORT, "pyav")


def encode(path: Path, name: str, seconds: float = 1.5) -> Path:
    import av

    container, codec, rate, layout, sample_format = FORMATS[name]
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout=layout)
        convert = av.AudioResampler(format=stream.format or sample_format, layout=layout, rate=rate)
        frame = av.AudioFrame.from_ndarray(tone(seconds, rate).reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        for piece in [*convert.resample(frame), *convert.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_16_khz_mono_at_the_same_pitch(pyav: Any, tmp_path: Path, name: str) -> None:
    found = read(pyav, encode(tmp_path / "sound", name))
    assert len(found) / INPUT_RATE == pytest.approx(1.5, abs=0.1)
    middle = found[len(found) // 4 : -len(found) // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    loudest = int(np.argmax(spectrum)) * INPUT_RATE / len(middle)
    assert loudest == pytest.approx(PITCH, abs=5)
    around = slice(max(0, int(np.argmax(spectrum)) - 20), int(np.argmax(spectrum)) + 20)
    assert np.sum(spectrum[around] ** 2) > 0.98 * np.sum(spectrum**2), "and nothing else"


def test_what_is_above_half_the_rate_is_filtered_and_not_folded(pyav: Any, tmp_path: Path) -> None:
    high = (0.5 * np.sin(2 * np.pi * 11_000 * np.arange(48000) / 48000) * 32767).astype("<i2")
    found = read(pyav, wav(tmp_path / "a.wav", high, rate=48000))
    assert np.abs(found[2000:-2000]).max() < 0.01


def test_what_is_no_number_becomes_silence_and_does_not_spread(pyav: Any, tmp_path: Path) -> None:
    samples = tone(1.0, 48000)
    samples[1000::5000] = np.nan
    samples[1001::5000] = np.inf
    found = read(pyav, wav(tmp_path / "a.wav", samples, rate=48000, form=3, bits=32))
    assert np.all(np.isfinite(found))
    assert np.sqrt(np.mean(found**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"Dear diary, this is no sound.\n" * 50, bytes(range(256)) * 200, b"RIFF\x24\0\0\0WAVEfmt "],
    ids=["empty", "byte", "text", "binary", "header"],
)
def test_what_is_no_sound_is_an_audio_error(pyav: Any, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    with pytest.raises(AudioError, match=r"a\.wav"):
        list(pyav.read(path))


def test_a_file_of_no_samples_is_an_audio_error(pyav: Any, tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"a\.wav"):
        list(pyav.read(wav(tmp_path / "a.wav", np.zeros(0, "<i2"))))


@pytest.mark.parametrize("name", ["wav_16k", "flac_48k", "mp3_22k", "ogg_opus"])
def test_a_file_that_ends_early_gives_what_it_holds(pyav: Any, tmp_path: Path, name: str) -> None:
    path = encode(tmp_path / "sound", name, seconds=6.0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert 1.0 < len(read(pyav, path)) / INPUT_RATE < 5.0


def test_a_recording_beyond_all_bounds_is_told(open_engine: Any, tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", np.zeros(16000 * 8, "<i2"))
    with pytest.raises(AudioError, match=r"longer than 0\.001 hours"):
        list(open_engine(PORT, "pyav", max_hours=0.001).read(path))


def test_blocks_stay_small_however_long_the_file_is(pyav: Any, tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", np.zeros(16000 * 120, "<i2"))
    assert max(len(block) for block in pyav.read(path)) <= INPUT_RATE


@pytest.mark.real_speech
def test_every_shared_clip_has_the_length_it_should(pyav: Any, clips: Any) -> None:
    for clip in clips:
        assert len(read(pyav, clip.path)) / INPUT_RATE == pytest.approx(clip.seconds, abs=0.1), clip.path.name
