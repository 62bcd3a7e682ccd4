"""`voice-coach wyoming`: the coach in Home Assistant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from voice_coach.surfaces.cli.common import Data, Offline, ReflectorName, open_coach, open_journal, stderr

if TYPE_CHECKING:
    from voice_coach.surfaces.wyoming.desk import Desk

Allow = Annotated[
    list[str] | None,
    typer.Option("--allow", metavar="ADDRESS", help="Who else may connect; may be repeated.", show_default=False),
]
Sessions = Annotated[
    bool, typer.Option("--sessions", help="Hold check-ins and talks too, on a speaker that is not private.")
]
WARNING = (
    "voice-coach: check-ins and talks are on. A speaker in the home is not private: others may hear it, and whoever "
    "runs Home Assistant can read what was said."
)
OPEN = (
    "voice-coach: others can connect. The protocol has no password and no encryption: whoever has an allowed address "
    "can ask, and whoever sees the network can read along."
)


def wyoming(
    uri: Annotated[str, typer.Option("--uri", help="Where to listen.")] = "tcp://127.0.0.1:10700",
    allow: Allow = None,
    zeroconf: Annotated[bool, typer.Option("--zeroconf", help="Let Home Assistant find it.")] = False,
    sessions: Sessions = False,
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """Serve Home Assistant: hears, speaks and answers by the Wyoming protocol.

    \b
    voice-coach wyoming
    voice-coach wyoming --uri tcp://0.0.0.0:10700 --allow 192.168.1.20 --zeroconf
    voice-coach wyoming --sessions
    """
    import asyncio

    from voice_coach.config import load_settings, paths
    from voice_coach.errors import MissingExtra

    try:
        from voice_coach.surfaces.wyoming.server import Server
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "wyoming":
            raise
        raise MissingExtra(
            "this command needs 'wyoming'. Install it: pip install 'voice-coach[local,weights,wyoming]'"
        ) from None
    from voice_coach.surfaces.wyoming.address import address_of

    address = address_of(uri, allow or [])
    if not address.loopback:
        stderr(OPEN)
    if sessions:
        stderr(WARNING)

    def opened() -> Desk:
        from voice_coach.surfaces.wyoming.desk import Desk

        coach = open_coach(data, offline, reflector)
        if sessions:
            open_journal(coach)
        return Desk(coach, sessions)

    settings = load_settings(paths(data))
    server = Server(settings, opened, address, zeroconf, lambda text: stderr(f"voice-coach: {text}"))
    asyncio.run(server.run())
