"""Text to speech by pyttsx3: the system's own voices, on Linux espeak-ng.

It lives in a worker process, because the library shares one engine, hangs or fails when called from
several threads, prints to stdout, and because espeak-ng ends the process it runs in when its data is
missing. One sentence at a time is synthesized to a private file (in memory where the system has such a
place), read, and removed. `python -m voice_coach.engines.pyttsx3` is the worker.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from voice_coach.core.audio import OUTPUT_RATE, AudioChunk
from voice_coach.errors import EngineFailed, MissingExtra
from voice_coach.privacy import keep_private
from voice_coach.registry import needs_extra

_MEMORY = Path("/dev/shm")


class Pyttsx3:
    """The voices of the system, one chunk a sentence."""

    name = "pyttsx3"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        voice: str = ""
        """Id of a system voice; empty: English."""
        rate: int = Field(165, ge=60, le=400)
        """Words a minute."""

    def __init__(self, options: Options, services: object = None) -> None:
        self._options = options
        self._worker: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Start the worker. Raises MissingExtra or EngineFailed."""
        with self._lock:
            self._start()

    def synthesize(self, sentence: str, pace: float = 1.0) -> Iterator[AudioChunk]:
        """One chunk. Raises EngineFailed when the worker ends or can't speak."""
        if not sentence.strip():
            return
        with needs_extra(self.name):
            from voice_coach.engines.pyav import decode

        with self._lock, tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
            path = Path(folder) / "speech.wav"
            rate = round(self._options.rate * pace)
            request = {"text": sentence, "path": str(path), "voice": self._options.voice, "rate": rate}
            answer = self._ask(request)
            if "error" in answer or not path.exists():
                raise EngineFailed(f"pyttsx3 could not speak: {answer.get('error', 'it wrote no sound')}")
            blocks = list(decode(path, OUTPUT_RATE))
        yield AudioChunk(np.concatenate(blocks))

    def close(self) -> None:
        """End the worker."""
        if self._worker:
            for pipe in (self._worker.stdin, self._worker.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._worker.wait(timeout=10)
            self._worker = None

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()

    def _start(self) -> subprocess.Popen[str]:
        if self._worker and self._worker.poll() is None:
            return self._worker
        self.close()
        self._worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "voice_coach.engines.pyttsx3"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is ours to handle, not the worker's.
        )
        hello = self._read(self._worker)
        if "missing" in hello:
            raise MissingExtra(
                f"the engine 'pyttsx3' needs {hello['missing']}. Install it: pip install 'voice-coach[local,espeak]'"
            )
        if "error" in hello:
            raise EngineFailed(f"pyttsx3 could not start: {hello['error']}")
        return self._worker

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        worker = self._start()
        assert worker.stdin
        try:
            worker.stdin.write(json.dumps(request) + "\n")
            worker.stdin.flush()
        except OSError:
            return {"error": "its process ended"}
        return self._read(worker)

    @staticmethod
    def _read(worker: subprocess.Popen[str]) -> dict[str, Any]:
        assert worker.stdout
        line = worker.stdout.readline()
        return dict(json.loads(line)) if line else {"error": "its process ended"}


def _worker() -> None:
    """Speak what arrives on stdin, one JSON object a line; answer each with one."""
    keep_private()
    out = sys.stdout
    sys.stdout = sys.stderr  # The library prints; stdout is the channel.

    def answer(reply: dict[str, Any]) -> None:
        out.write(json.dumps(reply) + "\n")
        out.flush()

    try:
        import pyttsx3
    except ModuleNotFoundError as missing:
        return answer({"missing": f"'{missing.name}'"})
    try:
        _borrow_espeak()
        engine = pyttsx3.init()
        # Until its first loop the library only queues what it is told: the rate would wait there past `_settle`,
        # and on a busy machine the first sentence was spoken at the library's own rate.
        engine.proxy.setBusy(False)
    except (OSError, RuntimeError, ImportError) as failure:
        if sys.platform == "linux":
            return answer({"missing": "the espeak-ng library"})
        return answer({"error": f"{type(failure).__name__}: {failure}"})
    answer({"ready": True})
    folder = None
    for line in sys.stdin:
        request = json.loads(line)
        folder = Path(request["path"]).parent
        try:
            _speak(engine, request)
            answer({})
        except Exception as failure:
            answer({"error": type(failure).__name__})
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)  # Whoever asked may have been ended before it could.
    return None


def _borrow_espeak() -> None:
    """Load espeak-ng from its wheel, before the system's own, and tell it where its data is."""
    if sys.platform != "linux":
        return
    import ctypes
    import os

    try:
        import espeakng_loader
    except ModuleNotFoundError:
        return  # A system library may still be there.
    # Without the path espeak-ng ends the process; with the soname already loaded pyttsx3 finds this one.
    os.environ["ESPEAK_DATA_PATH"] = str(espeakng_loader.get_data_path())
    ctypes.CDLL(str(espeakng_loader.get_library_path()), mode=ctypes.RTLD_GLOBAL)


def _speak(engine: Any, request: dict[str, Any]) -> None:
    voice = request["voice"] or ("gmw/en-us" if sys.platform == "linux" else "")
    if voice:
        engine.setProperty("voice", voice)
    # After the voice, which is set at once, while the rate waits in espeak-ng's queue and could be set back.
    engine.setProperty("rate", request["rate"])
    _settle()
    # One file a loop: of two queued files only the last would be written.
    engine.save_to_file(request["text"], request["path"])
    engine.runAndWait()
    _settle()


def _settle() -> None:
    """Wait for espeak-ng, which works on a thread of its own that the library does not wait for.

    Else a long sentence has no file yet when the library returns, and the next one takes over its buffer.
    """
    if sys.platform == "linux":
        from pyttsx3.drivers import _espeak

        _espeak.Synchronize()


if __name__ == "__main__":
    _worker()
