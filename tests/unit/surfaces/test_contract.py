"""The JSON Lines contract: any bytes in, one line of JSON out for each, and no end before the last one."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.safety import Assessment
from voice_coach.core.scoring import score
from voice_coach.core.signals import Evidence
from voice_coach.core.transcript import Turn
from voice_coach.core.turn import Answer, Citation, Sentence
from voice_coach.errors import EngineFailed, InputError
from voice_coach.surfaces.cli import contract

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ITEMS = st.fixed_dictionaries({}, optional={"id": JSON, "text": JSON, "turns": JSON, "history": JSON, "other": JSON})
LINES = st.binary(max_size=60).map(lambda raw: raw.replace(b"\n", b" ")) | (ITEMS | JSON).map(
    lambda item: json.dumps(item).encode()
)


def strict(line: str) -> Any:
    """As a careful program reads it: no NaN, valid UTF-8."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(line.encode("utf-8").decode("utf-8"), parse_constant=refuse)


def serve(data: bytes, handle: Any, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    contract.serve(handle, io.BytesIO(data))
    out, err = capsys.readouterr()
    assert err == ""
    return [strict(line) for line in out.splitlines()]


@given(LINES)
def test_the_parser_only_ever_raises_what_can_be_told(raw: bytes) -> None:
    try:
        item = contract.parse(raw)
        contract.id_of(item)
        contract.text_of(item)
        contract.turns_of(item, "turns")
    except InputError as failure:
        told = contract.error(None, failure)["error"]["type"]
    else:
        told = None
    assert told in {None, "bad_json", "bad_input", "too_large"}


def test_every_line_gets_its_reply_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    @given(st.lists(LINES, max_size=6))
    def check(rows: list[bytes]) -> None:
        found = serve(b"\n".join(rows), lambda item: {"text": contract.text_of(item)}, capsys)
        assert len(found) == len([row for row in rows if row.strip()])
        for reply in found:
            assert reply["v"] == 1
            assert "id" in reply
            assert ("text" in reply) != ("error" in reply)

    check()


@pytest.mark.parametrize(
    ("line", "kind", "id"),
    [
        (b"not json", "bad_json", None),
        (b"\xff\xfe", "bad_json", None),
        (b"[" * 100_000, "bad_json", None),
        (b"[1]", "bad_input", None),
        (b'"text"', "bad_input", None),
        (b"{}", "bad_input", None),
        (b'{"id": 7, "text": 3}', "bad_input", 7),
        (b'{"id": "a", "text": "  "}', "bad_input", "a"),
        (b'{"id": NaN, "text": "x"}', "bad_input", None),
        (b'{"id": 1e999, "text": "x"}', "bad_input", None),
        (b'{"id": {"a": 1}, "text": "x"}', "bad_input", None),
    ],
)
def test_a_bad_line_is_told_and_does_not_stop_the_rest(
    line: bytes, kind: str, id: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    data = b'\xef\xbb\xbf{"id": 1, "text": "a"}\n\n' + line + b'\n  \n{"id": 2, "text": "b"}'
    first, bad, last = serve(data, lambda item: {"text": contract.text_of(item)}, capsys)
    assert (first["id"], last["id"]) == (1, 2)
    assert (bad["id"], bad["error"]["type"]) == (id, kind)
    assert bad["error"]["message"]


def test_a_lone_surrogate_becomes_a_replacement_and_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    data = rb'{"id": "\ud800", "text": "a\udc00b"}'
    assert serve(data, lambda item: {"text": contract.text_of(item)}, capsys) == [
        {"v": 1, "id": "\ufffd", "text": "a\ufffdb"}
    ]


def test_a_line_without_end_is_too_large_and_read_past(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(contract, "MAX_LINE", 64)
    data = b'{"id": 1, "text": "' + b"x" * 1000 + b'"}\n{"id": 2, "text": "b"}\n'
    large, last = serve(data, lambda item: {"text": contract.text_of(item)}, capsys)
    assert (large["id"], large["error"]["type"]) == (None, "too_large")
    assert last["id"] == 2


def test_a_failure_inside_is_told_without_words(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(item: dict[str, Any]) -> dict[str, Any]:
        raise RuntimeError(f"secretword {item}")

    def failing(item: dict[str, Any]) -> dict[str, Any]:
        raise EngineFailed("the engine failed")

    [reply] = serve(b'{"id": 3, "text": "secretword"}', broken, capsys)
    assert reply["error"]["type"] == "unavailable"
    assert "secretword" not in json.dumps(reply)
    [reply] = serve(b'{"id": 3, "text": "x"}', failing, capsys)
    assert reply == {"v": 1, "id": 3, "error": {"type": "unavailable", "message": "the engine failed"}}


def test_turns_are_read_oldest_first_and_assistant_is_the_coach() -> None:
    item = {"turns": [{"role": "user", "text": "a"}, {"role": "assistant", "text": ""}, {"role": "coach", "text": "c"}]}
    assert contract.turns_of(item, "turns") == [Turn("user", "a"), Turn("coach", ""), Turn("coach", "c")]
    assert contract.turns_of({}, "history", required=False) == []


@pytest.mark.parametrize("value", [None, "x", [], {}, ["x"], [{"role": "system", "text": "x"}], [{"role": "user"}]])
def test_turns_of_another_shape_are_refused(value: Any) -> None:
    with pytest.raises(InputError):
        contract.turns_of({"turns": value}, "turns")


def test_an_answer_has_the_fields_of_the_contract() -> None:
    answer = Answer(
        "answered",
        (Sentence("One.", ("F01",)), Sentence("Want to hear more?")),
        (Sentence("Two.", ("F02",)),),
        (Citation("F01", "Introduction", 0.9),),
    )
    assert contract.answer_json(answer, 1.5) == {
        "outcome": "answered",
        "text": "One. Want to hear more?",
        "sentences": [{"text": "One.", "citations": ["F01"]}, {"text": "Want to hear more?", "citations": []}],
        "more": [{"text": "Two.", "citations": ["F02"]}],
        "citations": [{"id": "F01", "section": "Introduction", "score": 0.9}],
        "safety": {"cue": False, "classes": [], "tier": "none"},
        "ms": 1.5,
    }


def test_a_score_has_the_fields_of_the_contract() -> None:
    found = score([Evidence("heard", "positive", 2, 3, 6, "one", 0.12345)], Assessment(True, ("fear",), "high"))
    assert contract.score_json(found) == {
        "signals": {
            "heard": {
                "state": "positive",
                "confidence": 0.123,
                "evidence": [{"turn": 2, "start": 3, "end": 6, "quote": "one", "pole": "positive"}],
            }
        },
        "coverage": {"mentioned": 1, "of": 16},
    }
