"""`voice-coach serve`: the page and Home Assistant's side in one process, for everyone in a home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voice_coach.surfaces.cli.common import Data, Offline, ReflectorName, open_coach, open_journal, stderr
from voice_coach.surfaces.cli.web import PORT
from voice_coach.surfaces.cli.wyoming import OPEN, WARNING, Allow, Sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from voice_coach.app import Coach
    from voice_coach.surfaces.house.people import Person
    from voice_coach.surfaces.wyoming.desk import Desk
    from voice_coach.surfaces.wyoming.server import Server

People = Annotated[
    list[str] | None,
    typer.Option(
        "--person",
        metavar="NAME=FOLDER",
        help="Someone with a page and a journal of their own; may be repeated.",
        show_default=False,
    ),
]


def serve(
    person: People = None,
    port: Annotated[int, typer.Option("--port", help="Of the first page; 0: any free ones.")] = PORT,
    uri: Annotated[str, typer.Option("--uri", help="Where Home Assistant finds it; none: nowhere.")] = (
        "tcp://127.0.0.1:10700"
    ),
    allow: Allow = None,
    sessions: Sessions = False,
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """Serve the voice page and Home Assistant from one process, until it is told to stop.

    \b
    voice-coach serve
    voice-coach serve --person sam=~/sam --person alex=~/alex
    voice-coach serve --uri tcp://0.0.0.0:10700 --allow 192.168.1.20
    curl http://127.0.0.1:8137/health

    Each page's address works once; then the next one is printed.
    """
    import asyncio

    from voice_coach.errors import MissingExtra
    from voice_coach.surfaces.house.people import people_of

    people = people_of(person or [])
    try:
        from voice_coach.surfaces.house.server import House

        wyoming = None if uri == "none" else _wyoming(uri, allow or [], data)
    except ModuleNotFoundError as missing:
        name = (missing.name or "").split(".")[0]
        if name not in ("starlette", "uvicorn", "websockets", "wyoming"):
            raise
        raise MissingExtra(f"this command needs '{name}'. Install it: pip install 'voice-coach[web,wyoming]'") from None
    if sessions and wyoming:
        stderr(WARNING)
    coaches = _coaches(open_coach(data, offline, reflector), people)
    asyncio.run(House(coaches, port, announce, wyoming, sessions).run())


def announce(name: str, address: str) -> None:
    """Tell where someone's page is."""
    print(f"{name}: {address}" if name else address, flush=True)


def _coaches(house: Coach, people: list[Person]) -> dict[str, Coach]:
    """Everyone's coach with its journal open. The house has a journal of its own where nobody is named."""
    from voice_coach.surfaces.house.people import beside

    coaches = {person.name: beside(house, person) for person in people} or {"": house}
    for name, coach in coaches.items():
        open_journal(coach, name)
    return coaches


def _wyoming(uri: str, allow: list[str], data: Path | None) -> Callable[[Callable[[], Desk]], Server]:
    from voice_coach.config import load_settings, paths
    from voice_coach.surfaces.wyoming.address import address_of
    from voice_coach.surfaces.wyoming.server import Server

    address, settings = address_of(uri, allow), load_settings(paths(data))
    if not address.loopback:
        stderr(OPEN)
    return lambda desk: Server(settings, desk, address, report=lambda text: stderr(f"voice-coach: {text}"))
