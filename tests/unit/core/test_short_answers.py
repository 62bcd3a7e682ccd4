from __future__ import annotations

import pytest

from voice_coach import assets
from voice_coach.core.short_answers import MOST

SHORT = assets.short_answers()


@pytest.mark.parametrize(
    ("signal", "text", "pole"),
    [
        ("load_share", "Mostly me", "negative"),
        ("load_share", "It's always me, really.", "negative"),
        ("load_share", "fifty-fifty", "positive"),
        ("heard", "Shrugged.", "negative"),
        ("heard", "He changes the subject", "negative"),
        ("heard", "well she listens", "positive"),
        ("energy", "Drained, honestly", "negative"),
        ("energy", "Lighter", "positive"),
        ("initiation", "Me, as usual", "negative"),
        ("initiation", "She rang me", "positive"),
        ("repair", "We didn't.", "negative"),
        ("reflect_adjust", "Nothing changes", "negative"),
        ("shows_up", "he never turned up", "negative"),
        ("shows_up", "My sister came straight away", "positive"),
        ("follow_through", "Still waiting", "negative"),
        ("needs_weight", "Ignored", "negative"),
        ("openness", "easy", "positive"),
        ("appreciation", "Nothing much", "negative"),
        ("self_voice", "Lots", "negative"),
        ("steps_up", "He doesn’t notice", "negative"),
        ("grow_together", "Both of us", "positive"),
    ],
)
def test_a_word_or_two_may_say_it(signal: str, text: str, pole: str) -> None:
    (found,) = SHORT.evidence(signal, text)
    assert (found.signal, found.pole, text[found.start : found.end]) == (signal, pole, found.quote)
    assert found.quote[-1].isalnum()


@pytest.mark.parametrize("signal", list(assets.signals()))
@pytest.mark.parametrize(
    "text",
    ["", "...", "fine", "okay", "it depends", "yes", "no", "sometimes", "a bit", "I don't know", "the dog", "why?"],
)
def test_what_says_neither_is_no_evidence(signal: str, text: str) -> None:
    assert SHORT.evidence(signal, text) == []


def test_both_sides_of_every_signal_can_be_said_shortly_and_no_answer_says_both() -> None:
    assert set(SHORT.patterns) == {(name, pole) for name in assets.signals() for pole in ("positive", "negative")}
    words = (
        "nothing",
        "me",
        "her",
        "both of us",
        "hard",
        "easy",
        "tired",
        "he came",
        "forgot",
        "she listens",
        "ignored",
    )
    for name in assets.signals():
        assert all(len(SHORT.evidence(name, text)) <= 1 for text in words)


def test_a_longer_answer_is_left_to_the_encoder() -> None:
    assert SHORT.evidence("load_share", "me " * (MOST + 1)) == []
    assert SHORT.evidence("load_share", "mostly me but he cooks on Fridays and does all of the garden") == []
