"""The servers as a process of their own on loopback, seen from outside: its size, its open files, what it logs."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

OPENS_WITHIN, ENDS_WITHIN = 50.0, 30.0
"""Seconds."""
_LISTENS = re.compile(r"listening on tcp://[\d.]+:(\d+)\n")
WRONG = ("Traceback", "Exception", "went wrong inside", "Task was destroyed", "never awaited")


@dataclass(frozen=True)
class Door:
    """What a caller needs to know."""

    page: int
    """Port of the voice page."""
    wyoming: int
    """Port of Home Assistant's protocol."""
    cookie: str
    log: str
    """Where the server writes its stderr."""


@dataclass
class House:
    """`voice-coach serve` with sessions on."""

    environment: Mapping[str, str]
    sizes: list[float] = field(default_factory=list)
    """MB after each look."""
    files: list[float] = field(default_factory=list)
    """Open files after each look."""
    _folder: tempfile.TemporaryDirectory[str] = field(default_factory=tempfile.TemporaryDirectory)
    _process: subprocess.Popen[str] | None = None
    _wyoming: int = 0

    def door(self) -> Door:
        """Let a caller in who is told apart from the others. Opens the house for the first one."""
        if self._process is None:
            self._open()
        assert self._process
        assert self._process.stdout
        page, _, token = self._process.stdout.readline().strip().partition("/#")
        host = page.removeprefix("http://")
        request = urllib.request.Request(f"{page}/enter", token.encode(), {"Origin": page}, method="POST")
        with urllib.request.urlopen(request, timeout=OPENS_WITHIN) as answer:
            cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
        return Door(int(host.rpartition(":")[2]), self._wyoming, cookie, str(self._log))

    def look(self) -> None:
        """Note how large it is."""
        if self._process is None or self._process.poll() is not None:
            return
        home = Path(f"/proc/{self._process.pid}")
        try:
            self.sizes.append(int((home / "statm").read_text().split()[1]) * resource.getpagesize() / 1e6)
            self.files.append(float(len(os.listdir(home / "fd"))))
        except OSError:
            return  # Not Linux, or it has just ended.

    def close(self) -> list[str]:
        """End it as Ctrl-C does. What was wrong with that."""
        process, found = self._process, list[str]()
        if process is not None:
            assert process.stdout
            ended = process.poll()
            if ended is None:
                process.send_signal(signal.SIGINT)
            else:
                found.append(f"the server ended by itself with {ended}")
            try:
                code = process.wait(ENDS_WITHIN)
                if ended is None and code:
                    found.append(f"the server left with {code}")
            except subprocess.TimeoutExpired:
                found.append(f"the server had not ended after {ENDS_WITHIN:.0f} s")
                process.kill()
                process.wait()
            process.stdout.close()
            found += [f"the server logged: {word}" for word in WRONG if word in self._log.read_text("utf-8", "replace")]
        self._folder.cleanup()
        return found

    @property
    def _log(self) -> Path:
        return Path(self._folder.name) / "stderr"

    def _open(self) -> None:
        ports = ("--port", "0", "--uri", "tcp://127.0.0.1:0")
        data = ("--data", str(Path(self._folder.name) / "data"))
        command = [sys.executable, "-m", "voice_coach", "serve", "--sessions", "--offline", *ports, *data]
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                command, env={**os.environ, **self.environment}, stdout=subprocess.PIPE, stderr=log, text=True
            )
        late = threading.Timer(OPENS_WITHIN, self._process.kill)
        late.start()
        try:
            while not (found := _LISTENS.search(self._log.read_text("utf-8", "replace"))):
                if self._process.poll() is not None:
                    raise RuntimeError(f"the server did not open: exit code {self._process.returncode}")
                time.sleep(0.1)
            self._wyoming = int(found[1])
        finally:
            late.cancel()
