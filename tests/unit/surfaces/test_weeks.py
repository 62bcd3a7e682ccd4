"""How a relationship stands with a session that was just held: beside its summary, and never aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.safety import Assessment
from voice_coach.core.state import State
from voice_coach.core.transcript import Transcript, Turn
from voice_coach.core.turn import Spoken
from voice_coach.errors import JournalLocked
from voice_coach.ports import Entry
from voice_coach.surfaces.web.report import report
from voice_coach.surfaces.weeks import after, standing_line

NOW = datetime.fromisoformat("2026-11-29T21:30:00+01:00")
Keep = Callable[..., None]


@pytest.fixture
def keep(coach: Coach) -> Keep:
    """Entries so many days ago, each with three signals."""
    names = [name for name, signal in coach.scorer.signals.items() if signal.subject in ("other", "both")]

    def entries(*days: int, profile: str = "Sam", cue: bool = False) -> None:
        for day in days:
            state = State("checkin", turns=(Turn("coach", "How was it?"), Turn("user", "He asked me.")))
            if cue:
                state = replace(state, safety=Assessment(True, ("violence",), "high"))
            heard = {names[(day + at) % len(names)]: {"state": "positive", "evidence": []} for at in range(3)}
            started = (NOW - timedelta(days=day)).isoformat()
            journal = coach.engine("journal")
            journal.save(Entry(f"{profile} {day}", "checkin", started, state.to_json(), heard, profile, True))

    return entries


def held(coach: Coach, *said: str, save: bool = True, profile: str = "Sam") -> Session:
    session = coach.session("checkin", lambda: NOW, save=save, profile=profile)
    session.opening()
    for text in said or ("We had dinner and he listened to me.",):
        heard = Transcript(text)
        reply = session.reply(heard)
        session.finish(heard, reply, Spoken(tuple(s.text for s in reply.sentences)))
    session.end()
    return session


def test_with_enough_entries_there_are_index_and_interval(coach: Coach, keep: Keep) -> None:
    keep(18, 15, 12, 9, 6, 3)
    session = held(coach)
    found = after(coach, session)
    assert found is not None
    assert found.standing.index is not None
    assert found.standing.interval is not None
    line = standing_line(coach, session)
    assert line.startswith("Index, from ")
    assert str(round(found.standing.index)) in line
    assert report(session, coach)["standing"] == line
    assert "ndex" not in session.summary().spoken, "no result is spoken unasked"


def test_the_first_evening_says_what_is_wanting(coach: Coach) -> None:
    assert standing_line(coach, held(coach)) == "No index yet: it needs five evenings over two weeks."


def test_the_entries_of_another_relationship_do_not_count(coach: Coach, keep: Keep) -> None:
    keep(18, 15, 12, 9, 6, 3, profile="Lee")
    assert standing_line(coach, held(coach)).startswith("No index yet")


def test_what_comes_later_does_not_count(coach: Coach, keep: Keep) -> None:
    keep(18, 15, 12, -1, -2, -3)
    assert standing_line(coach, held(coach)).startswith("No index yet")


def test_what_is_not_kept_has_no_line(coach: Coach, keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(18, 15, 12, 9, 6, 3)
    assert after(coach, held(coach, save=False)) is None
    let_go = held(coach)
    let_go.let_go()
    assert standing_line(coach, let_go) == ""
    silent = coach.session("checkin", lambda: NOW, profile="Sam")
    silent.opening()
    silent.end()
    assert standing_line(coach, silent) == ""
    cleared = held(coach)
    cleared.state = replace(cleared.state, saved=True)
    cleared.cleared = True
    assert standing_line(coach, cleared) == ""
    locked = held(coach)

    def refuse(profile: str | None = None) -> None:
        raise JournalLocked("locked")

    monkeypatch.setattr(locked.tools.journal, "heads", refuse)
    assert standing_line(coach, locked) == "", "a journal that can't be read takes nothing from the summary"


def test_danger_shows_nothing_and_later_only_that_there_is_none(coach: Coach, keep: Keep) -> None:
    keep(18, 15, 12, 9, 6, 3)
    assert after(coach, held(coach, "He hit me last night.")) is None
    keep(1, cue=True)
    session = held(coach)
    assert standing_line(coach, session) == "No index is shown here at the moment."
    found = after(coach, session)
    assert found is not None
    assert (found.standing.index, found.standing.interval) == (None, None)


def test_of_someone_who_has_died_there_is_no_index(coach: Coach, keep: Keep) -> None:
    keep(18, 15, 12, 9, 6, 3)
    assert standing_line(coach, held(coach, "My husband died in March and I miss him so much.")) == ""
