"""Transcripts from elsewhere: plain text with or without speakers, chat exports, subtitles, JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from voice_coach.core.transcript import Turn
from voice_coach.errors import InputError, UsageError
from voice_coach.surfaces.cli import contract

_ME = ("me", "user", "i", "myself")
_COACH = ("coach", "assistant", "bot")
_JSON = re.compile(r"\s*(?:\{|\[\s*[\]{\"])")
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?"
_STAMP = re.compile(
    rf"^\s*(?:\[[^\]]*{_TIME}[^\]]*\]|\(?{_TIME}\)?|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}},? {_TIME})\s*[-–—]?\s+",
    re.IGNORECASE,
)
"""When a line was said: [21:03], "12/03/2024, 21:03 - "."""
_CUE = re.compile(r"^\s*(?:WEBVTT\b.*|\d+|.*-->.*)\s*$")
"""Lines of subtitles in which nobody speaks."""
_VOICE = re.compile(r"^<v ([^>]+)>(.*?)(?:</v>)?$")
_LABEL = re.compile(r"^((?:[A-Z][\w.'’-]*|[a-z]+)(?: [A-Z][\w.'’-]*){0,2})\s*:\s+(\S.*)$")
"""Who speaks: a name or a word, no clause ("He told me: never")."""


def turns_of_text(text: str, file: str, me: str = "") -> list[Turn]:
    """Turns of a transcript; `me` is the name that stands before the user's own lines, where it is not "Me".

    What anybody else says is there to be read before the user's words, and is never scored. Raises InputError for what
    can't be read and UsageError where nobody knows who of several speakers the user is.
    """
    if _JSON.match(text):
        return _of_json(text, file)
    lines = list(_spoken(text))
    labels = [label for label, _ in lines if label]
    mine = {label for label in labels if label.lower() in (*_ME, me.lower())}
    known = mine | {label for label in labels if label.lower() in _COACH}
    if me and me.lower() not in map(str.lower, labels):
        raise UsageError(f"no line of {file} begins with {me}:")
    # Where nobody is known and no name comes again, "Honestly: no" is no speaker.
    spoken = bool(known) or len(set(labels)) < len(labels)
    others = {label for label in labels if label not in known and spoken}
    if len(others) > 1 and not mine:
        raise UsageError(f"who of {', '.join(sorted(others))} are you? Say --me NAME, or write Me: before your lines.")
    turns: list[Turn] = []
    speaker = ""
    for label, words in lines:
        # Where the user's lines are marked, a line without a mark goes on with what someone else was saying.
        label = label or (speaker if mine else "")
        speaker = label if label in others else ""
        if label in known:
            turns.append(Turn("user" if label in mine else "coach", words))
        elif label in others:
            turns.append(Turn("coach" if mine else "user", words))
        else:
            turns.append(Turn("user", f"{label}: {words}" if label else words))
    if not turns:
        raise InputError(f"{file} holds no words.")
    return turns


def _spoken(text: str) -> Iterator[tuple[str, str]]:
    """(speaker or nothing, words) of each line in which somebody speaks."""
    subtitles = "-->" in text
    for line in text.splitlines():
        if subtitles and _CUE.match(line):
            continue
        said = _STAMP.sub("", line).strip()
        found = _VOICE.match(said) or _LABEL.match(said)
        label, words = (found[1].strip(), found[2].strip()) if found else ("", said)
        if words:
            yield label, words


def _of_json(text: str, file: str) -> list[Turn]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(f"{file} starts like JSON but is not. Mend it, or give plain text.") from None
    if isinstance(parsed, dict) and isinstance(chat := parsed.get("messages"), list):
        parsed = [
            {"role": m.get("role"), "text": m.get("content")}
            for m in chat
            if isinstance(m, dict) and m.get("role") != "system"
        ]
    return contract.turns_of(parsed if isinstance(parsed, dict) else {"turns": parsed}, "turns")
