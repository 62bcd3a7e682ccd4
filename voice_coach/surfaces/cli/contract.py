"""The JSON Lines contract for programs, version 1: reading lines, writing objects."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from voice_coach.core.safety import Assessment
from voice_coach.core.scoring import SIGNALS, Score
from voice_coach.core.transcript import Turn
from voice_coach.core.trend import Standing
from voice_coach.core.turn import Answer, Sentence
from voice_coach.errors import InputError, TooLarge, VoiceCoachError

MAX_LINE = 4_000_000
"""Bytes of one line: a very long conversation is far less."""
MAX_TURN = 20_000
"""Characters of one turn, as `voice_coach.conversation.answering` has it for a question."""
MAX_TURNS = 2_000
"""Turns of one conversation."""
MAX_FILE = 50_000_000
"""Bytes of a whole file of text: years of conversations."""
_LINE_ENDS = {end: f"\\u{end:04x}" for end in (0x85, 0x2028, 0x2029)}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class BadJson(InputError):
    """A line that is not JSON."""

    kind = "bad_json"


def serve(handle: Callable[[dict[str, Any]], dict[str, Any]], source: IO[bytes] | None = None) -> None:
    """Answer each line of stdin with one line on stdout, in order. A bad line does not stop the rest."""
    for raw in lines(source or stdin()):
        id: Any = None
        try:
            item = parse(raw)
            id = id_of(item)
            reply = {"v": 1, "id": id, **handle(item)}
        except VoiceCoachError as failure:
            reply = error(id, failure)
        except Exception as failure:
            reply = error(id, VoiceCoachError(f"something went wrong inside ({type(failure).__name__})"))
        write(reply)


def stdin() -> IO[bytes]:
    """What a program writes to us. Raises InputError when it is closed."""
    if sys.stdin is None:
        raise InputError("stdin is closed. Give JSON Lines there: voice-coach … --jsonl < FILE")
    return sys.stdin.buffer


def text_of_file(file: str | Path) -> str:
    """A whole file of text, or stdin for "-", read no further than it may be long. Raises InputError or TooLarge."""
    try:
        if file == "-":
            raw = stdin().read(MAX_FILE + 1)
        else:
            with open(file, "rb") as handle:
                raw = handle.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise InputError(f"{file} does not exist.") from None
    except IsADirectoryError:
        raise InputError(f"{file} is a folder and can't be read as text. Give a file.") from None
    except (OSError, ValueError) as failure:  # ValueError: a name that holds a zero.
        raise InputError(f"{file} can't be read ({type(failure).__name__}).") from None
    if len(raw) > MAX_FILE:
        raise TooLarge(f"{file} is longer than {MAX_FILE // 1_000_000} MB. Give a part of it.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{file} can't be read as text. Save it as UTF-8.") from None


def lines(source: IO[bytes]) -> Iterator[bytes | None]:
    """Lines without blank ones; None for one that is too long, which is read past without being held."""
    while raw := source.readline(MAX_LINE):
        if not raw.endswith(b"\n") and len(raw) >= MAX_LINE:
            while (rest := source.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield None
        elif raw.strip():
            yield raw


def parse(raw: bytes | None) -> dict[str, Any]:
    """One line as an object. Raises BadJson, InputError or TooLarge."""
    if raw is None:
        raise TooLarge(f"a line of more than {MAX_LINE:,} bytes")
    try:
        item = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadJson("this line is not JSON") from None
    if not isinstance(item, dict):
        raise InputError("a line must be a JSON object")
    return item


def id_of(item: dict[str, Any]) -> str | int | float | None:
    """What the reply is known by, as it can be written back. Raises InputError for a list, an object or no number."""
    value = item.get("id")
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise InputError('"id" must be a text or a number')


def text_of(item: dict[str, Any], name: str = "text", empty: bool = False) -> str:
    """A text field, lone surrogates replaced. Raises InputError when it is missing, not text, empty or too long."""
    value = item.get(name)
    if not isinstance(value, str):
        raise InputError(f'"{name}" must be a text')
    if not empty and not value.strip():
        raise InputError(f'"{name}" is empty')
    if len(value) > MAX_TURN:
        raise TooLarge(f"a turn of {len(value):,} characters; at most {MAX_TURN:,} fit")
    return _LONE_SURROGATE.sub("\ufffd", value)


def turns_of(item: dict[str, Any], name: str, required: bool = True) -> list[Turn]:
    """A list of {"role", "text"}, oldest first; `assistant` is read as `coach`. Raises InputError."""
    value = item.get(name)
    if value is None and not required:
        return []
    if not isinstance(value, list) or (required and not value):
        raise InputError(f'"{name}" must be a list of turns')
    if len(value) > MAX_TURNS:
        raise TooLarge(f"{len(value):,} turns; at most {MAX_TURNS:,} fit")
    turns = []
    for turn in value:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "coach", "assistant"):
            raise InputError(f'each of "{name}" needs a "role" (user or coach) and a "text"')
        turns.append(Turn("user" if turn["role"] == "user" else "coach", text_of(turn, empty=True)))
    return turns


def error(id: Any, failure: VoiceCoachError) -> dict[str, Any]:
    """The object that stands in the place of a line that failed."""
    return {"v": 1, "id": id, "error": {"type": failure.kind, "message": str(failure)}}


def write(item: dict[str, Any]) -> None:
    """One object, one line, at once: a program may be waiting for it."""
    print(as_line(item), flush=True)


def as_line(item: dict[str, Any]) -> str:
    """An object as JSON without anything in it that some programs take for the end of a line."""
    return json.dumps(item, ensure_ascii=False).translate(_LINE_ENDS)


def answer_json(answer: Answer, ms: float) -> dict[str, Any]:
    """The body of an `ask` line."""
    return {
        "outcome": answer.outcome,
        "text": answer.text,
        "sentences": [sentence_json(s) for s in answer.sentences],
        "more": [sentence_json(s) for s in answer.more],
        "citations": [{"id": c.id, "section": c.section, "score": c.score} for c in answer.citations],
        "safety": safety_json(answer.safety),
        "ms": ms,
    }


def sentence_json(sentence: Sentence) -> dict[str, Any]:
    """A sentence with the ids of its passages."""
    return {"text": sentence.text, "citations": list(sentence.citations)}


def score_json(score: Score) -> dict[str, Any]:
    """Signals and coverage."""
    return {
        "signals": {
            name: {
                "state": heard.state,
                "confidence": round(heard.confidence, 3),
                "evidence": [
                    {"turn": e.turn, "start": e.start, "end": e.end, "quote": e.quote, "pole": e.pole}
                    for e in heard.evidence
                ],
            }
            for name, heard in score.signals.items()
        },
        "coverage": {"mentioned": score.mentioned, "of": SIGNALS},
    }


def standing_json(standing: Standing) -> dict[str, Any]:
    """Index and interval of a relationship, where there are such."""
    if standing.index is None or standing.interval is None:
        return {}
    return {"index": round(standing.index, 1), "interval": [round(edge, 1) for edge in standing.interval]}


def safety_json(safety: Assessment) -> dict[str, Any]:
    """The state of screening."""
    return {"cue": safety.cue, "classes": list(safety.classes), "tier": safety.tier}
