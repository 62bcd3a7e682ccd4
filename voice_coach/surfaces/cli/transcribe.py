"""`voice-coach transcribe`: recorded speech to text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, Jsonl, Offline, ReflectorName, console, loading, open_coach


def transcribe(
    files: Annotated[list[Path], typer.Argument(help="WAV, FLAC, MP3, OGG, M4A or WebM.", show_default=False)],
    jsonl: Jsonl = False,
    data: Data = None,
    offline: Offline = False,
    reflector: ReflectorName = None,
) -> None:
    """Write down what is said in recordings.

    \b
    voice-coach transcribe note.m4a
    voice-coach transcribe --jsonl *.wav > words.jsonl
    """
    from voice_coach.conversation.listening import transcribe_blocks
    from voice_coach.errors import VoiceCoachError
    from voice_coach.surfaces.cli import contract
    from voice_coach.surfaces.cli.common import stderr

    coach = open_coach(data, offline, reflector)
    failed: VoiceCoachError | None = None
    with loading(("Opening the ear", coach.transcriber.load)):
        pass
    for file in files:
        try:
            heard = transcribe_blocks(coach.reader.read(file), coach.vad, coach.transcriber, words=jsonl)
        except VoiceCoachError as failure:
            failed = failure
            if jsonl:
                contract.write({**contract.error(None, failure), "file": str(file)})
            else:
                stderr(f"voice-coach: {failure}")
            continue
        if jsonl:
            contract.write(_json(file, heard))
        elif heard.transcript.speech:
            console().print(heard.transcript.text, markup=False)
        elif heard.transcript.language != "en":
            stderr(f"{file}: that sounds like another language ({heard.transcript.language}). I understand English.")
        else:
            stderr(f"{file}: I didn't hear anything.")
    if failed and not jsonl:
        raise typer.Exit(failed.exit_code)


def _json(file: Path, heard: Any) -> dict[str, Any]:
    words = [
        {"text": w.text, "start": w.start, "end": w.end, "probability": w.probability} for w in heard.transcript.words
    ]
    return {
        "v": 1,
        "file": str(file),
        "text": heard.transcript.text,
        "speech": heard.transcript.speech,
        "words": words,
        "audio_s": round(heard.seconds, 3),
        "ms": heard.ms,
    }
