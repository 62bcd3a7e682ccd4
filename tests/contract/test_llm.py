"""Language models: text within limits, or an error that says what to do; then what only a server can get wrong."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from voice_coach.engines.langchain import LangChain
from voice_coach.errors import EngineFailed
from voice_coach.ports import ChatModel, Message

PORT = "llm"
SECRET = "sk-planted-0451"
ASKED = [Message("system", "Be kind."), Message("user", "A planted sentence about Wilhelmina.")]
Build = Callable[..., LangChain]


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """A stream that a test left behind ends here, and not in the middle of what another test imports."""
    yield
    gc.collect()


@pytest.fixture
def build(chat_server: Any, monkeypatch: pytest.MonkeyPatch) -> Build:
    pytest.importorskip("langchain_openai", reason="the extra 'llm' is not installed")
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)

    def make(**options: Any) -> LangChain:
        return LangChain(LangChain.Options(**{"base_url": chat_server.url, "first_s": 5, "total_s": 8, **options}))

    return make


def test_it_is_one_of_the_port(engine: Any) -> None:
    assert isinstance(engine, ChatModel)


def test_it_gives_text_or_says_what_to_do(engine: Any) -> None:
    text, problem = "", ""
    try:
        text = "".join(engine.stream(ASKED))
    except EngineFailed as failure:
        problem = str(failure)
    assert text.strip() or "voice-coach config" in problem or "base_url" in problem
    assert "Wilhelmina" not in problem


def test_text_comes_in_pieces_as_it_was_said(build: Build, chat_server: Any) -> None:
    chat_server.script = ["Care runs both ways. [F04]"]
    pieces = list(build().stream(ASKED))
    assert len(pieces) > 2
    assert "".join(pieces) == "Care runs both ways. [F04]"
    [request] = chat_server.requests
    assert [m["role"] for m in request["messages"]] == ["system", "user"]
    assert request["stream"] is True
    assert chat_server.keys == [f"Bearer {SECRET}"]


def test_a_form_is_asked_for_as_a_json_schema(build: Build, chat_server: Any) -> None:
    schema = {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]}
    chat_server.script = ['{"x": "y"}']
    assert json.loads("".join(build().stream(ASKED, schema))) == {"x": "y"}
    form = chat_server.requests[0]["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["schema"] == schema


def test_a_server_that_knows_another_form_is_asked_in_that_one_from_then_on(build: Build, chat_server: Any) -> None:
    schema = {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]}
    chat_server.script = [500, '{"x": "y"}', '{"x": "z"}']
    model = build()
    assert json.loads("".join(model.stream(ASKED, schema))) == {"x": "y"}
    assert json.loads("".join(model.stream(ASKED, schema))) == {"x": "z"}
    forms = [request["response_format"] for request in chat_server.requests]
    assert [form["type"] for form in forms] == ["json_schema", "json_object", "json_object"]
    assert forms[1]["schema"] == schema


def test_a_server_that_knows_no_form_is_asked_in_words_and_then_given_up(build: Build, chat_server: Any) -> None:
    chat_server.script = [400, 400, 422, '{"x": "y"}', 500]
    model = build()
    assert "".join(model.stream(ASKED, {})) == '{"x": "y"}'
    assert "response_format" not in chat_server.requests[3]
    with pytest.raises(EngineFailed, match="500"):
        list(model.stream(ASKED, {}))
    assert len(chat_server.requests) == 5


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (401, "OPENAI_API_KEY"),
        (404, "base_url"),
        (429, "limit"),
        (500, "500"),
        ("malformed", "read"),
        ("empty", "no text"),
    ],
)
def test_every_failure_is_named_without_key_or_words(
    build: Build, chat_server: Any, fault: Any, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    chat_server.script = [fault]
    with pytest.raises(EngineFailed) as caught:
        list(build().stream(ASKED))
    assert words in str(caught.value)
    for text in (str(caught.value), caplog.text):
        assert SECRET not in text
        assert "Wilhelmina" not in text


@pytest.mark.parametrize("fault", ["silent", "endless"])
def test_a_slow_or_endless_model_is_given_up(build: Build, chat_server: Any, fault: str) -> None:
    chat_server.script = [fault]
    with pytest.raises(EngineFailed, match=r"longer|did not stop"):
        list(build(first_s=0.3, total_s=0.6).stream(ASKED))


SLOW = [
    (None, "Care runs both ways."),
    (None, "Care runs both ways. It"),
    ({}, '{"reflections": ["You plan everything.'),
    ({}, '{"reflections": ["You plan everything."'),
    ({}, '{"reflections": ["You plan everything.",'),
    ({}, '{"reflections": ["You plan everything", "'),
    ({}, '{"reflections": ["He said \\"no.\\" And'),
    ({}, '```json\n{"reflections": ["So you plan, and it\'s \'always you.\'"]'),
    ({}, '{"mentions": [{"turn": 0, "signal": "heard",'),
]


@pytest.mark.parametrize(("schema", "first"), SLOW)
def test_what_has_begun_in_time_may_take_its_time(build: Build, chat_server: Any, schema: Any, first: str) -> None:
    pieces = (first, *(f" word{number}" for number in range(5)))
    chat_server.script = [pieces]
    assert "".join(build(first_s=0.5, total_s=8).stream(ASKED, schema)) == "".join(pieces)


@pytest.mark.parametrize(("schema", "first"), [SLOW[0], SLOW[4]])
def test_what_has_begun_does_not_go_on_for_ever(build: Build, chat_server: Any, schema: Any, first: str) -> None:
    chat_server.script = [(first, *[" and on"] * 50)]
    with pytest.raises(EngineFailed, match=r"longer than 1 seconds"):
        list(build(first_s=0.5, total_s=1).stream(ASKED, schema))


@pytest.mark.parametrize(
    ("schema", "first"),
    [
        (None, "Care runs"),
        ({}, '{"reflections": ['),
        ({}, '{"reflections": ["You plan'),
        ({}, '{"reflections": ["You said \\"no\\", and'),
        ({}, "Sure. Here is what you asked for. {"),
    ],
)
def test_what_has_not_begun_in_time_is_given_up(build: Build, chat_server: Any, schema: Any, first: str) -> None:
    chat_server.script = [(first, *[" and on"] * 50)]
    with pytest.raises(EngineFailed, match=r"longer than 0.5 seconds"):
        list(build(first_s=0.5, total_s=8).stream(ASKED, schema))


def test_nobody_there_is_said_so(build: Build, chat_server: Any) -> None:
    with pytest.raises(EngineFailed, match="can't be reached"):
        list(build(base_url="http://127.0.0.1:9/v1").stream(ASKED))


def test_after_a_failure_it_is_left_alone_for_a_while(build: Build, chat_server: Any) -> None:
    chat_server.script = [500, "Okay."]
    model = build()
    for _ in range(3):
        with pytest.raises(EngineFailed):
            list(model.stream(ASKED))
    assert len(chat_server.requests) == 1


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        ("http://127.0.0.1:1/v1", False),
        ("http://localhost/v1", False),
        ("http://[::1]:1/v1", False),
        ("http://192.168.1.4/v1", True),
        ("https://models.example/v1", True),
        ("http://localhost.example/v1", True),
    ],
)
def test_what_leaves_the_machine_is_known(build: Build, url: str, remote: bool) -> None:
    assert build(base_url=url).remote is remote


def test_a_remote_model_without_a_key_says_how_to_give_one(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(EngineFailed, match="OPENAI_API_KEY"):
        build(base_url="https://models.example/v1").load()
