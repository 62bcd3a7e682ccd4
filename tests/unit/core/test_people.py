"""Whom the words are about, where a story has several people in it."""

from __future__ import annotations

import pytest

from voice_coach.core.people import called, heading, whom
from voice_coach.core.scoring import score
from voice_coach.core.signals import Evidence, Pole
from voice_coach.core.transcript import Turn

TOLD = (
    "I want to talk about my sister, and my mum too.",
    "My sister didn't even visit me.",
    "She never rings.",
    "My mum did look after my son, all week.",
    "With Mum it's easy, with my sister it's impossible.",
    "When I got divorced my sister laughed, and my mum cried.",
    "Dad came too. He held my hand.",
    "I told my sister what he said.",
)


def evidence(quote: str, pole: Pole = "positive", told: tuple[str, ...] = TOLD) -> Evidence:
    turn = next(at for at, text in enumerate(told) if quote in text)
    start = told[turn].index(quote)
    return Evidence("heard", pole, turn, start, start + len(quote), quote, 0.9)


@pytest.mark.parametrize(
    ("quote", "who"),
    [
        ("My sister didn't even visit me", "sister"),
        ("She never rings", "sister"),
        ("My mum did look after my son", "mum"),
        ("With Mum it's easy", "mum"),
        ("with my sister it's impossible", "sister"),
        ("my sister laughed", "sister"),
        ("my mum cried", "mum"),
        ("He held my hand", "dad"),
        ("what he said", "dad"),
    ],
)
def test_the_person_named_last_who_may_be_meant(quote: str, who: str) -> None:
    assert whom([Turn("user", text) for text in TOLD], [evidence(quote)]) == [who]


BROTHERS = (
    "It's my older brother. He never rings me.",
    "And my little brother came on Sunday.",
    "He brought soup.",
    "My big brother didn't even text.",
    "My brother is too busy for me.",
)


def test_an_older_and_a_younger_brother_are_two_people() -> None:
    turns = [Turn("user", text) for text in BROTHERS]
    quotes = ("He never rings me", "He brought soup", "My big brother didn't even text", "My brother is too busy")
    found = whom(turns, [evidence(quote, told=BROTHERS) for quote in quotes])
    assert found == ["older brother", "younger brother", "older brother", "older brother"]


NAMES = {"Leo", "Mia"}.__contains__
FRIENDS = (
    "I told Leo about the dishes and nothing came.",
    "Leo never rings. He forgot my birthday.",
    "Mia asked me how my exam went.",
    "She sat with me on Sunday.",
    "Leo is too busy for me.",
    "Mia is not.",
)


def test_people_who_only_have_names_are_people_too() -> None:
    quotes = ("He forgot my birthday", "Mia asked me how", "She sat with me", "Leo is too busy")
    found = whom([Turn("user", text) for text in FRIENDS], [evidence(quote, told=FRIENDS) for quote in quotes], NAMES)
    assert found == ["Leo", "Mia", "Mia", "Leo"]
    assert [called("Leo"), called("sister"), heading("sister"), heading("")] == [
        "Leo",
        "your sister",
        "Your sister",
        "Someone else",
    ]


def test_christmas_is_nobody() -> None:
    told = ("My husband never listens to me.", "Christmas is always mine.", "Christmas nobody thanks me for.")
    found = whom([Turn("user", text) for text in told], [evidence("Christmas nobody thanks me", told=told)], NAMES)
    assert found == [""]


def test_of_two_friends_each_keeps_the_name() -> None:
    told = ("My friend Anna never rings.", "My friend Beth drove me there.")
    quotes = ("Anna never rings", "Beth drove me there")
    found = whom([Turn("user", text) for text in told], [evidence(quote, told=told) for quote in quotes])
    assert found == ["Anna", "Beth"]


def test_a_name_that_was_introduced_is_that_relation() -> None:
    told = (
        "My ex husband used to ignore me.",
        "My new partner David is different.",
        "David asks me how I slept.",
        "My ex never lifted a finger.",
        "But David won't talk about feelings.",
    )
    quotes = ("David asks me how I slept", "My ex never lifted a finger", "David won't talk about feelings")
    found = whom([Turn("user", text) for text in told], [evidence(quote, told=told) for quote in quotes])
    assert found == ["partner", "ex", "partner"]


def test_one_brother_is_the_brother_whatever_his_age() -> None:
    told = (BROTHERS[0], BROTHERS[4])
    turns = [Turn("user", text) for text in told]
    found = whom(turns, [evidence("He never rings me", told=told), evidence("My brother is too busy", told=told)])
    assert found == ["brother", "brother"]


def test_nobody_is_named_and_only_the_speaker_names() -> None:
    told = ("She never rings.", "Is it your mum?", "My brother does.")
    turns = [Turn("user", told[0]), Turn("coach", told[1]), Turn("user", told[2])]
    assert whom(turns[:2], [evidence("She never rings", told=told)]) == [""]
    assert whom(turns, [evidence("She never rings", told=told)]) == [""], "a brother is no she"
    assert whom([*turns, Turn("user", "And my sister.")], [evidence("She never rings", told=told)]) == ["sister"]


@pytest.mark.parametrize(
    ("told", "quote", "who"),
    [
        (
            ("My mum rings me. My sister never does.", "Yesterday my husband forgot my birthday."),
            "my husband forgot",
            "partner",
        ),
        (("My mum is great.", "I rang my sister last week. She hung up on me."), "She hung up on me", "sister"),
        (("My sister rang.", "My mum came. But Tom never calls me."), "But Tom never calls me", ""),
        (("My mum helps. My sister helps too.", "He never rings me."), "He never rings me", ""),
    ],
)
def test_nobody_is_taken_for_another(told: tuple[str, ...], quote: str, who: str) -> None:
    assert whom([Turn("user", text) for text in told], [evidence(quote, told=told)]) == [who]


def test_one_person_by_two_words_is_one() -> None:
    told = ("My husband never rings.", "My partner forgot it.", "My wife sang.")
    found = [evidence(text, told=told) for text in told]
    assert whom([Turn("user", text) for text in told], found) == ["partner"] * 3


def test_a_score_is_kept_by_person_only_where_there_are_several() -> None:
    found = [evidence("my sister laughed", "negative"), evidence("my mum cried")]
    assert score(found, about=["sister", "sister"]).people == ()
    whole = score(found, about=["sister", "mum"])
    assert whole.signals["heard"].state == "mixed"
    assert {who: heard["heard"].state for who, heard in whole.people} == {"sister": "negative", "mum": "positive"}


@pytest.mark.parametrize(
    ("told", "quote", "who"),
    [
        (
            (
                "My mum rings. My dad never does.",
                "Actually can we talk about my boss instead",
                "I told him, he listened",
            ),
            "I told him, he listened",
            "boss",
        ),
        (
            ("my husband never thanks me", "actually let's talk about my dad", "he never rings me"),
            "he never rings",
            "dad",
        ),
        (("my husband never thanks me", "I'm talking about my dad now, he never rings"), "he never rings", "dad"),
        (
            ("My friend Jess asks me.", "My friend Priya doesn't.", "I'm always the one holding Priya up"),
            "the one holding Priya up",
            "Priya",
        ),
        (
            (
                "me and my sister were meant to see mum",
                "I left work early and my boss was cross and then she goes you're a star",
            ),
            "she goes you're a star",
            "sister",
        ),
        (
            ("It's my sister.", "she didn't ring and mum thought we'd forgotten her"),
            "she didn't ring and mum",
            "sister",
        ),
        (("It's my sister. My mum is ill.", "I take my mum to all her scans"), "I take my mum to all", "sister"),
        (("It's my sister. My mum is ill.", "I always have to ring my mum"), "I always have to ring my mum", "mum"),
        (
            ("My friend Dana rang.", "Her phone was face up, and Greg kept texting.", "Greg is her bloke."),
            "Her phone was face up, and Greg",
            "friend",
        ),
        (
            ("One of my people, Marcus, tires me.", "My own boss says let him go.", "He handed it in. Marcus did."),
            "He handed it in",
            "Marcus",
        ),
        (
            ("It's my son.", "I rang him and my neighbour came in the end.", "He said he'd fix it"),
            "He said he'd",
            "son",
        ),
        (
            ("My mum never rings.", "can we talk about someone else", "He never rings. My boss."),
            "He never rings",
            "boss",
        ),
        (("My dad cooks. But actually it's my mum I'm cross with. She left.",), "She left", "mum"),
        (("My mum rings.", "My brother keeps out of it.", "You never know. She forgot me."), "She forgot me", "mum"),
    ],
)
def test_the_course_of_the_talk_says_who_is_meant(told: tuple[str, ...], quote: str, who: str) -> None:
    names = {"Greg", "Marcus"}.__contains__
    assert whom([Turn("user", text) for text in told], [evidence(quote, told=told)], names) == [who]


def test_what_is_all_of_one_person_names_them() -> None:
    found = [evidence("She never rings", "negative"), evidence("my sister laughed")]
    assert score(found, about=["sister", "sister"]).whose == "sister"
    assert score(found, about=["sister", ""]).whose == ""
    assert score(found, about=["sister", "mum"]).whose == ""
