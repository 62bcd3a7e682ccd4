"""How a session stands, for the page that shows it and for one that comes in the middle."""

from __future__ import annotations

import time
from typing import Any

from voice_coach.conversation.loop import LoopEvent
from voice_coach.conversation.session import Session
from voice_coach.surfaces.help_note import note_under
from voice_coach.surfaces.unlocking import locked
from voice_coach.surfaces.web.transport import PageTransport


class Account:
    """The record as the session has it, and the events of the turn that is not in it yet."""

    def __init__(self, session: Session, transport: PageTransport) -> None:
        self._session, self._transport = session, transport
        self._began = time.monotonic()
        self._flight: list[dict[str, Any]] = []
        self._locked = locked(session.tools.journal)
        self._seen = (session.state, self.saved)
        self.notice = ""
        self.report: dict[str, Any] | None = None
        """The summary, once the session is over."""

    def opened(self, notice: str) -> None:
        """The opening is in the record."""
        self._seen, self.notice = (self._session.state, self.saved), notice

    def event(self, event: LoopEvent) -> dict[str, Any]:
        """An event for the page; a sentence says at which sample of its epoch it begins."""
        raw = event.to_json()
        if event.event == "sentence":
            raw |= {"at": self._transport.sent, "epoch": self._transport.epoch}
            if checked := note_under([event.text or ""]):
                raw |= {"checked": checked}
        if event.event == "final":
            self._flight.clear()  # One turn at a time: what came before is in the record.
        if event.event in ("final", "sentence"):
            self._flight.append(raw)
        return raw

    def settled(self) -> dict[str, Any] | None:
        """The record, once a turn was added to it or taken from it: what was cut off is not in it."""
        now = (self._session.state, self.saved)
        if now[0] is self._seen[0] and now[1] == self._seen[1]:
            return None
        self._seen = now
        self._flight.clear()
        return {"event": "record", "turns": self.turns(), "saved": self.saved, "checked": self.checked()}

    def land(self) -> None:
        """Nothing is under way any more."""
        self._flight.clear()

    def standing(self) -> dict[str, Any]:
        """Everything that a page needs to show the session."""
        return {
            "event": "session",
            "flow": self._session.flow,
            "notice": self.notice,
            "turns": self.turns(),
            "saved": self.saved,
            "checked": self.checked(),
            "epoch": self._transport.epoch,
            "played": self._transport.played,
            "flight": list(self._flight),
            "report": self.report,
            "seconds": round(time.monotonic() - self._began),
        }

    def turns(self) -> list[dict[str, str]]:
        """The record, oldest first."""
        return [{"role": turn.role, "text": turn.text} for turn in self._session.state.turns]

    def checked(self) -> str:
        """When the numbers of the help lines in the record were checked; nothing where it holds none."""
        return note_under(turn["text"] for turn in self.turns() if turn["role"] == "coach")

    @property
    def saved(self) -> bool:
        """Whether the journal holds what is said, or will: not while it is locked or can't be written."""
        wanted = self._session.state.saved and self._session.flow != "ask"
        return wanted and self._session.unsaved is None and not self._locked

    def unlocked(self) -> None:
        """The journal was unlocked, and holds what was said so far where it should."""
        self._locked = False
        if self.report is not None:
            self.report |= {"saved": self.saved}
