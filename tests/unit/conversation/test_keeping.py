"""What a session leaves in the journal: kept, let go, gone on with, and what happens where it can't be written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.keeping import FRESH, lets_go
from voice_coach.conversation.session import Session
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Reply, Spoken
from voice_coach.errors import StorageError

MakeCoach = Callable[..., Coach]
COACH = assets.toml("prompts", "coach")
STORY = "My sister forgot my birthday again, like every year."
NIGHT = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)


def take(session: Session, text: str) -> Reply:
    transcript = Transcript(text)
    reply = session.reply(transcript)
    session.finish(transcript, reply, Spoken(tuple(s.text for s in reply.sentences)))
    return reply


def begun(coach: Coach, *texts: str, flow: Any = "talk", at: datetime = NIGHT, **more: Any) -> Session:
    session = coach.session(flow, lambda: at, **more)
    session.opening()
    for text in texts:
        take(session, text)
    return session


def after_a_kill(coach: Coach, flow: Any = "talk", at: datetime = NIGHT, **more: Any) -> Session:
    coach.engine("journal").cut_off()
    return coach.session(flow, lambda: at, **more)


def test_a_session_that_was_cut_off_is_gone_on_with_where_it_was(coach: Coach) -> None:
    cut = begun(coach, STORY)
    session = after_a_kill(coach, at=NIGHT + timedelta(hours=2))
    assert session.go_on()
    assert (session.id, session.state) == (cut.id, cut.state)
    opening = session.opening()[1]
    assert "your sister" in opening.text
    assert "birthday" not in opening.text, "someone else may be in the room by now: nothing is quoted"
    assert opening.questions == 0
    take(session, "And she laughed about it.")
    [entry] = coach.tools.journal.entries()
    assert entry.id == cut.id
    assert entry.moment == NIGHT
    assert [turn["text"] for turn in entry.state["turns"] if turn["role"] == "user"] == [
        STORY,
        "And she laughed about it.",
    ]


@pytest.mark.parametrize("later", [FRESH + timedelta(minutes=1), timedelta(days=9)])
def test_one_of_long_ago_is_not(coach: Coach, later: timedelta) -> None:
    begun(coach, STORY)
    assert not after_a_kill(coach, at=NIGHT + later).go_on()


def test_a_clock_that_went_back_is_no_reason_not_to(coach: Coach) -> None:
    begun(coach, STORY)
    assert after_a_kill(coach, at=NIGHT - timedelta(days=400)).go_on()


@pytest.mark.parametrize("end", ["ended", "held", "other kind", "other person", "not saved", "nothing said", "stopped"])
def test_nothing_is_gone_on_with_where_there_is_nothing_to_go_on_with(coach: Coach, end: str) -> None:
    session = begun(coach, *(() if end == "nothing said" else (STORY,)))
    if end == "ended":
        session.end()
    if end == "stopped":
        take(session, "Stop.")
    if end == "held":
        assert not coach.session("talk", lambda: NIGHT).go_on()
    else:
        flow = "checkin" if end == "other kind" else "talk"
        profile = "Sam" if end == "other person" else "default"
        assert not after_a_kill(coach, flow, profile=profile, save=end != "not saved").go_on()


def test_something_new_ends_what_was_cut_off_and_begins_another(coach: Coach) -> None:
    cut = begun(coach, STORY)
    session = after_a_kill(coach)
    assert session.go_on()
    session.opening()
    assert take(session, "Something new, please.").text == COACH["command"]["anew"][0]
    take(session, "He cancelled dinner.")
    first, second = sorted(coach.tools.journal.entries(), key=lambda entry: entry.id != cut.id)
    assert (first.ended, second.ended) == (True, False)
    assert STORY not in str(second.state)
    assert session.id == second.id != cut.id


def test_start_over_is_a_command_only_after_that(coach: Coach) -> None:
    session = begun(coach, STORY)
    assert take(session, "Start over.").kind != "command"
    assert len(session.state.said_by_user()) == 2


def test_danger_stays_with_the_session_that_is_gone_on_with(coach: Coach) -> None:
    begun(coach, STORY, "He hit me last night.")
    session = after_a_kill(coach)
    assert session.go_on()
    assert session.opening()[1].text == COACH["opening"]["neutral"][0]
    reply = take(session, "Something new.")
    assert reply.kind == "safety", "nobody gets out of it by beginning anew"
    assert session.state.safety.gated
    assert take(session, "What are the signs of a lack of reciprocity?").citations == ()


def test_silence_alone_leaves_no_entry(coach: Coach) -> None:
    session = begun(coach, "", "")
    session.end()
    assert coach.tools.journal.entries() == []
    assert session.keep_question() is None


def test_relationships_are_kept_apart(coach: Coach) -> None:
    begun(coach, STORY, profile="Sam").end()
    begun(coach, "He called.").end()
    assert [entry.profile for entry in coach.tools.journal.entries()] in (["Sam", "default"], ["default", "Sam"])
    assert len(coach.tools.journal.entries("Sam")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Let it go.",
        "let go",
        "No",
        "Don't keep it.",
        "Please delete that",
        "forget it",
        "no, let it go please",
        "throw it away",
    ],
)
def test_let_it_go_takes_it_out_of_the_journal(coach: Coach, text: str) -> None:
    assert lets_go(text)
    session = begun(coach, STORY)
    question = session.keep_question()
    assert question is not None
    assert (question.text, question.kind, question.questions) == (COACH["keep"]["ask"][0], "privacy", 0)
    assert session.keep_answer(text).text == COACH["keep"]["gone"][0]
    session.end()
    assert coach.tools.journal.entries() == []
    assert session.keep_question() is None


@pytest.mark.parametrize(
    "text",
    ["Keep it.", "Yes", "Yes please", "", "I don't know", "no idea", "don't let it go", "I'd let him go", "keep this"],
)
def test_anything_else_keeps_it(coach: Coach, text: str) -> None:
    assert not lets_go(text)
    session = begun(coach, STORY)
    assert session.keep_answer(text).text == COACH["keep"]["kept"][0]
    session.end()
    [entry] = coach.tools.journal.entries()
    assert entry.ended


def test_panic_is_heard_there_too(coach: Coach) -> None:
    session = begun(coach, STORY)
    assert session.keep_answer("Clear the screen.").sentences == ()
    assert session.cleared
    assert coach.tools.journal.entries() == []


def test_what_another_thread_still_writes_after_panic_is_not_written(coach: Coach) -> None:
    """The panic key comes while a turn is being finished elsewhere."""
    session = begun(coach, STORY)
    keeping, state, score = session._keeping, session.state, coach.scorer.score(session.state.turns)
    session.clear()
    keeping.keep(state, score)
    assert coach.tools.journal.entries() == []


class Full:
    """A journal on a full disk, until there is room."""

    def __init__(self, journal: Any) -> None:
        self.journal, self.full = journal, True

    def __getattr__(self, name: str) -> Any:
        if name in ("save", "delete") and self.full:
            return self._refuse
        return getattr(self.journal, name)

    @staticmethod
    def _refuse(*_: Any) -> None:
        raise StorageError("the disk is full")


@pytest.fixture
def on_full_disk(coach: Coach) -> SimpleNamespace:
    full = Full(coach.tools.journal)
    object.__setattr__(coach.tools, "journal", full)
    return SimpleNamespace(coach=coach, disk=full)


def test_a_full_disk_ends_no_talk_is_told_once_and_made_good(on_full_disk: SimpleNamespace) -> None:
    coach = on_full_disk.coach
    session = begun(coach, STORY)
    told = COACH["keep"]["failing"][0]
    assert session.unsaved is not None
    assert take(session, "She laughed.").text.startswith(told)
    assert told not in take(session, "And he laughed.").text
    on_full_disk.disk.full = False
    take(session, "That was it.")
    assert session.unsaved is None
    [entry] = coach.tools.journal.entries()
    assert [turn["text"] for turn in entry.state["turns"] if turn["role"] == "user"] == [
        STORY,
        "She laughed.",
        "And he laughed.",
        "That was it.",
    ]


def test_what_can_not_be_deleted_is_not_called_gone(on_full_disk: SimpleNamespace) -> None:
    on_full_disk.disk.full = False
    session = begun(on_full_disk.coach, STORY)
    on_full_disk.disk.full = True
    assert session.keep_answer("Let it go.").text == COACH["keep"]["failing"][0]
    assert session.unsaved is not None
    on_full_disk.disk.full = False
    session.end()
    assert on_full_disk.coach.tools.journal.entries() == [], "it is tried again"


def test_talking_without_saving_needs_no_journal(coach: Coach) -> None:
    def locked(*_: Any) -> None:
        raise StorageError("locked")

    object.__setattr__(coach.tools, "journal", SimpleNamespace(entries=locked, latest=locked, close=lambda: None))
    session = begun(coach, STORY, flow="checkin", save=False)
    session.end()
    session.clear()
    with pytest.raises(StorageError):
        begun(coach, STORY, flow="checkin")


def test_a_turn_that_was_misheard_can_be_mended_and_the_score_follows(coach: Coach) -> None:
    session = begun(coach, "I asked about the bins.")
    before = coach.tools.journal.entries()[0]
    name, phrase = next((name, signal.negative_phrases[0]) for name, signal in assets.signals().items())
    session.take_up(before)
    number = next(n for n, turn in enumerate(session.state.turns) if turn.role == "user")
    session.amend(number, phrase)
    [entry] = coach.tools.journal.entries()
    assert entry.state["turns"][number]["text"] == phrase
    assert name in entry.signals
    assert name not in before.signals
