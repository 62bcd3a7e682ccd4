"""The voice page in a real Chromium whose microphone is a WAV file. Skips where there is no Chromium."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_coach.engines.hibari import Hibari

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60_000
"""Milliseconds after which a page counts as hanging: the machine may be busy."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """As in e2e: what starts processes is tried a second time, and is listed as RERUN when it needed it."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@dataclass
class Server:
    """`voice-coach web` as a process."""

    folder: Path
    settings: dict[str, str]
    process: subprocess.Popen[str] | None = None
    address: str = ""

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].partition("/")[0])

    def start(self, port: int = 0) -> Server:
        command = [sys.executable, "-P", "-m", "voice_coach", "web", "--no-open", "--port", str(port)]
        self.process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, "VOICE_COACH_DATA": str(self.folder / "data"), **self.settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.address
        return self

    def to_hear(self, *texts: str) -> None:
        """What the scripted transcriber hears, one after the other, after the warming up; the last over and over."""
        (self.folder / "data").mkdir()
        heard = json.dumps(["Is one bad week a sign?", *texts, *texts[-1:] * 99])
        (self.folder / "data" / "config.toml").write_text(f"[stt]\ntexts = {heard}\n", "utf-8")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout
            self.process.stdout.close()
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """With real ears and voice where they are the point, and scripted engines for the rest."""
    scripted = {f"VOICE_COACH_{port}__ENGINE": "scripted" for port in ("EMBEDDER", "STORE", "STT", "TTS")}
    made = Server(tmp_path, scripted)
    yield made
    made.stop()


@pytest.fixture
def real_server(tmp_path: Path) -> Iterator[Server]:
    """Every engine as it is by default."""
    made = Server(tmp_path, {})
    yield made
    made.stop()


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A WAV file of texts and silences (seconds). The voice is synthetic."""
    voice = Hibari(Hibari.Options())

    def make(*parts: str | float) -> Path:
        pieces = []
        for part in parts:
            said = [np.zeros(round(part * 24_000))] if isinstance(part, float) else voice.synthesize(part)
            pieces += [piece if isinstance(part, float) else piece.samples for piece in said]
        path = tmp_path_factory.mktemp("microphone") / "said.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(24_000)
            file.writeframes((np.concatenate(pieces) * 32767).astype("<i2").tobytes())
        return path

    return make


@dataclass
class Chromium:
    """Opens pages; remembers what they complained about and whom they called."""

    open_things: ExitStack
    path: str
    playwright: Callable[[], Any]
    complaints: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)

    def context(
        self, microphone: Path | None = None, refuse: bool = False, width: int = 1280, height: int = 800
    ) -> Any:
        """A fresh browser. Without a microphone file it has none at all; `refuse` denies the page any."""
        # Granting one permission denies the others; with none granted the browser would ask, and nobody answers.
        flags = ["--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--mute-audio"]
        if hasattr(os, "getuid") and os.getuid() == 0:
            flags.append("--no-sandbox")
        if microphone:
            flags += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={microphone}%noloop"]
        api = self.open_things.enter_context(self.playwright())
        browser = api.chromium.launch(executable_path=self.path, args=flags)
        self.open_things.callback(browser.close)
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, permissions=["geolocation" if refuse else "microphone"])
        context.set_default_timeout(PATIENCE)
        context.on("page", self._watch)
        return context

    def _watch(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))
        page.on("request", lambda request: self.called.append(request.url))
        page.on("websocket", lambda socket: self.called.append(socket.url))


@pytest.fixture
def chromium() -> Iterator[Chromium]:
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with ExitStack() as open_things:
        yield Chromium(open_things, path, sync_playwright)


@pytest.fixture
def accessible() -> Callable[[Any], None]:
    """Nothing for axe-core to complain about, by WCAG and by its best practices, in the dark and in the light."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed (make setup)").Axe

    def check(page: Any) -> None:
        for look in ("dark", "light"):
            page.emulate_media(color_scheme=look, reduced_motion="reduce")
            found = axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert len(found.response["passes"]) > 20
        page.emulate_media(color_scheme="dark", reduced_motion="no-preference")

    return check
