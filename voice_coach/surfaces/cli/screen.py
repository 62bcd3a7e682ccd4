"""`voice-coach screen`: does a text hold a sign of danger?"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, Jsonl, Offline, ReflectorName, console, loading, open_coach


def screen(
    text: Annotated[str | None, typer.Argument(help="What was said.", show_default=False)] = None,
    jsonl: Jsonl = False,
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """Look for signs of danger, as every turn does before anything else.

    \b
    voice-coach screen "I could kill him for eating my leftovers."
    voice-coach screen --jsonl < turns.jsonl
    """
    from voice_coach.conversation.answering import checked
    from voice_coach.errors import UsageError
    from voice_coach.surfaces.help_note import note

    coach = open_coach(data, offline, reflector)
    if jsonl:
        return _serve(coach)
    if text is None:
        raise UsageError('screen what? voice-coach screen "…", or --jsonl. See: voice-coach screen --help')
    plain = checked(text)
    with loading(("Opening the ear for danger", coach.screener.load)):
        found = coach.screener.turn(plain)
    out = console()
    if not found.cue:
        out.print("No sign of danger.", markup=False)
        return
    out.print(f"{found.tier}: {', '.join(found.classes)}", markup=False)
    for line in coach.safety_replies.lines_for(found):
        out.print(f"  {line.name}: {line.contact} ({line.hours or 'any time'})", markup=False)
    out.print(f"  {note()}", style="dim", markup=False)


def _serve(coach: Any) -> None:
    import time

    from voice_coach.core.transcript import Turn
    from voice_coach.surfaces.cli import contract
    from voice_coach.trace import elapsed_ms

    def handle(item: dict[str, Any]) -> dict[str, Any]:
        turns = contract.turns_of(item, "turns") if item.get("turns") is not None else []
        if not turns or item.get("text") is not None:
            turns = [*turns, Turn("user", contract.text_of(item))]  # With both, the text is what was said last.
        began = time.perf_counter()
        found = coach.screener.screen(turns)
        return {**contract.safety_json(found), "ms": elapsed_ms(began)}

    coach.screener.load()
    contract.serve(handle)
