from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from voice_coach.config import Paths, Port, Settings, did_you_mean, flatten, load_settings, origins, paths
from voice_coach.errors import ConfigError


@pytest.fixture
def where(tmp_path: Path) -> Paths:
    return Paths.inside(tmp_path)


def write(where: Paths, text: str) -> None:
    where.config.write_text(text, "utf-8")


def test_defaults_need_no_file(where: Paths) -> None:
    settings = load_settings(where)
    assert settings == Settings()
    assert (settings.stt.engine, settings.tts.engine, settings.reflector.engine) == (
        "faster_whisper",
        "hibari",
        "embedded",
    )


def test_settings_are_frozen(where: Paths) -> None:
    with pytest.raises(ValidationError):
        load_settings(where).country = "GB"  # type: ignore[misc]


def test_flag_over_environment_over_file_over_default(where: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    write(where, 'country = "DE"\nlanguage = "de"\nmodels_dir = "/from/file"\n')
    monkeypatch.setenv("VOICE_COACH_COUNTRY", "GB")
    monkeypatch.setenv("VOICE_COACH_LANGUAGE", "en")
    settings = load_settings(where, country="US")
    assert (settings.country, settings.language, settings.models_dir) == ("US", "en", "/from/file")


def test_a_table_may_name_an_option_and_leave_the_engine(where: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    write(where, '[stt]\nmodel = "tiny.en"\n')
    monkeypatch.setenv("VOICE_COACH_STT__THREADS", "4")
    stt = load_settings(where).stt
    assert stt.engine == "faster_whisper"
    assert stt.options == {"model": "tiny.en", "threads": "4"}


def test_the_environment_chooses_an_engine(where: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_COACH_TTS__ENGINE", "pyttsx3")
    assert load_settings(where).tts == Port(engine="pyttsx3")


def test_a_flag_that_changes_the_engine_leaves_the_other_ones_options_behind(where: Paths) -> None:
    write(where, '[reflector]\nengine = "remote"\nmodel = "large"\n')
    assert load_settings(where).reflector.options == {"model": "large"}
    assert load_settings(where, reflector={"engine": "remote"}).reflector.options == {"model": "large"}
    assert load_settings(where, reflector={"engine": "embedded"}).reflector == Port(engine="embedded")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('sst = "x"', "unknown setting 'sst'.*Did you mean 'stt'"),
        ('zzzzzz = "x"', "unknown setting 'zzzzzz'.*Known: .*country"),
        ('trace = "maybe"', "setting 'trace'"),
        ('stt = "whisper"', "setting 'stt'"),
        ("not toml", "can't be read"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(where: Paths, text: str, message: str) -> None:
    write(where, text)
    with pytest.raises(ConfigError, match=message):
        load_settings(where)


def test_a_file_that_is_no_text_or_no_file(where: Paths) -> None:
    where.config.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="can't be read"):
        load_settings(where)
    where.config.unlink()
    where.config.mkdir()
    with pytest.raises(ConfigError, match="can't be read"):
        load_settings(where)


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        ("VOICE_COACH_CONTRY", "unknown variable VOICE_COACH_CONTRY.*Did you mean 'VOICE_COACH_COUNTRY'"),
        ("VOICE_COACH_SST__ENGINE", "unknown variable VOICE_COACH_SST__ENGINE"),
    ],
)
def test_an_unknown_variable_is_refused(
    where: Paths, monkeypatch: pytest.MonkeyPatch, variable: str, message: str
) -> None:
    monkeypatch.setenv(variable, "x")
    with pytest.raises(ConfigError, match=message):
        load_settings(where)


@pytest.mark.parametrize("variable", ["VOICE_COACH_DATA", "VOICE_COACH_PASSPHRASE", "VOICE_COACH_DEBUG"])
def test_variables_that_are_read_elsewhere_are_no_settings(
    where: Paths, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "x")
    assert load_settings(where) == Settings()


def test_an_unknown_flag_and_a_wrong_one_are_refused(where: Paths) -> None:
    with pytest.raises(ConfigError, match="unknown setting"):
        load_settings(where, sst={"engine": "x"})
    with pytest.raises(ConfigError, match="setting 'trace'"):
        load_settings(where, trace="maybe")


def test_origins_say_where_each_value_comes_from(where: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    write(where, 'language = "de"\n[stt]\nmodel = "tiny.en"\n')
    monkeypatch.setenv("VOICE_COACH_STT__ENGINE", "scripted")
    found = origins(where)
    assert found["language"] == str(where.config)
    assert found["stt.model"] == str(where.config)
    assert found["stt.engine"] == "VOICE_COACH_STT__ENGINE"
    assert found["country"] == "default"
    assert set(found) == set(flatten(load_settings(where).model_dump()))


def test_folders_of_the_platform(home: Path) -> None:
    found = paths()
    assert found == Paths.default()
    assert found.model_writes == found.cache / "models"
    assert found.model_reads == (found.cache / "models",)
    assert all(path.is_relative_to(home) for path in (found.config, found.data, found.cache))


def test_one_folder_of_your_own_holds_everything_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = paths(tmp_path)
    assert found.own
    assert found.config == tmp_path / "config.toml"
    assert found.model_writes == tmp_path / "models"
    assert found.model_reads == (tmp_path / "models", Paths.default().cache / "models")
    monkeypatch.setenv("VOICE_COACH_DATA", str(tmp_path))
    assert paths() == found
    assert paths(tmp_path / "flag").data == tmp_path / "flag"


def test_nested_tables_become_dotted_keys() -> None:
    assert flatten({"a": {"b": 1, "c": {"d": 2}}, "e": 3}) == {"a.b": 1, "a.c.d": 2, "e": 3}


def test_did_you_mean_lists_what_is_known_when_nothing_is_near() -> None:
    assert did_you_mean("hibarri", ["hibari", "pyttsx3"]) == " Did you mean 'hibari'?"
    assert did_you_mean("zzz", ["hibari", "pyttsx3"]) == " Known: hibari, pyttsx3."
