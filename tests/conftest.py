"""For every test: no network but loopback, no folder of the person who runs them, no warning let through.

The weights are the one thing that is shared: they are found before the folders are redirected, so that
no test assembles or hashes them again.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from platformdirs import user_cache_path

from tests.turns import turn

ROOT = Path(__file__).resolve().parent.parent
SPEECH = ROOT.parent / "shared" / "data" / "speech"
SHARED_MODELS = user_cache_path("voice-coach") / "models"
"""Where the weights of the person who runs the tests are; computed before HOME moves."""

# Examples are the same in every run, take as long as they take, and leave no folder behind.
settings.register_profile("suite", deadline=None, derandomize=True, database=None)
settings.load_profile("suite")


class OutsideNetwork(OSError):
    """A test, or a library in it, reached for another machine."""


_reached: list[str] = []


def _close_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: no library can undo it, and whoever swallows the error is still found out below."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple):
            return  # A Unix socket.
        host = address[0]
    else:
        return
    if not _is_loopback(host):
        _reached.append(f"{event} {host!r}")
        raise OutsideNetwork(f"tests may not reach {host!r}")


def _is_loopback(host: Any) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


sys.addaudithook(_close_sockets)


@pytest.fixture(autouse=True)
def _its_turn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Beside tests of other workers, or alone where the test is marked `real_time`."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    with turn(tmp_path_factory.getbasetemp().parent, request.node.get_closest_marker("real_time") is not None):
        yield


@pytest.fixture
def reached() -> list[str]:
    """What was reached for outside this machine; a test that means it empties the list."""
    return _reached


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    _reached.clear()
    yield
    assert not _reached, f"reached for the network: {_reached}"


def _redirect(patch: pytest.MonkeyPatch, home: Path) -> None:
    """HOME and what platformdirs reads below it. The weights appear in the new cache through a link."""
    for variable in [name for name in os.environ if name.startswith("VOICE_COACH_")]:
        patch.delenv(variable)
    for variable, folder in {
        "HOME": "",
        "USERPROFILE": "",
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_CACHE_HOME": "cache",
        "XDG_STATE_HOME": "state",
    }.items():
        (home / folder).mkdir(parents=True, exist_ok=True)
        patch.setenv(variable, str(home / folder))
    cache = user_cache_path("voice-coach")
    cache.mkdir(parents=True, exist_ok=True)
    if SHARED_MODELS.is_dir():
        (cache / "models").symlink_to(SHARED_MODELS, target_is_directory=True)


@pytest.fixture(scope="session", autouse=True)
def _session_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For what lives longer than one test."""
    with pytest.MonkeyPatch.context() as patch:
        _redirect(patch, tmp_path_factory.mktemp("session-home"))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test."""
    folder = tmp_path_factory.mktemp("home")
    _redirect(monkeypatch, folder)
    return folder


@pytest.fixture(scope="session")
def shared_models() -> Path:
    """The real weight cache. Tests read it and never write to it."""
    return SHARED_MODELS


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return ROOT


@dataclass(frozen=True)
class Clip:
    """One recording of the shared folder."""

    path: Path
    text: str
    kind: str
    seconds: float


@pytest.fixture(scope="session")
def clips() -> list[Clip]:
    """Recorded human speech with its transcripts; skips where the folder is absent."""
    manifest = SPEECH / "manifest.jsonl"
    if not manifest.is_file():
        pytest.skip("the shared folder of recorded speech is absent")
    rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines() if line.strip()]
    return [Clip(SPEECH / row["file"], row.get("text") or "", row["kind"], row["seconds"]) for row in rows]


class ChatServer:
    """A chat model on loopback that speaks the OpenAI protocol and says what it is told to, faults included."""

    def __init__(self) -> None:
        self.script: list[str | int | tuple[str, ...]] = ["Okay."]
        """What each request gets: text, pieces of text that come slowly, a status, or the name of a fault; the last
        one again and again."""
        self.pause = 0.15
        """Seconds between pieces that come slowly."""
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append(body)
                server.keys.append(self.headers.get("Authorization", ""))
                with contextlib.suppress(OSError):
                    server.answer(self)

            def log_message(self, *arguments: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def answer(self, http: BaseHTTPRequestHandler) -> None:
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(said, int):
            return http.send_error(said)
        http.send_response(200)
        http.send_header("Content-Type", "text/event-stream")
        http.end_headers()
        if said == "silent":
            self.released.wait(20)
        elif said == "malformed":
            http.wfile.write(b"data: {not json\n\n")
        elif said == "empty":
            http.wfile.write(b'data: {"id": "1", "object": "chat.completion.chunk", "choices": []}\n\ndata: [DONE]\n\n')
        elif said == "endless":
            while not self.released.is_set():
                http.wfile.write(self._chunk("and on "))
        else:
            for piece in re.findall(r"\S+\s*", said) if isinstance(said, str) else said:
                http.wfile.write(self._chunk(piece))
                if not isinstance(said, str):
                    self.released.wait(self.pause)
            http.wfile.write(b"data: [DONE]\n\n")
        return None

    @staticmethod
    def _chunk(text: str) -> bytes:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        raw = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        return f"data: {json.dumps(raw)}\n\n".encode()

    def close(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    server = ChatServer()
    yield server
    server.close()
