"""A live session from the command line: the loop, the captions, the summary, on a scripted room."""

from __future__ import annotations

import pytest

SCRIPTED = {f"{port}__ENGINE": "scripted" for port in ("AUDIO", "VAD", "STT", "TTS")}


@pytest.mark.weights
def test_a_question_asked_live_is_answered_aloud_until_silence_ends_it(cli: object) -> None:
    live = cli.with_settings(**SCRIPTED, LOCK_MINUTES="0.7")  # type: ignore[attr-defined]
    result = live("ask")
    assert result.code == 0, result
    assert result.out.count("you:   What are the signs of a lack of reciprocity?") == 2
    assert "coach: You spend longer explaining your needs" in result.out
    assert result.out.endswith("\x1b[2J\x1b[3J\x1b[H"), "an unattended session wipes the screen"
