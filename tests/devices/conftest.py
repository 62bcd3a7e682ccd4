"""A real sound server of our own: PulseAudio, its null sink, and that sink's monitor as the microphone."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

NEEDED = ("pulseaudio", "pactl", "pacat")


@dataclass
class SoundServer:
    """A private daemon; `environment` leads programs to it and to no other."""

    environment: dict[str, str]
    modules: dict[str, str]

    def plug(self, name: str) -> None:
        """A sink of this name; what is played into it comes out of the microphone `Monitor of NAME`."""
        properties = f"sink_properties=device.description={name}"
        self.modules[name] = self.control("load-module", "module-null-sink", f"sink_name={name}", properties)

    def unplug(self, name: str) -> None:
        """Take it away while it is in use."""
        self.control("unload-module", self.modules.pop(name))

    def control(self, *words: str) -> str:
        """Run pactl; what it printed."""
        done = subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout.strip()

    def say_into(self, name: str, pcm16: bytes, rate: int = 16_000) -> None:
        """Play mono into a sink, at the speed of speech."""
        command = ["pacat", "--playback", f"--device={name}", "--format=s16le", f"--rate={rate}", "--channels=1"]
        subprocess.run(command, env=self.environment, input=pcm16, timeout=60, check=True)


@pytest.fixture
def sound_server(tmp_path: Path) -> Iterator[SoundServer]:
    """Two sinks: `Room`, whose monitor is the microphone, and `Ear`, the speaker. Skipped without PulseAudio."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        pytest.skip(f"no {missing[0]} on this machine (Debian: pulseaudio, pulseaudio-utils)")
    tmp_path.chmod(0o700)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PULSE_", "DBUS_"))}
    environment |= {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_RUNTIME_PATH": str(tmp_path)}
    environment["PULSE_SERVER"] = f"unix:{tmp_path / 'sound'}"
    listening = f"module-native-protocol-unix auth-anonymous=1 socket={tmp_path / 'sound'}"
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm", "--use-pid-file=no"]
    command += ["--load", listening, "--load", "module-null-sink sink_name=Spare"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    daemon = subprocess.Popen(command, env={k: v for k, v in environment.items() if k != "PULSE_SERVER"}, **quiet)
    try:
        server = SoundServer(environment, {})
        _await(server, daemon)
        for name in ("Room", "Ear"):
            server.plug(name)
        yield server
    finally:
        daemon.terminate()
        daemon.wait(20)


def _await(server: SoundServer, daemon: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if daemon.poll() is not None:
            pytest.skip(f"pulseaudio does not start here (exit code {daemon.returncode})")
        try:
            server.control("info")
            return
        except subprocess.CalledProcessError:
            continue
    pytest.fail("pulseaudio does not answer")
