"""A real sound server for an hour: PulseAudio, a sink as the room, its monitor as the microphone, a sink as the ear."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("pulseaudio", "pactl", "pacat")


@contextmanager
def room() -> Iterator[dict[str, str] | None]:
    """The environment that leads a program to it and to no other; None where PulseAudio is not installed."""
    if not all(map(shutil.which, NEEDED)):
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "sound"
        own = {k: v for k, v in os.environ.items() if not k.startswith(("PULSE_", "DBUS_"))}
        own |= {"XDG_RUNTIME_DIR": folder, "PULSE_RUNTIME_PATH": folder}
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm", "--use-pid-file=no"]
        command += ["--load", f"module-native-protocol-unix auth-anonymous=1 socket={socket}"]
        for name in ("Room", "Ear"):
            command += ["--load", f"module-null-sink sink_name={name} sink_properties=device.description={name}"]
        quiet = subprocess.DEVNULL
        daemon = subprocess.Popen(command, env=own, stdout=quiet, stderr=quiet)
        found = own | {
            "PULSE_SERVER": f"unix:{socket}",
            "VOICE_COACH_AUDIO__MICROPHONE": "Monitor of Room",
            "VOICE_COACH_AUDIO__SPEAKER": "Ear",
        }
        try:
            yield found if _answers(found, daemon) else None
        finally:
            daemon.terminate()
            daemon.wait(20)


def _answers(environment: dict[str, str], daemon: subprocess.Popen[bytes]) -> bool:
    for _ in range(100):
        if daemon.poll() is not None:
            return False
        if not subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False).returncode:
            return True
        time.sleep(0.1)
    return False
