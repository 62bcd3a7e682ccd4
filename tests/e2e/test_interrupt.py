"""Ctrl-C at any moment: exit 130, no traceback, files whole. Moments are found by what was written, not by time."""

from __future__ import annotations

import json
import os
import signal
import sys
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess

    from tests.e2e.conftest import Cli

pytestmark = [pytest.mark.skipif(os.name != "posix", reason="signals are POSIX"), pytest.mark.real_time]
SIGNS = "What are the signs of a lack of reciprocity?"


def interrupted(process: subprocess.Popen[bytes]) -> None:
    """Press Ctrl-C and check the end."""
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"\nvoice-coach: stopped.\n")


@pytest.mark.parametrize(
    "module",
    [
        "voice_coach.surfaces.cli.main",
        "typer",
        "pydantic",
        "numpy",
        "voice_coach.app",
        "onnxruntime",
        "tokenizers",
        "chromadb",
        "chromadb.config",
    ],
)
@pytest.mark.weights
def test_while_it_loads(cli: Cli, module: str) -> None:
    """The interpreter tells of each import it has finished; Ctrl-C comes right after one of them."""
    process = cli.start("ask", SIGNS, env={"PYTHONPROFILEIMPORTTIME": "1"})
    for line in process.stderr:
        if line.split(b"|")[-1].strip() == module.encode():
            break
    else:
        pytest.fail(f"{module} was never imported")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    told = [line for line in err.decode().splitlines() if line and not line.startswith("import time:")]
    if process.returncode == 0:  # It was done before the signal came.
        assert told == []
    else:
        assert (process.returncode, told, out) == (130, ["voice-coach: stopped."], b"")


def test_while_it_waits_for_a_line(fast: Cli) -> None:
    process = fast.start("ask", "--jsonl")
    process.stdin.write(json.dumps({"id": 1, "text": SIGNS}).encode() + b"\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["outcome"] == "answered"
    interrupted(process)


def test_while_it_waits_at_the_keyboard(fast: Cli) -> None:
    process = fast.start("talk", "--type", env={"PYTHONUNBUFFERED": "1"})
    assert process.stdout.readline().startswith(b"coach: ")
    assert process.stdout.readline().startswith(b"coach: ")
    interrupted(process)


@pytest.mark.parametrize("after", [1, 3, 6])
def test_while_it_talks_the_sound_so_far_is_kept_whole(fast: Cli, speech_like: Path, after: int) -> None:
    events = fast.folder / "events"
    os.mkfifo(events)
    process = fast.start("talk", "--in", speech_like, "--out", "out.wav", "--events", events, "--realtime")
    with events.open("rb") as told:
        seen = [json.loads(told.readline()) for _ in range(after)]
        interrupted(process)
    with wave.open(str(fast.folder / "out.wav")) as sound:
        count = sound.getnframes()
        assert len(sound.readframes(count)) == count * 2
        assert count / 24_000 >= seen[-1]["t"] - 0.1
    assert (fast.folder / "out.wav").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in fast.folder.iterdir()) == ["events", "out.wav"]


@pytest.mark.weights
def test_while_it_transcribes_for_real(cli: Cli, speech_like: Path) -> None:
    """Inside the library's own threads."""
    events = cli.folder / "events"
    os.mkfifo(events)
    real = cli.with_settings(
        STT__MODEL="tiny.en", VAD__ENGINE="energy", EMBEDDER__ENGINE="scripted", STORE__ENGINE="scripted"
    )
    process = real.start("talk", "--in", speech_like, "--out", "out.wav", "--events", events)
    with events.open("rb") as told:
        # The recording holds a hum: Whisper is asked about it before the first event of the summary.
        told.readline()
        interrupted(process)
    with wave.open(str(cli.folder / "out.wav")) as sound:
        assert len(sound.readframes(sound.getnframes())) == sound.getnframes() * 2


def test_while_a_pipe_waits_to_be_read(fast: Cli) -> None:
    sound = fast.folder / "sound"
    os.mkfifo(sound)
    process = fast.start("say", "This goes on for some time. " * 20, "-o", sound)
    with sound.open("rb") as heard:
        assert heard.read(4) == b"RIFF"
        interrupted(process)


def test_twice_in_a_row(fast: Cli, speech_like: Path) -> None:
    events = fast.folder / "events"
    os.mkfifo(events)
    process = fast.start("talk", "--in", speech_like, "--out", "out.wav", "--events", events, "--realtime")
    with events.open("rb") as told:
        told.readline()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_the_journey_of_a_terminated_process_leaves_no_worker(fast: Cli) -> None:
    """The voice's worker process ends with the one that started it."""
    if not sys.platform.startswith("linux"):
        pytest.skip("/proc is read")
    pytest.importorskip("espeakng_loader", reason="the extra 'espeak' is not installed")
    voice = fast.with_settings(TTS__ENGINE="pyttsx3")
    sound = fast.folder / "sound"
    os.mkfifo(sound)
    process = voice.start("say", "This goes on for some time. " * 60, "-o", sound)
    with sound.open("rb") as heard:
        heard.read(4)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert children
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
    for child in children:
        # The worker reads the end of its input and leaves: waiting for that is waiting for its pidfd.
        try:
            handle = os.pidfd_open(int(child))
        except ProcessLookupError:
            continue
        import select

        ready, _, _ = select.select([handle], [], [], 30)
        os.close(handle)
        assert ready, "the worker outlives its parent"
