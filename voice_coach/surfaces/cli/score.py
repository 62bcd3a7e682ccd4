"""`voice-coach score`: a transcript from elsewhere, scored."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, Html, Jsonl, Offline, ReflectorName, console, loading, open_coach


def score(
    file: Annotated[
        str | None,
        typer.Argument(help="A transcript: plain text ('Me: …', 'Coach: …'), JSON turns, or - for stdin."),
    ] = None,
    jsonl: Jsonl = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    html: Html = None,
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """Score a conversation: signals of reciprocity with the quotes that carry them.

    \b
    voice-coach score evening.txt
    voice-coach score evening.txt --html evening.html
    voice-coach score --jsonl < conversations.jsonl
    """
    from voice_coach.errors import UsageError
    from voice_coach.surfaces.cli import contract

    coach = open_coach(data, offline, reflector)
    if jsonl:
        return _serve(coach)
    if file is None:
        raise UsageError("which transcript? Give a file, or - for stdin, or --jsonl. See: voice-coach score --help")
    turns = read_transcript(file)
    with loading(("Reading the example phrases", coach.scorer.load)):
        result = coach.score(turns)
    if html:
        from voice_coach.surfaces.page import summary_page, write_page

        write_page(html, summary_page(result, coach.scorer.signals))
    if as_json:
        contract.write({"v": 1, **contract.score_json(result), "safety": contract.safety_json(result.safety)})
    else:
        from voice_coach.surfaces.cli.view import print_score

        print_score(console(), result, coach.scorer.signals)


def _serve(coach: Any) -> None:
    import time

    from voice_coach.surfaces.cli import contract
    from voice_coach.trace import elapsed_ms

    def handle(item: dict[str, Any]) -> dict[str, Any]:
        turns = contract.turns_of(item, "turns")
        began = time.perf_counter()
        result = coach.score(turns)
        body = contract.score_json(result)
        return {**body, "safety": contract.safety_json(result.safety), "ms": elapsed_ms(began)}

    coach.scorer.load()
    contract.serve(handle)


def read_transcript(file: str) -> list[Any]:
    """Turns from plain text or JSON. Raises InputError for what can't be read."""
    from voice_coach.core.transcript import Turn
    from voice_coach.errors import InputError
    from voice_coach.surfaces.cli import contract

    text = contract.text_of_file(file)
    if text.lstrip()[:1] in ("{", "["):
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            raise InputError(f"{file} starts like JSON but is not. Mend it, or give plain text.") from None
        return contract.turns_of(parsed if isinstance(parsed, dict) else {"turns": parsed}, "turns")
    turns = []
    for line in text.splitlines():
        speaker, colon, words = line.partition(":")
        coach_speaks = bool(colon) and speaker.strip().lower() in ("coach", "assistant")
        user_speaks = bool(colon) and speaker.strip().lower() in ("me", "user", "i")
        said = words if coach_speaks or user_speaks else line
        if said.strip():
            turns.append(Turn("coach" if coach_speaks else "user", said.strip()))
    if not turns:
        raise InputError(f"{file} holds no words.")
    return turns
