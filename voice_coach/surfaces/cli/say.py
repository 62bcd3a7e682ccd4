"""`voice-coach say`: text to speech."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_coach.surfaces.cli.common import Data, Offline, ReflectorName, loading, open_coach


def say(
    text: Annotated[str, typer.Argument(help="What to say.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write a WAV file instead of playing it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the timings as one JSON object.")] = False,
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """Say something with the coach's voice.

    \b
    voice-coach say "Good evening." -o evening.wav
    VOICE_COACH_TTS__ENGINE=pyttsx3 voice-coach say "Good evening."
    """
    import time

    from voice_coach.conversation.answering import checked
    from voice_coach.core.transcript import sentences
    from voice_coach.surfaces.cli import contract
    from voice_coach.surfaces.cli.common import stderr
    from voice_coach.surfaces.wav import WavWriter
    from voice_coach.trace import elapsed_ms

    coach = open_coach(data, offline, reflector)
    lines = sentences(checked(text))
    with loading(("Opening the voice", coach.synthesizer.load)):
        pass
    if output is None:
        from voice_coach.surfaces.cli.live import say_aloud

        return say_aloud(coach, lines)
    began, first, seconds = time.perf_counter(), 0.0, 0.0
    with WavWriter(output) as wav:
        for line in lines:
            for chunk in coach.synthesizer.synthesize(line):
                first = first or elapsed_ms(began)
                wav.write(chunk.samples)
                seconds += chunk.seconds
    if as_json:
        contract.write(
            {
                "v": 1,
                "file": str(output),
                "audio_s": round(seconds, 3),
                "first_audio_ms": first,
                "ms": elapsed_ms(began),
            }
        )
    else:
        stderr(f"{output}: {seconds:.1f} s of synthetic speech")
