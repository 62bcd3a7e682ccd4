"""What the server announces: one program each to hear, to speak and to answer.

Home Assistant uses the first program of a type, takes the conversation's name from `handle` as long as `intent` is
absent, and gives up on the rest where a satellite is announced.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from wyoming.info import AsrModel, AsrProgram, Attribution, HandleModel, HandleProgram, Info, TtsProgram, TtsVoice

from voice_coach import __version__
from voice_coach.config import Settings

NAME = "Voice Coach"
"""Part of the identity that Home Assistant remembers: it must not change."""
LANGUAGES = ["en"]


def announced(settings: Settings) -> Info:
    """The answer to `describe`. Needs no model."""
    ear = str(settings.stt.options.get("model", settings.stt.engine))
    voice = str(settings.tts.options.get("voice", settings.tts.engine))
    asr = AsrProgram(
        **_artifact(NAME, "Speech to text"),
        models=[AsrModel(**_artifact(ear, "Speech to text"), languages=LANGUAGES)],
        **_patient(),
    )
    tts = TtsProgram(
        **_artifact(NAME, "Text to speech"),
        voices=[TtsVoice(**_artifact(voice, "A synthetic voice"), languages=LANGUAGES)],
        supports_synthesize_streaming=True,
    )
    handle = HandleProgram(
        **_artifact(NAME, "Answers questions"),
        models=[HandleModel(**_artifact(NAME, "Answers questions"), languages=LANGUAGES)],
        supports_home_control=False,
    )
    return Info(asr=[asr], tts=[tts], handle=[handle])


def _artifact(name: str, description: str) -> dict[str, Any]:
    made_by = Attribution("Voice Coach", "https://github.com/voice-coach/voice-coach")
    return {
        "name": name,
        "attribution": made_by,
        "installed": True,
        "description": description,
        "version": __version__,
    }


def _patient() -> dict[str, Any]:
    """That we hear the end of an utterance ourselves, where the installed library knows how to say so."""
    known = {field.name for field in fields(AsrProgram)}
    return {"requires_external_vad": False} if "requires_external_vad" in known else {}
