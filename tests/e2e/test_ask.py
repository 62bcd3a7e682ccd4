"""`voice-coach ask --jsonl`: the contract for programs, to the letter."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

SIGNS = "What are the signs of a lack of reciprocity?"
DANGER = "he hit me last night"
FIELDS = ["v", "id", "outcome", "text", "sentences", "more", "citations", "safety", "ms"]


def lines(*items: Any) -> bytes:
    return b"".join(item if isinstance(item, bytes) else json.dumps(item).encode() + b"\n" for item in items)


@pytest.fixture(scope="module")
def passages(project: Any) -> dict[str, Any]:
    rows = (project / "knowledge" / "passages.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, rows)}


@pytest.mark.weights
def test_an_answer_has_every_field_of_the_contract(cli: Cli, passages: dict[str, Any]) -> None:
    asked = lines({"id": "q", "text": SIGNS, "unknown": 1}, {"id": 2, "text": "What is the capital of France?"})
    answered, declined = cli("ask", "--jsonl", stdin=asked).succeeds().objects
    assert list(answered) == FIELDS == list(declined)
    assert (answered["v"], answered["id"], answered["outcome"]) == (1, "q", "answered")
    assert answered["text"] == " ".join(sentence["text"] for sentence in answered["sentences"])
    *claims, offer = answered["sentences"]
    assert all(sentence["citations"] for sentence in claims)
    assert all(sentence["citations"] for sentence in answered["more"])
    assert offer["text"].endswith("more?")
    assert offer["citations"] == []
    cited = {id for sentence in claims for id in sentence["citations"]}
    assert {citation["id"] for citation in answered["citations"]} == cited
    for citation in answered["citations"]:
        assert list(citation) == ["id", "section", "score"]
        assert citation["section"] == passages[citation["id"]]["section"]
        assert 0.0 <= citation["score"] <= 1.0
    scores = [citation["score"] for citation in answered["citations"]]
    assert scores == sorted(scores, reverse=True)
    assert answered["safety"] == {"cue": False, "classes": [], "tier": "none"}
    assert isinstance(answered["ms"], float)
    assert (declined["id"], declined["outcome"]) == (2, "declined")
    assert declined["citations"] == declined["more"] == []
    assert all(sentence["citations"] == [] for sentence in declined["sentences"])


def test_bad_lines_are_answered_in_their_place(fast: Cli) -> None:
    given = lines(
        {"id": 1, "text": SIGNS},
        b"\n   \n\r\n",
        b"not json\n",
        b"[1, 2]\n",
        b"\xff\xfe\n",
        {"id": 2},
        {"id": 3, "text": 5},
        {"id": 4, "text": ""},
        {"id": 5, "text": " \t "},
        {"id": 6, "text": "\x07\x00\u200b"},
        {"id": 7, "text": SIGNS, "history": "no list"},
        {"id": 8, "text": SIGNS, "history": [{"role": "narrator", "text": "x"}]},
        {"text": SIGNS},
        lines({"id": 9, "text": SIGNS}).rstrip(b"\n"),
    )
    result = fast("ask", "--jsonl", stdin=given).succeeds()
    seen = [(o["v"], o["id"], o.get("error", {}).get("type", o.get("outcome"))) for o in result.objects]
    assert seen == [
        (1, 1, "answered"),
        (1, None, "bad_json"),
        (1, None, "bad_input"),
        (1, None, "bad_json"),
        *[(1, id, "bad_input") for id in range(2, 9)],
        (1, None, "answered"),
        (1, 9, "answered"),
    ]
    for failed in (o for o in result.objects if "error" in o):
        assert list(failed) == ["v", "id", "error"]
        assert list(failed["error"]) == ["type", "message"]
        assert failed["error"]["message"]


def test_odd_texts_are_answered_and_too_large_ones_refused(fast: Cli) -> None:
    given = lines(
        {"id": "controls", "text": f"\x00\x1b[31m{SIGNS}\x07\r\n\x85"},
        {"id": "emoji", "text": f"{SIGNS} 😢👩‍👩‍👧 \U0001f3f3"},
        b'{"id": "lone \\ud800", "text": "\\udc00 ' + SIGNS.encode() + b' \\ud83d"}\n',
        {"id": "long", "text": "signs " * 16_667},
        {"id": "right to left", "text": f"\u202e{SIGNS}"},
        b'{"id": "deep", "text": ' + b"[" * 100_000 + b"}\n",
        b'{"id": "huge", "text": "' + b"x" * 5_000_000 + b'"}\n',
        {"id": "after", "text": SIGNS},
    )
    result = fast("ask", "--jsonl", stdin=given).succeeds()
    outcome = [(o["id"], o.get("error", {}).get("type", o.get("outcome"))) for o in result.objects]
    assert outcome == [
        ("controls", "answered"),
        ("emoji", "answered"),
        ("lone \ufffd", "answered"),
        ("long", "too_large"),
        ("right to left", "answered"),
        (None, "bad_json"),
        (None, "too_large"),
        ("after", "answered"),
    ]


def test_history_is_screened_oldest_first_and_only_what_the_user_said(fast: Cli) -> None:
    def with_history(id: str, *turns: tuple[str, str]) -> dict[str, Any]:
        return {"id": id, "text": SIGNS, "history": [{"role": role, "text": text} for role, text in turns]}

    given = lines(
        with_history("user", ("user", DANGER), ("coach", "Okay.")),
        with_history("coach", ("coach", DANGER)),
        with_history("assistant", ("assistant", DANGER), ("user", "we had a nice evening")),
        with_history("none"),
        {"id": "now", "text": DANGER},
    )
    user, coach, assistant, none, now = fast("ask", "--jsonl", stdin=given).succeeds().objects
    for answer in (user, now):
        assert answer["outcome"] == "safety"
        assert answer["safety"]["cue"] is True
        assert "violence" in answer["safety"]["classes"]
        assert answer["citations"] == answer["more"] == []
        assert all(sentence["citations"] == [] for sentence in answer["sentences"])
    assert [o["outcome"] for o in (coach, assistant, none)] == ["answered"] * 3


def test_a_minors_age_alone_is_answered_with_the_cue(fast: Cli) -> None:
    (answer,) = fast("ask", "--jsonl", stdin=lines({"id": 1, "text": f"I'm 15 years old. {SIGNS}"})).succeeds().objects
    assert answer["safety"] == {"cue": True, "classes": ["minor_user"], "tier": "elevated"}
    assert answer["outcome"] in ("answered", "declined")


def test_each_line_is_answered_before_the_next_is_sent(fast: Cli) -> None:
    process = fast.start("ask", "--jsonl")
    for id in range(3):
        process.stdin.write(lines({"id": id, "text": SIGNS}))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == id
    assert process.communicate() == (b"", b"")
    assert process.returncode == 0


def test_without_flags_a_person_reads_the_answer_and_its_sources(fast: Cli) -> None:
    result = fast("ask", SIGNS).answers()
    answer, *sources = result.out.splitlines()
    assert answer.endswith("Want to hear more?")
    assert all(source.strip().startswith("F") for source in sources)
    assert sources
    longer = fast("ask", SIGNS, "--more").answers()
    assert len(longer.out) > len(result.out)


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "\a\b", "?!"])
def test_an_empty_question_is_refused(fast: Cli, text: str) -> None:
    fast("ask", text).fails_with(4, "no words")


def test_an_endless_question_is_refused(fast: Cli) -> None:
    fast("ask", "signs " * 16_667).fails_with(4, "100,002 characters", "fewer words")


def test_bare_command_says_in_five_lines_what_to_do_first(fast: Cli) -> None:
    result = fast().succeeds()
    assert len(result.out.splitlines()) == 5
    assert 'voice-coach ask "' in result.out


def test_usage_errors_leave_with_two(fast: Cli) -> None:
    result = fast("ask", "--nonsense")
    assert (result.code, result.out) == (2, "")
    assert "--nonsense" in result.err
    assert "Traceback" not in result.err


def test_debug_adds_the_traceback(fast: Cli) -> None:
    result = fast("ask", "", "--debug")
    assert result.code == 4
    assert "Traceback" in result.err
    assert result.err.splitlines()[-1].startswith("voice-coach: ")


def test_help_is_found_on_every_command(fast: Cli) -> None:
    from concurrent.futures import ThreadPoolExecutor

    names = ("ask", "talk", "checkin", "score", "transcribe", "say", "models", "engines", "doctor", "config")
    with ThreadPoolExecutor(2) as pool:
        for name, result in zip(names, pool.map(lambda n: fast(n, "--help"), names), strict=True):
            assert f"voice-coach {name}" in result.succeeds().out


def test_a_reader_that_goes_away_ends_the_run_quietly(fast: Cli) -> None:
    process = fast.start("ask", "--jsonl")
    process.stdin.write(lines({"id": 0, "text": SIGNS}))
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(lines({"id": 1, "text": SIGNS}))
    process.stdin.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


def test_a_closed_pipe_is_the_same_for_what_people_read(fast: Cli) -> None:
    for command in (["ask", "signs"], ["--help"], ["config", "show"], ["engines"]):
        read, write = os.pipe()
        os.close(read)
        process = fast.start(*command, stdout=write)
        os.close(write)
        told = process.communicate()[1].decode()
        assert process.returncode == 141, command
        assert told == "" or (command[0] == "ask" and len(told.splitlines()) == 1 and told.startswith("I'm a computer"))


def test_closed_streams_are_named(fast: Cli) -> None:
    closed_in = fast.shell("$vc ask --jsonl <&-")
    closed_in.fails_with(4, "stdin is closed")
    closed_out = fast.shell('$vc ask "signs" >&-')
    closed_out.fails_with(8, "output is closed")
    closed_err = fast.shell('$vc ask "" 2>&-')
    assert (closed_err.code, closed_err.out) == (4, "")


def test_a_full_disk_behind_stdout_is_told(fast: Cli) -> None:
    for command in ("$vc engines", 'echo \'{"text": "signs"}\' | $vc ask --jsonl', "$vc --help"):
        fast.shell(f"{command} > /dev/full").fails_with(8, "no space left")
    notice, error = fast.shell('$vc ask "signs" > /dev/full').err.splitlines()
    assert notice.startswith("I'm a computer program")
    assert "no space left" in error


def test_a_program_that_ends_its_input_at_once_gets_nothing(fast: Cli) -> None:
    result = subprocess.run(
        fast._command(("ask", "--jsonl")),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=fast._environment(None),
        timeout=60,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_screen_reads_a_text_beside_turns_as_what_was_said_last(fast: Cli) -> None:
    lines = (
        {"id": 1, "text": "I want to die", "turns": [{"role": "user", "text": "hello"}]},
        {"id": 2, "turns": [{"role": "user", "text": "hello"}], "text": None},
        {"id": 3, "turns": None, "text": "He choked me"},
        {"id": 4, "turns": []},
    )
    raw = "\n".join(json.dumps(line) for line in lines).encode()
    first, second, third, fourth = fast("screen", "--jsonl", stdin=raw).succeeds().objects
    assert (first["cue"], second["cue"], third["tier"]) == (True, False, "emergency")
    assert fourth["error"]["type"] == "bad_input"
