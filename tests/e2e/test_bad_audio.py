"""Sound files that are broken, odd or huge: one clear line, and nothing that could be heard is lost."""

from __future__ import annotations

import os
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

Make = Callable[..., bytes]


def pcm(samples: np.ndarray) -> bytes:
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def test_what_is_no_sound_is_refused_before_anything_is_written(fast: Cli, wav_bytes: Make) -> None:
    (fast.folder / "empty.wav").touch()
    (fast.folder / "text.wav").write_text("Dear diary, this is text and no sound. " * 20)
    (fast.folder / "none.wav").write_bytes(wav_bytes(b"", 16_000, 16))
    (fast.folder / "head.wav").write_bytes(wav_bytes(bytes(100), 16_000, 16)[:30])
    (fast.folder / "folder.wav").mkdir()
    before = sorted(fast.folder.iterdir())
    why = {
        "empty.wav": "is empty",
        "text.wav": "can't be read as sound",
        "none.wav": "0 samples",
        "head.wav": "can't be read as sound",
        "folder.wav": "is a folder",
        "missing.wav": "does not exist",
    }
    result = fast("transcribe", *why)
    assert (result.code, result.out) == (4, "")
    for line, (file, words) in zip(result.err.splitlines(), why.items(), strict=True):
        assert line.startswith(f"voice-coach: {file} ")
        assert words in line
        assert "diary" not in line
    for command, file in (("talk", "text.wav"), ("talk", "missing.wav"), ("checkin", "empty.wav")):
        flags = ("--in", file, "--out", "out.wav", "--events", "out.jsonl")
        fast(command, *flags).fails_with(4, file, why[file])
    assert sorted(fast.folder.iterdir()) == before


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_no_permission_is_named(fast: Cli, speech_like: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read and write everything")
    speech_like.chmod(0)
    fast("transcribe", speech_like).fails_with(4, "may not be read")
    speech_like.chmod(0o600)
    fast.folder.chmod(0o500)
    fast("talk", "--in", speech_like, "--out", "out.wav").fails_with(8, "permission denied")
    fast.folder.chmod(0o700)


def test_every_rate_width_and_channel_count_is_heard(fast: Cli, wav_bytes: Make, tone: Any) -> None:
    def sound(rate: int) -> np.ndarray:
        return np.concatenate([np.zeros(rate // 2), tone(1.0, rate), np.zeros(rate // 2)])

    wide = (np.repeat(sound(96_000), 2) * 8_388_607).astype("<i4").reshape(-1, 1).view("u1").reshape(-1, 4)[:, :3]
    floats = sound(16_000).astype("<f4")
    floats[100:4_000] = np.nan
    floats[9_000], floats[9_001] = np.inf, -np.inf
    files = {
        "telephone.wav": wav_bytes(pcm(sound(8_000)), 8_000, 16),
        "studio.wav": wav_bytes(wide.tobytes(), 96_000, 24, channels=2),
        "nan.wav": wav_bytes(floats.tobytes(), 16_000, 32, code=3),
    }
    for name, data in files.items():
        (fast.folder / name).write_bytes(data)
    for found in fast("transcribe", "--jsonl", *files).succeeds().objects:
        assert found["speech"] is True, found
        assert found["audio_s"] == pytest.approx(2.0, abs=0.01)
        assert found["words"][0]["start"] == pytest.approx(0.5, abs=0.4)


@pytest.mark.weights
@pytest.mark.real_speech
def test_a_truncated_file_gives_what_it_holds_and_says_so(cli: Cli, clips: Any) -> None:
    by_name = {clip.path.name: clip.path for clip in clips}
    (cli.folder / "cut.wav").write_bytes(by_name["librivox_ss_0870.wav"].read_bytes()[:60_001])
    (cli.folder / "cut.flac").write_bytes(by_name["jfk.flac"].read_bytes()[:300_001])
    quick = cli.with_settings(STT__MODEL="tiny.en")
    result = quick("transcribe", "cut.wav", "cut.flac")
    assert result.code == 0
    first, second = result.out.splitlines()
    assert "John" in first
    assert "fellow Americans" in second
    assert [line.split(":")[0] for line in result.err.splitlines()] == [
        "cut.wav ends early",
        "cut.flac ends early",
    ]


def test_a_truncated_recording_is_still_talked_about(fast: Cli, speech_like: Path) -> None:
    cut = fast.folder / "cut.wav"
    cut.write_bytes(speech_like.read_bytes()[: 16_000 * 2 * 4])
    result = fast("talk", "--in", cut, "--out", "out.wav")
    assert result.code == 0
    assert result.one_line().startswith(f"{cut} ends early: 4.0 of 10.0 s")
    assert result.out.count("you:") == 1
    with wave.open(str(fast.folder / "out.wav")) as sound:
        assert sound.getnframes() > 4 * 24_000


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the size of a process is read by wait4")
def test_two_hours_take_no_more_memory_than_ten_seconds(fast: Cli, wav_bytes: Make, speech_like: Path) -> None:
    def peak(path: Path) -> tuple[int, dict[str, Any]]:
        import json

        process = fast.start("transcribe", "--jsonl", path, stdin=subprocess.DEVNULL)
        out, err = process.stdout.read(), process.stderr.read()
        process.stdout.close()
        process.stderr.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert (process.returncode, err) == (0, b"")
        return used.ru_maxrss * 1024, json.loads(out)

    # Ten seconds of sound every ten minutes; the silence between is a hole in the file.
    rate, hours = 16_000, 2
    long = fast.folder / "long.wav"
    piece = speech_like.read_bytes()[44:]
    size = hours * 3600 * rate * 2
    with long.open("wb") as file:
        file.write(wav_bytes(b"", rate, 16)[:4] + (36 + size).to_bytes(4, "little"))
        file.write(wav_bytes(b"", rate, 16)[8:40] + size.to_bytes(4, "little"))
        for at in range(0, size, 600 * rate * 2):
            file.seek(44 + at)
            file.write(piece)
        file.truncate(44 + size)
    small, _ = peak(speech_like)
    large, found = peak(long)
    assert found["audio_s"] == hours * 3600
    assert found["text"].count("reciprocity") == hours * 6 * 2
    assert found["words"][-1]["end"] > 6_600
    # As samples the file would be 460 MB.
    assert large < small + 60_000_000
