"""`voice-coach web`: the coach in a page of this machine's browser."""

from __future__ import annotations

from typing import Annotated

import typer

from voice_coach.surfaces.cli.common import Data, Offline, ReflectorName, open_coach, open_journal, stderr

PORT = 8137


def web(
    port: Annotated[int, typer.Option("--port", help="Port on this machine; 0: any free one.")] = PORT,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser; print the address only.")] = False,
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """Open the voice page: ask, talk and check in, in the browser. Ctrl-C ends it.

    \b
    voice-coach web
    voice-coach web --port 9000 --no-open
    """
    from voice_coach.errors import MissingExtra

    try:
        from voice_coach.surfaces.web.serve import serve
    except ModuleNotFoundError as missing:
        name = (missing.name or "").split(".")[0]
        raise MissingExtra(f"the voice page needs '{name}'. Install it: pip install 'voice-coach[web]'") from None

    def announce(address: str) -> None:
        print(address, flush=True)
        stderr("Open this address in a browser on this machine. It works once; Ctrl-C ends the page.")
        if not no_open:
            import webbrowser

            webbrowser.open(address)

    coach = open_coach(data, offline, reflector)
    open_journal(coach, later=True)
    serve(coach, port, announce)
