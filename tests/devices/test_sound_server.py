"""Microphone and speaker through a real sound server: what is said into the room is answered into the ear."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.devices.conftest import SoundServer
from voice_coach.core.audio import to_pcm16
from voice_coach.engines.hibari import Hibari

pytestmark = pytest.mark.real_time
HEAR = """
import asyncio, sys
import numpy as np
from voice_coach.engines.miniaudio import Miniaudio
async def main():
    engine = Miniaudio(Miniaudio.Options(microphone=sys.argv[2], speaker=sys.argv[3]))
    engine.load()
    transport, loud = engine.transport(), 0
    print("ready", flush=True)
    async for frame in transport.frames():
        loud += bool(np.sqrt(np.mean(frame ** 2)) > 0.05)
        if loud and loud % 20 == 0:
            print("heard", flush=True)
        if loud >= 20 * int(sys.argv[1]):
            transport.stop()
asyncio.run(main())
"""


SPEAK = """
import asyncio
import numpy as np
from voice_coach.core.audio import OUTPUT_RATE, AudioChunk
from voice_coach.engines.miniaudio import Miniaudio
async def main():
    transport = Miniaudio(Miniaudio.Options(microphone="Monitor of Room", speaker="Ear")).transport()
    transport.notice = lambda missing: print(*missing or ["all there"], flush=True)
    tone = np.sin(2 * np.pi * 300 * np.arange(OUTPUT_RATE // 2) / OUTPUT_RATE).astype(np.float32)
    async for frame in transport.frames():
        if not transport.queued():
            print("said", flush=True)
            transport.play(AudioChunk(0.4 * tone))
asyncio.run(main())
"""


def tone(seconds: float) -> bytes:
    at = np.arange(round(16000 * seconds)) / 16000
    return to_pcm16((0.4 * np.sin(2 * np.pi * 300 * at)).astype(np.float32))


def listener(
    server: SoundServer, times: int, microphone: str = "Monitor of Room", speaker: str = "Ear"
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", HEAR, str(times), microphone, speaker]
    process = subprocess.Popen(command, env=server.environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def test_a_device_is_chosen_by_name_and_hears_what_is_said_into_it(sound_server: SoundServer) -> None:
    with listener(sound_server, 1) as ear:
        try:
            sound_server.say_into("Ear", tone(1.0))
            assert ear.poll() is None, "it hears another device than the one that was chosen"
            sound_server.say_into("Room", tone(3.0))
            assert ear.wait(30) == 0
        finally:
            ear.kill()


def test_a_microphone_that_is_unplugged_is_heard_again_when_it_is_back(sound_server: SoundServer) -> None:
    with listener(sound_server, 2) as ear:
        try:
            assert ear.stdout is not None
            sound_server.say_into("Room", tone(0.9))
            assert ear.stdout.readline() == b"heard\n"
            sound_server.unplug("Room")
            sound_server.say_into("Ear", tone(2.0))
            assert ear.poll() is None, "it did not outlive its microphone"
            sound_server.plug("Room")
            for _ in range(5):  # It may take a moment to notice.
                sound_server.say_into("Room", tone(2.0))
            assert ear.wait(30) == 0
        finally:
            ear.kill()


def until(process: subprocess.Popen[bytes], line: bytes) -> None:
    assert process.stdout is not None
    while (found := process.stdout.readline()) != line + b"\n":
        assert found, f"it ended before it said {line!r}"


def test_a_talk_outlives_its_speaker_and_is_heard_again_when_it_is_back(sound_server: SoundServer) -> None:
    command = [sys.executable, "-c", SPEAK]
    with subprocess.Popen(command, env=sound_server.environment, stdout=subprocess.PIPE) as coach:
        try:
            until(coach, b"said")
            until(coach, b"said")  # The first one was played.
            sound_server.unplug("Ear")
            until(coach, b"speaker")
            until(coach, b"said")
            until(coach, b"said")  # What nobody hears comes to its end all the same.
            sound_server.plug("Ear")
            until(coach, b"all there")
            with listener(sound_server, 1, "Monitor of Ear", "Room") as ear:
                try:
                    assert ear.wait(60) == 0
                finally:
                    ear.kill()
        finally:
            coach.kill()


@pytest.mark.weights
def test_a_question_asked_into_the_microphone_is_answered(sound_server: SoundServer, tmp_path: Path) -> None:
    environment = sound_server.environment | {
        "VOICE_COACH_AUDIO__MICROPHONE": "Monitor of Room",
        "VOICE_COACH_AUDIO__SPEAKER": "Ear",
        "VOICE_COACH_DATA": str(tmp_path / "data"),
    }
    question = Hibari(Hibari.Options()).synthesize("What are the signs of a lack of reciprocity?")
    spoken = to_pcm16(np.concatenate([chunk.samples for chunk in question]))
    command = [sys.executable, "-P", "-u", "-m", "voice_coach", "ask"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as coach:
        try:
            assert coach.stdout is not None
            while not sound_server.control("list", "short", "source-outputs"):
                assert coach.poll() is None
            sound_server.say_into("Room", spoken + bytes(48_000), rate=24_000)
            heard = next(line for line in coach.stdout if line.startswith("you:"))
            answer = next(line for line in coach.stdout if line.startswith("coach:"))
        finally:
            coach.kill()
    assert "signs of a lack of reciprocity" in heard
    assert "You spend longer explaining" in answer
