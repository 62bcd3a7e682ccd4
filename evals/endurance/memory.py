"""Hours of input as fast as they go, in a process of its own: `python -m evals.endurance.memory HOURS`.

A tenth of it is speech. The last line of stdout is the resident memory after each tenth, in MB, as JSON; the first of
them is taken once everything was used a few times.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import Progress

from evals.talk.run import SAYINGS, ready
from evals.talk.sounds import spoken
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.core.audio import FRAME, INPUT_RATE, Samples, silence
from voice_coach.surfaces.recording import Recording

SPEECH = 0.1
"""Share of the input that is speech."""
WARM = 2
"""How often everything is said before memory is first looked at."""
PARTS = 10


def resident() -> float:
    """Megabytes of this process in memory."""
    found = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True, text=True, check=True)
    return int(found.stdout) / 1024


def input_of() -> tuple[list[Samples], float]:
    """What is said, each with the silence that makes it a tenth, and how long one round of it is."""
    texts = [*SAYINGS["questions"], *(text.replace("|", "") for text in SAYINGS["open"][:8])]
    said = [spoken(text, number).samples for number, text in enumerate(texts)]
    blocks = [block for one in said for block in (one, silence(len(one) / INPUT_RATE * (1 / SPEECH - 1)))]
    return blocks, sum(len(block) for block in blocks) / INPUT_RATE


def main(hours: float) -> None:
    """Run the session and print what was measured."""
    coach = ready()
    blocks, a_round = input_of()
    warm, total = WARM * a_round, WARM * a_round + 3600 * hours
    found: list[float] = []
    heard, replies = 0.0, 0

    def feed() -> Iterator[Samples]:
        yield from itertools.cycle(blocks)

    transport = Recording(feed(), lambda _: None)
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("As fast as it goes", total=total)

        def frame(samples: Samples, doing: str) -> None:
            nonlocal heard
            heard += FRAME / INPUT_RATE
            if heard >= warm + len(found) * 3600 * hours / PARTS:
                found.append(resident())
                progress.update(bar, completed=heard)
            if heard >= total:
                transport.stop()

        def event(event: LoopEvent) -> None:
            nonlocal replies
            replies += event.event == "first_audio"

        session = coach.session("ask", save=False)
        loop = TurnLoop(session, coach.vad, coach.transcriber, coach.voice, transport, event, False)
        loop.watch, loop.prepare = frame, coach.voice.remember
        asyncio.run(loop.run())
    print(json.dumps({"megabytes": found, "hours": (heard - warm) / 3600, "replies": replies}))


if __name__ == "__main__":
    main(float(sys.argv[1]))
