"""What is thrown at the entrances: JSON Lines, sound files, settings, journals and documents, random and mutated.

Everything follows from a `random.Random`, so a case can be made again from its seed.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from random import Random
from typing import Any

import av
import numpy as np

from evals.fuzz.texts import NUMBERS, mutated, text, turns, value
from evals.fuzz.visits import MARK, NEEDS, VISITS, Visit
from voice_coach import assets
from voice_coach.core.entries import Entry
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.surfaces.journal_work import export

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
    secret: str = ""
    """A word of the person that stderr may not hold."""


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


def _entry(random: Random) -> dict[str, Any]:
    """An entry as `journal export` writes it."""
    told = (Turn("coach", "How was it?"), *(Turn("user", f"{text(random)} {MARK}") for _ in range(2)))
    heard = {"heard": {"state": "positive", "evidence": [[1, 0, random.choice((2, 9, 10**6)), "positive"]]}}
    return {
        "id": f"{random.randrange(200):032x}",
        "flow": random.choice(("talk", "checkin")),
        "started": f"20{random.randrange(20, 27)}-0{random.randrange(1, 10)}-11T21:30:00+0{random.randrange(3)}:00",
        "state": State("talk", turns=told).to_json(),
        "signals": heard if random.random() < 0.5 else {},
        "profile": random.choice(("default", "Sam", text(random)[:50])),
        "ended": True,
    }


def _journal(random: Random) -> Case:
    entries: list[Any] = [_entry(random) for _ in range(random.choice((0, 1, 5)))]
    for entry in entries:
        if random.random() < 0.4:
            entry[random.choice(list(entry))] = value(random)
    raw = json.dumps({"v": 1, "entries": entries}).encode()
    if random.random() < 0.4:
        whole = [Entry(**_entry(random)) for _ in range(random.choice((1, 3)))]
        raw = export(whole, random.choice(("csv", "json")), assets.signals()).encode("utf-8", "replace")
    more: tuple[str, ...] = ("--replace",) if random.random() < 0.3 else ()
    raw = mutated(raw, random) if random.random() < 0.4 else raw
    return Case(("journal", "import", "mine", *more), files={"mine": raw}, secret=MARK)


def _knowledge(random: Random) -> Case:
    name = random.choice(("notes.md", "notes.txt", "Our notes!.md", "notes.pdf", "\u202e.md"))
    parts = [f"{'#' * random.randrange(8)} {text(random)}\n\n{text(random)} {MARK}.\n" for _ in range(3)]
    raw = "".join(parts[: random.choice((0, 1, 3))]).encode("utf-8", "replace")[:20_000]
    raw = mutated(raw, random) if random.random() < 0.4 else raw
    return Case(("knowledge", "add", name), files={name: raw}, secret=MARK)


ENTRANCES: dict[str, Callable[[Random], Case | Visit]] = {
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
    "journal import": _journal,
    "knowledge add": _knowledge,
    **VISITS,
}


def missing() -> dict[str, list[str]]:
    """Entrances that can't be tried here, with the packages that they need and that are not there."""
    gone = {name: [package for package in needed if find_spec(package) is None] for name, needed in NEEDS.items()}
    return {name: packages for name, packages in gone.items() if packages}


def case(entrance: str, seed: int, number: int) -> Case | Visit:
    """The case of that number at an entrance."""
    return ENTRANCES[entrance](Random(f"{seed}/{entrance}/{number}"))
