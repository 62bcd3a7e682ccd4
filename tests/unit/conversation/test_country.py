"""Where the user is: from the settings, else the locale, else asked once, in a statement that consumes no turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach import assets
from voice_coach.app import build
from voice_coach.config import Paths, load_settings
from voice_coach.conversation.session import Session
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Spoken

ASKED = assets.toml("prompts", "safety")["frame"]["country"][0]
PORTS = ("vad", "stt", "tts", "embedder", "store", "lexicon", "reader", "journal", "reflector")


def session_in(folder: Path, country: str) -> Session:
    where = Paths.inside(folder)
    scripted = {port: {"engine": "scripted"} for port in PORTS}
    return build(load_settings(where, **scripted, **({"country": country} if country else {})), where).session("talk")


def said(session: Session, text: str) -> str:
    transcript = Transcript(text)
    reply = session.reply(transcript)
    session.finish(transcript, reply, Spoken(tuple(sentence.text for sentence in reply.sentences)))
    return reply.text


@pytest.fixture(autouse=True)
def _no_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)


def test_the_settings_go_before_the_locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_IE.UTF-8")
    by_locale, by_setting = session_in(tmp_path, ""), session_in(tmp_path, "US")
    assert "1 1 6, 1 2 3" in said(by_locale, "I want to kill myself.")
    assert "9 8 8" in said(by_setting, "I want to kill myself.")


@pytest.mark.parametrize("locale", ["", "C.UTF-8", "POSIX", "en"])
@pytest.mark.parametrize(
    "turns",
    [
        ("I want to kill myself.", "no", "What's the number?", "who can I call"),
        ("I'm going to kill myself tonight.", "no", "What's the number?"),
        ("He hit me.", "yes I'm alone", "What's the number?"),
        ("He choked me last night.", "yes I'm alone", "What's the number?"),
        ("I slapped my wife.", "no", "What's the number?"),
        ("He shook the baby.", "no", "What's the number?"),
        ("She says she'll kill herself if I leave.", "no", "What's the number?"),
    ],
    ids=["active", "plan", "violence", "choking", "own", "child", "partner"],
)
def test_an_unknown_country_is_asked_for_once_and_gets_the_emergency_number_and_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: str, turns: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LANG", locale)
    session = session_in(tmp_path, "")
    replies = [said(session, text) for text in turns]
    assert sum(reply.count(ASKED) for reply in replies) == 1, replies
    [first] = [reply for reply in replies if ASKED in reply]
    assert "your local emergency number" in first
    assert "findahelpline dot com" in first
    assert all(reply.count("?") <= 1 for reply in replies)


def test_a_country_that_was_told_is_used_and_the_turn_is_not_lost(tmp_path: Path) -> None:
    session = session_in(tmp_path, "")
    assert ASKED in said(session, "I want to kill myself.")
    assert "1 1 6, 1 2 3" in said(session, "I'm in Ireland.")
    assert ASKED not in said(session, "What's the number again?")
    assert [turn.text for turn in session.state.said_by_user()][1] == "I'm in Ireland."


def test_a_country_that_was_told_is_not_asked_for_again(tmp_path: Path) -> None:
    first = session_in(tmp_path, "")
    assert ASKED in said(first, "I want to kill myself.")
    assert "1 1 6, 1 2 3" in said(first, "I'm in Ireland")
    file = tmp_path / "country"
    assert (file.read_text("utf-8"), file.stat().st_mode & 0o777) == ("IE\n", 0o600)
    assert "1 1 6, 1 2 3" in said(session_in(tmp_path, ""), "I want to kill myself.")
    assert "9 8 8" in said(session_in(tmp_path, "US"), "I want to kill myself."), "what is set goes first"
    file.write_text("not a code", "utf-8")
    assert ASKED in said(session_in(tmp_path, ""), "I want to kill myself.")


def test_nothing_is_kept_of_it_where_nothing_may_be(tmp_path: Path) -> None:
    session = session_in(tmp_path, "")
    for text in ("don't save this", "I want to kill myself.", "I'm in Ireland"):
        said(session, text)
    assert not (tmp_path / "country").exists()


def test_the_question_that_the_country_came_between_is_asked_again(tmp_path: Path) -> None:
    session = session_in(tmp_path, "")
    said(session, "I want to kill myself.")
    assert said(session, "I'm in the US").endswith("Have you thought about when, or got anything ready?")
    said(session, "yes, I have")
    assert session.state.safety.tier == "emergency"
