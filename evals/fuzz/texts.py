"""Texts, values and bytes that nobody expects, or nearly those that somebody does.

Everything follows from a `random.Random`, so a case can be made again from its seed.
"""

from __future__ import annotations

import struct
from random import Random
from typing import Any

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
