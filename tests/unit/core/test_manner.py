from __future__ import annotations

import string

import pytest

from evals.split import items
from voice_coach import assets
from voice_coach.core.manner import faults, questions, unsaid
from voice_coach.core.mirror import mirrors, quotable

GOOD = ["You plan it, and he cancels.", "That sounds tiring.", "What happened next?"]


def test_a_reflection_with_its_question_may_be_said() -> None:
    assert faults(GOOD) == []
    assert faults(GOOD[:2], "reflection") == []


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["You plan it.", "Why?", "And then?"], "two_questions"),
        (["What happened next?"], "asks_first"),
        (["How was it?", "You plan it."], "asks_first"),
        ([" ".join(["word"] * 36)], "too_long"),
        (["You should tell him.", "What do you think?"], "advice"),
        (["He's clearly using you."], "side"),
        (["You deserve better."], "side"),
        (["But did you ever ask him?"], "confronts"),
    ],
)
def test_what_breaks_the_manner_is_named(lines: list[str], fault: str) -> None:
    assert fault in faults(lines)


def test_what_was_said_before_is_not_said_again() -> None:
    assert faults(GOOD, said=["Okay. That sounds tiring. And then?"]) == ["repeated"]


def test_a_question_in_the_persons_own_words_does_not_count() -> None:
    assert questions(["You said 'why me?'.", "What then?"]) == 1


def texts(raw: object) -> list[str]:
    if isinstance(raw, str):
        return [raw]
    parts = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else []
    return [text for part in parts for text in texts(part)]


@pytest.mark.parametrize("line", texts(assets.toml("prompts", "reflect")))
def test_our_own_texts_keep_the_manner(line: str) -> None:
    assert {"advice", "side", "confronts", "two_questions"}.isdisjoint(faults([line]))


def test_names_and_numbers_that_nobody_said() -> None:
    told = "I rang Ada 3 times on Sunday."
    assert unsaid("So you rang Ada 3 times, and Tom 12.", told) == ["12", "Tom"]
    assert unsaid("You rang on Sunday.", told) == []


CANCELS = "I always plan everything and then he cancels"


@pytest.mark.parametrize(
    ("sentence", "told", "made_up"),
    [
        ("You have been married twelve years.", CANCELS, ["twelve", "married", "years"]),
        ("You have three children.", CANCELS, ["three", "children"]),
        ("Your husband cancels.", CANCELS, ["husband"]),
        ("You two have been together for years.", CANCELS, ["years"]),
        ("You told him so twice.", CANCELS, ["twice"]),
        ("He has another woman.", CANCELS, ["another woman"]),
        ("His mother is ill.", CANCELS, ["mother"]),
        ("He cancelled for months.", CANCELS, ["months"]),
        ("After your divorce that is hard.", CANCELS, ["divorce"]),
        ("You are forty-five.", "I'm 35", ["forty-five"]),
        ("Your wife planned it.", "my husband planned it", ["wife"]),
        ("Your two kids see it.", "my kids see it", ["two"]),
        ("You've been with him for 3 years.", "13 years", ["3"]),
        ("You plan everything, and the two of you stay in.", CANCELS, []),
        ("You two had a plan, and it's on one pair of shoulders.", CANCELS, []),
        ("That can be a lonely job, in a heavy week.", CANCELS, []),
        ("Twelve years married.", "we've been married 12 years", []),
        ("You rang 25 times.", "I rang twenty five times", []),
        ("You were up at 7.", "up at 7am with her", []),
        ("You are married.", "my wife is away", []),
        ("Your partner cancels.", "my boyfriend cancels", []),
        ("You look after the kids.", "my son and I", []),
        ("That's years of it.", "since 2015 it's like that", []),
        ("You drive him to the hospital.", "he's poorly so I drive him", []),
        ("You said 'nineteen ninety'.", "it was nineteen ninety eight", []),
        ("You pay for his car.", CANCELS, ["car"]),
        ("Your therapist says so.", CANCELS, ["therapist"]),
        ("He lost his job last year.", CANCELS, ["his job", "year"]),
        ("You drive the car.", "I drive him there", []),
        ("Your MUM said so.", "me mum said so", []),
    ],
)
def test_facts_and_numbers_that_nobody_told(sentence: str, told: str, made_up: list[str]) -> None:
    assert unsaid(sentence, told) == made_up


@pytest.mark.parametrize("line", texts(assets.toml("prompts", "reflect")))
def test_our_own_texts_make_nothing_up(line: str) -> None:
    fields = {name for _, name, _, _ in string.Formatter().parse(line) if name}
    assert unsaid(line.format_map(dict.fromkeys(fields, "x")), "") == []


def test_nothing_that_people_told_is_made_up() -> None:
    for item in items("signals"):
        for told in (turn["text"] for turn in item["turns"] if turn["role"] == "user"):
            for line in (*mirrors(told), quotable(told)):
                assert unsaid(f"You said '{line}'.", told) == []
