"""Changing the settings file: what was asked for changes, and nothing else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from voice_coach.config import Paths, load_settings
from voice_coach.errors import ConfigError, StorageError
from voice_coach.settings_file import change, overruled


@pytest.fixture
def where(tmp_path: Path) -> Paths:
    return Paths.inside(tmp_path / "data")


def test_a_file_is_made_for_its_owner_only(where: Paths) -> None:
    settings = change(where, {"country": "GB", "save": False})
    assert (settings.country, settings.save) == ("GB", False)
    assert load_settings(where) == settings
    assert stat.S_IMODE(where.config.stat().st_mode) == 0o600
    assert [file.name for file in where.config.parent.iterdir()] == ["config.toml"]


def test_the_rest_of_the_file_stays_as_it_is(where: Paths) -> None:
    where.config.parent.mkdir()
    before = '# Mine.\ncountry = "DE"  # moved\n\n[stt]\nmodel = "tiny.en"\n'
    where.config.write_text(before, "utf-8")
    change(where, {"country": "FR"})
    assert where.config.read_text("utf-8") == before.replace("DE", "FR")
    settings = change(where, {"pace": 1.2})
    assert (settings.pace, settings.country, settings.stt.options) == (1.2, "FR", {"model": "tiny.en"})
    assert "# Mine." in where.config.read_text("utf-8")


def test_a_link_stays_a_link(where: Paths, tmp_path: Path) -> None:
    where.config.parent.mkdir()
    (tmp_path / "kept.toml").write_text("save = true\n", "utf-8")
    where.config.symlink_to(tmp_path / "kept.toml")
    change(where, {"save": False})
    assert where.config.is_symlink()
    assert (tmp_path / "kept.toml").read_text("utf-8") == "save = false\n"


@pytest.mark.parametrize("values", [{"pace": 9}, {"captions": 0.1}, {"save": "perhaps"}, {"no_such": 1}])
def test_what_does_not_fit_changes_nothing(where: Paths, values: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        change(where, values)
    assert not where.config.exists()


def test_a_broken_file_is_left_to_be_mended(where: Paths) -> None:
    where.config.parent.mkdir()
    where.config.write_text("country = ", "utf-8")
    with pytest.raises(ConfigError, match="Mend or remove"):
        change(where, {"country": "GB"})
    assert where.config.read_text("utf-8") == "country = "


def test_where_it_cannot_be_written_it_says_so(where: Paths) -> None:
    where.config.parent.parent.mkdir(exist_ok=True)
    where.config.parent.write_text("a file in the folder's place", "utf-8")
    with pytest.raises((StorageError, ConfigError)):
        change(where, {"country": "GB"})


def test_a_variable_comes_first(where: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_COACH_COUNTRY", "IE")
    assert change(where, {"country": "GB", "save": False}).country == "IE"
    assert overruled({"country": "GB", "save": False}) == ["VOICE_COACH_COUNTRY"]
