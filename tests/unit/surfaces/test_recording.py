from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.audio import FRAME, OUTPUT_RATE, AudioChunk, Samples
from voice_coach.surfaces.recording import Recording

PER_FRAME = FRAME * OUTPUT_RATE // 16_000


def counted(count: int) -> Samples:
    return np.arange(1, count + 1, dtype=np.float32)


def run(body: Coroutine[Any, Any, None]) -> None:
    asyncio.run(body)


def test_the_file_then_silence_until_it_is_stopped() -> None:
    heard: list[Samples] = []
    transport = Recording(iter([counted(1000)]), lambda samples: None)

    async def listen() -> None:
        async for frame in transport.frames():
            heard.append(frame)
            if transport.ended and len(heard) == 5:
                transport.stop()

    run(listen())
    joined = np.concatenate(heard)
    assert len(heard) == 5
    assert np.array_equal(joined[:1000], counted(1000))
    assert not joined[1000:].any()


@given(st.lists(st.integers(0, 3000), max_size=6))
def test_what_is_played_comes_out_once_and_in_order(lengths: list[int]) -> None:
    whole, out = counted(sum(lengths)), list[Samples]()
    transport = Recording(iter([]), out.append)
    for piece in np.split(whole, np.cumsum(lengths)[:-1]) if lengths else []:
        transport.play(AudioChunk(piece))
    assert transport.queued() == pytest.approx(len(whole) / OUTPUT_RATE)

    async def listen() -> None:
        async for _ in transport.frames():
            if not transport.queued():
                transport.stop()

    run(listen())
    joined = np.concatenate(out)
    assert all(len(block) == PER_FRAME for block in out)
    assert np.array_equal(joined[: len(whole)], whole)
    assert not joined[len(whole) :].any()
    assert transport.queued() == 0.0


def test_flush_drops_what_was_not_played() -> None:
    out: list[Samples] = []
    transport = Recording(iter([]), out.append)
    transport.play(AudioChunk(counted(PER_FRAME * 3)))

    async def listen() -> None:
        count = 0
        async for _ in transport.frames():
            count += 1
            if count == 2:
                transport.flush()
                assert transport.queued() == 0.0
            if count == 4:
                transport.stop()

    run(listen())
    assert np.array_equal(np.concatenate(out)[:PER_FRAME], counted(PER_FRAME))
    assert not np.concatenate(out)[PER_FRAME:].any()


def test_the_clock_stands_still_while_it_is_held_however_often_it_is_let_go_between() -> None:
    heard: list[Samples] = []
    transport = Recording(iter([]), lambda samples: None)

    async def turns(count: int) -> None:
        for _ in range(count):
            await asyncio.sleep(0)

    async def both() -> None:
        async def listen() -> None:
            async for frame in transport.frames():
                heard.append(frame)

        transport.hold()
        listener = asyncio.create_task(listen())
        await turns(50)
        assert len(heard) == 1
        for _ in range(20):  # Chunk after chunk of a sentence: let go and held again at once.
            transport.release()
            transport.hold()
            await turns(10)
        assert len(heard) == 1
        transport.hold()
        transport.release()
        await turns(20)
        assert len(heard) == 1, "two held it and one let go"
        transport.release()
        await turns(50)
        assert len(heard) > 1, "and now it runs"
        transport.stop()
        await listener

    run(both())


def test_a_pause_is_silent_after_a_fade_and_goes_on_where_it_stopped() -> None:
    whole, out = counted(PER_FRAME * 6), list[Samples]()
    transport = Recording(iter([]), out.append)
    transport.play(AudioChunk(whole))

    async def listen() -> None:
        count = 0
        async for _ in transport.frames():
            count += 1
            if count == 3:
                transport.pause()
                transport.pause()
                assert transport.queued() == pytest.approx(4 * PER_FRAME / OUTPUT_RATE)
            if count == 6:
                transport.resume()
            if not transport.queued():
                transport.stop()

    run(listen())
    joined = np.concatenate(out)
    fade = OUTPUT_RATE // 100
    assert np.array_equal(joined[: PER_FRAME * 2], whole[: PER_FRAME * 2])
    assert 0 < np.count_nonzero(joined[PER_FRAME * 2 : PER_FRAME * 5]) < fade
    assert not joined[PER_FRAME * 2 + fade : PER_FRAME * 5].any()
    assert np.array_equal(joined[PER_FRAME * 5 : PER_FRAME * 9], whole[PER_FRAME * 2 :])


def test_what_is_played_during_a_pause_waits() -> None:
    out: list[Samples] = []
    transport = Recording(iter([]), out.append)
    transport.pause()
    transport.play(AudioChunk(counted(PER_FRAME)))

    async def listen() -> None:
        async for _ in transport.frames():
            if len(out) == 3:
                transport.resume()
            if not transport.queued():
                transport.stop()

    run(listen())
    assert not np.concatenate(out[:3]).any()
    assert np.array_equal(out[3], counted(PER_FRAME))
