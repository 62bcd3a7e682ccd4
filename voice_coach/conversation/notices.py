"""What a reply begins with, whatever it is: what the coach is, and what does not work in this session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from voice_coach.conversation.prompts import Prompts
from voice_coach.core.manner import MOST_WORDS, words
from voice_coach.core.transcript import sentences
from voice_coach.core.turn import Reply, Sentence
from voice_coach.errors import JournalLocked, StorageError

NOTICE_EVERY = timedelta(hours=3)
"""How often a session says again that it is a computer program (New York GBL art. 47)."""


@dataclass
class Notices:
    """The notices of one session: which were given, and when."""

    coach: Prompts
    _given: datetime
    """When the person was last told what the coach is."""
    _giving: datetime | None = None
    """When the notice was put before a reply that was not heard yet."""
    _told_unsaved: bool = False
    _told_trouble: bool = False
    """Whether the person was told that the language model has no part in a reply."""

    def before(self, reply: Reply, unsaved: StorageError | None, now: datetime) -> Reply:
        """The reply with what must be said before it. `unsaved`: why the session can't be kept, where it can't."""
        return self._with_notice(self._with_trouble(self._with_unsaved(reply, unsaved)), now)

    def heard(self) -> None:
        """The reply was heard, and the notice with it where it had one."""
        self._given = self._giving or self._given

    def _with_unsaved(self, reply: Reply, unsaved: StorageError | None) -> Reply:
        """Once a session the person is told that it can't be kept."""
        if unsaved is None or self._told_unsaved or not reply.sentences:
            return reply
        self._told_unsaved = True
        why = "locked" if isinstance(unsaved, JournalLocked) else "failing"
        told = tuple(Sentence(s) for s in sentences(self.coach.say(f"keep.{why}")))
        return replace(reply, sentences=(*told, *reply.sentences))

    def _with_trouble(self, reply: Reply) -> Reply:
        """Once a session the person is told that the words are not the language model's, beside all that is said.

        The notice gives way where a turn is long, never the reflection; without room even for the shortest, the next
        turn that the model has no part in brings it.
        """
        if not reply.trouble or self._told_trouble:
            return reply
        room = MOST_WORDS.get(reply.kind, MOST_WORDS["answer"]) - words([s.text for s in reply.sentences])
        notices = self.coach.variants("model.unfit" if reply.unfit else "model.down")
        told = next((text for text in notices if words([text]) <= room), "")
        if not told:
            return reply
        self._told_trouble = True
        return replace(reply, sentences=(Sentence(told), *reply.sentences))

    def _with_notice(self, reply: Reply, now: datetime) -> Reply:
        """Every three hours the reply begins with what the coach is. A panic reply stays empty."""
        self._giving = None
        if not reply.sentences or now - self._given < NOTICE_EVERY:
            return reply
        self._giving = now
        again = tuple(Sentence(s) for s in sentences(self.coach.say("notice.again")))
        return replace(reply, sentences=(*again, *reply.sentences))
