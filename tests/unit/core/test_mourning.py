"""Of someone who has died nothing is asked that only the living do."""

from __future__ import annotations

import pytest

from voice_coach import assets
from voice_coach.core.dialogue import advance, said
from voice_coach.core.mourning import mourned
from voice_coach.core.state import Heard, State
from voice_coach.core.transcript import Turn
from voice_coach.core.uptake import take_up


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("mum", ["My mum died in May.", "I used to ring her every night."]),
        ("mum", ["It's my mum.", "She passed away last year, we never made up."]),
        ("mum", ["It's about my mum", "When you left the pot on she went mad. She's dead now."]),
        ("husband", ["my late husband was my best friend"]),
        ("husband", ["I lost my husband two years ago"]),
        ("", ["She died in March.", "We never said sorry."]),
        ("wife", ["Since she died the house is quiet"]),
        ("dad", ["dad died when I was ten and mum never talks about it"]),
        ("mother-in-law", ["My mother in law died in May"]),
        ("mum", ["My mum sadly died in May"]),
        ("wife", ["My wife of forty years died"]),
        ("husband", ["My husband took his own life"]),
        ("mum", ["We lost mum last year"]),
        ("mum", ["my mum died back in march", "she never listened to me"]),
        ("mum", ["my mum died but i still set her place"]),
        ("mum", ["My mum died last year.", "My dad is still alive"]),
        ("dad", ["we buried my dad on saturday"]),
        ("father", ["My father expired last year"]),
        ("husband", ["I miss my husband", "He died in May and my daughter helps"]),
        ("mum", ["It's my mum.", "She died in May.", "She's still in every room of the house."]),
        ("mum", ["It's my mum", "She died in May", "My aunt helps, she's great"]),
        ("wife", ["I lost my wife in the spring. Margaret."]),
        ("wife", ["It's my wife.", "She was my best friend for thirty years.", "What does she do? She's dead."]),
        ("wife", ["She was my best friend, my wife.", "She died on the second of April."]),
        ("husband", ["My husband never helped.", "My daughter rings.", "He died in March."]),
        ("husband", ["My husband never helped.", "My brother came.", "No, he's dead. I told you."]),
        ("husband", ["He's dead. My husband is dead. I don't step back, I just sit here."]),
        ("wife", ["My wife Margaret died. I keep her scarf."]),
        ("gran", ["me gran's dead and gone, love"]),
        ("brother", ["my brother passed in March"]),
        ("sister", ["I lost my sister on Monday"]),
        ("dog", ["My dog Rex died last week."]),
        ("cat", ["We had to have our cat put down."]),
        ("dog", ["my dog was put to sleep on friday"]),
        ("dog", ["we lost our dog in the spring"]),
    ],
)
def test_who_has_died_is_mourned(who: str, told: list[str]) -> None:
    assert mourned(who, told)


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("sister", ["My dad died in May and my sister never rings."]),
        ("sister", ["my sister never rings me", "she hasn't since he died"]),
        ("husband", ["My husband's dad was ill. He died in March and my husband hasn't spoken since."]),
        ("friend", ["my friend passed me in the street"]),
        ("friend", ["my friend passed her exam and never told me"]),
        ("wife", ["My wife, she's never home", "her mother's funeral was in May, when she died my wife went silent"]),
        ("mum", ["mum never talks about it since he died"]),
        ("brother", ["My brother and I don't talk since Dad's funeral"]),
        ("friend", ["I lost my best friend over this argument."]),
        ("daughter", ["My daughter passed all her exams and never told me."]),
        ("mum", ["My mum never rings me.", "His mum died last year."]),
        ("mum", ["I lost my mum to dementia, she doesn't know me."]),
        ("mum", ["My mum died laughing when I fell over"]),
        ("boss", ["My boss passed on my idea as if it was his"]),
        ("wife", ["My wife changed when she passed her exams."]),
        ("husband", ["He drinks, and after he passed out on the sofa I cleaned up."]),
        ("sister", ["It's my mum.", "She died in May.", "My sister never once came to see her."]),
        ("mum", ["I keep thinking what if she died tomorrow"]),
        ("mum", ["My mum passed very rude comments on my wife"]),
        ("son", ["my son passed in maths"]),
        ("boyfriend", ["My boyfriend is dead jealous"]),
        ("mum", ["If my mum died I'd be lost"]),
        ("dad", ["I dreamt my dad died"]),
        ("husband", ["I lost my husband two years ago, he lives with Karen now"]),
        ("husband", ["my ex husband died last year and my husband never says a word"]),
        ("husband", ["my husband never listens", "the dog was poorly and he died last week"]),
        ("mum", ["My mum died her hair", "No, she's not dead, I said dyed her hair"]),
        ("sister", ["It's my mum.", "She's dead.", "My sister never once came to see her."]),
        ("wife", ["I lost my wife in the supermarket", "She rang me from the till."]),
        ("sister", ["My sister never rings.", "She was my mum's favourite, and my mum was ill. She died in May."]),
        ("friend", ["My friend Anna never asks.", "My brother came too. He died on stage last night."]),
        ("boyfriend", ["My boyfriend is dead jealous. He checks who rings."]),
        ("brother", ["my brother passed in maths last year"]),
        ("dog", ["My dog was put in the kennel while we were away."]),
        ("husband", ["My husband put our dog down on the sofa."]),
        ("cat", ["I lost my cat in the garden, she came back."]),
        ("mum", ["My mum was put down by her boss."]),
        ("", []),
    ],
)
def test_who_lives_is_not(who: str, told: list[str]) -> None:
    assert not mourned(who, told)


@pytest.mark.parametrize("flow", ["talk", "checkin"])
def test_a_talk_about_the_dead_asks_for_memories_and_then_ends(flow: str) -> None:
    state, moves = State(flow, questions=1), []  # type: ignore[arg-type]
    told = [
        "I want to talk about my mum.",
        "She died in May.",
        *(f"She sang in the kitchen, song {n}." for n in range(14)),
    ]
    for text in told:
        heard = Heard(text, mentioned=("heard",), uptake=take_up(text))
        state, move = advance(state, heard, list(assets.signals()))
        state = said(state, "Okay.")
        moves.append(move)
        if state.closed:
            break
    assert moves[1].purpose == "loss"
    purposes = [move.purpose for move in moves[2:-1]]
    asked = purposes.count("memory")
    assert purposes == ["memory"] * asked + [""] * (len(purposes) - asked), "asked, and then only given back"
    assert asked
    assert not any(move.signal for move in moves[2:]), "nothing that only the living do"
    assert moves[-1].kind == "close"


@pytest.mark.parametrize("text", ["She's dead.", "No, he died.", "no she passed away in May", "he's already dead"])
def test_being_told_that_somebody_is_dead_is_met_as_a_loss(text: str) -> None:
    assert take_up(text).act == "loss"


@pytest.mark.parametrize(
    "text",
    [
        "My husband died in March. We were married forty-one years.",
        "my husband died. We were married forty-one years",
        "My dad died two years ago.",
        "My wife Margaret died last spring. She was my best friend.",
        "Our mum passed in April",
        "He's dead. My husband is dead. I don't step back, I just sit here.",
        "She? No, he's dead. My husband is dead. I don't step back, I just sit here.",
        "She can't meet anything. I told you she is dead. I lost her.",
        "What does she do? She's dead. She died on the second of April.",
        "I told you, he's dead.",
        "I lost my wife in the spring. Margaret.",
        "My dog Rex died last week.",
        "we had to put our cat to sleep",
        "My old dog was put down on Friday",
        "It's my mate Dave, he passed in March.",
        "It's about my sister. She passed last spring.",
        "this is about my gran she died on sunday",
    ],
)
def test_a_death_is_met_with_what_is_said_beside_it(text: str) -> None:
    assert take_up(text).act == "loss"


@pytest.mark.parametrize(
    "text",
    [
        "My dad died when I was ten and mum never talks about it.",
        "My dad died in May. My sister didn't come to the funeral. She never rings me, not once since.",
        "Since my dog died I walk alone.",
        "My mum died last year and my brother sold the house without asking me.",
        "She's not dead, she's in Spain.",
        "My sister passed her driving test. I was the one who taught her.",
        "I lost my mum in the shop. She'd gone to look at hats.",
        "My husband put our dog on the lead.",
        "We had our dog in the car.",
        "It's my brother, he passed last year's exam.",
        "It's my mum, she died her hair.",
    ],
)
def test_a_death_that_only_dates_the_story_is_not_met(text: str) -> None:
    assert take_up(text).act != "loss"


@pytest.mark.parametrize(
    "text",
    [
        "She passed out on the sofa again.",
        "He's dead to me.",
        "He's dead tired after work.",
        "He's dead good with the kids.",
        "She passed her driving test today.",
        "He passed me in the street.",
        "They died laughing.",
    ],
)
def test_dead_and_passed_in_another_sense_are_no_loss(text: str) -> None:
    assert take_up(text).act != "loss"


def test_who_there_is_to_talk_to_is_not_whom_the_talk_is_about() -> None:
    told = (Turn("user", "It's about my mum."), Turn("coach", "Go on."), Turn("user", "She died in May."))
    state = State("talk", (*told, Turn("coach", "I'm sorry.")), focus="mum", stage="explore", questions=2)
    for text, focus in (("My brother, a bit", "mum"), ("It's my husband.", "husband")):
        after, _ = advance(state, Heard(text, uptake=take_up(text)), list(assets.signals()))
        assert after.focus == focus
