from __future__ import annotations

import pytest

from voice_coach.core.followups import items, last_answer, pointed
from voice_coach.core.transcript import Turn

THREE = "Care flows both ways. Each of you feels heard. And both mend things after a row."


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("the second one", "Each of you feels heard."),
        ("what was the first thing again", "Care flows both ways."),
        ("and the last one?", "And both mend things after a row."),
        ("go back to the middle one a minute", "Each of you feels heard."),
        ("number three i didnt catch that", "And both mend things after a row."),
        ("say number 2 again, slower", "Each of you feels heard."),
        ("the fourth one", ""),
    ],
)
def test_counting_finds_the_sentence(text: str, item: str) -> None:
    found = pointed(text, THREE)
    assert found is not None
    assert (found.item, found.rest) == (item, "")


def test_what_is_asked_of_the_item_is_kept() -> None:
    found = pointed("The last one, how does that help us?", THREE)
    assert found is not None
    assert found.item.startswith("And both mend")
    assert found.rest == "how does that help us"


@pytest.mark.parametrize(
    "text", ["our first date was lovely", "on second thoughts no", "why does that matter", "last week he called", ""]
)
def test_other_counting_words_point_at_nothing(text: str) -> None:
    assert pointed(text, THREE) is None


def test_a_single_sentence_is_counted_by_its_parts() -> None:
    answer = "Ask yourself when they last stepped up, how you feel after, and whether you can lean on them."
    assert items(answer)[2] == "whether you can lean on them."
    found = pointed("tell me about the first half of that", "Feed what is balanced, and starve what isn't.")
    assert found is not None
    assert found.item == "Feed what is balanced"


def test_an_announcement_is_no_item() -> None:
    assert items("Two things. Thank them. Take turns.") == ["Thank them.", "Take turns."]
    assert items("One, he listens. Two, he adjusts.") == ["he listens.", "he adjusts."]


def test_the_last_answer_is_the_coachs_without_its_questions() -> None:
    last = Turn("coach", f"{THREE} Want to hear more?")
    history = [Turn("coach", "Old."), Turn("user", "x"), last, Turn("user", "y")]
    assert last_answer(history) == THREE
    assert last_answer([Turn("user", "x")]) == ""
    assert pointed("the second one", "") is None
