"""The layers of pyproject.toml hold, and every module is in one of them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

LINT = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(config_filename=sys.argv[1], no_cache=True))
"""


def test_imports_keep_to_the_layers(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LINT, str(project / "pyproject.toml")], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "KEPT" in done.stdout


def test_every_module_is_named_in_a_contract(project: Path) -> None:
    raw = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    named = {part.strip() for layer in raw[0]["layers"] for part in layer.split("|")} | set(raw[1]["source_modules"])
    package = project / "voice_coach"
    modules = {f"voice_coach.{path.stem}" for path in package.glob("*.py") if path.stem != "__init__"}
    modules |= {f"voice_coach.{path.parent.name}" for path in package.glob("*/__init__.py")}
    assert modules <= named


def test_an_engine_library_is_imported_by_engines_alone(project: Path) -> None:
    """What import-linter can't see: an import by name."""
    for path in (project / "voice_coach").rglob("*.py"):
        text = path.read_text("utf-8")
        if path.parent.name != "engines" and path.name not in ("registry.py", "__init__.py"):
            assert "import_module(" not in text, path
            assert "__import__(" not in text, path
