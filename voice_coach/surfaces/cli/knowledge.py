"""`voice-coach knowledge`: documents of your own beside the guide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, console, open_coach

app = typer.Typer(
    help="Documents of your own, from which questions are answered where the guide has no answer.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A Markdown file; its headings become sections.")], data: Data = None
) -> None:
    """Add a document, or replace the one of the same name.

    \b
    voice-coach knowledge add our-agreements.md
    """
    from rich.progress import track

    coach = open_coach(data)
    shelf = coach.shelf
    name = shelf.add(file)
    found = shelf.passages(name)
    embedder = coach.own_embedder
    texts = [passage.text for passage in shelf.everything()]

    def embed(new: Any) -> Any:
        import numpy as np

        steps = range(0, len(new), 64)
        quiet = len(new) < 200
        rows = [embedder.embed(new[at : at + 64]) for at in track(steps, "Reading", transient=True, disable=quiet)]
        return np.concatenate(rows)

    shelf.vectors(texts, embedder.fingerprint, embed)
    console().print(f"{name}: {len(found)} passages. Undo: voice-coach knowledge remove {name}", markup=False)
    _warn(name, found)


@app.command("list")
def list_(data: Data = None) -> None:
    """Show the documents that were added.

    \b
    voice-coach knowledge list
    """
    shelf = open_coach(data).shelf
    names = shelf.names()
    for name in names:
        console().print(f"{name}  {len(shelf.passages(name))} passages", markup=False)
    if not names:
        console().print("No document yet. Add one: voice-coach knowledge add FILE.md", markup=False)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="Its name in the list.")], data: Data = None) -> None:
    """Forget a document.

    \b
    voice-coach knowledge remove our-agreements
    """
    open_coach(data).shelf.remove(name)
    console().print(f"{name} is gone. What was said of it stays in entries that were kept.", markup=False)


@app.command()
def check(data: Data = None) -> None:
    """Look for trouble in the guide's passages and in your documents.

    \b
    voice-coach knowledge check
    """
    from voice_coach.assets import guide_runs, knowledge
    from voice_coach.core.guide_check import problems

    found = problems(knowledge().passages, guide_runs())
    for line in found:
        console().print(f"guide: {line}", markup=False)
    shelf = open_coach(data).shelf
    for name in shelf.names():
        _warn(name, shelf.passages(name))
    if found:
        raise typer.Exit(1)
    console().print(f"The guide's {len(knowledge().passages)} passages are whole.", markup=False)


def _warn(name: str, found: Any) -> None:
    from voice_coach.core.documents import warnings

    for line in warnings(found):
        typer.echo(f"{name}: {line}", err=True)
