"""Training sentences told of the other gender: spans stay on the words that carry them."""

from __future__ import annotations

import pytest

from evals.train.genders import swapped


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        (
            "I told him about his job and he laughed himself silly.",
            "I told her about her job and she laughed herself silly.",
        ),
        ("She never asks her mum about me.", "He never asks his dad about me."),
        ("I gave her the key and took her coat for her", "I gave him the key and took his coat for him"),
        ("I miss her terribly", None),
        ("My mom said she loves me", "My dad said he loves me"),
        ("It's hers. Her brother knows.", None),
        ("nobody rang", None),
        ("HE shouted", "She shouted"),
    ],
)
def test_one_gender_is_turned_and_two_are_left(text: str, turned: str | None) -> None:
    found = swapped(text)
    assert (found[0][0] if found else None) == turned


def test_places_of_every_character_are_known_and_the_question_turns_too() -> None:
    text, question = "well she rang me, and her sister too", "What did she do?"
    found = swapped(text, question)
    assert found
    (new, places), (asked, _) = found
    assert asked == "What did he do?"
    start = text.index("her sister")
    assert new[places[start] : places[start + len("her sister")]] == "his brother"
    assert len(places) == len(text) + 1
    assert places == sorted(places)
