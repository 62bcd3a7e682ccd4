"""Ours and its peers on the same recordings, on the same machine, in one run.

Each is a process in its own environment (`make peers`) that gets its jobs one at a time. A peer that is not installed
is left out, and the notes say so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
from rich.progress import track
from whisper_normalizer.english import EnglishTextNormalizer

from evals.peers.setup import ROOT, python
from evals.peers.work import RATE, Job, Met
from evals.report import Figure, Result, milliseconds
from evals.talk.run import SAYINGS, ready, recordings
from evals.talk.sounds import CLIPS, Said, seeded
from voice_coach.app import Coach
from voice_coach.core.audio import to_pcm16

REPLY = "It sounds like you carry a lot of it. What would you like to have back?"
"""What a peer says to an answer; to a question it says the first sentence of ours."""
CUT_INS = 2.0


@dataclass(frozen=True)
class Peer:
    """One way to talk with a machine."""

    name: str
    environment: str
    """Empty: that of this process."""
    module: str
    arguments: tuple[str, ...]

    @property
    def interpreter(self) -> Path:
        """Its Python."""
        return python(self.environment) if self.environment else Path(sys.executable)


def run(n: int | None = None) -> Result:
    """Everything, in about an hour; with `n`, at most so many of each kind."""
    coach = ready()
    model = str(coach.models.ensure("whisper-base"))
    absent, rows = [], {}
    with tempfile.TemporaryDirectory() as folder:
        jobs, truth = _jobs(coach, Path(folder), n)
        del coach
        for peer in _peers(model):
            if peer.interpreter.exists():
                rows[peer.name] = _met(peer, jobs)
            else:
                absent.append(peer.name)
    figures = [figure for name, met in rows.items() for figure in _figures(name, jobs, met, truth)]
    details = {
        name: [{"kind": job.kind, **asdict(m)} for job, m in zip(jobs, met, strict=True)] for name, met in rows.items()
    }
    return Result(figures, _notes(jobs, absent, n), details)


def _peers(model: str) -> list[Peer]:
    plain = "evals.peers.plain_loop"
    return [
        Peer("voice-coach", "", "evals.peers.our_loop", ("faster_whisper",)),
        Peer("voice-coach on openai-whisper", "openai-whisper", "evals.peers.our_loop", ("openai_whisper",)),
        Peer("Pipecat", "pipecat", "evals.peers.pipecat_pipeline", (model,)),
        Peer("record, faster-whisper, pyttsx3", "plain", plain, ("faster_whisper", model)),
        Peer("record, openai-whisper, pyttsx3", "openai-whisper", plain, ("openai_whisper", model)),
    ]


def _jobs(coach: Coach, folder: Path, n: int | None) -> tuple[list[Job], list[str]]:
    """The recordings of `evals talk`, and the shared clips with what is said in them."""
    questions, closed, told = recordings(coach, seeded(), n)
    jobs = []
    for kind, group in (("question", questions), ("closed", closed), ("open", told)):
        for number, said in enumerate(group):
            asked = SAYINGS["asked"] if kind == "closed" else ""
            flow = "ask" if kind == "question" and number % 2 else "talk"
            reply = coach.answer(said.name).sentences[0].text if kind == "question" else REPLY
            jobs.append(Job(kind, _kept(folder / f"{kind}{number}.wav", said), said.last, flow, asked, reply))
    truth: list[str] = []
    for row in _clips(n):
        samples = np.concatenate(list(coach.reader.read(CLIPS / row["file"])))
        jobs.append(Job("clip", _kept(folder / f"clip{len(truth)}.wav", Said(samples))))
        truth.append(row["text"])
    return jobs, truth


def _clips(n: int | None) -> list[dict[str, Any]]:
    if not (CLIPS / "manifest.jsonl").is_file():
        return []
    rows = [json.loads(line) for line in (CLIPS / "manifest.jsonl").read_text("utf-8").splitlines()]
    silent = [row for row in rows if not row["text"]]
    return [*[row for row in rows if row["text"]][:n], *silent[:n]]


def _kept(path: Path, said: Said) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(to_pcm16(said.samples))
    return str(path)


def _met(peer: Peer, jobs: Sequence[Job]) -> list[Met]:
    with _working(peer, jobs[0]) as ask:
        return [ask(job) for job in track(jobs, peer.name)]


@contextmanager
def _working(peer: Peer, warm: Job) -> Iterator[Any]:
    """The peer's process, loaded and warmed up."""
    command = [str(peer.interpreter), "-m", peer.module, *peer.arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=environment, text=True, cwd=ROOT
        )
        assert process.stdin

        def answer() -> Met:
            assert process.stdout
            line = process.stdout.readline()
            if not line:
                said.seek(0)
                raise SystemExit(f"{peer.name} ended:\n{said.read()[-2000:]}")
            return Met(**json.loads(line))

        def ask(job: Job) -> Met:
            assert process.stdin
            process.stdin.write(json.dumps(asdict(job)) + "\n")
            process.stdin.flush()
            return answer()

        try:
            answer()
            ask(warm)
            yield ask
        finally:
            process.stdin.close()
            process.wait(timeout=60)


def _figures(name: str, jobs: Sequence[Job], met: Sequence[Met], truth: Sequence[str]) -> list[Figure]:
    def of(*kinds: str) -> list[Met]:
        return [m for job, m in zip(jobs, met, strict=True) if job.kind in kinds]

    quick = [1000 * m.wait for m in of("question", "closed") if m.wait is not None]
    told, talked = of("open"), of("question", "closed", "open")
    cut = sum(m.wait is not None and m.wait < 0 for m in told)
    waited = [1000 * m.wait for m in told if m.wait is not None and m.wait >= 0]
    ours = name == "voice-coach"
    return [
        *_waits(f"{name}: last word to first audio", quick, 700 if ours else None),
        *_waits(f"{name}: the same, open answers not cut", waited, None),
        Figure(f"{name}: cut-ins on open answers", 100 * cut / len(told), "%", CUT_INS if ours else None, n=len(told)),
        Figure(f"{name}: no reply at all", sum(m.wait is None for m in talked), "", 0 if ours else None, n=len(talked)),
        *_words(name, [m.text for m in of("clip")], truth),
        Figure(f"{name}: processor time, two cores", sum(m.cpu for m in talked) / sum(m.seconds for m in talked) / 2),
    ]


def _waits(name: str, values: list[float], target: float | None) -> list[Figure]:
    return [milliseconds(name, values, target)] if values else []


def _words(name: str, heard: Sequence[str], truth: Sequence[str]) -> list[Figure]:
    normal = EnglishTextNormalizer()
    spoken = [(normal(text), normal(said)) for text, said in zip(truth, heard, strict=True) if text]
    silent = [normal(said) for text, said in zip(truth, heard, strict=True) if not text]
    invented = sum(len(said.split()) for said in silent)
    found = [Figure(f"{name}: words on non-speech clips", invented, n=len(silent))]
    if spoken:
        wrong = 100 * jiwer.wer([text for text, _ in spoken], [said for _, said in spoken])
        found.insert(0, Figure(f"{name}: WER", wrong, "%", n=len(spoken)))
    return found


def _notes(jobs: Sequence[Job], absent: Sequence[str], n: int | None) -> list[str]:
    return [
        "One run; each peer in a process and an environment of its own, loaded and warmed up. In real time; the first "
        "audio is when it is queued. Processor time up to there.",
        "Whisper base everywhere, on the same weights: int8; for openai-whisper float32, put back from float16.",
        "Pipecat 1.14: Silero 0.2 s and smart turn v3 as they come, its Whisper service (beam 5), Piper "
        "(en_US-joe-medium); one fixed sentence or two in the place of a language model, which cost it nothing.",
        "Record: SpeechRecognition 3.17 as it comes (0.8 s of silence, adapting threshold); faster-whisper beam 5, "
        "openai-whisper greedy; pyttsx3 on espeak-ng.",
        "WER and non-speech: Pipecat hears the clips in real time through its pipeline; ours are cut by its VAD, as "
        "`voice-coach transcribe` does; the plain ones hear the whole clip, without gates.",
        *([f"Not installed, so not measured (make peers): {', '.join(absent)}."] if absent else []),
        *([f"A short run: at most {n} of each kind."] if n else []),
        f"{sum(job.kind == 'clip' for job in jobs)} shared clips; the recordings are those of `evals talk`.",
    ]
