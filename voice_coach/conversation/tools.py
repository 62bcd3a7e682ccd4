"""What every session needs and none changes: the loaded parts of the coach, shared by all sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voice_coach.conversation.answering import Answerer
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.reflecting import Reflecting
from voice_coach.conversation.scorer import Scorer
from voice_coach.core.commands import Commands
from voice_coach.ports import Journal


@dataclass(frozen=True)
class Tools:
    """Loaded once, used by many."""

    answerer: Answerer
    scorer: Scorer
    reflecting: Reflecting
    journal: Journal
    coach: Prompts
    summary: Prompts
    commands: Commands
    remote: bool = False
    """Whether words leave this machine: then the session begins by saying so."""
    panic_word: str = ""
    """Words of the user's choice that end and clear everything at once."""
    told_country: Callable[[str, bool], None] = lambda _code, _keep: None
    """Takes the code of the country that a person named, and whether it may be kept for later sessions."""
    shared: bool = False
    """Whether others hear the sessions and can read them later, as on a speaker in the home."""
