"""Settings and the passphrase over the voice page: kept where the command line keeps them, and told to nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from voice_coach.app import Coach
from voice_coach.config import load_settings
from voice_coach.conversation.session import Session
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Reply, Spoken
from voice_coach.surfaces.web.app import make_app
from voice_coach.surfaces.web.messages import Malformed
from voice_coach.surfaces.web.rooms import Rooms
from voice_coach.surfaces.web.security import Entrance
from voice_coach.surfaces.web.settings import Unlock, parse

PORT = 8137
HERE = f"http://127.0.0.1:{PORT}"
PASSPHRASE = "seven quiet geese"
Ask = Callable[..., dict[str, Any]]


def page(coach: Coach) -> TestClient:
    rooms, entrance = Rooms(coach), Entrance(PORT)
    rooms.ready.set()
    client = TestClient(make_app(rooms, entrance, dict), base_url=HERE, headers={"Origin": HERE})
    assert client.post("/enter", content=entrance.token()).status_code == 204
    return client


def asking(client: TestClient) -> Ask:
    def wish(do: str, **fields: Any) -> dict[str, Any]:
        answer = client.post("/settings", content=json.dumps({"do": do, **fields}))
        assert answer.status_code == 200
        return dict(answer.json())

    return wish


@pytest.fixture
def ask(coach: Coach) -> Ask:
    return asking(page(coach))


@pytest.fixture
def locked(make_coach: Callable[..., Coach]) -> Coach:
    """A coach whose journal holds one talk and waits for its passphrase."""
    coach = make_coach(journal={"engine": "sqlite"})
    session = coach.session("talk")
    session.opening()
    turn(session, "He never asks how my day was.")
    session.end()
    journal = coach.engine("journal")
    journal.change_key(PASSPHRASE)
    journal.close()
    return coach


def turn(session: Session, text: str) -> Reply:
    heard = Transcript(text)
    reply = session.reply(heard)
    session.finish(heard, reply, Spoken(tuple(sentence.text for sentence in reply.sentences)))
    return reply


def test_it_is_for_who_entered_and_only_from_this_page(coach: Coach) -> None:
    client, order = page(coach), '{"do":"read"}'
    assert client.post("/settings", content=order).status_code == 200
    assert client.post("/settings", content=order, headers={"Origin": "http://evil.example"}).status_code == 403
    client.cookies.clear()
    assert client.post("/settings", content=order).status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"do":"drop"}',
        '{"do":"read","more":1}',
        '{"do":"set","values":{}}',
        '{"do":"set","values":{"models_dir":"/"}}',
        '{"do":"set","values":{"save":"no"}}',
        '{"do":"set","values":{"pace":true}}',
        '{"do":"set","values":{"country":7}}',
        '{"do":"unlock","passphrase":""}',
        '{"do":"unlock","passphrase":["a"]}',
    ],
)
def test_what_is_no_wish_is_refused(coach: Coach, text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)
    assert page(coach).post("/settings", content=text).status_code == 400


def test_what_is_set_is_in_the_file_of_the_command_line_and_holds_at_once(coach: Coach, ask: Ask) -> None:
    assert (ask("read")["save"], ask("read")["locked"]) == (True, False)
    answer = ask("set", values={"country": "GB", "save": False, "pace": 1.2})
    assert (answer["country"], answer["save"], answer["pace"]) == ("GB", False, 1.2)
    assert answer["file"] == str(coach.where.config)
    assert load_settings(coach.where).country == "GB"
    assert coach.answerer.replies.country == "GB", "whoever is in danger now gets these lines"
    session = coach.session("talk")
    assert (session.save, session.voice.pace) == (False, 1.2)
    assert coach.session("talk", save=True).save
    assert ask("read")["country"] == "GB"


def test_what_does_not_fit_is_told_and_changes_nothing(coach: Coach, ask: Ask) -> None:
    assert "list" in ask("set", values={"country": "Narnia"})["problem"]
    assert "pace" in ask("set", values={"pace": 5})["problem"]
    assert not coach.where.config.exists()


def test_a_variable_that_comes_first_is_named(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_COACH_COUNTRY", "IE")
    answer = ask("set", values={"country": "GB"})
    assert (answer["country"], answer["overruled"]) == ("IE", ["VOICE_COACH_COUNTRY"])


def test_a_wrong_passphrase_is_told_and_the_right_one_still_opens(locked: Coach) -> None:
    client = page(locked)
    ask = asking(client)
    assert ask("read")["locked"]
    shut = client.post("/journal", content='{"do":"list","skip":0}').json()
    assert "Unlock it under Settings" in shut["problem"]
    for _ in range(3):
        assert "doesn't open the journal" in ask("unlock", passphrase="eight loud ducks")["problem"]
        assert ask("read")["locked"]
    assert not ask("unlock", passphrase=PASSPHRASE)["locked"]
    assert client.post("/journal", content='{"do":"list","skip":0}').json()["of"] == 1
    locked.engine("journal").close()


def test_while_it_is_locked_a_check_in_goes_on_unsaved_and_is_kept_once_it_is_unlocked(locked: Coach) -> None:
    session = locked.session("checkin")
    assert session.opening()
    first = turn(session, "She called me twice and listened.")
    assert first.sentences
    second = turn(session, "I felt heard.")
    assert "locked" in second.sentences[0].text
    assert session.unsaved is not None
    asking(page(locked))("unlock", passphrase=PASSPHRASE)
    session.keep_after_all()
    assert session.unsaved is None
    assert session.id in [entry.id for entry in locked.engine("journal").entries()]
    locked.engine("journal").close()


def test_a_passphrase_is_in_no_text_of_the_wish() -> None:
    wish = parse(json.dumps({"do": "unlock", "passphrase": PASSPHRASE}))
    assert wish == Unlock(PASSPHRASE)
    assert PASSPHRASE not in f"{wish} {wish!r}"
