"""What a run leaves behind: a table on the terminal, a result file, a report with the difference from the baseline."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

HOME = Path(__file__).parent


@dataclass(frozen=True)
class Figure:
    """One number that was measured, with the target it is held against."""

    name: str
    value: float
    unit: str = ""
    target: float | None = None
    better: Literal["lower", "higher"] = "lower"
    p95: float | None = None
    n: int | None = None

    @property
    def met(self) -> bool:
        """Whether the target is reached (always, where there is none)."""
        if self.target is None:
            return True
        return self.value <= self.target if self.better == "lower" else self.value >= self.target


@dataclass(frozen=True)
class Result:
    """Everything one eval measured."""

    figures: list[Figure]
    notes: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    section: str = ""
    """Markdown that stands at the end of the report."""


def finish(name: str, result: Result, as_baseline: bool) -> int:
    """Print, write result and report. 1 when a target is missed."""
    baseline = _read(HOME / "baselines" / f"{name}.json")
    _print(name, result, baseline)
    record = {"eval": name, "git": _git(), "models": _models(), **asdict(result)}
    record["date"] = datetime.now(UTC).isoformat(timespec="seconds")
    _write(HOME / "results" / f"{name}.json", json.dumps(record, indent=1) + "\n")
    if as_baseline:
        del record["details"], record["section"]
        _write(HOME / "baselines" / f"{name}.json", json.dumps(record, indent=1) + "\n")
    _write(HOME / "reports" / f"{name}.md", _markdown(name, result, record, baseline))
    return 0 if all(figure.met for figure in result.figures) else 1


def _rows(result: Result, baseline: dict[str, float]) -> list[list[str]]:
    rows = []
    for f in result.figures:
        sign = "≤" if f.better == "lower" else "≥"
        target = "" if f.target is None else f"{sign} {f.target:g}"
        change = f"{f.value - baseline[f.name]:+.4g}" if f.name in baseline else ""
        met = "" if f.target is None else ("yes" if f.met else "NO")
        p95 = "" if f.p95 is None else f"{f.p95:.4g}"
        rows.append([f.name, f"{f.value:.4g} {f.unit}".strip(), p95, str(f.n or ""), target, met, change])
    return rows


HEADER = ["figure", "value", "p95", "n", "target", "met", "vs baseline"]


def _print(name: str, result: Result, baseline: dict[str, float]) -> None:
    table = Table(title=f"evals {name}", title_justify="left")
    for column in HEADER:
        table.add_column(column)
    for row in _rows(result, baseline):
        table.add_row(*row)
    console = Console()
    console.print(table)
    for note in result.notes:
        console.print(f"- {note}", markup=False, highlight=False)
    if result.section:
        console.print(result.section, markup=False, highlight=False)


def _markdown(name: str, result: Result, record: dict[str, Any], baseline: dict[str, float]) -> str:
    lines = [f"# evals {name}", "", f"`python -m evals {name}`, {record['date']}, commit {record['git']}.", ""]
    lines += ["| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
    lines += ["| " + " | ".join(row) + " |" for row in _rows(result, baseline)]
    lines += ["", *(f"- {note}" for note in result.notes)]
    lines += [f"- {model}" for model in record["models"]]
    lines += ["", result.section] if result.section else []
    return "\n".join(lines) + "\n"


def _read(path: Path) -> dict[str, float]:
    if not path.is_file():
        return {}
    return {figure["name"]: figure["value"] for figure in json.loads(path.read_text("utf-8"))["figures"]}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _git() -> str:
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, cwd=HOME, check=False
    )
    return found.stdout.strip() or "unknown"


def _models() -> list[str]:
    from voice_coach.manifest import manifest

    return [f"{m.name}: {m.files[0].name} sha256 {m.files[0].sha256[:16]}" for m in manifest().values()]


def median(values: list[float]) -> float:
    """The middle value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values: list[float], share: float) -> float:
    """The nearest-rank percentile, `share` in [0, 1]."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def milliseconds(name: str, values: list[float], target: float | None) -> Figure:
    """The median of some waits, with the 95th percentile beside it."""
    return Figure(name, median(values), "ms", target, p95=percentile(values, 0.95), n=len(values))
