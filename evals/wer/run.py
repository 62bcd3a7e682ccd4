"""Word error rate on recorded human speech: `voice-coach transcribe` against plain faster-whisper.

The clips and their transcripts lie beside the checkout and are not part of it. Both sides use the same
model, settings and machine, in one run.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
from rich.progress import track
from whisper_normalizer.english import EnglishTextNormalizer

from evals.report import Figure, Result
from voice_coach.app import build
from voice_coach.config import load_settings, paths
from voice_coach.conversation.listening import transcribe_blocks

CLIPS = Path(__file__).resolve().parents[3] / "shared" / "data" / "speech"
ALLOWED = 0.5
"""Points of WER above plain faster-whisper."""


def run() -> Result:
    """Both models, all clips."""
    if not CLIPS.is_dir():
        raise SystemExit(f"no recorded speech at {CLIPS}: this eval needs it")
    clips = [json.loads(line) for line in (CLIPS / "manifest.jsonl").read_text("utf-8").splitlines()]
    figures: list[Figure] = []
    details: dict[str, Any] = {}
    for model in ("base", "tiny.en"):
        rows = _rows(model, clips)
        details[model] = rows
        spoken = [row for row in rows if row["reference"]]
        references = [row["reference"] for row in spoken]
        plain = 100 * jiwer.wer(references, [row["plain"] for row in spoken])
        ours = 100 * jiwer.wer(references, [row["ours"] for row in spoken])
        invented = sum(len(row["ours"].split()) for row in rows if not row["reference"])
        figures += [
            Figure(f"{model}: WER, plain faster-whisper", plain, "%", n=len(spoken)),
            Figure(f"{model}: WER, voice-coach", ours, "%", n=len(spoken)),
            Figure(f"{model}: points above plain", ours - plain, "", ALLOWED),
            Figure(f"{model}: words on non-speech clips", invented, "", 0, n=len(rows) - len(spoken)),
        ]
    notes = ["Text normalised with whisper-normalizer's EnglishTextNormalizer; int8, beam 1, 2 threads."]
    return Result(figures, notes, details)


def _rows(model: str, clips: list[dict[str, Any]]) -> list[dict[str, str]]:
    where = paths()
    coach = build(load_settings(where, stt={"engine": "faster_whisper", "model": model}), where)
    coach.transcriber.load()
    plain = _plain(coach, model)
    normal = EnglishTextNormalizer()
    rows = []
    for clip in track(clips, f"whisper-{model}"):
        file = CLIPS / clip["file"]
        samples = np.concatenate(list(coach.reader.read(file)))
        segments, _ = plain.transcribe(samples, language="en", beam_size=1, condition_on_previous_text=False)
        ours = transcribe_blocks(coach.reader.read(file), coach.vad, coach.transcriber).transcript.text
        heard = " ".join(segment.text for segment in segments)
        rows.append(
            {
                "file": clip["file"],
                "reference": normal(clip["text"]),
                "plain": normal(heard),
                "ours": normal(ours),
            }
        )
    return rows


def _plain(coach: Any, model: str) -> Any:
    from faster_whisper import WhisperModel

    folder = coach.models.ensure(f"whisper-{model}")
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)
