"""What reaches the person before a check-in: the reminder, and whether the first words may be about the two of them."""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.conversation.prompts import Prompts
from voice_coach.core.dialogue import State
from voice_coach.ports import Entry


def reminder(prompts: Prompts) -> str:
    """The whole text of a notification: it names no product, no person and nothing that was said."""
    return prompts.say("notification.reminder")


def after_danger(entries: Sequence[Entry]) -> bool:
    """Whether a sign of danger was active when the last entry ended. `entries`: oldest first."""
    return bool(entries) and State.from_json(entries[-1].state).safety.gated
