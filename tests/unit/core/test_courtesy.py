from __future__ import annotations

import pytest

from voice_coach.core.courtesy import courtesy


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thank you.", "thanks"),
        ("oh thanks so much", "thanks"),
        ("Great, that helps, thanks!", "thanks"),
        ("Hello?", "hello"),
        ("um hi there coach", "hello"),
        ("Good evening.", "hello"),
        ("Thank you, but what about him?", ""),
        ("He never says thank you.", ""),
        ("Hello, what are the signs of imbalance?", ""),
        ("", ""),
    ],
)
def test_only_a_text_that_is_nothing_else_is_a_courtesy(text: str, kind: str) -> None:
    assert courtesy(text) == kind
