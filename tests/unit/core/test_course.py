"""Whom a talk is about, turn by turn."""

from __future__ import annotations

import pytest

from voice_coach.core.course import course, them
from voice_coach.core.pronouns import HE, SHE, THEY


@pytest.mark.parametrize(
    ("told", "whose"),
    [
        (
            ["My mum never rings.", "My dad left when I was nine.", "When I had the baby she did come every day"],
            ["mum", "mum", "mum"],
        ),
        (["My mum shouts.", "My brother just keeps out of it", "She never says sorry."], ["mum", "mum", "mum"]),
        (
            ["my husband never thanks me", "actually let's talk about my dad", "he never rings me"],
            ["husband", "dad", "dad"],
        ),
        (["My boyfriend forgets.", "My friend hates him", "I book it all."], ["boyfriend"] * 3),
        (["My mum never visits.", "it's just my husband didn't come", "I was alone."], ["mum", "husband", "husband"]),
        (["My dad never rings.", "My sister does, every week.", "He forgot my exam."], ["dad", "sister", "dad"]),
        (["My mum rings.", "can we talk about someone else", "My boss. He shouts."], ["mum", "", "boss"]),
        (["My mum rings.", "can we talk about Priya", "She never asks."], ["mum", "", ""]),
        (["She never asks.", "It's my mum."], ["", "mum"]),
        (["I'm tired.", "The doctor rang my sister."], ["", ""]),
        (["My husband works late.", "No, that was my ex.", "He drank."], ["husband", "ex", "ex"]),
        (["My mum never asks.", "The bus was late and the driver said he was sorry."], ["mum", "mum"]),
        (["My friend never asks.", "My mum does.", "They forgot me."], ["friend", "mum", "mum"]),
    ],
)
def test_the_talk_goes_where_the_person_goes(told: list[str], whose: list[str]) -> None:
    assert course(told) == whose


@pytest.mark.parametrize(
    "named",
    [
        "My daughter rings on Sundays. But I don't want to burden her, she's lost her dad",
        "My sister comes by with soup.",
        "My neighbour, mostly.",
        "My son never mentions him.",
        "She rings me now and then, our girl. My mum too.",
        "I told my brother about it",
    ],
)
def test_who_is_mourned_stays_whoever_is_named(named: str) -> None:
    told = ["My husband died in March.", "He made tea.", named, "I sit in his chair."]
    assert course(told) == ["husband"] * 4
    assert course(["My dog Rex died last week.", "He was fourteen.", named])[-1] == "dog"
    assert course([*told, "actually it's my daughter I want to talk about"])[-1] == "daughter"
    assert course([*told, "Can we talk about my son instead?", "He never asks."])[-2:] == ["son", "son"]


def test_an_animal_is_whom_it_is_about_where_nobody_else_is() -> None:
    assert course(["We had to have our cat put down."]) == ["cat"]
    assert course(["My husband never asks.", "My dog died last week."]) == ["husband", "husband"]
    assert course(["My dog barks at my mum."]) != ["dog"], "it lives"


def test_what_was_told_of_one_says_nothing_of_the_next() -> None:
    told = ["My mum never rings.", "She forgets.", "Can we talk about my boss instead?", "It's the rota."]
    assert them("boss", told) is THEY
    assert them("boss", [*told, "He shouts.", "He never says thanks."]) is HE
    assert them("mum", told) is SHE
    assert them("", ["She never rings me.", "She forgets."]) is SHE
    # A question does not move the talk, so that nobody is asked about by it.
    assert them("", ["My partner never asks. Is that normal?", "He's kind.", "He forgets."]) is HE
