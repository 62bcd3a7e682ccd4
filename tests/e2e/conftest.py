"""The command line as other programs meet it: a process, its two streams and its exit code."""

from __future__ import annotations

import contextlib
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_coach.engines.hibari import Hibari

TIMEOUT = 120
"""Seconds after which a process counts as hanging; nothing here takes a tenth of it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes is tried a second time: a machine may have been busy.

    Each such case is listed as RERUN in pytest's closing lines; it is a thing to look into.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@dataclass(frozen=True)
class Result:
    """What a finished process left."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """stdout as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    def fails_with(self, code: int, *words: str) -> str:
        """One line on stderr that holds the words, nothing on stdout, this exit code. Returns the line."""
        assert (self.code, self.out) == (code, ""), self
        line = self.one_line()
        assert line.startswith("voice-coach: "), line
        for word in words:
            assert word in line
        return line

    def one_line(self) -> str:
        """The only line on stderr."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]

    def succeeds(self) -> Result:
        """Exit code 0 and nothing to complain about."""
        assert (self.code, self.err) == (0, ""), self
        return self

    def answers(self) -> Result:
        """The same for a question at the command line, which is told what the coach is."""
        assert self.code == 0, self
        assert self.one_line().startswith("I'm a computer program"), self
        return self


@dataclass(frozen=True)
class Cli:
    """Runs `voice-coach` in an empty folder, with settings by environment."""

    folder: Path
    settings: Mapping[str, str]
    started: list[subprocess.Popen[Any]] = field(default_factory=list)
    """What runs beside the test; ended with it, however it ends."""

    def __call__(self, *arguments: object, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Result:
        done = subprocess.run(
            self._command(arguments),
            input=stdin,
            capture_output=True,
            timeout=TIMEOUT,
            cwd=self.folder,
            env=self._environment(env),
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments: object, env: Mapping[str, str] | None = None, **streams: Any) -> subprocess.Popen[Any]:
        """The same without waiting. `streams` go to Popen."""
        piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        process = subprocess.Popen(self._command(arguments), cwd=self.folder, env=self._environment(env), **piped)
        self.started.append(process)
        return process

    def shell(self, line: str, env: Mapping[str, str] | None = None) -> Result:
        """A line for bash, in which `$vc` is the command."""
        environment = self._environment(env) | {"vc": " ".join(self._command(()))}
        done = subprocess.run(
            ["bash", "-c", line], capture_output=True, timeout=TIMEOUT, cwd=self.folder, env=environment
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def with_settings(self, **settings: str) -> Cli:
        """More settings, such as `STT__ENGINE="scripted"`."""
        more = {f"VOICE_COACH_{name}": value for name, value in settings.items()}
        return Cli(self.folder, {**self.settings, **more}, self.started)

    def scripted_to_hear(self, *texts: str) -> None:
        """Write what the scripted transcriber hears into the settings file of the data folder."""
        data = Path(self.settings["VOICE_COACH_DATA"])
        data.mkdir(exist_ok=True)
        (data / "config.toml").write_text(f"[stt]\nengine = 'scripted'\ntexts = {json.dumps(texts)}\n", "utf-8")

    @staticmethod
    def _command(arguments: tuple[object, ...]) -> list[str]:
        return [sys.executable, "-P", "-m", "voice_coach", *map(str, arguments)]

    def _environment(self, more: Mapping[str, str] | None) -> dict[str, str]:
        return {**os.environ, **self.settings, **(more or {})}


@pytest.fixture(scope="session")
def warm_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all tests that need the guide's real index: it is built once."""
    return tmp_path_factory.mktemp("warm-data")


@pytest.fixture
def cli(tmp_path: Path, warm_data: Path) -> Iterator[Cli]:
    """The command with the real engines, a journal of its own, and the index that all share."""
    folder, data = tmp_path / "empty", tmp_path / "own"
    folder.mkdir()
    data.mkdir(mode=0o700)
    (warm_data / "index").mkdir(exist_ok=True)
    (data / "index").symlink_to(warm_data / "index", target_is_directory=True)
    tool = Cli(folder, {"VOICE_COACH_DATA": str(data)})
    yield tool
    for process in tool.started:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


@pytest.fixture
def fast(cli: Cli, tmp_path: Path) -> Cli:
    """The command with scripted engines and a data folder of its own, where the engines are not the point."""
    ports = ("EMBEDDER", "STORE", "STT", "TTS")
    scripted = {f"{port}__ENGINE": "scripted" for port in ports}
    return cli.with_settings(**scripted, VAD__ENGINE="energy", DATA=str(tmp_path / "data"))


def tone(seconds: float, rate: int = 16_000, loud: float = 0.3) -> np.ndarray:
    """A hum of 220 Hz, float64, shape (seconds * rate,)."""
    return loud * np.sin(2 * np.pi * 220 * np.arange(round(seconds * rate)) / rate)


@pytest.fixture(name="tone")
def _tone() -> Callable[..., np.ndarray]:
    """A hum: what the energy detector takes for speech."""
    return tone


def wav_bytes(data: bytes, rate: int, bits: int, channels: int = 1, code: int = 1) -> bytes:
    """A WAV file. `code` 1 is PCM, 3 is IEEE float."""
    width = channels * bits // 8
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, code, channels, rate, rate * width, width, bits)
    head = struct.pack("<4sI4s", b"RIFF", 4 + len(form) + 8 + len(data), b"WAVE")
    return head + form + struct.pack("<4sI", b"data", len(data)) + data


@pytest.fixture(name="wav_bytes")
def _wav_bytes() -> Callable[..., bytes]:
    """Makes WAV files of any kind, also wrong ones."""
    return wav_bytes


@pytest.fixture(scope="session")
def person() -> Callable[..., bytes]:
    """Makes recordings of texts and of silences (seconds), as WAV bytes. The voice is synthetic."""
    voice = Hibari(Hibari.Options())

    def record(*parts: str | float) -> bytes:
        pieces = []
        for part in parts:
            said = [np.zeros(round(part * 24_000))] if isinstance(part, float) else voice.synthesize(part)
            pieces += [piece if isinstance(part, float) else piece.samples for piece in said]
        return wav_bytes((np.concatenate(pieces) * 32767).astype("<i2").tobytes(), 24_000, 16)

    return record


@pytest.fixture
def speech_like(tmp_path: Path) -> Path:
    """Two utterances by the measure of the energy detector, with silence around them."""
    quiet, loud = np.zeros(16_000), tone(1.5)
    samples = np.concatenate([quiet, loud, quiet, quiet, quiet, loud, quiet, quiet, quiet])
    path = tmp_path / "speech.wav"
    path.write_bytes(wav_bytes((samples * 32767).astype("<i2").tobytes(), 16_000, 16))
    return path
