"""The blueprint: it can be read, its inputs are used, it says nothing that should not be heard, and it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from voice_coach import assets
from voice_coach.core.transcript import sentences

COACH = assets.toml("prompts", "coach")


class Input(str):
    """The name of an input."""


class Loader(yaml.SafeLoader):
    """YAML with Home Assistant's tag."""


Loader.add_constructor("!input", lambda loader, node: Input(loader.construct_scalar(node)))


@pytest.fixture
def blueprint(project: Path) -> dict[str, Any]:
    text = (project / "contrib" / "home-assistant" / "checkin.yaml").read_text("utf-8")
    read: dict[str, Any] = yaml.load(text, Loader)
    return read


def everything(node: Any) -> list[Any]:
    """The node and all below it."""
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [node, *(one for child in below for one in everything(child))]


def test_every_input_is_declared_and_used(blueprint: dict[str, Any]) -> None:
    used = {str(node) for node in everything(blueprint) if isinstance(node, Input)}
    assert used == set(blueprint["blueprint"]["input"])
    assert {"triggers", "conditions", "actions"} < set(blueprint)


def test_it_ends_with_the_words_with_which_the_coach_ends(blueprint: dict[str, Any]) -> None:
    last = [COACH["close"]["any"], *(COACH["command"][name] for name in ("stop", "good_night", "not_tonight"))]
    expected = [text for variants in last for text in variants] + COACH["shared"]["no_sessions"]
    assert blueprint["variables"]["endings"] == expected


def test_the_words_that_begin_it_are_known_to_the_coach(blueprint: dict[str, Any]) -> None:
    said = [node["text"] for node in everything(blueprint["actions"]) if isinstance(node, dict) and "text" in node]
    assert assets.commands().start(said[0]) == "checkin"


def test_what_is_heard_unasked_says_nothing_and_no_trace_keeps_what_was_said(blueprint: dict[str, Any]) -> None:
    invitation = blueprint["blueprint"]["input"]["invitation"]["default"]
    assert sentences(invitation)[0] == f"{COACH['notification']['reminder'][0]}."
    assert blueprint["trace"]["stored_traces"] == 0
