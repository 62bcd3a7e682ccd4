"""`make audit` fails on what is known to be vulnerable, and skips with a message where nobody can tell."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.mark.parametrize(
    ("said", "left", "code", "shown"),
    [
        ("No known vulnerabilities found", 0, 0, "No known vulnerabilities found"),
        ("Found 2 known vulnerabilities in 1 package\nstarlette 0.1 CVE-1", 1, 2, "starlette 0.1 CVE-1"),
        ("Found 1 known vulnerability in 1 package", 1, 2, "Found 1 known"),
        ("requests.exceptions.ConnectionError: no route", 1, 0, "skipped"),
        ("numpy Dependency not found on PyPI and could not be audited: numpy (2.0)", 0, 0, "skipped"),
    ],
)
def test_the_outcomes_are_told_apart(
    tmp_path: Path, project: Path, said: str, left: int, code: int, shown: str
) -> None:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(project / name, tmp_path / name)
    tools = {"audit/bin/cyclonedx-py": "exit 0", "audit/bin/pip-audit": f"echo '{said}' >&2; exit {left}"}
    for name, script in {**tools, "bin/python": "echo somewhere"}.items():
        path = tmp_path / ".venv" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)
    done = subprocess.run(
        ["make", "-o", "setup", "audit"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert shown in done.stdout


def test_ci_does_not_go_on_after_a_known_vulnerability(project: Path) -> None:
    lines = (project / ".ci" / "run").read_text("utf-8").splitlines()
    assert "make audit" in lines, "whole: nothing behind it turns a failure into a message"
    assert "set -euo pipefail" in lines
