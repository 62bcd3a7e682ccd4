from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.mirror import QUOTED, mirrors, quotable
from voice_coach.core.switching import LONGEST, switched
from voice_coach.core.tidying import tidy


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("I plan everything myself", "you plan everything yourself"),
        ("and then I'm the one who says sorry", "you're the one who says sorry"),
        ("im always the one who rings", "you're always the one who rings"),
        ("i was waiting for my brother", "you were waiting for your brother"),
        ("he told me we're fine as we are", "he told you you're fine as you two are"),
        ("when mum was ill he drove me there", "when mum was ill he drove you there"),
        ("Ada kept my seat for me", "Ada kept your seat for you"),
        ("she asked both of us to come", "she asked both of you to come"),
        ("um he he never um rings me back", "he never rings you back"),
        ("She said I was being dramatic", "she said you were being dramatic"),
        ("when me mum was in hospital he came", "when your mum was in hospital he came"),
        ("I don't really know. He would shrug at me.", "he would shrug at you"),
        ("I suppose that I miss him now", "you miss him now"),
        ("my flatmate she never cleans anything though", "your flatmate never cleans anything"),
        ("she always asks how I am", "she always asks how you are"),
        ("I just want her to ask how I am these days", "you just want her to ask how you are these days"),
        ("I should like him to look up when I come in", "you'd like him to look up when you come in"),
        ("after we fell out I was the one who texted", "after you two fell out you were the one who texted"),
        ("I felt a bit stupid standing there and the thing is", "you felt a bit stupid standing there"),
        ("suppose I'd want him to ask about her", "you'd want him to ask about her"),
        ("When I lost my job he said we'll manage", "when you lost your job he said you'll manage"),
        ("I told her I miss her and she got defensive", "you told her you miss her and she got defensive"),
        ("I always apologise afterwards, and it", "you always apologise afterwards"),
        ("i don't know i feel guilty even saying this", "you feel guilty even saying this"),
        ("We had the funeral on Tuesday", "you had the funeral on Tuesday"),
        ("Um. My girlfriend says it's one-sided", "your girlfriend says it's one-sided"),
        ("it was just us on the beach", "it was just the two of you on the beach"),
    ],
)
def test_the_person_is_switched(text: str, back: str) -> None:
    assert switched(text) == back


@pytest.mark.parametrize(
    "text",
    [
        "he said you're too much for me",
        "he said yeah, fair enough, I'll do it Saturdays",
        "she said mum I'm in the middle of bath time",
        "she did, we talked for hours on the phone",
        "why does he never call me?",
        "what would I even say to him",
        "when he gets home late",
        "feet up the whole time",
        "no",
        "I said one thing. Then he left me.",
        "I " + " ".join(f"tried{n}" for n in range(20)),
    ],
)
def test_what_cannot_be_switched_safely_is_left(text: str) -> None:
    assert switched(text) is None


def test_what_carries_a_signal_comes_first() -> None:
    text = "We went to the shop on Tuesday. He never asks about my day. I bought my mother a coat."
    start = text.index("He never")
    assert mirrors(text, [(start, start + 28)])[0] == "he never asks about your day"


def test_a_run_on_is_cut_before_a_new_statement() -> None:
    text = "i always plan everything and then he cancels and i end up saying sorry i dont even know why"
    assert "you always plan everything" in mirrors(text)


def test_a_doubt_about_something_is_not_left_without_its_beginning() -> None:
    assert mirrors("I don't know if that's something I can ask for") == [
        "you don't know if that's something you can ask for"
    ]
    assert mirrors("I don't know how to tell him") == ["you don't know how to tell him"]


@pytest.mark.parametrize(
    "text", ["yes please", "no thanks", "Yes I think so", "Goodbye dear", "ok thx", "nah you're alright"]
)
def test_a_courtesy_is_nothing_to_give_back(text: str) -> None:
    assert quotable(text) == ""


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "put in affection, get out snacks, and never a single thank you from the machine in there",
            "put in affection, get out snacks",
        ),
        (
            "went to all of the trouble once again of driving her out to the very far airport",
            "went to all of the trouble once again of driving her out",
        ),
    ],
)
def test_a_quote_stops_where_a_speaker_could(text: str, quote: str) -> None:
    assert quotable(text) == quote


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_nothing_of_the_first_person_is_left(text: str) -> None:
    for said in mirrors(text):
        own = re.sub(r'"[^"]*"', "", said)  # What was quoted stays as it was said.
        assert not re.search(r"\b(?:i|me|my|mine|myself)\b", own, re.IGNORECASE)
        assert len(said.split()) <= LONGEST * 2
        assert "?" not in said


@given(st.text(max_size=200))
def test_a_quote_is_short_and_of_the_persons_words(text: str) -> None:
    quote = quotable(text)
    assert len(quote.split()) <= QUOTED
    assert set(quote.split()) <= set(tidy(text).split()) | {quote.split()[-1] if quote else ""}


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("I should have rung her more often.", "you feel you should have rung her more often"),
        ("I'm so stupid to believe him", "you feel you're so stupid to believe him"),
        ("I let her down when she was ill", "you feel you let her down when she was ill"),
        ("I'm the problem in this house", "you feel you're the problem in this house"),
        ("I'm so tired of the whole thing", "you're so tired of the whole thing"),
        ("I'm such an idiot for trusting him.", "you feel you're such an idiot for trusting him"),
        ("It's always my fault with her.", "it feels like it's always your fault with her"),
        ("everything's my fault in this house", "it feels like everything's your fault in this house"),
        ("I was so stupid to trust him", "you feel you were so stupid to trust him"),
        ("I'm not good enough for him", "you feel you're not good enough for him"),
        ("I'm mad at him for lying", "you're mad at him for lying"),
        ("I'm much happier than I was", "you're much happier than you were"),
        ("I'm the problem solver in our house", "you're the problem solver in your house"),
        ("He told me I'm useless with money", "he told you you're useless with money"),
        ("He says I'm too sensitive about it", "he says you're too sensitive about it"),
        ("it was never my fault", "it was never your fault"),
        ("I'm not the problem here", "you're not the problem here"),
        ("I'm an awful lot calmer now", "you're an awful lot calmer now"),
        ("I should have more time next week", "you should have more time next week"),
        ("I let them down the drive", "you let them down the drive"),
        ("I feel like I'm a burden to them", "you feel like you're a burden to them"),
    ],
)
def test_what_people_hold_against_themselves_is_given_back_as_a_feeling(said: str, given: str) -> None:
    assert switched(said) == given


def test_a_saying_in_somebodys_speech_is_not_switched() -> None:
    assert mirrors("He never asks what I need. I asked for Fridays off and he said we'll see and then nothing") == [
        "he never asks what you need"
    ]


def test_a_wish_is_given_back() -> None:
    assert switched("I'd like him to look up.") == "you'd like him to look up"


def test_the_two_of_them_are_named_as_people_do() -> None:
    assert switched("My husband and I barely talk any more") == "you and your husband barely talk any more"
    assert switched("She never asks about my girlfriend and me") == "she never asks about you and your girlfriend"
    assert switched("He upset my sister and I said nothing.") == "he upset your sister and you said nothing"
    assert switched("I lost my job and I feel awful.") == "you lost your job and you feel awful"


def test_no_one_is_not_a_no() -> None:
    assert tidy("no one really, my wife listens") == "no one really, my wife listens"
    assert tidy("no, he rang me") == "he rang me"


def test_their_verdict_is_not_made_the_speakers_own() -> None:
    assert switched("I'm too sensitive he says") is None
