"""`voice-coach talk` and `voice-coach checkin`: aloud, from a recording, or typed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from voice_coach.surfaces.cli.common import (
    Data,
    Duplex,
    Html,
    Microphone,
    Now,
    Offline,
    Plain,
    Profile,
    ReflectorName,
    Speaker,
    devices,
    moment_of,
    open_coach,
    open_journal,
    profile_of,
)

In = Annotated[
    Path | None,
    typer.Option("--in", metavar="FILE", help="Recorded speech instead of the microphone.", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write what the coach says to a WAV file.", show_default=False),
]
Events = Annotated[
    Path | None, typer.Option("--events", metavar="FILE", help="Write events as JSON Lines.", show_default=False)
]
Realtime = Annotated[bool, typer.Option("--realtime", help="Feed --in at the speed of a microphone.")]
NoSave = Annotated[bool, typer.Option("--no-save", help="Keep nothing of this session.")]
Typed = Annotated[bool, typer.Option("--type", help="Type instead of talking.")]
Json = Annotated[bool, typer.Option("--json", help="Print the whole session as one JSON object.")]


def talk(
    recording: In = None,
    out: Out = None,
    events: Events = None,
    realtime: Realtime = False,
    turns: Annotated[
        Path | None,
        typer.Option("--turns", metavar="FILE", help='Your turns, one {"text"} a line.', show_default=False),
    ] = None,
    as_json: Json = False,
    typed: Typed = False,
    plain: Plain = False,
    microphone: Microphone = None,
    speaker: Speaker = None,
    duplex: Duplex = False,
    html: Html = None,
    no_save: NoSave = False,
    profile: Profile = "default",
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """Talk something through; ends with a scored summary.

    \b
    voice-coach talk
    voice-coach talk --type
    voice-coach talk --plain
    voice-coach talk --in evening.wav --out reply.wav --events events.jsonl
    """
    coach = open_coach(data, offline, reflector, devices(microphone, speaker, duplex))
    _run(
        coach,
        coach.session("talk", save=False if no_save else None, profile=profile_of(profile)),
        Way(recording, out, events, realtime, turns, as_json, typed, plain),
        html,
    )


def checkin(
    context: typer.Context,
    recording: In = None,
    out: Out = None,
    events: Events = None,
    realtime: Realtime = False,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help='Your answers, one {"text"} a line.', show_default=False),
    ] = None,
    as_json: Json = False,
    typed: Typed = False,
    plain: Plain = False,
    microphone: Microphone = None,
    speaker: Speaker = None,
    duplex: Duplex = False,
    html: Html = None,
    no_save: NoSave = False,
    profile: Profile = "default",
    now: Now = None,
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """A nightly check-in: two to three minutes, at most three questions.

    \b
    voice-coach checkin
    voice-coach checkin --type
    voice-coach checkin schedule 21:30
    """
    if context.invoked_subcommand:
        return
    coach = open_coach(data, offline, reflector, devices(microphone, speaker, duplex))
    session = coach.session("checkin", moment_of(now), save=False if no_save else None, profile=profile_of(profile))
    _run(coach, session, Way(recording, out, events, realtime, answers, as_json, typed, plain), html)


@dataclass(frozen=True)
class Way:
    """How a session is held: aloud, from a recording, or typed."""

    recording: Path | None
    out: Path | None
    events: Path | None
    realtime: bool
    texts: Path | None
    as_json: bool
    typed: bool
    plain: bool


def _run(coach: Any, session: Any, way: Way, html: Path | None) -> None:
    if session.save:
        open_journal(coach)
    _hold(coach, session, way)
    if html and not session.cleared:
        from voice_coach.surfaces.page import summary_page, write_page
        from voice_coach.surfaces.weeks import standing_line

        summary, line = session.summary(), standing_line(coach, session)
        write_page(html, summary_page(summary.score, coach.scorer.signals, summary.spoken, line))
    if session.unsaved:
        raise session.unsaved


def _hold(coach: Any, session: Any, way: Way) -> None:
    from voice_coach.errors import UsageError
    from voice_coach.surfaces.cli import live
    from voice_coach.surfaces.cli import typed as by_hand

    if way.texts is not None:
        return by_hand.from_file(coach, session, way.texts, way.as_json)
    if way.as_json:
        raise UsageError("--json needs the turns as a file: --turns FILE (talk) or --answers FILE (checkin).")
    if way.typed:
        return by_hand.interactive(coach, session)
    if way.recording is not None:
        return live.from_recording(coach, session, way.recording, way.out, way.events, way.realtime, way.plain)
    if way.out or way.events:
        raise UsageError("--out and --events go with --in FILE.")
    return live.converse(coach, session, way.plain)
