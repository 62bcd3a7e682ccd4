"""A microphone that gives nothing is told of, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from voice_coach.app import Coach
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.conversation.muteness import FIRST, LATER, Muteness
from voice_coach.core.audio import FRAME, INPUT_RATE, Samples, silence
from voice_coach.surfaces.recording import Recording


def told(muteness: Muteness, silent: float, free: bool = True) -> bool:
    return muteness.to_be_told(silent, free)


def test_it_is_told_once_until_something_is_heard() -> None:
    muteness = Muteness()
    assert not told(muteness, FIRST)
    assert told(muteness, FIRST + 1)
    assert not told(muteness, FIRST + 2)
    assert not told(muteness, 0.0)
    assert told(muteness, FIRST + 1)


def test_nobody_is_interrupted_for_it() -> None:
    muteness = Muteness()
    assert not told(muteness, FIRST + 1, free=False)
    assert told(muteness, FIRST + 2)


def test_after_a_voice_a_longer_silence_is_none_of_its_business() -> None:
    muteness = Muteness(voice=True)
    assert not told(muteness, FIRST + 1)
    assert told(muteness, LATER + 1)


def test_the_coach_says_so_aloud(make_coach: Callable[..., Coach]) -> None:
    class Muted(Recording):
        @property
        def muted(self) -> float:  # type: ignore[override]
            return self.fed * FRAME / INPUT_RATE

        fed = 0

    coach, events = make_coach(), list[LoopEvent]()
    session = coach.session("talk", save=False)
    session.opening()

    def blocks() -> object:
        for _ in range(round((FIRST + 12) * INPUT_RATE / FRAME)):
            Muted.fed += 1
            yield silence(FRAME / INPUT_RATE)

    sound: list[Samples] = []
    transport = Muted(blocks(), sound.append)  # type: ignore[arg-type]
    asyncio.run(
        TurnLoop(session, coach.vad, coach.transcriber, coach.synthesizer, transport, events.append, False).run()
    )
    said = [event.text for event in events if event.event == "sentence"]
    assert " ".join(filter(None, said)) == coach.prompts("coach").say("microphone.muted")
