"""The Wyoming server as Home Assistant meets it: a process, and the protocol's own client."""

from __future__ import annotations

import asyncio
import dataclasses
import signal
import socket
import subprocess
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from whisper_normalizer.english import EnglishTextNormalizer
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.event import Event
from wyoming.info import AsrProgram, Describe, Info
from wyoming.ping import Ping
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop

from voice_coach import assets
from voice_coach.engines.pyav import resample

COACH = assets.toml("prompts", "coach")
QUESTIONS = [faq.question for faq in assets.knowledge().faqs.values()]
FORMAT = {"rate": 16_000, "width": 2, "channels": 1}
PLANTED = "marzipan lighthouse"


class Running:
    """A server that listens, and its address."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process, self.said = process, ""
        while "listening on" not in self.said:
            line = process.stderr.readline().decode()  # type: ignore[union-attr]
            assert line, f"it ended: {self.said}"
            self.said += line
        self.uri = "tcp://" + self.said.rpartition("tcp://")[2].strip()
        self.port = int(self.uri.rpartition(":")[2])

    async def exchange(self, *events: Event, until: str) -> list[Event]:
        """Send events over a connection of their own; what came back, up to a type."""
        async with AsyncClient.from_uri(self.uri) as client:
            for event in events:
                await client.write_event(event)
            got: list[Event] = []
            while not got or got[-1].type != until:
                event_back = await client.read_event()
                assert event_back is not None, [e.type for e in got]
                got.append(event_back)
            return got

    async def say(self, text: str, conversation: str | None = "c", **more: Any) -> Event:
        """One utterance, one connection, as Home Assistant does it."""
        context = {"conversation_id": conversation} if conversation else None
        async with AsyncClient.from_uri(self.uri) as client:
            await client.write_event(Transcript(text, context=context, **more).event())
            answer = await client.read_event()
            assert answer is not None
            return answer

    async def raw(self, data: bytes, answer: bool = True) -> bytes:
        """Send bytes; all that comes back until the server hangs up, or nothing where we do."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(data)
        await writer.drain()
        said = await reader.read() if answer else b""
        writer.close()
        await writer.wait_closed()
        return said

    def stop(self) -> str:
        """SIGTERM; everything it wrote to stderr."""
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=60)
        assert (self.process.returncode, out) == (0, b"")
        return self.said + err.decode()


@pytest.fixture
def serve(fast: Any) -> Callable[..., Running]:
    """Start a server on scripted engines."""
    return lambda *flags: Running(fast.start("wyoming", "--uri", "tcp://127.0.0.1:0", *flags))


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_end_is_quiet_while_clients_are_there(
    serve: Callable[..., Running], sent: signal.Signals, code: int
) -> None:
    server = serve()
    asyncio.run(server.exchange(Describe().event(), until="info"))
    clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(3)]
    clients[0].sendall(b'{"type": "describe"}\n')
    assert clients[0].recv(10)
    server.process.send_signal(sent)
    _, err = server.process.communicate(timeout=60)
    for client in clients:
        client.close()
    assert server.process.returncode == code
    assert err.decode().split() == ([] if code == 0 else ["voice-coach:", "stopped."])


def test_it_announces_one_program_each_and_nothing_that_would_disable_them(serve: Callable[..., Running]) -> None:
    server = serve()
    got = asyncio.run(server.exchange(Describe().event(), Ping(text="x").event(), until="pong"))
    info = Info.from_event(got[0])
    assert [len(info.asr), len(info.tts), len(info.handle)] == [1, 1, 1]
    assert (info.intent, info.wake, info.satellite) == ([], [], None)
    assert info.tts[0].supports_synthesize_streaming
    assert not info.handle[0].supports_home_control
    known = "requires_external_vad" in {field.name for field in dataclasses.fields(AsrProgram)}
    assert got[0].data["asr"][0].get("requires_external_vad") is (False if known else None)
    assert got[1].data["text"] == "x"


def test_a_whole_check_in_over_one_connection_an_utterance(serve: Callable[..., Running]) -> None:
    server = serve("--sessions")
    story = f"He cancelled the {PLANTED} again and I planned all of it."

    async def night(conversation: str) -> list[str]:
        said = ["Start my check-in.", story, "What did you hear?", "He listened to me.", "He said thanks.", "I'm fine."]
        return [(await server.say(text, conversation)).data["text"] for text in said]

    async def both() -> list[list[str]]:
        return await asyncio.gather(night("nightly"), night("other"))

    first, second = asyncio.run(both())
    assert first == second, "neither knows of the other"
    assert COACH["shared"]["warning"][0] in first[0]
    assert first[2] == COACH["shared"]["kept_back"][0]
    assert any(COACH["close"]["any"][0] in text for text in first)
    err = server.stop()
    assert all(word not in (" ".join(first) + err) for word in PLANTED.split())


def test_without_the_opt_in_it_only_answers_and_understands_english_only(serve: Callable[..., Running]) -> None:
    server = serve()

    async def talk() -> list[Event]:
        said = [await server.say("Let's talk."), await server.say(QUESTIONS[0]), await server.say("more")]
        return [*said, await server.say("Was nun?", language="de-DE"), await server.say("x" * 30_000)]

    refused, answer, more, foreign, long = asyncio.run(talk())
    assert COACH["notice"]["start"][0].split(": ")[1].split(". ")[0] in refused.data["text"], "what it is comes first"
    assert refused.data["text"].endswith(COACH["shared"]["no_sessions"][0])
    assert answer.data["text"].startswith(assets.knowledge().faqs["Q1"].sentences[0].text), "said once a conversation"
    assert more.data["text"] not in answer.data["text"]
    assert answer.data["context"] == {"conversation_id": "c"}
    assert (foreign.type, long.type) == ("not-handled", "not-handled")


BROKEN = [
    (b'{"type": "' + b"x" * 70_000 + b'"}\n', b"too-large"),
    (b'{"type": "audio-chunk", "payload_length": 1073741824}\n', b"too-large"),
    (b'{"type": "transcript", "data_length": 1073741824}\n', b"too-large"),
    (b'{"type": "transcript", "data_length": -1}\n', b"bad-event"),
    (b'{"type": "transcript", "data": {"text": 5}}\n', b"bad-event"),
    (b'{"type": "transcript", "data": {"context": "x"}}\n', b"bad-event"),
    (b'{"type": 7}\n', b"bad-event"),
    (b"[" * 60_000 + b"\n", b"bad-event"),
    (b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"bad-event"),
    (b'{"type": "audio-start", "data": {"rate": 8000, "width": 2, "channels": 1}}\n', b"bad-audio"),
]


def test_what_breaks_a_limit_or_the_protocol_is_told_so(serve: Callable[..., Running]) -> None:
    server = serve()
    for data, code in BROKEN:
        said = asyncio.run(server.raw(data))
        assert said.startswith(b'{"type": "error"'), data[:80]
        assert code in said, data[:80]
    assert asyncio.run(server.say(QUESTIONS[0])).type == "handled"


def test_clients_that_vanish_harm_nobody(serve: Callable[..., Running]) -> None:
    server = serve()

    async def vanish() -> Event:
        for half in (
            b'{"type": "tra',
            b'{"type": "audio-chunk", "payload_length": 5000}\nabc',
            b'{"type": "audio-start", "data": {"rate": 16000, "width": 2, "channels": 1}}\n',
            b'{"type": "transcript", "data": {"text": "What are the signs?"}}\n',
            b'{"type": "synthesize", "data": {"text": "One two three."}}\n',
        ):
            await server.raw(half, answer=False)
        return await server.say(QUESTIONS[0])

    assert asyncio.run(vanish()).type == "handled"
    assert server.stop().count("\n") == 1, "nothing to report"


def test_twenty_clients_at_once_get_their_own_answers(serve: Callable[..., Running]) -> None:
    server = serve()

    async def alone() -> list[str]:
        return [(await server.say(question, None)).data["text"] for question in QUESTIONS]

    async def crowd() -> list[Event]:
        said = (server.say(QUESTIONS[n % len(QUESTIONS)], f"client-{n}") for n in range(20))
        return await asyncio.gather(*said)

    expected = asyncio.run(alone())
    assert len(set(expected)) == len(QUESTIONS)
    answers = [event.data["text"] for event in asyncio.run(crowd())]
    assert answers == [expected[n % len(QUESTIONS)] for n in range(20)]


def test_the_text_comes_as_soon_as_the_person_has_finished(
    serve: Callable[..., Running], tone: Callable[..., np.ndarray]
) -> None:
    sound = (np.concatenate([tone(1.0), np.zeros(3 * 16_000)]) * 32767).astype("<i2").tobytes()
    pieces = [AudioChunk(**FORMAT, audio=sound[at : at + 2048]).event() for at in range(0, len(sound), 2048)]
    events = [Transcribe(language="en").event(), AudioStart(**FORMAT).event(), *pieces]
    (text,) = asyncio.run(serve().exchange(*events, until="transcript"))  # And no audio-stop.
    assert text.data["text"] == "What are the signs of a lack of reciprocity?"


def test_silence_is_no_text(serve: Callable[..., Running]) -> None:
    events = [AudioStart(**FORMAT), AudioChunk(**FORMAT, audio=bytes(32_000)), AudioStop()]
    (text,) = asyncio.run(serve().exchange(*(e.event() for e in events), until="transcript"))
    assert text.data["text"] == ""


def test_a_stream_of_text_is_one_stream_of_sound(serve: Callable[..., Running]) -> None:
    events = [SynthesizeStart(), SynthesizeChunk("One two. Thr"), SynthesizeChunk("ee four")]
    events += [Synthesize("One two. Three four"), SynthesizeStop()]
    got = asyncio.run(serve().exchange(*(e.event() for e in events), until="synthesize-stopped"))
    kinds = list(dict.fromkeys(event.type for event in got))
    assert kinds == ["audio-start", "audio-chunk", "audio-stop", "synthesize-stopped"]
    assert [event.type for event in got].count("audio-start") == 1
    assert sum(len(event.payload or b"") for event in got) == 4 * 2 * 2400, "a tenth of a second a word, said once"


@pytest.mark.weights
def test_what_it_says_it_hears(cli: Any) -> None:
    """Text to sound by hibari, sound to text by Whisper, over one server."""
    server = Running(
        cli.with_settings(STT__MODEL="tiny.en").start("wyoming", "--uri", "tcp://127.0.0.1:0", "--offline")
    )
    sentence = "You start most of the emotional conversations."

    async def there_and_back() -> str:
        got = await server.exchange(Synthesize(sentence).event(), until="audio-stop")
        said = np.frombuffer(b"".join(e.payload or b"" for e in got), "<i2").astype(np.float32) / 32768
        heard = (resample(said, 24_000, 16_000) * 32767).astype("<i2").tobytes()
        chunks = [AudioChunk(**FORMAT, audio=heard[at : at + 2048]) for at in range(0, len(heard), 2048)]
        events = [Transcribe(), AudioStart(**FORMAT), *chunks, AudioStop()]
        return str((await server.exchange(*(e.event() for e in events), until="transcript"))[0].data["text"])

    same = EnglishTextNormalizer()
    assert same(asyncio.run(there_and_back())) == same(sentence)
    answer = asyncio.run(server.say("What are the signs of a lack of reciprocity?"))
    assert answer.data["text"].endswith(COACH["offer"]["more"][0])


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        (["--uri", "tcp://0.0.0.0:10700"], "--allow"),
        (["--uri", "10700"], "Example"),
        (["--uri", "tcp://127.0.0.1"], "Example"),
        (["--uri", "tcp://coach.local:10700"], "IPv4"),
        (["--uri", "tcp://0.0.0.0:10700", "--allow", "everyone"], "network"),
    ],
)
def test_an_address_that_is_none_or_open_to_all_is_refused(fast: Any, flags: list[str], word: str) -> None:
    fast("wyoming", *flags).fails_with(2, word)


def test_an_address_in_use_is_told(fast: Any, serve: Callable[..., Running]) -> None:
    fast("wyoming", "--uri", serve().uri).fails_with(2, "Choose another")
