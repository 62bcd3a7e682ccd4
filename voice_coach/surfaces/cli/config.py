"""`voice-coach config`: the settings in force."""

from __future__ import annotations

import typer

from voice_coach.surfaces.cli.common import Data, console

app = typer.Typer(help="Settings: what they are and where each value comes from.", no_args_is_help=True)


@app.command()
def show(data: Data = None) -> None:
    """Every setting, its value, and where that comes from.

    \b
    voice-coach config show
    VOICE_COACH_STT__MODEL=tiny.en voice-coach config show
    """
    from rich.table import Table

    from voice_coach.config import flatten, load_settings, origins, paths, shown

    where = paths(data)
    settings = load_settings(where)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Setting", "Value", "From"):
        table.add_column(column)
    values = flatten(settings.model_dump())
    for key, origin in origins(where).items():
        table.add_row(key, shown(key, values[key]), origin)
    console().print(table)


@app.command()
def path(data: Data = None) -> None:
    """The settings file (it may not exist yet)."""
    from voice_coach.config import paths

    console().print(str(paths(data).config), markup=False)
