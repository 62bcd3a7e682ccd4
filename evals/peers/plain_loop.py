"""What most people write first: record until it is quiet, Whisper, pyttsx3. Recording is SpeechRecognition's.

Its own settings as they come: 0.8 s of silence end a phrase, the energy threshold adapts. faster-whisper on int8 with
its default beam of five; openai-whisper greedy, in float32, as on any processor.
`python -m evals.peers.plain_loop faster_whisper|openai_whisper FOLDER`.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import speech_recognition

from evals.peers.work import RATE, Job, Met, Timer, paced, read, samples, talked, work

Ear = Callable[[bytes], str]


class Microphone(speech_recognition.AudioSource):  # type: ignore[misc]
    """A recording in the place of a microphone."""

    SAMPLE_RATE, SAMPLE_WIDTH, CHUNK = RATE, 2, 1024

    def __init__(self, pcm16: bytes, began: float) -> None:
        self.stream = self
        self.over = False
        self._blocks: Iterator[bytes] = paced(pcm16, self.CHUNK, began)

    def __enter__(self) -> Microphone:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def read(self, size: int) -> bytes:
        """The next block; empty when the recording is over."""
        block = next(self._blocks, b"")
        self.over = not block
        return block


def faster_whisper(folder: str) -> Ear:
    """faster-whisper as its own page shows it."""
    from faster_whisper import WhisperModel

    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=2)

    def hear(pcm16: bytes) -> str:
        segments, _ = model.transcribe(samples(pcm16), language="en")
        return " ".join(segment.text.strip() for segment in segments)

    return hear


def openai_whisper(folder: str) -> Ear:
    """The reference as its own page shows it, with the same numbers as weights."""
    import torch

    from voice_coach.engines.openai_whisper import reference

    torch.set_num_threads(2)
    model = reference(Path(folder))

    def hear(pcm16: bytes) -> str:
        return str(model.transcribe(samples(pcm16), language="en", fp16=False)["text"]).strip()

    return hear


def mouth() -> Callable[[str], float]:
    """pyttsx3 on espeak-ng. Says when its first sound could be played: it has all of it or nothing."""
    import espeakng_loader

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    import pyttsx3

    engine = pyttsx3.init()

    def say(text: str) -> float:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "said.wav")
            engine.save_to_file(text, path)
            engine.runAndWait()
            with wave.open(path) as sound:
                assert sound.getnframes(), "pyttsx3 wrote no sound"
            return time.perf_counter()

    return say


def meeting(ear: Ear, say: Callable[[str], float]) -> Callable[[Job], Met]:
    """Listen, write down, speak; a phrase without words is listened past."""

    def meet(job: Job) -> Met:
        timer = Timer()
        if job.kind == "clip":
            return timer.met(None, job, ear(read(job.file)))
        recogniser, heard = speech_recognition.Recognizer(), ""
        with Microphone(talked(job.file), timer.began) as microphone:
            while not heard:
                phrase: Any = recogniser.listen(microphone)
                if microphone.over:
                    return timer.met(None, job)
                heard = ear(phrase.frame_data)
        return timer.met(say(job.reply), job, heard)

    return meet


def main(which: str, folder: str) -> None:
    """Load, warm up, work."""

    def load() -> Callable[[Job], Met]:
        ear = {"faster_whisper": faster_whisper, "openai_whisper": openai_whisper}[which](folder)
        say = mouth()
        ear(bytes(2 * RATE))
        say("Hello.")
        return meeting(ear, say)

    work(load)


if __name__ == "__main__":
    main(*sys.argv[1:])
