"""What the Wyoming server keeps, allows and announces, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Spoken, Voice
from voice_coach.errors import UsageError
from voice_coach.surfaces.speaker.conversations import Conversations, key_of
from voice_coach.surfaces.speaker.handle import Handling
from voice_coach.surfaces.speaker.voices import Voices
from voice_coach.surfaces.workers import Workers
from voice_coach.surfaces.wyoming import info
from voice_coach.surfaces.wyoming.address import address_of
from voice_coach.surfaces.wyoming.discovery import discoverable, stable_name
from voice_coach.surfaces.wyoming.wire import Limits, read_event

KEY, OTHER = key_of("one"), key_of("two")
NOW = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)


@dataclass
class Clock:
    """Seconds that pass when told to."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(coach: Coach, clock: Clock) -> Conversations:
    return Conversations(lambda flow: Session(flow, coach.shared_tools, lambda: NOW), clock, idle=600, most=2)


def test_a_conversation_is_found_by_its_id_and_forgotten_when_idle(held: Conversations, clock: Clock) -> None:
    first = held.of(KEY)
    clock.seconds = 599
    assert held.of(KEY) is first
    clock.seconds = 1200
    assert held.sweep()
    assert len(held) == 0
    assert held.of(KEY) is not first


def test_the_one_that_was_idle_longest_makes_room(held: Conversations) -> None:
    first = held.of(KEY)
    second = held.of(OTHER)
    assert held.of(KEY) is first
    held.of(key_of("three"))
    assert len(held) == 2
    assert held.of(OTHER) is not second


def test_a_request_without_an_id_is_a_conversation_of_its_own() -> None:
    assert key_of(None) != key_of(None)
    assert key_of("one") == KEY
    assert key_of(7) != key_of(7)


def test_a_check_in_goes_on_after_a_restart_and_an_old_or_finished_one_does_not(
    coach: Coach, held: Conversations, clock: Clock
) -> None:
    for key, said in ((KEY, "He cancelled again, like every week."), (OTHER, "Stop.")):
        session = held.renew(held.of(key), key, "checkin")
        session.opening()
        transcript = Transcript(said)
        reply = session.reply(transcript)
        session.finish(transcript, reply, Spoken(tuple(s.text for s in reply.sentences)))
    before, entries = held.of(KEY).session, coach.tools.journal.entries()

    def after(minutes: int) -> Conversations:
        again = Conversations(lambda flow: Session(flow, coach.shared_tools, lambda: NOW), clock, idle=600)
        again.restore(entries, NOW + timedelta(minutes=minutes))
        return again

    found = after(5)
    assert len(found) == 1
    assert (found.of(KEY).session.id, found.of(KEY).session.state) == (before.id, before.state)
    assert len(after(45)) == 0


def test_only_who_is_named_may_connect_and_this_machine() -> None:
    address = address_of("tcp://0.0.0.0:10700", ["192.168.1.0/28", "10.0.0.7"])
    served = ["127.0.0.1", "192.168.1.15", "192.168.1.16", "10.0.0.7", "10.0.0.8", "::1", ""]
    assert [address.allows(peer) for peer in served] == [True, True, False, True, False, False, False]
    assert address_of("tcp://localhost:1", []).loopback


def test_a_client_that_says_nothing_is_let_go() -> None:
    async def silent() -> object:
        return await read_event(asyncio.StreamReader(), Limits(idle=0.0))

    async def half() -> object:
        reader = asyncio.StreamReader()
        reader.feed_data(b'{"type": "x", "payload_length": 9}\nabc')
        return await read_event(reader, Limits(body=0.0))

    assert asyncio.run(silent()) is None
    assert asyncio.run(half()) is None


def test_a_sentence_is_spoken_as_the_person_asked() -> None:
    voices, slow = Voices(), Voice(pace=0.8)
    voices.remember(["Okay, slower."], slow)
    assert voices.of("Okay, slower.") == slow
    assert voices.of("Okay.") == Voice()
    voices.remember((f"Sentence {n}." for n in range(300)), slow)
    assert voices.of("Okay, slower.") == Voice(), "so many are kept"


@pytest.mark.parametrize("arrived", [True, False])
def test_what_never_arrived_is_not_in_the_record_as_said(
    coach: Coach, held: Conversations, clock: Clock, arrived: bool
) -> None:
    workers = Workers(coach)
    handling = Handling(workers, held, Voices(), clock, sessions=True)

    async def turn() -> str:
        async with handling.turn("What does it mean?", KEY) as said:
            said.arrived = arrived
        return said.text

    text = asyncio.run(turn())
    workers.close()
    roles = [record.role for record in held.of(KEY).session.state.turns]
    assert roles == (["user", "coach"] if arrived else ["user"])
    assert held.of(KEY).noticed is arrived, f"the notice comes again where it was lost: {text}"


def test_a_library_that_does_not_know_patience_is_not_told_of_it(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass
    class Older:
        """AsrProgram of wyoming 1.9."""

        name: str
        attribution: object
        installed: bool
        description: str
        version: str
        models: list[object]

    assert info.announced(coach.settings).asr[0].requires_external_vad is False
    monkeypatch.setattr(info, "AsrProgram", Older)
    assert isinstance(info.announced(coach.settings).asr[0], Older)


def test_it_is_found_under_one_name_that_tells_no_host_and_never_on_loopback() -> None:
    assert stable_name("kitchen-pc") == stable_name("kitchen-pc") != stable_name("other")
    assert "kitchen" not in stable_name("kitchen-pc")

    async def announce() -> None:
        async with discoverable(address_of("tcp://127.0.0.1:10700", [])):
            pass

    with pytest.raises(UsageError, match="only this machine"):
        asyncio.run(announce())


def test_speech_is_waited_for_as_long_as_the_check_in_needs(
    make_coach: Callable[..., Coach], held: Conversations, clock: Clock
) -> None:
    workers = Workers(make_coach())
    handling = Handling(workers, held, Voices(), clock, sessions=True)

    async def begin() -> None:
        async with handling.turn("Start my check-in", KEY) as said:
            said.arrived = True

    clock.seconds = 1.0
    asyncio.run(begin())
    workers.close()
    assert handling.expects == "open"
    clock.seconds = 200.0
    assert handling.expects == "question"
