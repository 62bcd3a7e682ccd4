"""At the keyboard: what can be put right after the summary."""

from __future__ import annotations

import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.signals import phrases
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Spoken
from voice_coach.surfaces.cli.typed import _correct

ROWS = phrases(assets.signals())
FIRST, SECOND, OTHER = ROWS[0][2], ROWS[7][2], ROWS[20][2]


@pytest.fixture
def told(coach: Coach) -> Session:
    session = coach.session("talk", save=False)
    session.opening()
    for text in (FIRST, SECOND):
        transcript = Transcript(text)
        reply = session.reply(transcript)
        session.finish(transcript, reply, Spoken(tuple(s.text for s in reply.sentences)))
    return session


def quotes(session: Session) -> list[str]:
    return [quote.quote for quote in session.quotes]


def typed(coach: Coach, session: Session, *texts: str) -> None:
    _correct(coach, session, iter(texts))


@pytest.mark.parametrize("text", ["2", " 2 ", SECOND, f"that's not what I meant, {SECOND}"])
def test_a_quote_is_struck_by_its_number_or_its_words(coach: Coach, told: Session, text: str) -> None:
    typed(coach, told, text)
    assert quotes(told) == [FIRST]


@pytest.mark.parametrize("text", ["that's not what I meant", "list", "7", "0", "banana", "9 = more", "= more"])
def test_where_no_quote_is_meant_they_are_listed(
    coach: Coach, told: Session, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(coach, told, text)
    assert quotes(told) == [FIRST, SECOND]
    said = capsys.readouterr().out
    assert f"1  “{FIRST}”" in said
    assert f"2  “{SECOND}”" in said


@pytest.mark.parametrize("which", ["2", SECOND])
def test_a_quote_is_corrected_and_undone(coach: Coach, told: Session, which: str) -> None:
    typed(coach, told, f"{which} = {OTHER}")
    assert set(told.summary().score.signals) == {ROWS[0][0], ROWS[20][0]}
    typed(coach, told, "1", "undo", "undo", "undo")
    assert quotes(told) == [FIRST, SECOND]


def test_enter_ends_it_and_the_help_is_one_dim_line(
    coach: Coach, told: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(coach, told, "", "1")
    assert quotes(told) == [FIRST, SECOND]
    assert capsys.readouterr().out.count("Not what you meant?") == 1


def test_under_a_sign_of_danger_no_quote_is_listed(
    coach: Coach, told: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    told.correct(told.quotes[0], "he hits me in the face")
    capsys.readouterr()
    typed(coach, told, "list")
    assert SECOND not in capsys.readouterr().out
