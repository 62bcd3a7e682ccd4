"""The words of the person are found nowhere but in the outputs that were asked for."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

SECRETS = ("marmalade", "zanzibar")
TYPED = "She never thanks me, not even for the Marmalade I brought back from Zanzibar."
DANGER = "He hit me last night because of the Marmalade from Zanzibar."
SPOKEN = "She never thanks me. Not even for the marmalade that I brought back from Zanzibar."


def holds_words(data: bytes) -> bool:
    """Whether a secret is in there, in any case and in the encodings that programs use."""
    folded = data.lower()
    return any(word.encode(code) in folded for word in SECRETS for code in ("utf-8", "utf-16-le", "utf-32-le"))


def files(*roots: Path) -> Iterable[Path]:
    """Every plain file, not through links: the weights are behind one."""
    for root in roots:
        for folder, _, names in os.walk(root):
            yield from (Path(folder) / name for name in names if stat.S_ISREG((Path(folder) / name).lstat().st_mode))


def leaks(*roots: Path) -> list[str]:
    return [str(path) for path in files(*roots) if holds_words(path.read_bytes()) or holds_words(str(path).encode())]


@pytest.fixture
def watched(cli: Cli, home: Path, tmp_path: Path) -> tuple[Cli, list[Path]]:
    """The command with every folder it may write to, all of them new."""
    temporary, data = tmp_path / "temporary", tmp_path / "data"
    temporary.mkdir()
    places = [home, data, temporary, cli.folder]
    return cli.with_settings(DATA=str(data), STT__MODEL="tiny.en"), places


def shown(path: Path) -> bytes:
    """A file of /proc; threads and processes end while they are looked at."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def processes_of(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            for child in shown(task / "children").split():
                found += processes_of(int(child))
    return found


def visible_to_others(pid: int) -> bytes:
    """What any program of the same person can read of a process without stopping it."""
    names = ("cmdline", "comm", "environ", "status")
    return b"".join(shown(Path(f"/proc/{each}/{name}")) for each in processes_of(pid) for name in names)


def memory_files() -> set[Path]:
    shared = Path("/dev/shm")
    return {path for path in shared.rglob("*") if path.is_file()} if shared.is_dir() else set()


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("the MARMALADE", "utf-8")
    (tmp_path / "b").write_text("from Zanzibar", "utf-16")
    (tmp_path / "c").write_text("nothing", "utf-8")
    assert sorted(leaks(tmp_path)) == [str(tmp_path / "a"), str(tmp_path / "b")]


@pytest.mark.weights
def test_what_was_typed_is_kept_nowhere(watched: tuple[Cli, list[Path]], tmp_path: Path) -> None:
    cli, places = watched
    temporary = {"TMPDIR": str(tmp_path / "temporary")}
    turns = tmp_path / "turns.jsonl"
    turns.write_text("".join(json.dumps({"text": text}) + "\n" for text in (TYPED, DANGER, TYPED)), "utf-8")
    lines = "".join(
        json.dumps({"id": 1, "text": text, "turns": [{"role": "user", "text": text}]}) + "\n"
        for text in (TYPED, DANGER)
    ).encode()
    quick = cli.with_settings(EMBEDDER__ENGINE="scripted", STORE__ENGINE="scripted")
    for tool, command, given in (
        (cli, ("ask", "--jsonl"), lines),
        (quick, ("score", "--jsonl"), lines),
        (cli, ("talk", "--turns", turns, "--json"), b""),
        (quick, ("checkin", "--answers", turns), b""),
        (quick, ("talk", "--type", "--debug"), f"{TYPED}\n{TYPED}\n".encode()),
        (quick, ("ask", TYPED), b""),
    ):
        result = tool(*command, stdin=given, env=temporary)
        assert result.code == 0, result
        assert not holds_words(result.err.encode()), command
    assert any(files(places[1])), "the index of the guide is there, so the search looks at something"
    assert leaks(*places) == []


@pytest.mark.parametrize("flags", [[], ["--debug"]])
def test_a_failure_says_nothing_of_what_was_said(fast: Cli, flags: list[str], tmp_path: Path) -> None:
    given = json.dumps({"id": 1, "text": TYPED * 500}) + f"\n{TYPED}\n" + json.dumps({"id": TYPED, "text": 5}) + "\n"
    result = fast("ask", "--jsonl", *flags, stdin=given.encode()).succeeds()
    assert not any(holds_words(o["error"]["message"].encode()) for o in result.objects)
    turns = tmp_path / "turns.jsonl"
    turns.write_text(f"{TYPED}\n", "utf-8")
    result = fast("talk", "--turns", turns, "--json", *flags)
    assert result.code == 4
    assert not holds_words(result.err.encode())
    result = fast("score", "-", *flags, stdin=b"{" + TYPED.encode())
    assert result.code == 4
    assert not holds_words(result.err.encode())


@pytest.mark.weights
@pytest.mark.parametrize("voice", ["hibari", "pyttsx3"])
def test_what_was_spoken_is_only_in_the_outputs(
    watched: tuple[Cli, list[Path]], tmp_path: Path, voice: str, person: Any
) -> None:
    if not Path("/proc/self/task").is_dir():
        pytest.skip("/proc is read")
    if voice == "pyttsx3":
        pytest.importorskip("espeakng_loader", reason="the extra 'espeak' is not installed")
    cli, places = watched
    recording = tmp_path / "person.wav"
    recording.write_bytes(person(SPOKEN, 0.3))
    events, out = tmp_path / "events", tmp_path / "reply.wav"
    os.mkfifo(events)
    before = memory_files()
    process = cli.with_settings(TTS__ENGINE=voice).start(
        "talk", "--in", recording, "--out", out, "--events", events, env={"TMPDIR": str(tmp_path / "temporary")}
    )
    seen: list[dict[str, Any]] = []
    looked = 0
    with events.open("rb") as told:
        for line in told:
            seen.append(json.loads(line))
            if seen[-1]["event"] in ("final", "sentence", "summary"):
                looked += 1
                assert not holds_words(visible_to_others(process.pid))
                assert leaks(*places) == []
    printed, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert looked >= 3
    # It was understood, and is where it was asked for ...
    assert holds_words(json.dumps([e for e in seen if e["event"] == "final"]).encode())
    assert holds_words(printed)
    # ... and nowhere else: no log, no file, no sound.
    assert not holds_words(errors)
    assert leaks(*places) == []
    assert [path for path in files(*places) if path.suffix in (".wav", ".raw", ".flac")] == []
    assert list((tmp_path / "temporary").iterdir()) == []
    assert list(files(places[0])) == [], "with --data nothing is written elsewhere, by no library"
    assert memory_files() <= before
    assert not holds_words(out.read_bytes())
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.weights
def test_no_library_reaches_for_the_network(watched: tuple[Cli, list[Path]], tmp_path: Path, person: Any) -> None:
    """Below Python, where the audit hook of these tests does not see: some libraries report to their makers."""
    cli, _ = watched
    calls = tmp_path / "calls"
    traced = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(calls)]
    if not shutil.which("strace") or subprocess.run([*traced, "true"], capture_output=True).returncode:
        pytest.skip("strace is not here, or may not trace")
    recording = tmp_path / "person.wav"
    recording.write_bytes(person(SPOKEN, 0.3))
    command = " ".join(traced) + f" $vc talk --in {recording} --out reply.wav"
    result = cli.shell(command)
    assert result.code == 0, result
    assert (cli.folder / "reply.wav").exists()
    assert [line for line in calls.read_text().splitlines() if "AF_INET" in line] == []


def test_data_folders_are_private(cli: Cli, tmp_path: Path) -> None:
    data = tmp_path / "data"
    cli.with_settings(DATA=str(data), EMBEDDER__ENGINE="scripted")("ask", "signs").answers()
    assert stat.S_IMODE((data / "index").stat().st_mode) == 0o700
