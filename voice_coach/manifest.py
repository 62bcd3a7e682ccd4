"""What weights exist, where from, and the SHA-256 of each file: manifest.toml, read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


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
