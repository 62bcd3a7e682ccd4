"""What reaches the person before and at the start of a check-in: the reminder, the greeting, what is asked about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from voice_coach.conversation.prompts import Prompts
from voice_coach.core.mirror import mirrors
from voice_coach.core.state import State
from voice_coach.ports import Entry

STALE = timedelta(days=21)
"""After so long the last entry is no longer what one begins with."""
LATELY = timedelta(days=14)

_WHEN = re.compile(
    r"^(?:yesterday|today|tonight|this (?:morning|afternoon|evening|week)|last night|just now),? ", re.IGNORECASE
)
"""What was true the night it was said."""


def reminder(prompts: Prompts) -> str:
    """The whole text of a notification: it names no product, no person and nothing that was said."""
    return prompts.say("notification.reminder")


def after_danger(entries: Sequence[Entry]) -> bool:
    """Whether a sign of danger was active when the last entry ended. `entries`: oldest first."""
    return bool(entries) and State.from_json(entries[-1].state).safety.gated


def first_words(entries: Sequence[Entry], now: datetime, prompts: Prompts, danger: Callable[[str], bool]) -> str:
    """The greeting that fits the hour, and a question that begins where the last entry ended.

    The night after a sign of danger it says nothing of the two of them: someone else may be listening. Nothing is
    given back of an entry that held one at all, cleared or not. `danger` says whether a text does.
    """
    if after_danger(entries):
        return prompts.say("opening.neutral")
    hello = prompts.say(f"hello.{part_of_day(now)}")
    last = entries[-1] if entries and timedelta(0) <= now - entries[-1].moment <= STALE else None
    words = _told(last, danger) if last else ""
    if words:
        return prompts.say("opening.checkin_again", now.toordinal(), hello=hello, words=words)
    if not entries:
        return prompts.say("opening.checkin_first", hello=hello)
    return prompts.say("opening.checkin", now.toordinal(), hello=hello)


def part_of_day(now: datetime) -> str:
    """Morning, afternoon, evening or night, by the clock of where the person is."""
    hour = now.hour
    return "night" if hour < 5 or hour >= 23 else "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"


def by_neglect(signals: Sequence[str], entries: Sequence[Entry], now: datetime) -> list[str]:
    """The signals, those not heard from lately first, else in their usual order."""
    heard: dict[str, datetime] = {}
    for entry in entries:
        for name in entry.signals:
            heard[name] = max(entry.moment, heard.get(name, entry.moment))
    lately = {name: moment for name, moment in heard.items() if now - moment <= LATELY}
    return sorted(signals, key=lambda name: lately[name].timestamp() if name in lately else 0.0)


def _told(entry: Entry, danger: Callable[[str], bool]) -> str:
    """What the person told last that can be given back as it stands, in the second person; empty where nothing can."""
    turns = State.from_json(entry.state).turns
    if any(danger(turn.text) for turn in turns if turn.role == "user"):
        return ""
    spans = sorted(
        (e[0], e[1], e[2])
        for found in entry.signals.values()
        for e in found["evidence"]
        if e[0] < len(turns) and turns[e[0]].role == "user"
    )
    for turn, start, end in reversed(spans):
        said = mirrors(turns[turn].text, [(start, end)])
        if said:
            return _WHEN.sub("", said[0])
    return ""
