"""The journal as the page shows it. Everything here blocks: call it on a thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from voice_coach.app import Coach
from voice_coach.core.state import State
from voice_coach.errors import InputError, JournalLocked, VoiceCoachError
from voice_coach.ports import Entry, Head, Journal
from voice_coach.surfaces import journal_work as work
from voice_coach.surfaces.help_note import note_under
from voice_coach.surfaces.journal_formats import quotes_of
from voice_coach.surfaces.unlocking import locked
from voice_coach.surfaces.web.orders import (
    Amend,
    Delete,
    Export,
    ListEntries,
    Order,
    Search,
    Show,
    StrikeQuote,
    Trend,
    TrendOn,
    Undo,
)
from voice_coach.surfaces.web.trend import trend
from voice_coach.surfaces.weeks import tonight, turn_on_again

PAGE = 30
"""Entries sent at once."""
FOUND = 50
"""Turns that a search gives at most."""


class JournalDesk:
    """Does what a page orders. `busy` says of an id whether a session is still writing that entry."""

    def __init__(self, coach: Coach, busy: Callable[[str], bool]) -> None:
        self._coach, self._busy = coach, busy

    def answer(self, order: Order) -> dict[str, Any]:
        """What the page shows; where it can't be had, {"problem"}: what happened and what to do."""
        try:
            return self._answer(self._coach.engine("journal"), order)
        except JournalLocked as failure:
            here = "the journal is locked. Unlock it under Settings."
            return {"problem": here if locked(self._coach.engine("journal")) else str(failure)}
        except VoiceCoachError as failure:
            return {"problem": str(failure)}

    def _answer(self, journal: Journal, order: Order) -> dict[str, Any]:
        if isinstance(order, ListEntries):
            heads = journal.heads()[::-1]
            return {"of": len(heads), "entries": [_line(h) for h in heads[order.skip : order.skip + PAGE]]}
        if isinstance(order, Search):
            return _found(journal, order.words)
        if isinstance(order, Export):
            return {"file": work.export(journal.entries(), order.format, self._coach.scorer.signals)}
        if isinstance(order, Trend | TrendOn):
            return self._weeks(journal, order)
        return self._one(journal, order)

    def _weeks(self, journal: Journal, order: Trend | TrendOn) -> dict[str, Any]:
        if isinstance(order, TrendOn):
            turn_on_again(self._coach, order.about)
        return trend(self._coach, journal, order.about, tonight())

    def _one(self, journal: Journal, order: Show | StrikeQuote | Amend | Undo | Delete) -> dict[str, Any]:
        entry = journal.entry(order.id)
        if entry is None:
            raise InputError("this entry is not in the journal any more. Go back to the list.")
        if not isinstance(order, Show) and self._busy(order.id):
            raise InputError("this session is still open. End it first, then change it here.")
        if isinstance(order, Delete):
            return {"deleted": work.forget(journal, [order.id])}
        if not isinstance(order, Show):
            self._change(journal, entry, order)
            entry = journal.entry(order.id) or entry
        return {"entry": self._shown(entry)}

    def _change(self, journal: Journal, entry: Entry, order: StrikeQuote | Amend | Undo) -> None:
        if isinstance(order, Undo):
            if not journal.undo(entry.id):
                raise InputError("nothing was corrected here, so there is nothing to undo.")
            return
        if isinstance(order, Amend):
            if not work.is_own_turn(entry, order.turn):
                raise InputError("only your own words can be corrected.")
            work.amend(self._coach, journal, entry, order.turn, order.text)
        elif not work.strike(self._coach, journal, entry, order.quote):
            raise InputError("nothing is heard in this entry any more, so there is nothing to take back.")

    def _shown(self, entry: Entry) -> dict[str, Any]:
        state = State.from_json(entry.state)
        quotes = quotes_of(entry, self._coach.scorer.signals)
        return {
            "id": entry.id,
            **_about(entry.moment, entry.flow, entry.profile),
            "ended": entry.ended,
            "turns": [{"role": turn.role, "text": turn.text} for turn in state.turns],
            "checked": note_under(turn.text for turn in state.turns if turn.role == "coach"),
            "quotes": [{"label": label, "pole": pole, "quote": quote} for label, pole, quote in quotes],
            "struck": bool(state.struck),
        }


def _line(head: Head) -> dict[str, Any]:
    """Someone may look at the screen: of a night with a sign of danger a list shows nothing but when it was."""
    counts = {} if head.danger else {p: sum(s == p for s in head.states.values()) for p in set(head.states.values())}
    about = _about(head.moment, head.flow, head.profile)
    return {"id": head.id, **about, "words": "" if head.danger else head.first, "heard": counts}


def _found(journal: Journal, words: str) -> dict[str, Any]:
    heads = journal.heads()
    veiled, flows = {head.id for head in heads if head.danger}, {head.id: head.flow for head in heads}
    found = journal.search(words)
    lines = [
        {
            "id": each.id,
            **_about(each.moment, flows.get(each.id, ""), each.profile),
            "words": "" if each.id in veiled else each.text,
            "spans": [] if each.id in veiled else [list(span) for span in each.spans],
        }
        for each in found[:FOUND]
    ]
    return {"of": len(found), "entries": lines}


def _about(moment: datetime, flow: str, profile: str) -> dict[str, str]:
    when = f"{moment:%a %d %b %Y, %H:%M}"
    return {"when": when, "flow": flow, "about": "" if profile == "default" else profile}
