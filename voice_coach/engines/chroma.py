"""Vectors in Chroma, embedded. Our vectors are passed in: its default embedder would download a model."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from voice_coach.core.knowledge import Hit
from voice_coach.core.signals import Vectors
from voice_coach.errors import EngineFailed
from voice_coach.registry import needs_extra

_NAME = "guide"


class Chroma:
    """One folder an index, named after its content, built beside and renamed into place."""

    name = "chroma"

    class Options(BaseModel, extra="forbid", frozen=True):
        """Options of this engine."""

        url: str = Field("", pattern=r"^(?:https?://(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?::\d+)?/?)?$")
        """A Chroma server on this machine (`chroma run`), such as http://127.0.0.1:8000; empty: embedded, no server.
        Only loopback: a question's vector says something of the question."""

    def __init__(self, options: Options, services: Any) -> None:
        self._url = options.url
        self._home: Path = services.index_folder
        self._client: Any = None
        self._collection: Any = None

    def load(self) -> None:
        """Import the library (about a second)."""
        with needs_extra(self.name):
            import chromadb  # noqa: F401

    def index(self, ids: Sequence[str], vectors: Callable[[], Vectors], key: str) -> None:
        """Open the index of that key, building it first where there is none."""
        self.close()
        if self._url:
            return self._on_server(ids, vectors, key)
        target = self._home / key
        if self._open(target, len(ids)):
            return
        rows = vectors()
        self._build(target, ids, rows)
        if not self._open(target, len(ids)):
            self._in_memory(ids, rows)
        return None

    def search(self, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest ids, best first, by cosine similarity."""
        assert self._collection is not None, "index() comes first"
        found = self._collection.query(query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"])
        return [Hit(id, 1.0 - float(d)) for id, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def close(self) -> None:
        """Let go of the files."""
        if self._client is not None:
            self._client.close()
            # Closing a client of a server leaves its connections open, and those of its inner one.
            for client in (self._client, getattr(self._client, "_admin_client", None)):
                connections = getattr(getattr(client, "_server", None), "_session", None)
                if connections is not None:
                    connections.close()
        self._client = self._collection = None

    def _open(self, folder: Path, count: int) -> bool:
        """Open a finished index; False when there is none or it does not hold what it should."""
        if not folder.exists():
            return False
        try:
            if _whole(folder / "chroma.sqlite3"):
                self._client = _client(folder)
                self._collection = self._client.get_collection(_NAME, embedding_function=None)
                if self._collection.count() == count:
                    return True
        except Exception:  # Any damage has one cure: build it again.
            pass
        self.close()
        shutil.rmtree(folder, ignore_errors=True)
        return False

    def _on_server(self, ids: Sequence[str], vectors: Callable[[], Vectors], key: str) -> None:
        """One collection an index, named after its content; others of ours are left for who still uses them."""
        import chromadb

        where, name = urlsplit(self._url), f"voice-coach-{key}"
        try:
            host, port = where.hostname or "", where.port or 8000
            with _without_proxies():
                client = chromadb.HttpClient(host=host, port=port, ssl=where.scheme == "https", settings=_settings())
            if name in {collection.name for collection in client.list_collections()}:
                found = client.get_collection(name, embedding_function=None)
                if found.count() == len(ids):
                    self._client, self._collection = client, found
                    return
                client.delete_collection(name)
            self._client, self._collection = client, _fill(client, ids, vectors(), name)
        except Exception as failure:
            kind = type(failure).__name__
            raise EngineFailed(f"the Chroma server at {self._url} failed ({kind}). Start it: chroma run") from None

    def _build(self, target: Path, ids: Sequence[str], vectors: Vectors) -> None:
        """Build in a folder of its own, then rename: another process sees a whole index or none."""
        try:
            self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary = Path(tempfile.mkdtemp(dir=self._home, prefix=".building-"))
        except OSError:
            return
        try:
            client = _client(temporary)
            _fill(client, ids, vectors)
            client.close()
            temporary.rename(target)
        except Exception:
            # Another process was first, or the disk is full, for which Chroma has errors of its own.
            return  # The caller looks again.
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _in_memory(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Where nothing can be written the coach still answers."""
        import chromadb

        self._client = chromadb.EphemeralClient(settings=_settings())
        # All clients in memory see one database: a name of our own keeps the others' index whole.
        self._collection = _fill(self._client, ids, vectors, f"{_NAME}-{uuid.uuid4().hex}")


def _whole(database: Path) -> bool:
    """Looked at before Chroma does: what it fails to open stays broken for the rest of the process."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


@contextmanager
def _without_proxies() -> Iterator[None]:
    """Chroma's client would use a proxy of the environment even to this machine. It looks when it is made."""
    before = os.environ.get("no_proxy")
    os.environ["no_proxy"] = "*"
    try:
        yield
    finally:
        del os.environ["no_proxy"]
        if before is not None:
            os.environ["no_proxy"] = before


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _client(folder: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(path=str(folder), settings=_settings())


def _fill(client: Any, ids: Sequence[str], vectors: Vectors, name: str = _NAME) -> Any:
    collection = client.create_collection(name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
    step = client.get_max_batch_size()
    for at in range(0, len(ids), step):
        collection.add(ids=list(ids[at : at + step]), embeddings=vectors[at : at + step])
    return collection
