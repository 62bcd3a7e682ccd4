"""Sessions with the person's turns typed: from a file for programs, and at the keyboard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

KINDS = {
    "reflection",
    "question",
    "answer",
    "safety",
    "command",
    "notice",
    "opening",
    "summary",
    "privacy",
    "help",
    "close",
}
SAID = [
    "I'm always the one who texts first, she never starts a conversation.",
    "When I was ill she came over and took care of me.",
    "She never thanks me for anything I do for her.",
    "We had a fight and I was the one who apologised.",
    "this one comes after the coach has closed",
]


def session(cli: Cli, command: str, *said: str, **flags: str) -> dict[str, Any]:
    flag = "--turns" if command == "talk" else "--answers"
    path = cli.folder / "said.jsonl"
    path.write_text("\n\n".join(json.dumps({"text": text, "unknown": 1}) for text in said), "utf-8")
    more = [word for name, value in flags.items() for word in (f"--{name}", value)]
    (whole,) = cli(command, flag, path, "--json", *more).succeeds().objects
    return whole


def check_contract(whole: dict[str, Any], said: tuple[str, ...]) -> None:
    assert list(whole) == ["v", "turns", "summary", "safety"]
    assert whole["v"] == 1
    for turn in whole["turns"]:
        if turn["role"] == "user":
            assert list(turn) == ["role", "text"]
            continue
        assert list(turn) == ["role", "text", "kind", "citations", "reflections", "questions"]
        assert turn["role"] == "coach"
        assert turn["kind"] in KINDS
        assert turn["text"]
    assert [turn.get("kind") for turn in whole["turns"][:2]] == ["notice", "opening"]
    users = [turn["text"] for turn in whole["turns"] if turn["role"] == "user"]
    assert users == list(said[: len(users)])
    assert {"spoken", "signals", "coverage"} <= set(whole["summary"])
    assert whole["summary"]["coverage"] == {"mentioned": len(whole["summary"]["signals"]), "of": 16}
    for signal in whole["summary"]["signals"].values():
        for evidence in signal["evidence"]:
            turn = whole["turns"][evidence["turn"]]
            assert turn["role"] == "user"
            assert turn["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


@pytest.mark.weights
def test_a_checkin_asks_at_most_three_questions_and_then_closes(cli: Cli) -> None:
    whole = session(cli, "checkin", *SAID, now="2026-11-22T21:30:00+01:00")
    check_contract(whole, tuple(SAID))
    coach = [turn for turn in whole["turns"] if turn["role"] == "coach"]
    assert sum(turn["questions"] for turn in coach) == 3
    assert coach[-1]["kind"] == "close"
    assert [turn["text"] for turn in whole["turns"] if turn["role"] == "user"] == SAID[:3]
    assert whole["summary"]["signals"]
    quotes = [e["quote"] for s in whole["summary"]["signals"].values() for e in s["evidence"]]
    assert any(quote.rstrip(".")[:20] in whole["summary"]["spoken"] for quote in quotes)
    assert whole["safety"] == {"cue": False, "classes": [], "tier": "none"}


def test_a_talk_answers_a_question_in_between(fast: Cli) -> None:
    said = (SAID[0], "What are the signs of a lack of reciprocity?", "more please", "stop", "too late")
    whole = session(fast, "talk", *said)
    assert session(fast, "talk", *said) == whole
    check_contract(whole, said)
    replies = [turn for turn in whole["turns"] if turn["role"] == "coach"][2:]
    assert [turn["kind"] for turn in replies] == ["question", "answer", "answer", "command"]
    assert replies[1]["citations"]
    assert replies[0]["citations"] == []


def test_an_empty_text_is_silence(fast: Cli) -> None:
    said = ("", "  ", SAID[0], "stop")
    whole = session(fast, "talk", *said)
    check_contract(whole, said)
    kinds = [turn["kind"] for turn in whole["turns"] if turn["role"] == "coach"]
    assert kinds == ["notice", "opening", "help", "help", "question", "command"]


def test_danger_comes_first_and_nothing_is_summed_up(fast: Cli) -> None:
    said = (SAID[0], "he hit me last night", "What are the signs of a lack of reciprocity?")
    whole = session(fast, "talk", *said)
    assert whole["safety"]["cue"] is True
    assert "violence" in whole["safety"]["classes"]
    after = whole["turns"][5:]
    assert all(turn.get("citations", []) == [] for turn in after)
    assert after[0]["kind"] == "safety"
    assert "index" not in whole["summary"]


@pytest.mark.parametrize("said", [(), ("",)])
def test_too_few_answers_close_kindly(fast: Cli, said: tuple[str, ...]) -> None:
    whole = session(fast, "checkin", *said)
    assert whole["summary"]["signals"] == {}
    assert whole["summary"]["spoken"]
    assert whole["turns"][-1]["kind"] == "close"
    assert whole["turns"][-1]["questions"] == 0


def test_answers_that_run_out_close_kindly_but_never_under_a_sign_of_danger(fast: Cli) -> None:
    whole = session(fast, "talk", SAID[0])
    assert [turn["kind"] for turn in whole["turns"] if turn["role"] == "coach"][2:] == ["question", "close"]
    assert session(fast, "talk", "he hit me last night")["turns"][-1]["kind"] == "safety"
    assert session(fast, "talk", "stop")["turns"][-1]["kind"] == "command"


def test_a_file_that_is_no_list_of_turns_is_refused(fast: Cli) -> None:
    for content, words in {
        b"not json": "line 1",
        b'{"text": "fine"}\n[]': "line 2",
        b'{"text": "fine"}\n{"text": 5}': 'line 2: "text" must be a text',
        b"\xff\xfe": "can't be read",
    }.items():
        (fast.folder / "said.jsonl").write_bytes(content)
        fast("talk", "--turns", "said.jsonl", "--json").fails_with(4, words)
    fast("talk", "--turns", "missing.jsonl", "--json").fails_with(4, "does not exist")
    fast("checkin", "--answers", ".", "--json").fails_with(4, "can't be read")


def test_at_the_keyboard_the_end_of_input_ends_with_the_summary(fast: Cli) -> None:
    result = fast("talk", "--type", stdin=f"{SAID[0]}\n\nstop\n".encode()).succeeds()
    assert result.out.count("coach:") == 5
    ended = fast("checkin", "--type", stdin=SAID[0].encode() + b"\n").succeeds()
    assert ended.out.count("coach:") == 3
    closed = fast.shell("$vc talk --type <&-")
    assert (closed.code, closed.err) == (0, "")
    assert closed.out.count("coach:") == 2


def test_what_is_typed_badly_encoded_is_no_end(fast: Cli) -> None:
    strict = {"PYTHONIOENCODING": "utf-8:strict"}
    for env in ({}, strict):
        result = fast("talk", "--type", stdin=b"she never \xff\xfe writes to me\nstop\n", env=env).succeeds()
        assert result.out.count("coach:") == 4


def test_what_is_taken_back_is_nowhere_in_the_object(fast: Cli) -> None:
    said = ("I plan everything and he cancels.", "He told me about the zeppelin.", "delete that", "good night")
    whole = session(fast, "talk", *said)
    assert "zeppelin" not in json.dumps(whole)
    assert [turn["text"] for turn in whole["turns"] if turn["role"] == "user"] == [said[0], said[3]]
    assert whole["turns"][-1]["kind"] == "command"
