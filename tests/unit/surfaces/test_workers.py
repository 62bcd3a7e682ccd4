"""One ear, one voice and one mind for many: who waits, who is told so, and that nothing is mixed up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.audio import Samples, Utterance
from voice_coach.core.transcript import Transcript
from voice_coach.errors import EngineBusy
from voice_coach.surfaces.speaker.conversations import Conversations, key_of
from voice_coach.surfaces.speaker.handle import Handling
from voice_coach.surfaces.speaker.voices import Voices
from voice_coach.surfaces.web.ear import Ear
from voice_coach.surfaces.workers import TURNS, UTTERANCES, Workers

BUSY = assets.toml("prompts", "coach")["busy"]


@dataclass
class HeldEar:
    """A transcriber that hears how long an utterance is, once it is let go on."""

    go: threading.Event = field(default_factory=threading.Event)
    threads: set[str] = field(default_factory=set)
    name: str = "held"

    def load(self) -> None:
        """Nothing to open."""

    def transcribe(self, utterance: Utterance, words: bool = False) -> Transcript:
        self.threads.add(threading.current_thread().name)
        self.go.wait()
        return Transcript(str(len(utterance.samples)))


@pytest.fixture
def ear() -> HeldEar:
    return HeldEar()


@pytest.fixture
def workers(coach: Coach, ear: HeldEar) -> Iterator[Workers]:
    coach.__dict__["_made"] = {"stt": ear}
    made = Workers(coach)
    yield made
    ear.go.set()
    made.close()


def test_more_than_the_ear_can_carry_is_told_to_wait_and_the_rest_is_heard_in_order(
    workers: Workers, ear: HeldEar, tone: Callable[[float], Samples]
) -> None:
    utterances = [Utterance(tone(0.2 + n / 10)) for n in range(UTTERANCES)]

    async def crowd() -> list[Transcript]:
        heard = [asyncio.create_task(workers.hear(utterance)) for utterance in utterances]
        await asyncio.sleep(0)
        assert workers.listening == UTTERANCES
        with pytest.raises(EngineBusy, match="One moment"):
            await workers.hear(utterances[0])
        ear.go.set()
        return await asyncio.gather(*heard)

    texts = [transcript.text for transcript in asyncio.run(crowd())]
    assert texts == [str(len(utterance.samples)) for utterance in utterances]
    assert len(ear.threads) == 1
    assert workers.ear_is_free


def test_a_page_behind_others_is_told_so_and_is_heard(
    workers: Workers, ear: HeldEar, tone: Callable[[float], Samples]
) -> None:
    told: list[str] = []

    async def behind() -> Transcript:
        loop = asyncio.get_running_loop()

        def waits() -> None:
            told.append("moment")
            ear.go.set()

        lent = Ear(workers, lambda: told.append("nothing"), waits, loop, soon=0.0)
        before = workers.transcription(Utterance(tone(0.2)))
        mine = await asyncio.to_thread(lent.transcribe, Utterance(tone(1.0)))
        before.result()
        await asyncio.wrap_future(workers._ear.submit(int))  # By then it has counted that it is free.
        alone = await asyncio.to_thread(lent.transcribe, Utterance(tone(1.0)))
        assert alone == mine
        return mine

    assert asyncio.run(behind()).text == str(len(tone(1.0)))
    assert told == ["moment"], "who is alone is not"


def test_a_mind_that_has_enough_to_do_asks_to_wait_and_takes_no_turn(coach: Coach) -> None:
    workers = Workers(coach)
    conversations = Conversations(lambda flow: Session(flow, coach.shared_tools), lambda: 0.0, idle=600)
    handling = Handling(workers, conversations, Voices(), lambda: 0.0, sessions=False)
    go = threading.Event()

    async def crowd() -> tuple[str, bool]:
        thoughts = [asyncio.create_task(workers.think(go.wait)) for _ in range(TURNS)]
        await asyncio.sleep(0)
        async with handling.turn("Is one bad week a sign?", key_of("one")) as said:
            said.arrived = True
        go.set()
        await asyncio.gather(*thoughts)
        return said.text, said.handled

    assert asyncio.run(crowd()) == (BUSY["again"][0], False)
    assert (len(conversations), workers.thinking) == (0, 0)
    workers.close()


def test_two_sentences_made_at_once_keep_their_own_sound(coach: Coach) -> None:
    workers = Workers(coach)
    long, short = "one two three four five", "six seven"
    first, second = workers.synthesizer.synthesize(long), workers.synthesizer.synthesize(short)
    mixed = [next(first), next(second), next(first), next(second), *first]
    assert [chunk is not None for chunk in second] == []
    alone = {text: next(iter(coach.synthesizer.synthesize(text))) for text in (long, short)}
    assert [bool((chunk.samples == alone[long].samples).all()) for chunk in mixed] == [
        True,
        False,
        True,
        False,
        *[True] * 3,
    ]
    workers.close()
    workers.close()


def test_models_are_opened_once_however_many_ask(coach: Coach) -> None:
    workers = Workers(coach)
    assert workers.load() == workers.load()
    for one in workers.load():
        one.result()
    workers.close()


def test_what_is_always_said_is_made_while_nobody_waits_and_only_then(
    workers: Workers, ear: HeldEar, coach: Coach, tone: Callable[[float], Samples]
) -> None:
    said: list[str] = coach.synthesizer.said  # type: ignore[attr-defined]
    assert workers.remember()
    assert len(said) == 1
    heard = workers.transcription(Utterance(tone(0.2)))
    assert workers.remember(), "there is more to do, later"
    assert len(said) == 1
    ear.go.set()
    heard.result()
    while workers.remember():
        pass
    assert len(said) == len(set(said)) > 100
    assert workers.speaking == 0
