"""Small files that claim, or become, very much: a clear error, soon, in bounded memory."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest

HOURS, LIMIT = 0.8, 0.25
MOST = 40
"""MB that a process may need on top of what it takes to read one second."""
READ = """
import sys, json
from pathlib import Path
from voice_coach.engines.pyav import PyAv
from voice_coach.errors import AudioError
said, samples = "", 0
try:
    for block in PyAv(PyAv.Options(max_hours=float(sys.argv[2]))).read(Path(sys.argv[1])):
        samples += len(block)
except AudioError as failure:
    said = str(failure)
# Not ru_maxrss: that begins with the size of the process that started this one.
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([samples / 16_000, said, int(peak) / 1024]))
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")


def read(path: Path, max_hours: float = LIMIT) -> tuple[float, str, float]:
    """Seconds that were read, the error, and the peak of the process in MB."""
    command = [sys.executable, "-P", "-c", READ, str(path), str(max_hours)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ})
    assert done.returncode == 0, done.stderr
    assert all("ends early" in line for line in done.stderr.splitlines())
    seconds, said, peak = json.loads(done.stdout)
    return seconds, said, peak


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> float:
    """The peak for one second, in MB."""
    path = tmp_path_factory.mktemp("plain") / "a.wav"
    path.write_bytes(wav(16_000, 1, 16, bytes(32_000)))
    seconds, said, peak = read(path)
    assert (seconds, said) == (1.0, "")
    return peak


def wav(rate: int, channels: int, bits: int, data: bytes, size: int | None = None) -> bytes:
    """A WAV file that says what it is told to say."""
    width = channels * bits // 8
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * width & 0xFFFFFFFF, width & 0xFFFF, bits)
    size = len(data) if size is None else size
    return b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0" + form + b"data" + struct.pack("<I", size) + data


def silence(path: Path, container: str, codec: str, rate: int, seconds: float) -> Path:
    """Hours of nothing, encoded by FFmpeg: one packet of silence over and over, so that it takes no time."""
    with av.open(str(path), "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=rate, layout="mono")
        stream.codec_context.open()
        count = stream.codec_context.frame_size or 4096
        at = 0
        while at < seconds * rate:
            frame = av.AudioFrame(format=stream.codec_context.format.name, layout="mono", samples=count)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.sample_rate, frame.pts = rate, at
            at += count
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def hours(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("hours")
    kinds = {"flac": ("flac", "flac", 8_000), "m4a": ("mp4", "aac", 8_000), "ogg": ("ogg", "flac", 8_000)}

    def make(name: str) -> Path:
        path = folder / name
        if not path.exists():
            silence(path, *kinds[name], HOURS * 3600)
        return path

    return make


@pytest.mark.parametrize("name", ["flac", "m4a", "ogg"])
def test_a_small_file_that_decodes_to_hours_is_refused_before_it_is_decoded(
    hours: Callable[[str], Path], plain: float, name: str
) -> None:
    path = hours(name)
    assert path.stat().st_size < HOURS * 3600 * 16_000 * 2 / 100, "a hundredth of what it becomes"
    seconds, said, peak = read(path)
    assert seconds == 0
    assert said.endswith("is longer than 0.25 hours. Cut it and try again.")
    assert peak < plain + MOST


def test_one_that_does_not_say_how_long_it_is_stops_at_the_limit(hours: Callable[[str], Path], plain: float) -> None:
    raw = bytearray(hours("flac").read_bytes())
    raw[21] &= 0xF0  # STREAMINFO: 36 bits of the number of samples, 0 for unknown.
    raw[22:26] = bytes(4)
    path = hours("flac").with_name("unknown.flac")
    path.write_bytes(raw)
    seconds, said, peak = read(path)
    assert 0.9 * LIMIT * 3600 < seconds <= LIMIT * 3600
    assert "longer than 0.25 hours" in said
    assert peak < plain + MOST


def test_within_the_limit_hours_are_read_in_the_memory_of_a_second(hours: Callable[[str], Path], plain: float) -> None:
    seconds, said, peak = read(hours("flac"), max_hours=1.0)
    assert seconds == pytest.approx(HOURS * 3600, abs=2)
    assert said == ""
    assert peak < plain + MOST


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (wav(1, 1, 8, bytes(100_000)), "is not speech"),
        (wav(3_999, 1, 8, bytes(100_000)), "is not speech"),
        (wav(1_000_000, 1, 16, bytes(100_000)), "is not speech"),
        (wav(0xFFFFFFFF, 1, 16, bytes(10_000)), "can't be read as sound"),
        (wav(16_000, 65, 16, bytes(100_000)), "in 65 channels is not speech"),
        (wav(16_000, 65_535, 16, bytes(100_000)), "is not speech"),
        (wav(16_000, 0, 16, bytes(100_000)), ""),
        (wav(16_000, 1, 65_535, bytes(10_000)), "can't be read as sound"),
        (b"fLaC\x80\0\0\x22" + b"\xff" * 34 + bytes(500), ""),
        (b"OggS" + b"\xff" * 2_000, ""),
        (struct.pack(">I4sII", 16, b"ftyp", 0, 0) + struct.pack(">I4s", 0xFFFFFFF0, b"moov") + b"\xff" * 500, ""),
    ],
    ids=["1Hz", "3999Hz", "1MHz", "4GHz", "65ch", "65535ch", "0ch", "65535bit", "flac", "ogg", "mp4"],
)
def test_a_header_that_claims_too_much_is_a_clear_error(tmp_path: Path, plain: float, data: bytes, why: str) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    seconds, said, peak = read(path)
    assert seconds == 0
    assert said.startswith(str(path))
    assert why in said
    assert peak < plain + MOST


@pytest.mark.parametrize("size", [0xFFFFFFF0, 0x7FFFFFFE, 0])
def test_a_length_that_lies_gives_what_is_there(tmp_path: Path, plain: float, size: int) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav(16_000, 1, 16, bytes(32_000), size))
    seconds, said, peak = read(path)
    assert seconds <= 1.0
    assert seconds == 1.0 or said
    assert peak < plain + MOST


@pytest.fixture
def playlists(tmp_path: Path) -> list[Path]:
    """Files that call themselves sound and name another file or an address to be opened."""
    other = tmp_path / "other.wav"
    other.write_bytes(wav(16_000, 1, 16, bytes(32_000)))
    texts = {
        "hls.wav": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{other.as_uri()}\n#EXT-X-ENDLIST\n",
        "web.mp3": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://192.0.2.1/a.ts\n#EXT-X-ENDLIST\n",
        "concat.wav": f"ffconcat version 1.0\nfile '{other.name}'\n",
        "sdp.wav": "v=0\no=- 0 0 IN IP4 192.0.2.1\ns=x\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return [tmp_path / name for name in texts]


def test_a_playlist_opens_nothing(playlists: list[Path]) -> None:
    for path in playlists:
        seconds, said, _ = read(path)
        assert seconds == 0, path
        assert "can't be read as sound" in said


def test_pictures_are_not_decoded(tmp_path: Path, plain: float) -> None:
    """A video beside the sound, as a phone records it: only the sound is opened."""
    path = tmp_path / "phone.mp4"
    with av.open(str(path), "w") as out:
        sound: Any = out.add_stream("aac", rate=16_000, layout="mono")
        film: Any = out.add_stream("mpeg4", rate=1)
        film.width, film.height, film.pix_fmt = 5_000, 5_000, "yuv420p"
        picture = av.VideoFrame(5_000, 5_000, "yuv420p")
        out.mux(film.encode(picture))
        frame = av.AudioFrame(format="fltp", layout="mono", samples=16_000)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        frame.sample_rate, frame.pts = 16_000, 0
        out.mux(sound.encode(frame))
        out.mux([*sound.encode(None), *film.encode(None)])
    seconds, said, peak = read(path)
    assert (round(seconds), said) == (1, "")
    assert peak < plain + MOST, "one picture is 38 MB, and a decoder holds several"
