"""A speaker in the home: others hear it, and whoever looks after it can read its history.

So nothing that was told is read back there: no quote, no summary, no person, no note of the person's own. Under a sign
of danger it asks whether the place is private and says nothing more before a yes (`core.safety_talk`, `shared`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice_coach.conversation.nightly import after_danger
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.tools import Tools
from voice_coach.core.entries import Entry
from voice_coach.core.state import Flow

READS_BACK = ("heard", "summary")
"""Commands whose reply would hold what the person told."""


def shared(tools: Tools) -> Tools:
    """The same tools for sessions on a speaker that others hear."""
    reflecting = replace(tools.reflecting, reads_back=False, model=None)
    answerer = replace(tools.answerer, own=None, shared=True)
    return replace(tools, answerer=answerer, reflecting=reflecting, shared=True)


def notice(flow: Flow, remote: bool, coach: Prompts) -> str:
    """What is said first: what the coach is, and, before anything is told, who else may hear and read it."""
    start = coach.say("notice.remote" if remote else "shared.notice")
    return start if flow == "ask" else f"{start} {coach.say('shared.warning')}"


def entries_for_opening(entries: Sequence[Entry]) -> Sequence[Entry]:
    """What the first words may rest on: whether the last night calls for neutral ones, and nothing that was told."""
    return entries if after_danger(entries) else ()


def again(gated: bool, coach: Prompts) -> str:
    """The first words of a session that was cut off: not even its topic is named."""
    return coach.say("opening.neutral" if gated else "opening.again_plain")


def kept_back(command: str, coach: Prompts) -> str:
    """What is said in place of a command's own reply; empty where that one reads nothing back."""
    if command in READS_BACK:
        return coach.say("shared.kept_back")
    return coach.say("shared.help") if command == "help" else ""
