"""Where a help line is shown, the day its number was checked is too; where none is, the note would name the topic."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from rich.console import Console

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.loop import LoopEvent
from voice_coach.conversation.safety_reply import SafetyReplies
from voice_coach.conversation.session import Session
from voice_coach.core.help_lines import OLD_AFTER
from voice_coach.core.safety import Assessment
from voice_coach.core.safety_talk import SafetyTalk
from voice_coach.core.state import State
from voice_coach.core.transcript import Transcript, Turn
from voice_coach.core.turn import Spoken
from voice_coach.ports import Entry
from voice_coach.surfaces.cli.captions import Captions, PlainView
from voice_coach.surfaces.cli.typed import typed_session
from voice_coach.surfaces.cli.view import print_turn
from voice_coach.surfaces.help_note import NoteOnce, note, note_under
from voice_coach.surfaces.journal_formats import to_html, to_markdown
from voice_coach.surfaces.web.account import Account
from voice_coach.surfaces.web.transport import PageTransport

CHECKED = assets.help_lines_checked()
COUNTRIES = sorted({line.country for line in assets.help_lines()})
LIFE = "I don't want to be here any more."
ROOM = "He hit me last night."


def session_of(coach: Coach, *told: str) -> Session:
    session = coach.session("talk", save=False)
    session.opening()
    for text in told:
        reply = session.reply(Transcript(text))
        session.finish(Transcript(text), reply, Spoken(tuple(s.text for s in reply.sentences)))
    return session


@pytest.mark.parametrize("country", ["", *COUNTRIES])
def test_every_line_of_every_country_is_known_as_it_is_spoken(country: str) -> None:
    replies = SafetyReplies(Coach.prompts("safety"), assets.help_lines(), country)
    for name in ("suicide_active", "self_harm", "child_at_risk", "minor_user", "violence"):
        safety = Assessment(True, (name,), "emergency")
        for talk in (SafetyTalk(), SafetyTalk(private=True)):
            _, said = replies.advance(talk, "give me a number please", safety, True)
            assert note_under([" ".join(said)]) == note(), said


@pytest.mark.parametrize("text", ["", "I cook 1 meal a day.", "You said he calls 3 times.", "It was 9 to 11 at night."])
def test_what_names_no_line_has_no_note(text: str) -> None:
    assert note_under([text]) == ""


@pytest.mark.parametrize("name", [name for name in ("notice", "opening", "decline", "command", "close", "keep")])
def test_nor_has_what_the_coach_says_anyway(name: str) -> None:
    texts = [text for found in assets.toml("prompts", "coach")[name].values() for text in found]
    assert note_under(texts) == ""


def test_it_warns_when_that_was_long_ago() -> None:
    assert note(CHECKED) == f"Numbers checked on {CHECKED.isoformat()}."
    assert "long ago" in note(CHECKED + OLD_AFTER + timedelta(days=1))
    assert note() == note(date.today())


def test_once_a_screen() -> None:
    once = NoteOnce()
    assert [bool(once.behind(text)) for text in ("Hello.", "Call 9 8 8.", "Call 9 8 8.")] == [False, True, False]


def test_a_typed_session_shows_it_with_the_line_and_not_before(coach: Coach) -> None:
    for told, shown in (((LIFE,), 1), ((ROOM,), 0), ((ROOM, "yes"), 1), ((LIFE, "yes", "yes"), 1)):
        out, dated = Console(file=io.StringIO(), width=300), NoteOnce()
        for line in typed_session(coach.session("talk", save=False), iter(told)):
            print_turn(out, line.role, line.text, dated)
        assert out.file.getvalue().count(note()) == shown, told  # type: ignore[attr-defined]


@pytest.mark.parametrize("view", [PlainView, Captions])
def test_captions_show_it(view: type[PlainView]) -> None:
    out = Console(file=io.StringIO(), width=300)
    shown = view(out)
    for kind, text in (("final", "Call 9 8 8."), ("sentence", "I'm with you."), ("sentence", "You can call 9 8 8.")):
        shown(LoopEvent(0.0, 0.0, 0, kind, text))
    *_, line, last = out.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert "You can call" in line
    assert last == note()
    assert out.file.getvalue().count(note()) == 1  # type: ignore[attr-defined]


def test_the_page_is_told_with_the_sentence_and_with_the_record(coach: Coach) -> None:
    plain, life = session_of(coach), session_of(coach, LIFE)
    account = Account(plain, PageTransport())
    assert account.standing()["checked"] == ""
    assert "checked" not in account.event(LoopEvent(0.0, 0.0, 0, "sentence", "How are you?"))
    assert account.event(LoopEvent(0.0, 0.0, 0, "sentence", "You can call 9 8 8."))["checked"] == note()
    assert "checked" not in account.event(LoopEvent(0.0, 0.0, 0, "final", "I called 9 8 8."))
    plain.state = life.state
    assert (account.settled() or {})["checked"] == note()
    assert Account(life, PageTransport()).standing()["checked"] == note()


def test_pages_to_keep_show_it_under_the_entry_that_holds_a_line() -> None:
    said = (Turn("user", "I can't go on."), Turn("coach", "You can call 9 8 8."))
    night = datetime(2026, 11, 2, tzinfo=UTC).isoformat()
    held, bare = (Entry("a", "talk", night, State("talk", turns).to_json(), {}) for turns in (said, said[:1]))
    for form in (to_html, to_markdown):
        assert form([held, bare], assets.signals()).count(note()) == 1
        assert note() not in form([bare], assets.signals())
