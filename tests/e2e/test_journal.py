"""The journal as a person and a program meet it: kept, found, mended, taken away, brought back, locked."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

SAID = ["My sister never asks me.", "When I was ill she came over every day.", "We planned a trip, and she cancelled."]


def checkin(cli: Cli, *said: str, now: str = "2026-11-22T21:30:00+01:00", **flags: str) -> None:
    path = cli.folder / "said.jsonl"
    path.write_text("\n".join(json.dumps({"text": text}) for text in said), "utf-8")
    more = [word for name, value in flags.items() for word in (f"--{name}", value)]
    cli("checkin", "--answers", path, "--json", "--now", now, *more).succeeds()


def listed(cli: Cli, *flags: str, env: dict[str, str] | None = None) -> list[dict[str, Any]]:
    [found] = cli("journal", "list", "--json", *flags, env=env).succeeds().objects
    entries: list[dict[str, Any]] = found["entries"]
    return entries


def test_what_was_said_is_found_mended_and_forgotten(fast: Cli) -> None:
    assert "Nothing is kept yet" in fast("journal", "list").succeeds().out
    checkin(fast, *SAID)
    checkin(fast, "He was late again.", now="2026-11-23T21:30:00+01:00", profile="Sam")
    assert [(e["profile"], e["ended"]) for e in listed(fast)] == [("Sam", True), ("default", True)]
    assert [e["profile"] for e in listed(fast, "--profile", "sam")] == ["Sam"]
    out = fast("journal", "list").succeeds().out
    assert "2 entries in all" in out
    assert "Sun 22 Nov 2026 21:30" in out
    found = fast("journal", "search", "plans", "cancel").succeeds().out
    assert SAID[2] in found
    shown = fast("journal", "show", "last").succeeds().out
    assert "you: He was late again." in shown
    first = listed(fast)[-1]["id"]
    fast("journal", "correct", first[:6], "--turn", "1", "--text", "My sister always asks.").succeeds()
    assert "My sister always asks." in fast("journal", "show", first).out
    fast("journal", "correct", first, "--undo").succeeds()
    assert SAID[0] in fast("journal", "show", first).out
    fast("journal", "delete", first).fails_with(2, "--yes")
    fast("journal", "delete", first, "--yes").succeeds()
    assert fast("journal", "search", "sister").succeeds().out == "Nothing was found.\n"
    fast("journal", "show", first).fails_with(4, "journal list")
    fast("journal", "rename", "Sam", "Samuel").succeeds()
    assert [e["profile"] for e in listed(fast)] == ["Samuel"]


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_all_of_it_goes_out_and_comes_back_elsewhere(fast: Cli, tmp_path: Path, kind: str) -> None:
    checkin(fast, *SAID)
    checkin(fast, "=SUM(A1), she said.", now="2026-11-23T21:30:00+01:00", profile="Sam")
    fast("journal", "export", f"out.{kind}").succeeds()
    assert (fast.folder / f"out.{kind}").stat().st_mode & 0o077 == 0
    other = fast.with_settings(DATA=str(tmp_path / "other"))
    assert "2 entries brought in" in other("journal", "import", f"out.{kind}").succeeds().out
    assert "2 were here already" in other("journal", "import", f"out.{kind}").succeeds().out
    whole = [fast("journal", "export").succeeds().out, other("journal", "export").succeeds().out]
    assert whole[0] == whole[1]
    assert len(json.loads(whole[0])["entries"]) == 2


def test_the_key_is_the_persons_and_a_wrong_one_changes_nothing(fast: Cli) -> None:
    checkin(fast, *SAID)
    fast("journal", "lock", stdin=b"short\n").fails_with(2, "at least 8")
    fast("journal", "lock", stdin=b"four words make one\n").succeeds()
    data = Path(fast.settings["VOICE_COACH_DATA"])
    assert not (data / "state.key").exists()
    before = (data / "state.db").read_bytes()
    for command in (("journal", "list"), ("checkin", "--type"), ("trend",), ("journal", "export")):
        fast(*command).fails_with(8, "VOICE_COACH_PASSPHRASE")
        fast(*command, env={"VOICE_COACH_PASSPHRASE": "not this one"}).fails_with(8, "voice-coach journal restore")
    assert (data / "state.db").read_bytes() == before
    fast("talk", "--type", "--no-save", stdin=b"stop\n").succeeds()
    right = {"VOICE_COACH_PASSPHRASE": "four words make one"}
    assert len(listed(fast, env=right)) == 1
    fast("journal", "change-passphrase", stdin=b"another four words\n", env=right).succeeds()
    fast("journal", "list", env=right).fails_with(8)
    right = {"VOICE_COACH_PASSPHRASE": "another four words"}
    fast("journal", "change-passphrase", "--none", env=right).succeeds()
    assert len(listed(fast)) == 1


def test_a_damaged_journal_is_told_and_brought_back(fast: Cli) -> None:
    checkin(fast, *SAID)
    fast("journal", "backup").succeeds()
    data = Path(fast.settings["VOICE_COACH_DATA"])
    raw = bytearray((data / "state.db").read_bytes())
    raw[100] ^= 1
    (data / "state.db").write_bytes(raw)
    fast("journal", "list").fails_with(8, "damaged", "voice-coach journal restore")
    assert bytes(raw) == (data / "state.db").read_bytes()
    assert "1 entry" in fast("journal", "restore").succeeds().out
    assert len(listed(fast)) == 1


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_a_killed_talk_is_gone_on_with(fast: Cli) -> None:
    process = fast.start("talk", "--type", env={"PYTHONUNBUFFERED": "1"})
    until_asked(process, SAID[0])
    process.kill()
    process.wait()
    assert [entry["ended"] for entry in listed(fast)] == [False]
    again = fast("talk", "--type", stdin=f"{SAID[1]}\nstop\n".encode()).succeeds()
    assert "we were talking about your sister" in again.out
    assert SAID[0] not in again.out.split("Here is what I heard")[0]
    [entry] = listed(fast)
    assert entry["ended"]
    shown = fast("journal", "show", "last").out
    assert SAID[0] in shown
    assert SAID[1] in shown
    assert "cut off" not in fast("talk", "--type", stdin=b"stop\n").succeeds().out


@pytest.mark.skipif(not hasattr(signal, "SIGQUIT"), reason="the panic key is SIGQUIT")
def test_the_panic_key_forgets_the_session_and_no_other(fast: Cli) -> None:
    checkin(fast, *SAID)
    process = fast.start("talk", "--type", env={"PYTHONUNBUFFERED": "1"})
    until_asked(process, "He was late again.")
    assert len(listed(fast)) == 2, "another process may look meanwhile"
    process.send_signal(signal.SIGQUIT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert out.endswith(b"\x1b[2J\x1b[3J\x1b[H")
    assert [entry["first"] for entry in listed(fast)] == [SAID[0]]


def test_a_session_that_is_not_to_be_kept_makes_no_file(fast: Cli) -> None:
    data = Path(fast.settings["VOICE_COACH_DATA"])
    fast("talk", "--type", "--no-save", stdin=f"{SAID[0]}\nstop\n".encode()).succeeds()
    fast("checkin", "--type", stdin=b"not tonight\n").succeeds()
    assert not list(data.glob("state*")) if data.exists() else True


def until_asked(process: Any, text: str) -> None:
    """Type a line, and wait for the reply to it: then the turn is kept."""
    process.stdin.write(f"{text}\n".encode())
    process.stdin.flush()
    seen = b""
    while seen.count(b"coach:") < 3 or not seen.endswith(b"you: "):
        seen += process.stdout.read1()
