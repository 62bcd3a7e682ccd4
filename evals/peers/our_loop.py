"""Ours, under the same terms: the live loop on a recording, as `evals talk` runs it.

`python -m evals.peers.our_loop ENGINE`: which one hears.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from evals.peers.work import Job, Met, Timer, read, samples, work
from evals.talk.run import Meter, ready, replied
from evals.talk.sounds import Said
from voice_coach.app import Coach
from voice_coach.conversation.listening import transcribe_blocks


def main(engine: str) -> None:
    """Load, warm up, work."""
    work(lambda: meeting(ready(stt={"engine": engine})))


def meeting(coach: Coach) -> Callable[[Job], Met]:
    """The live loop; a clip is only written down."""

    def meet(job: Job) -> Met:
        if job.kind == "clip":
            timer = Timer()
            heard = transcribe_blocks(coach.reader.read(Path(job.file)), coach.vad, coach.transcriber)
            return timer.met(None, job, heard.transcript.text)
        meter = Meter()
        met = replied(coach, Said(samples(read(job.file))), job.flow, job.asked, meter)
        return Met(None if met.wait is None else met.wait / 1000, "", meter.cpu, meter.input)

    return meet


if __name__ == "__main__":
    main(*sys.argv[1:])
