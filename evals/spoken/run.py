"""What speech costs: the same questions typed, and spoken by a synthetic voice and heard by Whisper.

Every second question of evals/data/answers.jsonl that stands by itself; two voices take turns, and questions of
recogniser-like text are spoken as they stand. Graded like `evals answers`; the loss is in points of a hundred.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from rich.progress import track

from evals.answers.run import grade
from evals.report import Figure, Result
from evals.split import items
from voice_coach import registry
from voice_coach.app import Coach, build
from voice_coach.config import load_settings, paths
from voice_coach.core.audio import INPUT_RATE, Samples, Utterance, silence
from voice_coach.engines.pyav import resample
from voice_coach.surfaces.cli.demo import SECOND_VOICE

MOST_LOST = 3.0
COMPARED = ("answered when on guide", "declined when off guide", "right passage first", "no passage under a cue")


def run() -> Result:
    """Each question twice."""
    where = paths()
    coach = build(load_settings(where, stt={"engine": "faster_whisper", "model": "base"}), where)
    coach.answerer.load()
    coach.transcriber.load()
    voices = [coach.synthesizer, registry.create("tts", "hibari", SECOND_VOICE, None)]
    asked = [item for item in items("answers") if not item.get("history")][::2]
    typed: dict[str, list[float]] = defaultdict(list)
    spoken: dict[str, list[float]] = defaultdict(list)
    heard_as = []
    for at, item in enumerate(track(asked, "Asking aloud")):
        heard = coach.transcriber.transcribe(Utterance(_said(voices[at % 2], item["text"]))).text
        heard_as.append({"asked": item["text"], "heard": heard})
        for name, value in _graded(item, item["text"], coach).items():
            typed[name].append(value)
            spoken[name].append(_graded(item, heard, coach)[name] if heard.strip() else 0.0)
    figures = []
    for name in sorted(typed):
        before, after = (100 * float(np.mean(scored[name])) for scored in (typed, spoken))
        figures.append(Figure(f"{name}, typed", before, "%", n=len(typed[name])))
        figures.append(Figure(f"{name}, spoken", after, "%", n=len(spoken[name])))
        figures.append(Figure(f"{name}, points lost", before - after, "", MOST_LOST))
    return Result(figures, ["Voices: hibari's two; ears: Whisper base."], {"heard": heard_as})


def _said(voice: Any, text: str) -> Samples:
    sound = np.concatenate([chunk.samples for chunk in voice.synthesize(text)])
    return np.concatenate([silence(0.3), resample(sound, 24_000, INPUT_RATE), silence(0.5)])


def _graded(item: dict[str, Any], text: str, coach: Coach) -> dict[str, float]:
    graded = grade(item, coach.answer(text), coach)
    return {name.partition(",")[0]: value for name, value in graded.items() if name.partition(",")[0] in COMPARED}
