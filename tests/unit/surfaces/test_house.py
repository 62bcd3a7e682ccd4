"""Several people in one process: the same engines, and nothing else in common."""

from __future__ import annotations

from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path

import pytest

from voice_coach.app import Coach
from voice_coach.config import load_settings
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Spoken
from voice_coach.errors import EngineFailed, StorageError, UsageError
from voice_coach.surfaces.cli.main import app
from voice_coach.surfaces.house.people import MOST, beside, people_of
from voice_coach.surfaces.web.room import _LAST_WORDS

MakeCoach = Callable[..., Coach]


def test_people_are_read_and_none_shares_a_folder_or_a_name(tmp_path: Path) -> None:
    sam, alex = people_of([f"sam={tmp_path}/a", f" alex = {tmp_path}/b=c "])
    assert (sam.name, sam.folder) == ("sam", tmp_path / "a")
    assert (alex.name, alex.folder) == ("alex", tmp_path / "b=c")
    for wrong in (["sam"], ["=x"], ["sam="], ["s\nam=x"], ["x" * 41 + "=x"], [f"p{n}=x{n}" for n in range(MOST + 1)]):
        with pytest.raises(UsageError, match="--person"):
            people_of(wrong)
    for same in (["sam=a", "sam=b"], ["sam=a", f"alex={Path.cwd()}/a"]):
        with pytest.raises(UsageError, match="one of their own"):
            people_of(same)


def test_each_has_a_journal_and_a_key_and_settings_and_all_have_the_engines(
    make_coach: MakeCoach, tmp_path: Path
) -> None:
    house = make_coach(journal={"engine": "sqlite"})
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "config.toml").write_text("country = 'GB'\n[stt]\nengine = 'faster_whisper'\n", "utf-8")
    sam, alex = (beside(house, person) for person in people_of([f"sam={tmp_path}/a", f"alex={tmp_path}/b"]))
    session = sam.session("talk")
    told = Transcript("He cancelled the marzipan lighthouse again.")
    session.finish(told, session.reply(told), Spoken(("Tell me more.",)))
    assert [len(coach.tools.journal.entries()) for coach in (sam, alex)] == [1, 0]
    assert (tmp_path / "a" / "state.key").exists()
    assert not (tmp_path / "b" / "state.key").exists()
    assert not list((house.where.data).glob("state*"))
    assert (sam.settings.country, alex.settings.country) == ("", "GB")
    for engine in ("transcriber", "synthesizer"):
        assert getattr(sam, engine) is getattr(alex, engine) is getattr(house, engine)
    assert alex.settings.stt.engine == "scripted", "the machine has one ear"
    assert sam.where.data != alex.where.data
    sam.tools.journal.close()


def test_the_first_failure_that_says_what_to_do_is_the_one_to_tell() -> None:
    from voice_coach.surfaces.house.server import raise_first

    raise_first([None, None])
    with pytest.raises(StorageError):
        raise_first([None, OSError("x"), StorageError("full"), EngineFailed("y")])
    with pytest.raises(OSError, match="x"):
        raise_first([OSError("x"), None])


@pytest.fixture
def unit(project: Path) -> ConfigParser:
    read = ConfigParser(strict=True, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string((project / "contrib" / "systemd" / "voice-coach.service").read_text("utf-8"))
    return read


def test_the_unit_starts_a_command_that_there_is(unit: ConfigParser) -> None:
    import typer

    program, command, *flags = unit["Service"]["ExecStart"].split()
    assert program == "%h/.local/bin/voice-coach"
    known = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]
    with known.make_context(command, flags) as context:
        assert not context.params["person"], "as it stands it is for one person"


def test_the_unit_waits_until_sessions_are_kept_and_keeps_addresses_out_of_the_log(unit: ConfigParser) -> None:
    service = unit["Service"]
    assert service["KillSignal"] == "SIGTERM"
    assert service["Type"] == "exec"
    assert float(service["TimeoutStopSec"].removesuffix("s")) > 2 * _LAST_WORDS
    assert service["StandardOutput"].startswith("truncate:%t/"), "a folder of this person alone"
    assert (service["UMask"], service["LimitCORE"]) == ("0077", "0")
    assert unit["Install"]["WantedBy"] == "default.target"


def test_settings_of_a_person_are_checked(make_coach: MakeCoach, tmp_path: Path) -> None:
    house = make_coach()
    assert (
        beside(house, people_of([f"sam={tmp_path}/new"])[0]).settings
        == house.beside(load_settings(house.where), house.where).settings
    )
