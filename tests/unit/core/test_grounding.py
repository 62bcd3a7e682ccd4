from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.core.grounding import Claim, attributed, claim, unsupported

PASSAGES = {
    "F18": "Balance doesn't mean fifty-fifty every single day.",
    "F25": "They listen to your joys and pains with real concern.",
    "F12": "The psychotherapist Akua Boateng says that reciprocity needs trust from both people.",
}


def test_citations_are_taken_out_of_a_sentence() -> None:
    assert claim("They listen with concern [F25, F12].") == Claim("They listen with concern.", ("F25", "F12"))
    assert claim("They listen. [F25] [F25]") == Claim("They listen.", ("F25",))
    assert claim("They listen.") == Claim("They listen.", ())


@pytest.mark.parametrize(
    "line",
    [
        "They listen with real concern to your joys and pains. [F25]",
        "They'll listen to joys and pains. [F25]",
        "Balance doesn't have to be fifty-fifty each day. [F18]",
        "Akua Boateng says it needs trust from both of you. [F12]",
    ],
)
def test_what_the_passage_says_may_be_said(line: str) -> None:
    assert unsupported(claim(line), PASSAGES) == ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("They listen with real concern.", "citation"),
        ("They listen with real concern. [F99]", "citation"),
        ("They listen with real concern in 80 percent of talks. [F25]", "number"),
        ("They listen with concern, as Freud found. [F25]", "name"),
        ("You ought to leave him tonight and call a lawyer. [F25]", "words"),
        ("They never listen to your joys and pains with concern. [F25]", "negation"),
        ("Balance means fifty-fifty every single day. [F18]", "negation"),
    ],
)
def test_what_it_does_not_say_may_not(line: str, why: str) -> None:
    assert unsupported(claim(line), PASSAGES) == why


@pytest.mark.parametrize("passage", assets.knowledge().passages.values(), ids=lambda p: p.id)
def test_every_passage_carries_itself(passage: object) -> None:
    text, id = passage.text, passage.id  # type: ignore[attr-defined]
    assert unsupported(Claim(text, (id,)), {id: text}) == ""


@given(st.text(max_size=80))
def test_any_text_gets_a_verdict(text: str) -> None:
    said = claim(text)
    assert unsupported(said, PASSAGES) or said.citations


def test_a_sentence_without_its_passage_or_with_another_one_is_given_the_one_that_carries_it() -> None:
    line = "They listen to your joys and pains with real concern."
    for said in (claim(line), claim(f"{line} [F18]"), claim(f"{line} [F99]")):
        assert attributed(said, PASSAGES) == Claim(line, ("F25",))
    invented = claim("They send flowers on Mondays. [F25]")
    assert attributed(invented, PASSAGES) == invented
