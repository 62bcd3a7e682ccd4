"""Real audio in, real audio out: `talk` and `checkin` on recorded speech."""

from __future__ import annotations

import json
import stat
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jiwer
import numpy as np
import pytest
from whisper_normalizer.english import EnglishTextNormalizer

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli, Result

normalise = EnglishTextNormalizer()
FRAME_S = 0.032
STAGES = ["vad", "stt", "safety", "search", "reply", "tts"]
WHO = {"STT__MODEL": "tiny.en"}
"""The small recogniser hears the synthetic voice well enough, and is quick."""


@dataclass(frozen=True)
class Session:
    """What one run left."""

    result: Result
    events: list[dict[str, Any]]
    sound: np.ndarray
    folder: Path

    def said(self, *events: str) -> list[dict[str, Any]]:
        return [e for e in self.events if e["event"] in events]

    def stable(self) -> list[dict[str, Any]]:
        """The events without what a stopwatch measured."""
        return [{k: v for k, v in e.items() if k not in ("wall", "ms")} for e in self.events]


def read_wav(path: Path) -> np.ndarray:
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 24_000)
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2")


def run(cli: Cli, command: str, recording: Path, name: str, *more: object) -> Session:
    out, events = cli.folder / f"{name}.wav", cli.folder / f"{name}.jsonl"
    result = cli(command, "--in", recording, "--out", out, "--events", events, *more)
    assert result.code == 0, result
    rows = [json.loads(line) for line in events.read_text("utf-8").splitlines()]
    for path in (out, events):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return Session(result, rows, read_wav(out), cli.folder)


def recorded(cli: Cli, sound: bytes) -> Path:
    path = cli.folder / "person.wav"
    path.write_bytes(sound)
    return path


def check_contract(session: Session) -> None:
    """What holds for the events and the sound of every session."""
    at = wall = 0.0
    turn = 0
    for event in session.events:
        assert list(event)[:5] == ["v", "t", "wall", "turn", "event"]
        assert event["v"] == 1
        assert event["t"] >= at
        assert event["wall"] >= wall
        assert event["turn"] >= turn
        at, wall, turn = event["t"], event["wall"], event["turn"]
        assert event["t"] % FRAME_S == pytest.approx(0.0, abs=0.001) or event["t"] % FRAME_S > FRAME_S - 0.001
        assert set(event) <= {"v", "t", "wall", "turn", "event", "text", "ms"}
        if event["event"] == "first_audio":
            assert list(event["ms"]) == STAGES
            assert all(isinstance(ms, float) for ms in event["ms"].values())
        elif "ms" in event:
            assert isinstance(event["ms"], float)
        if event["event"] in ("partial", "final", "sentence", "summary"):
            assert event["text"].strip()
    assert [e["event"] for e in session.events[-2:]] == ["summary", "end"]
    # The sound runs on the clock of the input: one frame of it for each frame that was heard.
    assert len(session.sound) == pytest.approx(session.events[-1]["t"] * 24_000, abs=24_000 * FRAME_S * 2)
    first = next(e for e in session.events if e["event"] in ("first_audio", "sentence"))
    assert not session.sound[: round((first["t"] - FRAME_S) * 24_000)].any()


@pytest.mark.weights
def test_a_conversation_is_heard_answered_interrupted_and_summed_up(cli: Cli, person: Any) -> None:
    cli = cli.with_settings(**WHO)
    sound = person(
        0.5,
        "When I was ill, she drove me to the hospital every single day.",
        16.0,  # Longer than any reply to it.
        "What are the signs of a lack of reciprocity?",
        5.0,
        "That's all for today.",
        2.5,
    )
    recording = recorded(cli, sound)
    session = run(cli, "talk", recording, "one")
    check_contract(session)
    first, question, stop = (e["text"] for e in session.said("final"))
    assert "drove me to the hospital" in first.lower()
    assert "reciprocity" in question.lower()
    assert normalise(stop) == normalise("That's all for today.")
    assert "command" in [e["event"] for e in session.events]
    for turn in (1, 2, 3):
        order = [e["event"] for e in session.events if e["turn"] == turn and e["event"] != "partial"]
        assert order.index("final") < order.index("first_audio") < order.index("sentence")
    assert len(session.said("endpoint")) == 3
    # The person talks over the long answer: it stops there and then, and nothing of it comes later.
    (barge_in,) = session.said("barge_in")
    later = next(e for e in session.events if e["event"] == "first_audio" and e["t"] > barge_in["t"])
    cut = session.sound[round((barge_in["t"] + FRAME_S) * 24_000) : round((later["t"] - FRAME_S) * 24_000)]
    assert len(cut) > 0
    assert not cut.any()
    for event in session.said("first_audio"):
        start = round(event["t"] * 24_000)
        assert np.abs(session.sound[start : start + 24_000]).max() > 500
    assert session.said("summary")[0]["text"]
    assert "One side, your words" in session.result.out
    again = run(cli, "talk", recording, "two")
    assert again.stable() == session.stable()
    assert np.array_equal(again.sound, session.sound)


@pytest.mark.weights
def test_a_checkin_is_spoken_in_words_that_are_understood(cli: Cli, person: Any) -> None:
    cli = cli.with_settings(**WHO)
    recording = recorded(cli, person("She came over when I was ill and took care of me.", 0.3))
    session = run(cli, "checkin", recording, "reply", "--now", "2026-11-22T21:30:00+00:00")
    check_contract(session)
    (final,) = session.said("final")
    assert "took care of me" in final["text"].lower()
    said = [e["text"] for e in session.said("sentence")]
    assert sum(text.endswith("?") for text in said) <= 2  # The opening was the first of three.
    assert " ".join(said).endswith(session.said("summary")[0]["text"])
    (heard,) = cli("transcribe", "--jsonl", "reply.wav").succeeds().objects
    assert jiwer.wer(normalise(" ".join(said)), normalise(heard["text"])) < 0.2


@pytest.mark.weights
@pytest.mark.real_speech
def test_a_question_in_a_human_voice_gets_its_turn(cli: Cli, clips: Any) -> None:
    clip = next(clip for clip in clips if clip.path.name == "azure_whatstheweatherlike_mulaw.wav")
    session = run(cli, "talk", clip.path, "human")
    check_contract(session)
    (final,) = session.said("final")
    assert normalise(final["text"]) == normalise(clip.text)
    assert session.said("sentence")


@pytest.mark.parametrize("command", ["talk", "checkin"])
def test_silence_is_called_silence_and_nothing_is_scored(fast: Cli, wav_bytes: Any, command: str) -> None:
    recording = fast.folder / "quiet.wav"
    recording.write_bytes(wav_bytes(bytes(2 * 16_000 * 3), 16_000, 16))
    session = run(fast, command, recording, "reply")
    assert session.result.one_line() == f"{recording}: I didn't hear anything."
    assert session.said("final", "partial", "endpoint") == []
    assert {e["event"] for e in session.events} <= {"first_audio", "sentence", "summary", "end"}
    assert session.result.out.count("“") == session.result.out.count("you:") == 0


def test_noise_is_called_silence_too(cli: Cli, clips: Any) -> None:
    noise = next(clip for clip in clips if clip.path.name == "music_cold_day_10s.flac")
    quick = cli.with_settings(STORE__ENGINE="scripted", EMBEDDER__ENGINE="scripted", TTS__ENGINE="scripted")
    session = run(quick, "talk", noise.path, "reply")
    assert session.result.one_line() == f"{noise.path}: I didn't hear anything."
    assert session.said("final", "partial") == []


@pytest.mark.real_time
def test_realtime_keeps_to_the_pace_of_a_microphone(fast: Cli, wav_bytes: Any, tone: Any) -> None:
    samples = np.concatenate([np.zeros(8_000), tone(1.0), np.zeros(4_000)])
    recording = fast.folder / "short.wav"
    recording.write_bytes(wav_bytes((samples * 32767).astype("<i2").tobytes(), 16_000, 16))
    fast.scripted_to_hear("stop")
    session = run(fast, "talk", recording, "reply", "--realtime")
    check_contract(session)
    assert session.said("final")
    # A stopwatch can only be late, never early.
    assert all(e["wall"] >= e["t"] - 2 * FRAME_S for e in session.events)


def test_the_same_recording_gives_the_same_session(fast: Cli, speech_like: Path) -> None:
    one, two = (run(fast, "talk", speech_like, name) for name in ("one", "two"))
    check_contract(one)
    assert len(one.said("final")) == 2
    assert one.stable() == two.stable()
    assert np.array_equal(one.sound, two.sound)


def test_outputs_are_optional(fast: Cli, speech_like: Path) -> None:
    result = fast("talk", "--in", speech_like).succeeds()
    assert "you:" in result.out
    assert "coach:" in result.out
    assert list(fast.folder.iterdir()) == []


def test_files_go_with_a_recording(fast: Cli) -> None:
    for flags in (["--out", "x.wav"], ["--events", "x.jsonl"], ["--json"]):
        fast("talk", *flags).fails_with(2)
    fast("checkin", "--now", "yesterday").fails_with(2, "not a time")
    fast("checkin", "--now", "2026-11-22T21:30:00").fails_with(2, "offset")
    assert list(fast.folder.iterdir()) == []
