"""Commands that hold no session say what the coach is, and where words go, on stderr: stdout is for the answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

QUESTION = "What are the signs of a lack of reciprocity?"
TURNS = {"id": 1, "turns": [{"role": "user", "text": "He never asks how I am."}]}


@pytest.fixture
def elsewhere(fast: Cli) -> Cli:
    """A language model on another machine, which is never there."""
    pytest.importorskip("langchain_openai", reason="the extra 'llm' is not installed")
    return fast.with_settings(LLM__ENGINE="langchain", LLM__BASE_URL="http://models.invalid/v1", MODEL_SIGNALS="true")


def heard(cli: Cli, *arguments: str, stdin: bytes = b"") -> tuple[str, str]:
    done = cli(*arguments, stdin=stdin, env={"OPENAI_API_KEY": "sk-planted"})
    assert done.code == 0, done
    return done.out, done.err


def test_a_question_is_told_what_answers_it(fast: Cli) -> None:
    out, err = heard(fast, "ask", QUESTION)
    assert err.count("computer program") == 1
    assert "Nothing leaves this machine" in err
    assert "computer program" not in out


def test_a_question_that_is_sent_is_told_so_once(elsewhere: Cli) -> None:
    out, err = heard(elsewhere, "ask", QUESTION)
    assert err.count("computer program") == 1
    assert err.count("a language model elsewhere") == 1
    assert "Nothing leaves" not in err
    assert "elsewhere" not in out


def test_programs_are_told_once_a_command(elsewhere: Cli) -> None:
    lines = b"".join(json.dumps({"id": n, "text": QUESTION, **TURNS}).encode() + b"\n" for n in (1, 2))
    for command in ("ask", "score"):
        out, err = heard(elsewhere, command, "--jsonl", stdin=lines)
        assert err.count("a language model elsewhere") == 1, command
        assert len([json.loads(line) for line in out.splitlines()]) == 2


def test_a_transcript_is_announced_where_it_is_sent(elsewhere: Cli) -> None:
    out, err = heard(elsewhere, "score", "-", stdin=b"Me: He never asks how I am.\n")
    assert err.count("a language model elsewhere") == 1
    assert "elsewhere" not in out
    for kept in (elsewhere.with_settings(MODEL_SIGNALS="false"), elsewhere):
        offline = () if kept is not elsewhere else ("--offline",)
        assert heard(kept, "score", "-", *offline, stdin=b"Me: He never asks how I am.\n")[1] == ""
    assert "Nothing leaves this machine" in heard(elsewhere, "ask", QUESTION, "--offline")[1]
    assert heard(elsewhere, "ask", "--jsonl", "--offline", stdin=b"")[1] == ""


def test_what_is_no_question_is_told_nothing_of_the_coach(elsewhere: Cli) -> None:
    elsewhere("ask", "...").fails_with(4, "no words")
