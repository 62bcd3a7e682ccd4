"""Who is turned to outright, and who only stands beside the story."""

from __future__ import annotations

import pytest

from voice_coach import assets
from voice_coach.core.asking import is_question
from voice_coach.core.dialogue import advance
from voice_coach.core.state import Heard, State
from voice_coach.core.transcript import Turn
from voice_coach.core.turning import Turning, turning
from voice_coach.core.uptake import take_up


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Actually can we talk about my boss instead", "boss"),
        ("can we talk about something else", ""),
        ("Can we talk about someone else?", ""),
        ("um could we maybe talk about somebody else for a bit", ""),
        ("let's change the subject", ""),
        ("Shall we switch to my mum now?", "mum"),
        ("I'd like to talk about my brother, please.", "brother"),
        ("Could I tell you about my mother-in-law?", "mother-in-law"),
        ("i want to talk about me mam", "mam"),
        ("No, sorry, let's talk about my older sister.", "sister"),
        ("can we talk about Priya instead", "Priya"),
        ("I'd rather talk about my flatmate", "flatmate"),
        ("is it okay if we talk about my dad for a minute", "dad"),
        ("okay let's go back to my dad", "dad"),
        ("I'm talking about my dad now.", "dad"),
        ("actually it's my daughter I want to talk about", "daughter"),
    ],
)
def test_a_turn_to_somebody_is_met_and_nothing_is_asked(text: str, who: str) -> None:
    assert turning(text) == Turning(who, bare=True)
    assert take_up(text).act == "change"
    told = (Turn("user", "My mum never rings."), Turn("coach", "Okay."))
    state = State("talk", told, focus="mum", stage="explore", questions=3)
    state, move = advance(state, Heard(text, uptake=take_up(text)), list(assets.signals()))
    assert (move.purpose, move.signal, move.who) == ("change", None, who)
    assert state.focus == ("" if who == "Priya" else who), "a name is no relation"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("I'm talking about my dad now, he never rings", "dad"),
        ("No, it isn't Dad now, I'm talking about my mother. She left in January and she never calls me.", "mother"),
        ("It started with him. But actually, it's my mum I'm more upset with. She just left.", "mum"),
        ("With my daughter? There's no rough patch. I was talking about my husband.", "husband"),
        ("It's my husband.", "husband"),
        ("So it's my sister now, she's stopped replying", "sister"),
        ("I want to talk about my ex. He rang again.", "ex"),
    ],
)
def test_a_turn_to_somebody_may_tell_more(text: str, who: str) -> None:
    assert turning(text) == Turning(who)
    found = take_up(text)
    assert (found.act in ("told", "brief"), found.who, found.about, found.turns) == (True, who, True, True)


@pytest.mark.parametrize(
    "text",
    [
        "I was talking about my dad when he walked out",
        "I told him I'm talking about my boss",
        "He said can we talk about my boss instead",
        "We never talk about my dad",
        "I should talk to my boss",
        "I want to talk to my mum about it",
        "I want to get back to my husband",
        "she said let's talk about something else",
        "We talk about something else and then he leaves",
        "Can we talk about him?",
        "I can talk about my mum with him",
        "I want to talk about my mum's boyfriend",
        "it's my mum who rings",
        "My boss changed the subject",
        "I want to talk about my sister, and my mum too.",
    ],
)
def test_who_tells_of_talking_turns_to_nobody(text: str) -> None:
    assert turning(text) is None
    assert take_up(text).act != "change"


def test_asking_to_turn_asks_nothing_of_the_guide() -> None:
    assert is_question("Can we talk about my boss instead?")
    assert take_up("Can we talk about my boss instead?").act == "change", "so the talk goes along with it"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("My brother just keeps out of it", False),
        ("My friend thinks my boyfriend doesn't care", False),
        ("My dad left when I was nine so she was on her own.", False),
        ("My dad walked out years ago", False),
        ("my sister says he's lazy", False),
        ("My mum loves him", False),
        ("My brother always takes her side", False),
        ("my boss says let him go", False),
        ("my best friend says I should leave him", False),
        ("My sister says she's too busy to come", True),
        ("My dad thinks he's always right", True),
        ("My brother never rings", True),
        ("My boss says no every time", True),
        ("My dad left me at the station", True),
        ("My husband keeps out of the kitchen", True),
        ("My friend told me a lie", True),
        ("it's just my husband didn't come to the hospital", True),
        ("Yesterday my husband forgot my birthday", True),
        ("because my wife never asks", True),
    ],
)
def test_who_stands_beside_the_story_is_not_whom_it_is_about(text: str, about: bool) -> None:
    assert take_up(text).about == about
