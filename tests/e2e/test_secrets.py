"""Keys and words in no output, no title of a process, no file anyone else may read, no socket beyond this machine."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

KEY = "sk-PLANTED-f00dcafe"
SIGNS = "What are the signs of a lack of reciprocity?"
WORDS = "Marmalade from Zanzibar"
WATCH = """
import atexit, json, os, sys
log = os.environ.pop("WATCH_LOG")
opened, reached = set(), []
busy = False
def hook(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        mode, flags = args[1], args[2] or 0
        if (mode and set(mode) & set("wax+")) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            opened.add(os.path.abspath(os.fsdecode(args[0])))
    elif event in ("os.mkdir", "sqlite3.connect") and isinstance(args[0], (str, bytes)):
        opened.add(os.path.abspath(os.fsdecode(args[0])))
    elif event in ("socket.connect", "socket.bind", "socket.sendto"):
        reached.append(repr(args[1]))
    elif event == "os.rename":
        opened.add(os.path.abspath(os.fsdecode(args[1])))
sys.addaudithook(hook)
from voice_coach.surfaces.cli.main import run
code = run(sys.argv[1:])
found = {path: os.lstat(path).st_mode for path in opened if os.path.lexists(path)}
descriptor = os.open(log, os.O_WRONLY | os.O_CREAT, 0o600)
os.write(descriptor, json.dumps([found, reached]).encode())
os._exit(code)
"""


def children_of(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children_of(int(child))]
    return found


@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["plain", "debug"])
def test_a_key_is_in_no_output_of_any_command(fast: Cli, debug: list[str]) -> None:
    data = Path(fast.settings["VOICE_COACH_DATA"])
    data.mkdir()
    (data / "config.toml").write_text(f'[reflector]\nengine = "embedded"\napi_key = "{KEY}"\n[stt]\ntoken = "{KEY}"\n')
    planted = {"VOICE_COACH_PASSPHRASE": KEY, "OPENAI_API_KEY": KEY, "VOICE_COACH_TTS__PASSWORD": KEY}
    (fast.folder / "turns.jsonl").write_text(json.dumps({"text": WORDS}) + "\n")
    (fast.folder / "a.wav").write_bytes(b"no sound")
    line = json.dumps({"id": 1, "text": SIGNS, "turns": [{"role": "user", "text": SIGNS}]}).encode()
    said = ""
    for command, given in (
        (("config", "show"), b""),
        (("config", "path"), b""),
        (("doctor",), b""),
        (("engines",), b""),
        (("models", "list"), b""),
        (("ask", SIGNS), b""),
        (("ask", "--jsonl"), line),
        (("score", "--jsonl"), line),
        (("screen", "--jsonl"), line),
        (("screen", SIGNS), b""),
        (("talk", "--turns", "turns.jsonl", "--json"), b""),
        (("checkin", "--answers", "turns.jsonl", "--json"), b""),
        (("talk", "--type"), WORDS.encode()),
        (("talk", "--in", "a.wav"), b""),
        (("transcribe", "a.wav"), b""),
        (("say", "hello", "-o", "said.wav", "--json"), b""),
    ):
        result = fast(*command, *debug, stdin=given, env=planted)
        assert KEY not in result.out + result.err, command
        said += result.out + result.err
    assert "set" in said
    assert "no option 'api_key'" in said or "no option 'token'" in said, "the keys were read, and named"
    for wrong in (f'country = "{KEY}" x', f"country = {KEY}", f'lock_minutes = "{KEY}"', f'"{KEY}'):
        (data / "config.toml").write_text(wrong)
        result = fast("config", "show", *debug, env=planted)
        assert KEY not in result.out + result.err, wrong
    (data / "config.toml").unlink()
    for name in ("STT", "LOCK_MINUTES"):
        result = fast("config", "show", *debug, env={f"VOICE_COACH_{name}": KEY})
        assert (result.code, KEY in result.out + result.err) == (3, False)
    shown = fast("config", "show", env={"VOICE_COACH_REFLECTOR__API_KEY": KEY})
    [row] = [row for row in shown.out.splitlines() if "api_key" in row]
    assert row.split() == ["reflector.api_key", "set", "VOICE_COACH_REFLECTOR__API_KEY"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
@pytest.mark.parametrize("voice", ["scripted", "pyttsx3"])
def test_what_is_opened_for_writing_is_for_its_owner_and_no_socket_leaves_the_machine(
    fast: Cli, tmp_path: Path, speech_like: Path, voice: str
) -> None:
    if voice == "pyttsx3":
        pytest.importorskip("espeakng_loader", reason="the extra 'espeak' is not installed")
    real = fast.with_settings(STORE__ENGINE="chroma", EMBEDDER__ENGINE="encoder", TTS__ENGINE=voice)
    (real.folder / "turns.jsonl").write_text(json.dumps({"text": WORDS}) + "\n")
    existing = real.folder / "events.jsonl"
    existing.touch()
    existing.chmod(0o644)
    seen: set[str] = set()
    for number, command in enumerate(
        (
            ("ask", SIGNS),
            ("talk", "--in", str(speech_like), "--out", "out.wav", "--events", "events.jsonl"),
            ("checkin", "--answers", "turns.jsonl", "--json"),
            ("say", "hello", "-o", "said.wav"),
            ("config", "show"),
            ("doctor",),
        )
    ):
        log = tmp_path / f"log{number}"
        environment = {**os.environ, **real.settings, "WATCH_LOG": str(log)}
        subprocess.run(
            [sys.executable, "-P", "-c", WATCH, *command],
            cwd=real.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
        )
        opened, reached = json.loads(log.read_text())
        files = {path: mode for path, mode in opened.items() if not path.startswith(("/dev/", "/proc/"))}
        wide = {path: oct(mode) for path, mode in files.items() if mode & 0o077 and not stat.S_ISLNK(mode)}
        assert wide == {}, command
        assert [where for where in reached if not where.startswith(("'/", "b'", "('127.", "('::1'"))] == [], command
        seen |= {Path(path).name for path in files}
    assert {"out.wav", "events.jsonl", "said.wav"} <= seen, "the hook sees what is written"
    # What libraries write below Python is seen by its mode alone.
    made = [path for root in (Path(real.settings["VOICE_COACH_DATA"]), real.folder) for path in root.rglob("*")]
    open_to_others = [path for path in made if path.name != "turns.jsonl" and path.lstat().st_mode & 0o077]
    assert [path for path in open_to_others if not path.is_symlink()] == []
    assert any(path.suffix == ".sqlite3" for path in made)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux")
@pytest.mark.parametrize("command", [("ask",), ("say", "-o", "said.wav"), ("screen",)])
def test_words_on_the_command_line_leave_the_title_of_the_process(
    fast: Cli, command: tuple[str, ...], tmp_path: Path
) -> None:
    """The process is held at a pipe that it opens: by then its title no longer tells."""
    data = Path(fast.settings["VOICE_COACH_DATA"])
    data.mkdir()
    os.mkfifo(data / "config.toml")
    process = fast.start(*command, "--", WORDS)
    with (data / "config.toml").open("w") as settings:  # Opens once the process reads its settings.
        title = Path(f"/proc/{process.pid}/cmdline").read_bytes() + Path(f"/proc/{process.pid}/comm").read_bytes()
        settings.write("")
    # The file is read more than once.
    (data / "config.toml").unlink()
    process.communicate(timeout=60)
    assert b"python" in title
    assert WORDS.encode() not in title
    assert b"Marmalade" not in title


@pytest.mark.weights
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux")
def test_the_voices_worker_shows_no_words_dumps_no_core_and_tidies_up_when_its_parent_is_gone(
    fast: Cli, speech_like: Path
) -> None:
    pytest.importorskip("espeakng_loader", reason="the extra 'espeak' is not installed")
    fast.scripted_to_hear(WORDS)
    spoken = fast.with_settings(TTS__ENGINE="pyttsx3", STT__ENGINE="scripted")
    events = fast.folder / "events"
    os.mkfifo(events)
    before = set(Path("/dev/shm").iterdir()) if Path("/dev/shm").is_dir() else set()
    process = spoken.start("talk", "--in", speech_like, "--out", "out.wav", "--events", events, "--realtime")
    with events.open("rb") as told:
        for line in told:
            if json.loads(line)["event"] == "sentence":
                break
        workers = children_of(process.pid)
        assert workers
        for pid in (process.pid, *workers):
            limits = Path(f"/proc/{pid}/limits").read_text()
            [core] = [row.split()[4:6] for row in limits.splitlines() if row.startswith("Max core file size")]
            assert core == ["0", "0"]
            for name in ("cmdline", "comm"):
                assert b"Marmalade" not in Path(f"/proc/{pid}/{name}").read_bytes()
            assert Path(f"/proc/{pid}/mem").stat().st_uid == 0, "not dumpable: closed to others of the same person"
        handles = [os.pidfd_open(pid) for pid in workers]
        process.kill()
    process.communicate(timeout=60)
    import select

    for handle in handles:
        assert select.select([handle], [], [], 30)[0], "the worker ends with its parent"
        os.close(handle)
    if Path("/dev/shm").is_dir():
        assert {path.name for path in set(Path("/dev/shm").iterdir()) - before if path.name.startswith("tmp")} == set()


@pytest.mark.skipif(not hasattr(signal, "SIGQUIT"), reason="the panic key is SIGQUIT")
def test_the_panic_key_stops_at_once_and_wipes_the_screen(fast: Cli) -> None:
    process = fast.start("talk", "--type")
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{WORDS}\n".encode())
    process.stdin.flush()
    seen = b""
    while seen.count(b"coach:") < 3 or not seen.endswith(b"you: "):  # The notice, the opening, the reply.
        seen += process.stdout.read1()  # type: ignore[union-attr]
    process.send_signal(signal.SIGQUIT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.endswith(b"\x1b[2J\x1b[3J\x1b[H")
    assert err == b""


def test_a_room_that_is_left_alone_locks_itself_and_sums_nothing_up(fast: Cli) -> None:
    room = fast.with_settings(AUDIO__ENGINE="scripted", LOCK_MINUTES="0.1")
    room.scripted_to_hear(WORDS)
    done = room("talk")
    assert (done.code, done.err) == (0, "")
    assert "Marmalade" in done.out, "someone did talk"
    assert done.out.endswith("\x1b[2J\x1b[3J\x1b[H"), "and nothing is on the screen after it"


def test_a_keyboard_that_is_left_alone_locks_itself(fast: Cli) -> None:
    process = fast.with_settings(LOCK_MINUTES="0.01").start("talk", "--type")
    assert process.stdout
    written: list[bytes] = []
    reader = threading.Thread(target=lambda: written.append(process.stdout.read()))  # type: ignore[union-attr]
    reader.start()
    assert process.wait(timeout=60) == 0, "nothing was typed, and the input is still open"
    reader.join()
    assert written[0].endswith(b"\x1b[2J\x1b[3J\x1b[H")
    assert process.stdin
    process.stdin.close()
    assert process.stderr
    process.stderr.close()
    process.stdout.close()
