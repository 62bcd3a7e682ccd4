"""What a session says before the person has said anything: what the coach is, and the first words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voice_coach.conversation import shared
from voice_coach.conversation.keeping import again
from voice_coach.conversation.nightly import after_danger, by_neglect, first_words
from voice_coach.conversation.tools import Tools
from voice_coach.core.entries import Entry
from voice_coach.core.state import Flow, State
from voice_coach.core.turn import Reply
from voice_coach.errors import JournalLocked, StorageError

_LATELY = 60
"""Entries that a check-in looks back on: more than two weeks of them."""


@dataclass(frozen=True)
class Opening:
    """The first words of one kind of session, about one relationship."""

    tools: Tools
    flow: Flow
    profile: str
    save: bool = field(kw_only=True)
    """Whether the session is kept: then a journal that can't be read stops it."""

    def notice(self) -> Reply:
        """What the coach is, said before anything else."""
        if self.tools.shared:
            return Reply.saying("notice", shared.notice(self.flow, self.tools.remote, self.tools.coach))
        return Reply.saying("notice", self.tools.coach.say("notice.remote" if self.tools.remote else "notice.start"))

    def anew(self) -> Reply:
        """The first words of a talk or a question."""
        return Reply.saying("opening", self.tools.coach.say(f"opening.{self.flow}"), questions=1)

    def checkin(self, now: datetime) -> tuple[Reply, list[str]]:
        """The first words of a check-in, and the signals to ask about, those not heard from lately first."""
        entries: Sequence[Entry] = self._lately()
        order = by_neglect(list(self.tools.scorer.signals), entries, now)
        entries = shared.entries_for_opening(entries) if self.tools.shared else entries
        screener = self.tools.answerer.screener
        words = first_words(entries, now, self.tools.coach, lambda text: screener.turn(text).cue)
        return Reply.saying("opening", words, questions=1), order

    def again(self, state: State) -> Reply:
        """The first words of a session that is gone on with."""
        if self.tools.shared:
            words = shared.again(state.safety.gated, self.tools.coach)
        else:
            score = self.tools.scorer.score(state.turns, state.struck)
            words = again(state, score, self.tools.coach, self.tools.summary)
        return Reply.saying("opening", words)

    def _lately(self) -> list[Entry]:
        """The last entries of this relationship; one that showed danger just now comes last, whichever it was of."""
        try:
            found, last = self.tools.journal.entries(self.profile, _LATELY), self.tools.journal.latest()
        except StorageError as failure:
            if self.save and not isinstance(failure, JournalLocked):
                raise
            return []  # Talking without saving needs no journal; one that is locked may be unlocked meanwhile.
        return [*found, last] if last and after_danger([last]) else found
