"""The wheel: built, installed into an environment of its own, and used from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import voice_coach

FORGOTTEN = ("PYTHONPATH", "PYTHONHOME")


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
    return subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without the network."""
    out = tmp_path_factory.mktemp("dist")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, project, cwd=out)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel. It sees the libraries installed here, and not the checkout."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    # A path in a .pth file is searched, but the .pth files in it (the editable checkout) are not read.
    where = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).stdout.strip()
    libraries = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    Path(where, "libraries.pth").write_text("\n".join(libraries) + "\n", "utf-8")
    pip = (sys.executable, "-m", "pip", "--python", python)
    installed = run(*pip, "install", "--no-deps", "--no-index", "--quiet", wheel, cwd=home)
    assert installed.returncode == 0, installed.stderr
    return python.parent


def test_the_wheel_carries_prompts_and_knowledge_and_nothing_else(wheel: Path, project: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for folder in ("prompts", "knowledge"):
            ours = {p.relative_to(project).as_posix(): p for p in (project / folder).rglob("*") if p.is_file()}
            packed = {n.removeprefix("voice_coach/_assets/"): n for n in names if f"_assets/{folder}/" in n}
            assert set(packed) == set(ours)
            for name, path in ours.items():
                assert archive.read(packed[name]) == path.read_bytes()
        (metadata,) = (n for n in names if n.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
        entry_points = archive.read(metadata.replace("METADATA", "entry_points.txt")).decode()
    page = {path.name for path in (project / "voice_coach/surfaces/web/static").iterdir()}
    assert {Path(n).name for n in names if n.startswith("voice_coach/surfaces/web/static/")} == page
    assert {name.split("/")[0] for name in names} == {"voice_coach", metadata.split("/")[0]}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert f"Version: {voice_coach.__version__}\n" in text
    for extra in ("local", "espeak", "weights", "web"):
        assert f"Provides-Extra: {extra}\n" in text
    assert "voice-coach = voice_coach.__main__:main" in entry_points


def test_the_installed_command_is_the_wheels(environment: Path, tmp_path: Path) -> None:
    code = "import voice_coach.assets as a; print(a.__file__); print(a.folder('prompts')); print(a.folder('knowledge'))"
    told = run(environment / "python", "-c", code, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    for line in told.stdout.splitlines():
        assert Path(line).is_relative_to(environment.parent)
    for command in (["voice-coach"], ["python", "-m", "voice_coach"]):
        told = run(environment / command[0], *command[1:], "--version", cwd=tmp_path)
        assert (told.returncode, told.stdout, told.stderr) == (0, f"voice-coach {voice_coach.__version__}\n", "")


@pytest.mark.weights
def test_it_answers_from_an_empty_folder(environment: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    question = "What are the signs of a lack of reciprocity?"
    asked = run(environment / "voice-coach", "ask", question, "--data", tmp_path / "data", cwd=empty)
    assert asked.returncode == 0
    assert "computer program" in asked.stderr
    assert "F58" in asked.stdout
    said = run(environment / "voice-coach", "say", "Good evening.", "-o", "evening.wav", cwd=empty)
    assert said.returncode == 0, said.stderr
    assert [path.name for path in empty.iterdir()] == ["evening.wav"]
