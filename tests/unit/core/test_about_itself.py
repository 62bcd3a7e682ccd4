"""Questions about the coach itself."""

from __future__ import annotations

import pytest

from voice_coach import assets
from voice_coach.core.about_itself import about_itself
from voice_coach.core.asking import is_question


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What do you make of us?", "view"),
        ("do you have a view", "view"),
        ("So, is it a two-way street, from what I told you?", "view"),
        ("what are you", "who"),
        ("Sorry, are you a real person?", "who"),
        ("Who am I talking to?", "who"),
        ("who can hear this", "private"),
        ("Are you recording me?", "private"),
        ("is this confidential", "private"),
        ("can you delete what I said", "forget"),
        ("how do you score things", "scored"),
        ("Why are you asking me that?", "why"),
        ("are you judging me", "sides"),
        ("Are you on his side?", "sides"),
        ("whose side are you on", "sides"),
        ("are you judging a competition", ""),
        ("she's on his side", ""),
        ("What are the signs of imbalance?", ""),
        ("who are you to judge", ""),
        ("I asked him are you a real person", ""),
        ("Are you recording me, he said, and I was.", ""),
        ("why does he ask me that", ""),
        ("How do I forget him?", ""),
        ("Does anyone hear me?", ""),
        ("Who will listen to me?", ""),
        ("Can you feel lonely in a marriage?", ""),
        ("Do you care too much?", ""),
    ],
)
def test_what_is_asked_of_the_coach_itself(text: str, kind: str) -> None:
    assert about_itself(text) == kind
    assert not kind or is_question(text), "with a question mark or without"


def test_each_has_an_answer_of_few_words() -> None:
    answers = assets.toml("prompts", "coach")["itself"]
    assert set(answers) == {"who", "private", "forget", "scored", "why", "sides", "view"}
    assert all(len(text.split()) <= 40 for texts in answers.values() for text in texts)
