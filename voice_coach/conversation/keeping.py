"""Keeping a session in the journal: turn by turn, until it ends, is let go, or can't be written.

What can't be written never ends a talk: the failure is kept, told once, and every later turn tries again with all
that was said.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from voice_coach.conversation.prompts import Prompts
from voice_coach.core.normalise import normalise
from voice_coach.core.scoring import Score
from voice_coach.core.state import Flow, State
from voice_coach.errors import StorageError
from voice_coach.ports import Entry, Journal

FRESH = timedelta(hours=12)
"""After so long a session that was cut off is not gone on with."""
_LET_GO = re.compile(
    r"(?:(?:please|yes|yeah|no|nah|just|okay|ok|oh|um|i'?d rather|you can) )*(?:"
    r"let (?:it|that|this|all of it)(?: all)? go|let go(?: of (?:it|that|this))?"
    r"|(?:don'?t|do not|never|rather not) (?:keep|save|store)(?: (?:it|that|this|any(?:thing| of it)?))?"
    r"|(?:delete|forget|erase|drop|remove|lose|bin|scrap)(?: (?:it|that|this|everything|all of it))?"
    r"|throw (?:it|that|this) (?:away|out)|get rid of (?:it|that|this)|no|nope|nah|don'?t|rather not|not this one|go"
    r")(?: please| thanks| thank you| tonight| this time| now)*"
)


def lets_go(text: str) -> bool:
    """Whether the answer to "shall I keep this, or let it go?" means: let it go."""
    return bool(_LET_GO.fullmatch(normalise(text)))


@dataclass
class Keeping:
    """One entry of the journal, while its session goes on."""

    journal: Journal
    id: str
    flow: Flow
    profile: str
    started: datetime
    failed: StorageError | None = None
    """Why the journal does not hold what it should, or still holds what it should not."""
    kept: bool = False
    _over: bool = False
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def keep(self, state: State, score: Score, ended: bool = False) -> None:
        """Write the session as it is now; nothing before the person has said something."""
        started = self.started.isoformat(timespec="seconds")
        entry = Entry(self.id, self.flow, started, state.to_json(), signals_of(score), self.profile, ended)
        with self._lock:
            if self._over or not state.said_by_user():
                return
            self._try(lambda: self.journal.save(entry))
            self.kept = True  # Even where it failed: something of it may be there.

    def forget(self) -> None:
        """Take it out of the journal, where it is in it."""
        with self._lock:
            if self.kept and self._try(lambda: self.journal.delete(self.id)):
                self.kept = False

    def wipe(self) -> None:
        """Forget it for good: whatever another thread has still to write is not written any more."""
        self._over = True
        self.forget()

    def cut_off(self, now: datetime) -> Entry | None:
        """The last session of this kind and relationship, where it was cut off lately and can be gone on with."""
        entry = self.journal.unfinished(self.flow, self.profile)
        if entry is None or now - entry.moment > FRESH:
            return None
        state = State.from_json(entry.state)
        return None if state.closed or not state.saved else entry

    def _try(self, action: Any) -> bool:
        try:
            action()
        except StorageError as failure:
            self.failed = failure
            return False
        self.failed = None
        return True


def signals_of(score: Score) -> dict[str, Any]:
    """What an entry keeps of a score: states, and where the evidence is."""
    return {
        name: {"state": s.state, "evidence": [[e.turn, e.start, e.end, e.pole] for e in s.evidence]}
        for name, s in score.signals.items()
    }


def again(state: State, score: Score, coach: Prompts, summary: Prompts) -> str:
    """The first words of a session that is gone on with: what it was about, and nothing that was said in it.

    Someone else may be in the room by now, so nothing is quoted; under a sign of danger not even the topic is named.
    """
    if state.safety.gated:
        return coach.say("opening.neutral")
    last = {name: max(e.turn for e in s.evidence) for name, s in score.signals.items()}
    if state.focus:
        return coach.say("opening.again", about=f"your {state.focus}")
    if last:
        return coach.say("opening.again", about=summary.say(f"signal.{max(last, key=lambda n: last[n])}.name"))
    return coach.say("opening.again_plain")
