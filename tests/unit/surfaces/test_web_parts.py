"""The parts of the voice page that need no server: messages, limits, the transport over a connection that breaks."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.audio import FRAME, OUTPUT_RATE, AudioChunk, Samples, silence, to_pcm16
from voice_coach.core.turn import Voice
from voice_coach.errors import MissingExtra
from voice_coach.surfaces.cli.web import web
from voice_coach.surfaces.web.limits import BACKLOG, Bucket
from voice_coach.surfaces.web.messages import Malformed, Panic, Played, Start, Strike, parse
from voice_coach.surfaces.web.security import Entrance, strict_headers
from voice_coach.surfaces.web.transport import PageTransport

SECOND = AudioChunk(np.linspace(-0.5, 0.5, OUTPUT_RATE, dtype=np.float32))


class Page:
    """What a page is sent."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.sound = b""

    def send(self, message: dict[str, Any] | bytes) -> None:
        if isinstance(message, bytes):
            self.sound += message
        else:
            self.told.append(message)


def test_messages_are_read() -> None:
    start = '{"type": "start", "flow": "talk", "save": false, "pace": 1.2}'
    assert parse(start) == Start("talk", False, Voice(pace=1.2))
    assert parse('{"type": "played", "epoch": 2, "samples": 480}') == Played(2, 480)
    assert parse('{"type": "strike", "quote": ""}') == Strike("")
    assert parse('{"type": "panic"}') == Panic()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"panic"',
        "[" * 2000,
        "{}",
        '{"type": 1}',
        '{"type": ["panic"]}',
        '{"type": "panic", "more": 1}',
        '{"type": "nothing"}',
        '{"type": "start", "flow": "shell", "save": true, "pace": 1}',
        '{"type": "start", "flow": ["talk"], "save": true, "pace": 1}',
        '{"type": "start", "flow": "talk", "save": 1, "pace": 1}',
        '{"type": "start", "flow": "talk", "save": true, "pace": true}',
        '{"type": "start", "flow": "talk", "save": true, "pace": NaN}',
        '{"type": "start", "flow": "talk", "save": true, "pace": 9}',
        '{"type": "start", "flow": "talk", "save": true}',
        '{"type": "played", "epoch": -1, "samples": 0}',
        '{"type": "played", "epoch": 0, "samples": 1.5}',
        '{"type": "played", "epoch": 0, "samples": true}',
        '{"type": "played", "epoch": 0, "samples": 1' + "0" * 30 + "}",
        '{"type": "played", "epoch": 0, "samples": ' + "9" * 1990 + "}",
        '{"type": "strike", "quote": null}',
        '{"type": "panic"}' + " " * 2048,
    ],
)
def test_what_is_no_message_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        parse(text)
    assert text == "" or text not in str(refused.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_no_json_breaks_the_reader(raw: Any) -> None:
    for text in (json.dumps(raw), json.dumps({"type": "start", "flow": raw, "save": raw, "pace": raw})):
        with pytest.raises(Malformed):
            parse(text)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("voice_coach.surfaces.web")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(MissingExtra, match=r"pip install 'voice-coach\[web\]'"):
        web(port=0, no_open=True)


def test_a_bucket_lets_the_rate_through_and_a_burst_once() -> None:
    bucket = Bucket(10.0, 20.0)
    assert sum(bucket.take(100.0) for _ in range(50)) == 20
    assert sum(bucket.take(101.0) for _ in range(50)) == 10
    assert sum(bucket.take(1000.0) for _ in range(50)) == 20
    assert not bucket.take(1000.0, 1.0)


def test_a_token_is_good_once() -> None:
    entrance = Entrance(8137)
    token = entrance.token()
    assert entrance.enter("") is None
    assert entrance.enter(token + "x") is None
    first = entrance.enter(token)
    assert first
    assert entrance.enter(token) is None
    assert token not in repr(entrance)
    assert first not in repr(entrance)


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline() -> None:
    policy = strict_headers(8137)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    for risky in ("unsafe-", "https:", "http:", "data:", "*"):
        assert risky not in policy


def test_what_was_not_heard_is_sent_again_to_the_page_that_returns() -> None:
    transport, first, second = PageTransport(), Page(), Page()
    transport.attach(first.send)
    transport.play(SECOND)
    transport.play(SECOND)
    whole = to_pcm16(SECOND.samples) * 2
    assert first.sound == whole
    transport.reported(0, 9_001)
    transport.detach()
    transport.play(SECOND)
    assert first.sound == whole
    transport.attach(second.send)
    assert second.sound == (whole + to_pcm16(SECOND.samples))[2 * 9_001 :]
    assert transport.queued() == pytest.approx(3 - 9_001 / OUTPUT_RATE)


def test_only_believable_reports_count() -> None:
    transport = PageTransport()
    transport.play(SECOND)
    for epoch, samples in [(0, OUTPUT_RATE + 1), (1, 100), (0, 0), (0, 2**39)]:
        transport.reported(epoch, samples)
        assert transport.queued() == 1.0
    transport.reported(0, 12_000)
    transport.reported(0, 6_000)
    assert transport.queued() == 0.5
    transport.reported(0, OUTPUT_RATE)
    assert transport.queued() == 0.0


def test_a_flush_begins_an_epoch_and_old_reports_are_void() -> None:
    transport, page = PageTransport(), Page()
    transport.attach(page.send)
    transport.play(SECOND)
    transport.flush()
    assert transport.queued() == 0.0
    assert page.told == [{"event": "flush", "epoch": 1}]
    transport.play(SECOND)
    transport.reported(0, 24_000)
    assert transport.queued() == 1.0
    later = Page()
    transport.attach(later.send)
    assert later.sound == to_pcm16(SECOND.samples)


@given(st.lists(st.integers(1, 4_000), max_size=30), st.lists(st.integers(0, 60_000), max_size=30))
def test_sound_is_never_lost_or_doubled(lengths: list[int], reports: list[int]) -> None:
    transport, sound = PageTransport(), b""
    for number, length in enumerate(lengths):
        samples = np.full(length, (number + 1) / 40, np.float32)
        transport.play(AudioChunk(samples))
        sound += to_pcm16(samples)
        for samples_heard in reports[number : number + 1]:
            transport.reported(0, samples_heard)
    page = Page()
    transport.attach(page.send)
    assert page.sound == sound[2 * transport.played :]


def test_sound_of_any_length_becomes_frames() -> None:
    async def listen() -> list[Samples]:
        transport = PageTransport()
        heard = np.random.default_rng(0).uniform(-0.9, 0.9, 5 * FRAME).astype(np.float32)
        data = to_pcm16(heard)
        for at in range(0, len(data), 334):
            assert transport.heard(data[at : at + 334])
        found: list[Samples] = []
        async for frame in transport.frames():
            found.append(frame)
            if len(found) == 5:
                transport.stop()
        assert np.abs(np.concatenate(found) - heard).max() < 1e-4
        return found

    assert {frame.shape for frame in asyncio.run(listen())} == {(FRAME,)}


def test_a_listener_that_falls_far_behind_is_noticed() -> None:
    transport = PageTransport()
    second = to_pcm16(silence(1.0))
    fine = [transport.heard(second) for _ in range(round(BACKLOG) + 2)]
    assert fine[: round(BACKLOG) - 1] == [True] * (round(BACKLOG) - 1)
    assert fine[-1] is False
