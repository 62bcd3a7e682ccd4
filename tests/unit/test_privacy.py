"""Modes, crash images, reports of failures, secrets: what the process does before it does anything else."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from voice_coach import assets
from voice_coach.config import shown
from voice_coach.core.help_lines import OLD_AFTER, checked_note
from voice_coach.privacy import kinds_of

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc are Linux")
WORDS = "marmalade from zanzibar"


def inside(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that has called `keep_private`."""
    code = f"from voice_coach.privacy import *\nkeep_private()\n{code}"
    variables = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments], capture_output=True, text=True, env=variables, timeout=60
    )


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_new_files_and_folders_are_for_their_owner(tmp_path: Path) -> None:
    code = "import os, pathlib, sys; p = pathlib.Path(sys.argv[1]); (p / 'd').mkdir(); (p / 'd' / 'f').write_text('x')"
    assert inside(code, str(tmp_path)).returncode == 0
    assert stat.S_IMODE((tmp_path / "d").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "d" / "f").stat().st_mode) == 0o600


@LINUX
def test_a_crash_leaves_no_image_of_memory() -> None:
    code = (
        "import ctypes, resource; print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0,0,0,0))"
    )
    assert inside(code).stdout.strip() == "(0, 0) 0", "PR_GET_DUMPABLE is 0"


@LINUX
def test_a_crash_in_the_middle_of_a_talk_tells_where_and_not_what(tmp_path: Path) -> None:
    code = f"import os, signal\ndef held(text):\n    os.kill(os.getpid(), signal.SIGSEGV)\nheld({WORDS!r}.upper())"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"from voice_coach.privacy import *\nkeep_private()\n{code}"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONFAULTHANDLER": "1"},
        cwd=tmp_path,
        timeout=60,
    )
    assert done.returncode == -11
    assert "Segmentation fault" in done.stderr
    assert "held" in done.stderr
    assert WORDS not in (done.stdout + done.stderr).lower()
    assert list(tmp_path.iterdir()) == []


@LINUX
def test_arguments_leave_the_title_of_the_process() -> None:
    code = "import sys; hide_arguments(sys.argv[1:]); print(open('/proc/self/cmdline').read(), sys.argv[1:])"
    done = inside(code, "ask", WORDS.upper(), "naïve 👩")
    title, _, seen = done.stdout.rpartition("[")
    assert WORDS not in title.lower()
    assert "naïve" not in title
    assert "python" in title
    assert WORDS.upper() in seen, "the program itself still knows them"


@pytest.mark.parametrize(
    "code",
    [
        "import threading\nt = threading.Thread(target=lambda: 1 / len(WORDS[99:])); t.start(); t.join()\n",
        "raise ValueError(WORDS)",
        "import asyncio, gc\nasync def f():\n    async def g(): raise ValueError(WORDS)\n"
        "    t = asyncio.ensure_future(g()); await asyncio.sleep(0); await asyncio.sleep(0); del t; gc.collect()\n"
        "asyncio.run(f())",
        "import logging\ntry: raise ValueError(WORDS)\nexcept ValueError: logging.getLogger('x').exception('failed')",
    ],
    ids=["thread", "process", "task", "log"],
)
def test_a_failure_nobody_caught_tells_its_kind_and_no_words(code: str) -> None:
    done = inside(f"import os\nWORDS = os.environ['WORDS'].upper()\n{code}", WORDS=WORDS)
    assert done.stderr.strip()
    assert WORDS not in (done.stdout + done.stderr).lower()


def test_a_traceback_holds_kinds_and_no_messages() -> None:
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as inner:
            raise RuntimeError(f"while reading {WORDS}") from inner
    except RuntimeError as failure:
        told = kinds_of(failure)
    assert "KeyError" in told
    assert "RuntimeError" in told
    assert "test_privacy.py" in told
    assert WORDS not in told


def test_the_last_resort_of_logging_is_left_as_it_was_in_this_process() -> None:
    assert logging.lastResort is None or logging.lastResort.formatter is None


@pytest.mark.parametrize(
    ("key", "value", "seen"),
    [
        ("reflector.api_key", "sk-1", "set"),
        ("reflector.api_key", "", '""'),
        ("journal.passphrase", "open sesame", "set"),
        ("stt.token", "t", "set"),
        ("x.client_secret", "s", "set"),
        ("reflector.max_tokens", 200, "200"),
        ("reflector.base_url", "https://me:pw@host/v1", "https://host/v1"),
        ("country", "", '""'),
        ("stt.engine", "scripted", "scripted"),
    ],
)
def test_a_secret_is_shown_as_set(key: str, value: object, seen: str) -> None:
    assert shown(key, value) == seen


def test_help_lines_carry_the_day_of_their_check_and_warn_when_it_is_long_ago() -> None:
    day = assets.help_lines_checked()
    assert checked_note(day, day + OLD_AFTER) == f"Numbers checked on {day.isoformat()}."
    assert "long ago" in checked_note(day, day + OLD_AFTER + (OLD_AFTER / 180))


def test_the_line_that_is_not_confirmed_is_not_shipped() -> None:
    assert not [line for line in assets.help_lines() if (line.country, line.kind) == ("CA", "child")]


def test_the_bill_of_materials_and_the_audit_are_part_of_ci(project: Path) -> None:
    assert "make audit" in (project / ".ci" / "run").read_text("utf-8")
    groups = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    tools = {line.split(">")[0] for group in groups.values() for line in group}
    assert {"pip-audit", "cyclonedx-bom"} <= tools
