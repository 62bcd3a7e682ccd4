"""Phrases and classifier together, with the encoder that ships."""

from __future__ import annotations

import pytest

from voice_coach.app import build
from voice_coach.config import load_settings, paths
from voice_coach.conversation.screening import Screener

pytestmark = pytest.mark.weights


@pytest.fixture(scope="module")
def screener() -> Screener:
    where = paths()
    return build(load_settings(where), where).screener


@pytest.mark.parametrize(
    "text",
    [
        "That's all for tonight.",
        "I'm done for tonight",
        "That's everything for tonight",
        "that'll be all for tonight",
        "Let's stop here",
        "Good night",
        "goodbye, thanks",
    ],
)
def test_a_good_night_is_no_plan(screener: Screener, text: str) -> None:
    assert not screener.turn(text).cue


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("That's all for me, they'll be better off without me", "suicide_passive"),
        ("Goodbye everyone, I've taken the lot", "suicide_plan"),
        ("I want to end my life", "suicide_active"),
    ],
)
def test_a_goodbye_with_danger_in_it_is_heard(screener: Screener, text: str, label: str) -> None:
    assert label in screener.turn(text).classes


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("She never answers my messages", False),
        ("He keeps his salary in his own account.", False),
        ("He answers my messages as me", True),
        ("He keeps my salary in his account", True),
        ("He reads all my messages and asks about every one", True),
    ],
)
def test_messages_and_pay_in_plain_use_are_no_control(screener: Screener, text: str, danger: bool) -> None:
    assert ("control_monitoring" in screener.turn(text).classes) == danger
