from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import pytest

from voice_coach import assets
from voice_coach.conversation.prompts import Prompts

TEXTS = Prompts({"a": {"b": ["Hello {name}.", "Hi {name}."]}, "plain": "One."})


def test_variants_take_turns() -> None:
    assert [TEXTS.say("a.b", turn, name="Jo") for turn in range(3)] == ["Hello Jo.", "Hi Jo.", "Hello Jo."]
    assert TEXTS.variants("plain") == ("One.",)


def test_a_missing_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        TEXTS.say("a.c")
    with pytest.raises(KeyError):
        TEXTS.say("a.b")


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert TEXTS.say("a.b", name="{name} {x}") == "Hello {name} {x}."


def _texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, f"{path}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value, path)
    elif isinstance(node, str):
        yield path, node


@pytest.mark.parametrize("name", ["coach", "summary"])
def test_every_text_of_ours_can_be_formatted_and_spoken(name: str) -> None:
    found = list(_texts(assets.toml("prompts", name)))
    assert found
    for path, text in found:
        fields = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        assert text.format_map(dict.fromkeys(fields, "x")).strip(), path
        assert len(text.split()) < 60, path
