"""The store of vectors; then what only a store with files can get wrong."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_coach.app import Services
from voice_coach.core.signals import Vectors
from voice_coach.errors import ConfigError, EngineFailed
from voice_coach.ports import Retriever

PORT = "store"
IDS = [f"F{number:02}" for number in range(40)]


def unit(count: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    found: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


ROWS = unit(len(IDS))


class Counted:
    """Vectors that know how often they were asked for."""

    def __init__(self, rows: Vectors = ROWS) -> None:
        self.rows, self.asked = rows, 0

    def __call__(self) -> Vectors:
        self.asked += 1
        return self.rows


@pytest.fixture
def folder(services: Services, tmp_path: Path) -> Services:
    """Services whose index folder is this test's own."""
    return replace(services, index_folder=tmp_path / "index")


def nearest(query: Vectors, limit: int, rows: Vectors = ROWS) -> list[tuple[str, float]]:
    scores = rows @ query
    return [(IDS[i], float(scores[i])) for i in np.argsort(-scores)[:limit]]


def agrees(engine: Any, rows: Vectors = ROWS) -> None:
    for query in unit(5, seed=9):
        found = engine.search(query, 5)
        expected = nearest(query, 5, rows)
        assert [hit.id for hit in found] == [id for id, _ in expected]
        assert [hit.score for hit in found] == pytest.approx([score for _, score in expected], abs=1e-4)


def test_it_is_one_of_the_port(make: Any, folder: Services) -> None:
    assert isinstance(make(folder), Retriever)


def test_the_nearest_come_first_by_cosine(make: Any, folder: Services) -> None:
    engine = make(folder)
    engine.index(IDS, Counted(), "one")
    agrees(engine)
    assert engine.search(ROWS[7], 1)[0].id == "F07"
    assert engine.search(ROWS[7], 1)[0].score == pytest.approx(1.0, abs=1e-4)


def test_a_limit_above_what_there_is_gives_all(make: Any, folder: Services) -> None:
    engine = make(folder)
    engine.index(IDS[:3], Counted(ROWS[:3]), "three")
    assert {hit.id for hit in engine.search(ROWS[0], 10)} == set(IDS[:3])


def test_one_row_is_enough(make: Any, folder: Services) -> None:
    engine = make(folder)
    engine.index(IDS[:1], Counted(ROWS[:1]), "single")
    assert [hit.id for hit in engine.search(ROWS[0], 5)] == ["F00"]


def test_another_key_replaces_what_was_findable(make: Any, folder: Services) -> None:
    engine = make(folder)
    engine.index(IDS, Counted(), "one")
    engine.index(IDS[:5], Counted(ROWS[:5]), "two")
    assert {hit.id for hit in engine.search(ROWS[20], 40)} == set(IDS[:5])


def test_the_same_key_is_not_embedded_again(make: Any, folder: Services) -> None:
    engine, vectors = make(folder), Counted()
    engine.index(IDS, vectors, "one")
    engine.index(IDS, vectors, "one")
    assert vectors.asked == 1
    agrees(engine)


def test_two_stores_do_not_touch_each_other(make: Any, folder: Services) -> None:
    one, two = make(folder), make(folder)
    one.index(IDS, Counted(), "one")
    two.index(IDS[:4], Counted(ROWS[:4]), "two")
    agrees(one)
    assert len(two.search(ROWS[0], 40)) == 4


@pytest.fixture
def chroma(open_engine: Any) -> Any:
    """The store that keeps files."""
    return partial(open_engine, PORT, "chroma")


def test_an_index_outlives_the_process_that_made_it(chroma: Any, folder: Services) -> None:
    first, vectors = chroma(folder), Counted()
    first.index(IDS, vectors, "one")
    first.close()
    second = chroma(folder)
    second.index(IDS, vectors, "one")
    assert vectors.asked == 1
    agrees(second)
    assert [path.name for path in folder.index_folder.iterdir()] == ["one"], "nothing half-built is left"


@pytest.mark.parametrize("damage", ["empty", "rubbish", "cut", "missing", "no_folder", "rows_gone"])
def test_a_damaged_index_is_built_again(chroma: Any, folder: Services, damage: str) -> None:
    first = chroma(folder)
    ids, rows = (IDS[:10], ROWS[:10]) if damage == "rows_gone" else (IDS, ROWS)
    first.index(ids, Counted(rows), "one")
    first.close()
    database = folder.index_folder / "one" / "chroma.sqlite3"
    if damage == "empty":
        database.write_bytes(b"")
    elif damage == "rubbish":
        database.write_bytes(b"this is no database" * 1000)
    elif damage == "cut":
        os.truncate(database, database.stat().st_size // 2)
    elif damage == "missing":
        database.unlink()
    elif damage == "no_folder":
        shutil.rmtree(database.parent)
    again, vectors = chroma(folder), Counted()
    again.index(IDS, vectors, "one")
    assert vectors.asked == 1
    agrees(again)
    again.close()
    third = chroma(folder)
    third.index(IDS, vectors, "one")
    assert vectors.asked == 1, "and it was kept"
    agrees(third)


def test_where_nothing_can_be_written_it_still_answers(chroma: Any, services: Services, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    nowhere = replace(services, index_folder=tmp_path / "file" / "index")
    one, two = chroma(nowhere), chroma(nowhere)
    one.index(IDS, Counted(), "one")
    two.index(IDS[:4], Counted(ROWS[:4]), "two")
    agrees(one)
    assert len(two.search(ROWS[0], 40)) == 4
    two.close()
    agrees(one)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anywhere: be someone else for a while."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("built", [True, False], ids=["built", "empty"])
def test_a_folder_that_is_only_read_still_answers(chroma: Any, services: Services, built: bool) -> None:
    home = Path(tempfile.mkdtemp(prefix="voice-coach-test-"))
    place = replace(services, index_folder=home / "index")
    place.index_folder.mkdir()
    try:
        if built:
            first = chroma(place)
            first.index(IDS, Counted(), "one")
            first.close()
        paths = [home, *home.rglob("*")]
        before = {path: path.read_bytes() for path in paths if path.is_file()}
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        with as_nobody():
            engine = chroma(place)
            engine.index(IDS, Counted(), "one")
            agrees(engine)
            engine.close()
        assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    finally:
        for path in [home, *home.rglob("*")]:
            path.chmod(0o700)
        shutil.rmtree(home)


def test_the_index_is_private(chroma: Any, folder: Services) -> None:
    engine = chroma(folder)
    engine.index(IDS, Counted(), "one")
    assert folder.index_folder.stat().st_mode & 0o077 == 0


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A real Chroma server (`chroma run`) on loopback, with nothing of it outside `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder), "--host", "127.0.0.1"]
    running = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert running.poll() is None, "the server ended"
            threading.Event().wait(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


def test_a_server_is_used_like_the_embedded_store(chroma: Any, folder: Services, tmp_path: Path) -> None:
    with server(tmp_path / "server") as url:
        first, vectors = chroma(folder, url=url), Counted()
        first.index(IDS, vectors, "one")
        agrees(first)
        second = chroma(folder, url=url)
        second.index(IDS, vectors, "one")
        assert vectors.asked == 1, "the index on the server is used again"
        agrees(second)
        second.index(IDS[:4], Counted(ROWS[:4]), "two")
        assert len(second.search(ROWS[0], 40)) == 4
        agrees(first)
        first.close()
        second.close()
    assert not folder.index_folder.exists(), "nothing is kept on this side"
    with pytest.raises(EngineFailed, match="Start it: chroma run"):
        chroma(folder, url=url).index(IDS, Counted(), "one")


def test_a_server_on_this_machine_is_reached_through_no_proxy(
    chroma: Any, folder: Services, tmp_path: Path, proxy: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "example.org")
    with server(tmp_path / "server") as url:
        engine = chroma(folder, url=url)
        engine.index(IDS, Counted(), "one")
        agrees(engine)
        engine.close()
    assert proxy == []
    assert os.environ["no_proxy"] == "example.org", "for others all is as it was"


@pytest.mark.parametrize(
    "url", ["http://example.org:8000", "http://10.0.0.7:8000", "file:///tmp", "http://localhost.evil"]
)
def test_a_server_elsewhere_is_refused(chroma: Any, folder: Services, url: str) -> None:
    with pytest.raises(ConfigError):
        chroma(folder, url=url)
