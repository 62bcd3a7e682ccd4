"""`voice-coach score`: a transcript from elsewhere, scored."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from voice_coach.surfaces.cli.common import (
    Data,
    Html,
    Jsonl,
    Offline,
    ReflectorName,
    announce_sending,
    console,
    loading,
    open_coach,
)


def score(
    file: Annotated[
        str | None,
        typer.Argument(help="A transcript: plain text ('Me: …', 'Tom: …'), a chat export, JSON turns, or - for stdin."),
    ] = None,
    me: Annotated[str, typer.Option("--me", metavar="NAME", help="The name before your own lines.")] = "",
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
    voice-coach score chat.txt --me Alice
    voice-coach score --jsonl < conversations.jsonl
    """
    from voice_coach.errors import UsageError
    from voice_coach.surfaces.cli import contract
    from voice_coach.surfaces.cli.transcripts import turns_of_text

    coach = open_coach(data, offline, reflector)
    if jsonl:
        return _serve(coach)
    if file is None:
        raise UsageError("which transcript? Give a file, or - for stdin, or --jsonl. See: voice-coach score --help")
    turns = turns_of_text(contract.text_of_file(file), file, me)
    with loading(("Reading the example phrases", coach.scorer.load)):
        pass
    _announce(coach)
    result = coach.score(turns)
    if html:
        from voice_coach.surfaces.page import summary_page, write_page

        write_page(html, summary_page(result, coach.scorer.signals))
    if as_json:
        contract.write({"v": 1, **contract.score_json(result), "safety": contract.safety_json(result.safety)})
    else:
        from voice_coach.surfaces.cli.view import print_score

        print_score(console(), result, coach.scorer.signals)
        if result.safety.gated:
            _whom_to_reach(coach, result.safety)


def _announce(coach: Any) -> None:
    """A model elsewhere gets a transcript only where it is to mark signals."""
    if coach.settings.model_signals:
        announce_sending(coach)


def _whom_to_reach(coach: Any, safety: Any) -> None:
    """Lines, where what was told is the user's own life: of anything else nothing is shown that someone may see."""
    from voice_coach.core.safety_topics import topics_of
    from voice_coach.surfaces.help_note import note

    out = console()
    if "suicide" in topics_of(safety, private=False):
        for line in coach.safety_replies.lines_for(safety):
            out.print(f"{line.name}: {line.contact}", markup=False)
        out.print(note(), style="dim", markup=False)
    out.print("To talk about it: voice-coach talk --type", style="dim", markup=False)


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
    _announce(coach)
    contract.serve(handle)
