"""The model store on a small model of its own; the real weights are only looked at."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from voice_coach import models
from voice_coach.errors import ModelCorrupt, ModelNotFound, StorageError, UsageError
from voice_coach.manifest import Model, ModelFile, manifest
from voice_coach.models import ModelStore

ONE, TWO = b"first part " * 1000, b"second part" * 500


def file_of(name: str, data: bytes, parts: Sequence[tuple[str, str]] = ()) -> ModelFile:
    return ModelFile(name, len(data), hashlib.sha256(data).hexdigest(), tuple(parts), hub=True)


MODEL = Model(
    "tiny", "stt", "MIT", "someone/tiny", "main", (file_of("model.bin", ONE + TWO), file_of("config.json", b"{}"))
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of the user's that holds the whole model."""
    folder = tmp_path / "own" / "tiny"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(ONE + TWO)
    (folder / "config.json").write_bytes(b"{}")
    return folder


@pytest.fixture
def store(tmp_path: Path, source: Path) -> ModelStore:
    cache = tmp_path / "cache"
    return ModelStore((cache,), cache, source.parent, hub_url="http://127.0.0.1:9", known={"tiny": MODEL})


def leftovers(store: ModelStore) -> set[str]:
    names = {path.name for path in (store.writes / "tiny").iterdir()}
    return names - {"model.bin", "config.json", ".verified.json"}


def test_an_unknown_model_names_the_known_ones(store: ModelStore) -> None:
    for use in (store.model, store.where, store.ensure, store.fetch, store.verify):
        with pytest.raises(UsageError, match=r"no model named 'big'\. Known: tiny"):
            use("big")


def test_ensure_assembles_once_and_finds_it_afterwards(store: ModelStore, source: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    assert store.where("tiny") is None
    home = store.ensure("tiny", lambda *step: seen.append(step))
    assert (home / "model.bin").read_bytes() == ONE + TWO
    assert seen[-1] == ("config.json", 2, 2)
    assert store.where("tiny") == home
    assert leftovers(store) == set()
    for path in source.iterdir():
        path.unlink()
    assert store.ensure("tiny") == home


def test_files_may_lie_flat_in_the_users_folder(tmp_path: Path, source: Path) -> None:
    cache = tmp_path / "other"
    assert ModelStore((cache,), cache, source, known={"tiny": MODEL}).ensure("tiny")


def test_parts_of_packages_are_joined_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"p1": tmp_path / "1", "p2": tmp_path / "2"}
    parts["p1"].write_bytes(ONE)
    parts["p2"].write_bytes(TWO)
    monkeypatch.setattr(models, "_in_package", lambda package, path: parts.get(package))
    model = Model("tiny", "stt", "MIT", "x", "y", (file_of("model.bin", ONE + TWO, [("p1", "a"), ("p2", "b")]),))
    cache = tmp_path / "cache"
    home = ModelStore((cache,), cache, known={"tiny": model}).ensure("tiny")
    assert (home / "model.bin").read_bytes() == ONE + TWO
    half = Model("half", "stt", "MIT", "x", "y", (file_of("model.bin", ONE + TWO, [("p1", "a"), ("gone", "b")]),))
    with pytest.raises(ModelNotFound, match="voice-coach models fetch half"):
        ModelStore((cache,), cache, known={"half": half}).ensure("half")


def test_a_package_that_is_not_installed_is_no_source() -> None:
    assert models._in_package("no-such-package-here", "x") is None
    assert models._in_package("pytest", "no/such/file") is None


def test_bytes_that_do_not_match_are_never_used(store: ModelStore, source: Path) -> None:
    (source / "model.bin").write_bytes(ONE + TWO[:-1] + b"!")
    with pytest.raises(ModelCorrupt, match=r"model\.bin"):
        store.ensure("tiny")
    assert not (store.writes / "tiny" / "model.bin").exists()
    assert leftovers(store) == set()


def test_a_file_that_was_damaged_later_is_named(store: ModelStore) -> None:
    home = store.ensure("tiny")
    assert store.verify("tiny") == []
    damaged = home / "model.bin"
    damaged.write_bytes(b"!" + (ONE + TWO)[1:])
    assert store.verify("tiny") == [str(damaged)]
    with pytest.raises(ModelCorrupt, match=f"{damaged.name}.*voice-coach models fetch tiny"):
        store.ensure("tiny")
    store.fetch("tiny")
    assert store.verify("tiny") == []


def test_a_file_that_is_missing_or_short_is_put_back(store: ModelStore) -> None:
    home = store.ensure("tiny")
    (home / "model.bin").write_bytes(ONE)
    (home / "config.json").unlink()
    assert len(store.verify("tiny")) == 2
    assert store.where("tiny") is None
    store.ensure("tiny")
    assert store.verify("tiny") == []


def test_files_are_hashed_once_and_again_only_when_they_change(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = store.ensure("tiny")
    hashed: list[Path] = []
    original = models.sha256_of
    monkeypatch.setattr(models, "sha256_of", lambda path, *rest: hashed.append(path) or original(path, *rest))
    store.ensure("tiny")
    assert hashed == []
    (home / "model.bin").write_bytes(ONE + TWO)
    os.utime(home / "model.bin", ns=(1, 1))
    store.ensure("tiny")
    assert home / "model.bin" in hashed
    hashed.clear()
    store.ensure("tiny")
    assert hashed == []


def test_a_broken_stamp_is_only_hashed_again(store: ModelStore) -> None:
    home = store.ensure("tiny")
    (home / ".verified.json").write_text("{broken")
    assert store.ensure("tiny") == home


def test_a_model_in_another_folder_to_read_is_used_where_it_is(tmp_path: Path, store: ModelStore) -> None:
    home = store.ensure("tiny")
    other = ModelStore((tmp_path / "mine", store.writes), tmp_path / "mine", known={"tiny": MODEL})
    assert other.ensure("tiny") == home
    assert not (tmp_path / "mine").exists()


def test_nothing_is_fetched_as_a_side_effect(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    store = ModelStore((cache,), cache, hub_url="http://192.0.2.1", known={"tiny": MODEL})
    with pytest.raises(ModelNotFound, match="voice-coach models fetch tiny"):
        store.ensure("tiny")


def test_a_file_that_no_hub_has_names_the_packages(tmp_path: Path) -> None:
    only_packaged = ModelFile("model.onnx", 3, "0" * 64, (("gone", "x"),), hub=False)
    model = Model("packaged", "embedder", "MIT", "x", "y", (only_packaged,))
    store = ModelStore((tmp_path,), tmp_path, known={"packaged": model})
    for use in (store.ensure, store.fetch):
        with pytest.raises(ModelNotFound, match=r"pip install 'voice-coach\[weights\]'"):
            use("packaged")


def test_a_full_disk_is_told_and_leaves_nothing_behind(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="the disk is full"):
        store.ensure("tiny")
    assert leftovers(store) == set()
    assert store.where("tiny") is None


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path, source: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = tmp_path / "file" / "models"
    with pytest.raises(StorageError, match="can't be written"):
        ModelStore((cache,), cache, source.parent, known={"tiny": MODEL}).ensure("tiny")


def test_an_interruption_leaves_no_half_file(store: ModelStore) -> None:
    def stop(name: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.ensure("tiny", stop)
    assert leftovers(store) == set()
    assert not (store.writes / "tiny" / "model.bin").exists()
    assert store.ensure("tiny")


@pytest.mark.parametrize("name", list(manifest()))
def test_the_manifest_is_whole(name: str) -> None:
    model = manifest()[name]
    assert model.name == name
    assert model.licence
    assert model.size == sum(file.size for file in model.files) > 0
    for file in model.files:
        assert len(file.sha256) == 64
        assert int(file.sha256, 16)
        assert file.parts, "each file is on the package index"


def test_the_packages_of_the_manifest_are_those_of_the_extra(project: Path) -> None:
    import tomllib

    raw: dict[str, Any] = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    extra = {line.split("==")[0] for line in raw["project"]["optional-dependencies"]["weights"]}
    named = {package for model in manifest().values() for file in model.files for package, _ in file.parts}
    assert named == extra
