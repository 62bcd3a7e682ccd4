"""What is thrown at the entrances: texts, JSON Lines, sound files and settings, random and mutated.

Everything follows from a `random.Random`, so a case can be made again from its seed.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

import av
import numpy as np

SENTENCES = (
    "What are the signs of a lack of reciprocity?",
    "I always plan everything and then he cancels and I end up apologising.",
    "He hit me last night. Can we go on?",
    "I could kill him for eating my leftovers, honestly.",
    "im safe go on",
    "clear the screen",
    "don't save that",
    "Tell me more about the third one.",
    "She texts at 7 and 8 and 9, every day since 2019!",
    "I'm in Ireland.",
    "stop",
    "",
)
ODD = (
    *("\x00\x07\x1b[2J", "\u202e\u2066", "e\u0301" * 9, "👩\u200d👩\u200d👧", "\u2028\x85\x0b", "[bold]{said}[/]"),
    *("%s{0}\\", "ﷺ" * 5, "İıſ", "\ufeff", "'’`\"", "<script>", "\U0010ffff", "nine nine nine", "-" * 40),
)
KEYS = ("id", "text", "turns", "history", "role", "v", "extra")
NUMBERS = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
FORMATS = {
    "wav": ("wav", "pcm_s16le", 16_000, "mono"),
    "float": ("wav", "pcm_f32le", 44_100, "stereo"),
    "flac": ("flac", "flac", 48_000, "stereo"),
    "mp3": ("mp3", "libmp3lame", 22_050, "mono"),
    "ogg": ("ogg", "libopus", 48_000, "mono"),
    "m4a": ("mp4", "aac", 44_100, "stereo"),
    "webm": ("webm", "libopus", 48_000, "mono"),
}


@dataclass(frozen=True)
class Case:
    """One call of the command line."""

    arguments: tuple[str, ...]
    stdin: bytes = b""
    files: Mapping[str, bytes] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    lines: bool = False
    """Whether each line of stdin that is not blank is answered by a line."""


def text(random: Random) -> str:
    """A text that nobody expects, or nearly one that somebody does."""
    kind = random.randrange(6)
    if kind == 0:
        return "".join(chr(random.choice((random.randrange(128), random.randrange(0x110000)))) for _ in range(40))
    if kind == 1:
        return random.choice((*ODD, *SENTENCES)) * random.choice((1, 2, 50, 400))
    words = " ".join(random.choice(SENTENCES) for _ in range(random.choice((1, 1, 2, 30)))).split(" ")
    for _ in range(random.randrange(6)):
        at = random.randrange(len(words) + 1)
        words[at:at] = random.choice(([], [random.choice(ODD)], words[at : at + 3], [words[0]] * 20))
        random.shuffle(words) if random.random() < 0.2 else None
    return " ".join(words)


def value(random: Random, depth: int = 0) -> Any:
    """Anything JSON can hold."""
    kind = random.randrange(8 if depth < 3 else 6)
    if kind == 6:
        return [value(random, depth + 1) for _ in range(random.randrange(4))]
    if kind == 7:
        return {random.choice(KEYS): value(random, depth + 1) for _ in range(random.randrange(4))}
    simple = (None, True, random.choice((-1, 10**30, 5)), random.choice((0.5, 1e308, float("nan"))))
    return random.choice((*simple, text(random), random.choice(SENTENCES)))


def turns(random: Random) -> Any:
    """A conversation, now and then a wrong one."""
    if random.random() < 0.2:
        return value(random)
    roles = ("user", "coach", "assistant", "user", random.choice(("system", "USER", "coach")))
    count = random.choice((0, 1, 3, 8, 40))
    return [{"role": random.choice(roles), "text": text(random)} for _ in range(count)]


def line(random: Random) -> bytes:
    """A line of the contract; about half are right."""
    kind = random.randrange(10)
    if kind == 0:
        return bytes(random.randrange(256) for _ in range(random.randrange(60))).replace(b"\n", b" ")
    if kind == 1:
        depth = random.choice((10, 1_000, 100_000))
        return b'{"text":' + b"[" * depth + b"]" * random.choice((0, depth)) + b"}"
    if kind == 2:
        return json.dumps(value(random)).encode()
    item = {"id": random.choice((1, "a", None, value(random))), "text": text(random), "turns": turns(random)}
    item["history"] = turns(random)
    for key in list(item):
        if random.random() < 0.25:
            del item[key]
    raw = json.dumps(item, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    return mutated(raw, random).replace(b"\n", b" ") if kind == 3 else raw


def mutated(raw: bytes, random: Random) -> bytes:
    """The same bytes with a few of them wrong, missing, doubled or cut off."""
    data = bytearray(raw)
    for _ in range(random.choice((1, 1, 2, 5, 30))):
        at, kind = random.randrange(len(data) + 1), random.randrange(6)
        span = random.choice((1, 2, 4, 16, 200))
        if kind == 0 and at < len(data):
            data[at] ^= 1 << random.randrange(8)
        elif kind == 1:
            data[at : at + span] = bytes(random.randrange(256) for _ in range(span))
        elif kind == 2:
            del data[at : at + span]
        elif kind == 3:
            data[at:at] = data[at : at + span] * random.choice((1, 3))
        elif kind == 4:
            data[at : at + 4] = struct.pack(random.choice("<>") + "I", random.choice(NUMBERS))
        elif random.random() < 0.2:
            del data[at:]
    return bytes(data)


@cache
def sound(name: str) -> bytes:
    """A second of a hum between two silences, in a format of `FORMATS`."""
    container, codec, rate, layout = FORMATS[name]
    hum = 0.3 * np.sin(2 * np.pi * 220 * np.arange(rate) / rate)
    samples = np.concatenate([np.zeros(rate // 2), hum, np.zeros(rate)]).astype(np.float32)
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream: Any = file.add_stream(codec, rate=rate, layout=layout)
        convert = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        for piece in [*convert.resample(frame), *convert.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return out.getvalue()


def wav_header(random: Random) -> bytes:
    """A WAV file whose header lies about one or two things."""
    fields = [1, 1, 16_000, 32_000, 2, 16]
    for _ in range(random.choice((1, 1, 2))):
        at = random.randrange(len(fields))
        fields[at] = random.choice((*NUMBERS, random.randrange(1 << 32))) & (0xFFFFFFFF if at in (2, 3) else 0xFFFF)
    sizes = [random.choice((n, n, random.choice(NUMBERS))) for n in (32_036, 16, 32_000)]
    head = struct.pack("<4sI4s4sI", b"RIFF", sizes[0], b"WAVE", b"fmt ", sizes[1])
    data = sound("wav")[-32_000:]
    return head + struct.pack("<HHIIHH", *fields) + struct.pack("<4sI", b"data", sizes[2]) + data


def audio(random: Random) -> bytes:
    """A sound file, whole, broken, or none at all."""
    kind = random.randrange(8)
    if kind == 0:
        return random.randbytes(random.choice((0, 1, 100, 5_000)))
    if kind in (1, 2, 3):
        return wav_header(random)
    raw = sound(random.choice(list(FORMATS)))
    return raw if kind == 4 else mutated(raw, random)


SETTINGS = (
    'country = "GB"\npanic_word = "blue moon"\nlock_minutes = 3\n[stt]\nengine = "scripted"\n'
    '[tts]\nengine = "hibari"\nspeed = 1.1\n[reflector]\nengine = "embedded"\napi_key = "sk-planted"\n'
)


def settings(random: Random) -> bytes:
    """A settings file that was edited in a hurry."""
    kind = random.randrange(4)
    if kind == 0:
        return random.randbytes(random.randrange(80))
    if kind == 1:
        return f"country = {'[' * random.choice((3, 5_000))}".encode()
    if kind == 2:
        return f"{random.choice(('country', 'stt', 'lock_minutes', 'x'))} = {json.dumps(value(random))}\n".encode(
            "utf-8", "replace"
        )
    return mutated(SETTINGS.encode(), random)


def _lines(random: Random) -> bytes:
    return b"\n".join(line(random) for _ in range(random.choice((1, 5, 20)))) + random.choice((b"", b"\n", b"\r\n"))


def _typed(random: Random) -> bytes:
    rows = [json.dumps({"text": text(random)}).encode() for _ in range(random.choice((0, 1, 4, 12)))]
    raw = b"\n".join(rows)
    return mutated(raw, random) if random.random() < 0.2 else raw


def _argument(random: Random) -> str:
    """A text as a shell could pass it: no zero, no lone surrogate."""
    return text(random).replace("\x00", "").encode("utf-8", "replace").decode()


def _session(random: Random) -> Case:
    name, flag = random.choice((("talk", "--turns"), ("checkin", "--answers")))
    more: tuple[str, ...] = ("--json",) if random.random() < 0.7 else ()
    if name == "checkin" and random.random() < 0.3:
        more += ("--now", random.choice(("2026-11-22T21:30:00+00:00", "0001-01-01T00:00:00+14:00", _argument(random))))
    return Case((name, flag, "turns.jsonl", *more), files={"turns.jsonl": _typed(random)})


def _keyboard(random: Random) -> Case:
    raw = "\n".join(text(random).replace("\n", " ") for _ in range(random.randrange(6)))
    return Case((random.choice(("talk", "checkin")), "--type"), raw.encode("utf-8", "surrogatepass"))


def _spoken(random: Random) -> Case:
    heard = json.dumps([text(random) for _ in range(2)])
    flags = ("--in", "in", "--out", "out.wav", "--events", "events.jsonl")
    command = random.choice(("talk", "checkin"))
    return Case((command, *flags), files={"in": audio(random)}, environment={"VOICE_COACH_STT__TEXTS": heard})


def _configured(random: Random) -> Case:
    words = random.choice((("config", "show"), ("engines",), ("config", "path"), ("models", "list")))
    variables = {}
    if random.random() < 0.3:
        name = random.choice(("COUNTRY", "STT", "STT__ENGINE", "LOCK_MINUTES", "TTS__SPEED", "NONSENSE"))
        variables = {f"VOICE_COACH_{name}": _argument(random)}
    return Case(words, files={"data/config.toml": settings(random)}, environment=variables)


def _document(random: Random) -> Case:
    raw = random.choice((line(random), text(random).encode("utf-8", "replace"), json.dumps(turns(random)).encode()))
    more: tuple[str, ...] = ("--json",) if random.random() < 0.5 else ()
    return Case(("score", "story", *more), files={"story": raw})


def _plain(random: Random) -> Case:
    return Case((random.choice(("ask", "screen")), "--", _argument(random)))


def _said(random: Random) -> Case:
    return Case(("say", "-o", "said.wav", "--json", "--", _argument(random)))


ENTRANCES: dict[str, Callable[[Random], Case]] = {
    "ask --jsonl": lambda random: Case(("ask", "--jsonl"), _lines(random), lines=True),
    "score --jsonl": lambda random: Case(("score", "--jsonl"), _lines(random), lines=True),
    "screen --jsonl": lambda random: Case(("screen", "--jsonl"), _lines(random), lines=True),
    "ask, screen": _plain,
    "score FILE": _document,
    "say": _said,
    "talk, checkin (file)": _session,
    "talk, checkin (typed)": _keyboard,
    "talk, checkin (spoken)": _spoken,
    "transcribe": lambda random: Case(("transcribe", "--jsonl", "in"), files={"in": audio(random)}),
    "settings": _configured,
}


def case(entrance: str, seed: int, number: int) -> Case:
    """The case of that number at an entrance."""
    return ENTRANCES[entrance](Random(f"{seed}/{entrance}/{number}"))
