"""The journal over the voice page: who may ask, what it shows, and what becomes of what is changed there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Spoken
from voice_coach.errors import JournalDamaged, JournalLocked
from voice_coach.surfaces.journal_formats import read, to_json
from voice_coach.surfaces.web.app import make_app
from voice_coach.surfaces.web.messages import Malformed
from voice_coach.surfaces.web.orders import parse
from voice_coach.surfaces.web.rooms import Rooms
from voice_coach.surfaces.web.security import Entrance

PORT = 8137
HERE = f"http://127.0.0.1:{PORT}"
NIGHT = datetime(2026, 11, 2, 21, 30, tzinfo=UTC)
STORY = "He never asks how my day was."
Ask = Callable[..., dict[str, Any]]


def kept(coach: Coach, text: str, day: int = 0) -> str:
    """The id of a finished talk in which the person said this."""
    session: Session = coach.session("talk", lambda: NIGHT + timedelta(days=day))
    session.opening()
    heard = Transcript(text)
    reply = session.reply(heard)
    session.finish(heard, reply, Spoken(tuple(sentence.text for sentence in reply.sentences)))
    session.end()
    return session.id


@pytest.fixture
def client(coach: Coach) -> TestClient:
    coach.scorer.load()
    coach.answerer.load()
    rooms, entrance = Rooms(coach), Entrance(PORT)
    rooms.ready.set()
    client = TestClient(make_app(rooms, entrance, dict), base_url=HERE, headers={"Origin": HERE})
    assert client.post("/enter", content=entrance.token()).status_code == 204
    return client


@pytest.fixture
def ask(client: TestClient) -> Ask:
    def order(do: str, **fields: Any) -> dict[str, Any]:
        answer = client.post("/journal", content=json.dumps({"do": do, **fields}))
        assert answer.status_code == 200
        return dict(answer.json())

    return order


def test_it_is_for_who_entered_and_only_from_this_page(client: TestClient) -> None:
    order = '{"do":"list","skip":0}'
    assert client.post("/journal", content=order).status_code == 200
    assert client.post("/journal", content=order, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.get("/journal").status_code == 405
    client.cookies.clear()
    assert client.post("/journal", content=order).status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 5000,
        '{"do":"drop"}',
        '{"do":["list"],"skip":0}',
        '{"do":"list"}',
        '{"do":"list","skip":-1}',
        '{"do":"list","skip":true}',
        '{"do":"list","skip":0,"more":1}',
        '{"do":"show","id":7}',
        '{"do":"show","id":" "}',
        '{"do":"show","id":"' + "x" * 65 + '"}',
        '{"do":"export","format":"exe"}',
        '{"do":"search","words":"\\ud800"}',
        '{"do":"amend","id":"a","turn":"0","text":"b"}',
    ],
)
def test_what_is_no_order_is_refused(client: TestClient, text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)
    assert client.post("/journal", content=text).status_code == 400


def test_an_order_of_any_size_is_not_read_to_its_end(client: TestClient) -> None:
    order = json.dumps({"do": "search", "words": "x" * 3000})
    parse(order)
    assert client.post("/journal", content=order).status_code == 400


def test_entries_are_listed_newest_first_and_found_by_their_words(coach: Coach, ask: Ask) -> None:
    assert ask("list", skip=0) == {"of": 0, "entries": []}
    old, new = kept(coach, STORY), kept(coach, "She called me twice.", day=1)
    listed = ask("list", skip=0)
    assert [line["id"] for line in listed["entries"]] == [new, old]
    assert listed["entries"][1] | {"id": "", "heard": {}} == {
        "id": "",
        "when": "Mon 02 Nov 2026, 21:30",
        "flow": "talk",
        "about": "",
        "words": STORY,
        "heard": {},
    }
    assert [line["id"] for line in ask("list", skip=1)["entries"]] == [old]
    [found] = ask("search", words="asks")["entries"]
    assert found["id"] == old
    assert [STORY[start:end] for start, end in found["spans"]] == ["asks"]


def test_a_quote_is_struck_and_given_back(coach: Coach, ask: Ask) -> None:
    id = kept(coach, STORY)
    before = ask("show", id=id)["entry"]
    assert before["turns"][-1]["role"] == "coach"
    quote = before["quotes"][0]["quote"]
    struck = ask("strike", id=id, quote=quote)["entry"]
    assert struck["struck"]
    assert quote not in [line["quote"] for line in struck["quotes"]]
    assert ask("show", id=id)["entry"] == struck
    assert ask("undo", id=id)["entry"] == before


def test_a_turn_that_was_misheard_is_mended_and_the_score_follows(coach: Coach, ask: Ask) -> None:
    id = kept(coach, STORY)
    before = ask("show", id=id)["entry"]
    turns = before["turns"]
    mine = next(number for number, turn in enumerate(turns) if turn["role"] == "user")
    mended = ask("amend", id=id, turn=mine, text="We had soup.")["entry"]
    assert mended["turns"][mine]["text"] == "We had soup."
    assert all(line["quote"] in "We had soup." for line in mended["quotes"])
    assert before["quotes"]
    assert ask("undo", id=id)["entry"] == before
    assert "only your own" in ask("amend", id=id, turn=len(turns) - 1, text="No.")["problem"]


def test_what_is_deleted_is_gone(coach: Coach, ask: Ask) -> None:
    id = kept(coach, STORY)
    assert ask("delete", id=id) == {"deleted": 1}
    assert coach.tools.journal.entries() == []
    assert "not in the journal any more" in ask("delete", id=id)["problem"]
    assert "nothing to undo" in ask("undo", id=kept(coach, STORY))["problem"]


def test_it_is_taken_out_as_the_command_line_takes_it_out(coach: Coach, ask: Ask) -> None:
    kept(coach, STORY)
    entries = coach.tools.journal.entries()
    assert ask("export", format="json")["file"] == to_json(entries)
    assert read(ask("export", format="csv")["file"]) == read(to_json(entries))
    assert STORY in ask("export", format="md")["file"]
    assert ask("export", format="html")["file"].startswith("<!doctype html>")


def test_of_a_night_with_a_sign_of_danger_no_list_shows_a_word(coach: Coach, ask: Ask) -> None:
    id = kept(coach, "He hit me last night. He never asks how my day was.")
    [line] = ask("list", skip=0)["entries"]
    [found] = ask("search", words="asks")["entries"]
    assert (line["id"], found["id"]) == (id, id)
    assert (line["words"], line["heard"], found["words"], found["spans"]) == ("", {}, "", [])
    assert ask("show", id=id)["entry"]["quotes"] == []


@pytest.mark.parametrize("failure", [JournalLocked("it is locked. Give the passphrase."), JournalDamaged("restore.")])
def test_a_journal_that_does_not_open_says_what_to_do(
    coach: Coach, ask: Ask, failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shut(*_: object) -> None:
        raise failure

    monkeypatch.setattr(coach.engine("journal"), "heads", shut)
    assert ask("list", skip=0) == {"problem": str(failure)}
