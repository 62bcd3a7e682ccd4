from __future__ import annotations

import errno
import os
import stat
import struct
import threading
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.audio import OUTPUT_RATE, Samples, from_pcm16, silence
from voice_coach.errors import StorageError
from voice_coach.surfaces.wav import TAG, WavWriter


def ramp(count: int) -> Samples:
    return np.linspace(-1, 1, count, dtype=np.float32)


@given(st.lists(st.integers(0, 500), max_size=5))
def test_a_file_of_any_length_is_a_whole_wav(tmp_path_factory: pytest.TempPathFactory, lengths: list[int]) -> None:
    path = tmp_path_factory.mktemp("wav") / "a.wav"
    with WavWriter(path) as out:
        for length in lengths:
            out.write(ramp(length))
    with wave.open(str(path)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, OUTPUT_RATE)
        assert read.getnframes() == sum(lengths)
        found = from_pcm16(read.readframes(read.getnframes()))
    expected = np.concatenate([ramp(length) for length in lengths]) if lengths else silence(0)
    assert np.allclose(found, expected, atol=2 / 32767)
    raw = path.read_bytes()
    assert struct.unpack("<I", raw[4:8])[0] == len(raw) - 8


def test_it_is_tagged_as_synthetic_speech_and_private(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with WavWriter(path) as out:
        out.write(ramp(10))
    raw = path.read_bytes()
    chunk = raw.index(b"LIST")
    assert raw[chunk + 8 : chunk + 16] == b"INFOICMT"
    assert TAG.encode() in raw
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_name_appears_only_when_the_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"what was there before")
    with WavWriter(path) as out:
        out.write(ramp(10))
        assert path.read_bytes() == b"what was there before"
    assert path.read_bytes()[:4] == b"RIFF"
    assert os.listdir(tmp_path) == ["a.wav"]


def interrupted(path: Path, error: BaseException) -> None:
    with WavWriter(path) as out:
        out.write(ramp(100))
        raise error


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"before")
    with pytest.raises(ValueError, match="inside"):
        interrupted(path, ValueError("inside"))
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["a.wav"]


def test_ctrl_c_keeps_what_was_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with pytest.raises(KeyboardInterrupt):
        interrupted(path, KeyboardInterrupt())
    with wave.open(str(path)) as read:
        assert read.getnframes() == 100


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "is a folder"), ("no/such/a.wav", "its folder does not exist"), ("x" * 300, "can't be written")],
)
def test_a_place_that_can_not_be_written_is_told(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(StorageError, match=message), WavWriter(tmp_path / name):
        pytest.fail("the block must not run")
    assert os.listdir(tmp_path) == []


def test_a_full_disk_is_told() -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(StorageError, match="the disk is full"), WavWriter(device) as out:
        out.write(silence(60.0))


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: object, target: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StorageError, match="the disk is full"), WavWriter(tmp_path / "a.wav") as out:
        out.write(ramp(10))
    assert os.listdir(tmp_path) == []


def test_a_pipe_is_written_straight_through(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(path.read_bytes()))
    reader.start()
    with WavWriter(path) as out:
        out.write(ramp(1000))
    reader.join()
    assert got[0][:4] == b"RIFF"
    assert got[0].endswith(struct.pack("<h", 32767))
    assert stat.S_ISFIFO(path.stat().st_mode)
