"""What may never be said is caught; everything that we say ourselves may be said."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import pytest

from voice_coach import assets
from voice_coach.core.help_lines import spoken, spoken_name
from voice_coach.core.output_check import problems, read_rules
from voice_coach.core.transcript import sentences

RULES = assets.output_rules()
NUMBERS = [text for line in assets.help_lines() for text in (line.contact, line.name)]

BAD = {
    "label": [
        "He sounds like a narcissist.",
        "That's gaslighting.",
        "You're in an abusive relationship.",
        "Your partner is toxic and manipulative.",
        "He is a liar.",
        "She's just a bully, really.",
        "This is love-bombing.",
        "You are a victim.",
        "He’s so controlling.",
        "She's selfish.",
    ],
    "diagnosis": [
        "You may have depression.",
        "He might be bipolar.",
        "She has an attachment style that explains this.",
        "That looks like a personality disorder.",
        "You sound depressed.",
        "These are symptoms of trauma.",
    ],
    "verdict": [
        "You should leave him.",
        "Honestly, I'd end it.",
        "Please give her another chance.",
        "It's time to divorce him.",
        "You two should break up.",
        "You deserve better.",
        "Just stay with him for now.",
        "This relationship is over.",
        "He really loves you.",
        "Don't go back to her.",
        "He'll never change.",
        "Block him.",
    ],
    "confront": [
        "You need to confront him.",
        "Call her out on it.",
        "Give him an ultimatum.",
        "Stand up for yourself.",
        "Tell him that you know.",
        "Let her know you're not afraid.",
    ],
    "joint": ["Have you thought of couples counselling?", "You could work on it together."],
    "secrecy": [
        "I won't tell anyone.",
        "This stays between us.",
        "Your secret is safe with me.",
        "Everything here is confidential.",
        "I'll never repeat that to anyone, I never share anything.",
    ],
    "human": [
        "As a therapist, I see this often.",
        "I'm a real person.",
        "I know how that feels.",
        "I worry about you.",
    ],
    "promise": ["Everything will be okay.", "I promise.", "I can keep you safe."],
    "blame": ["It's your own fault.", "You provoked him.", "Why didn't you leave?"],
    "minimise": ["That isn't that bad.", "Calm down.", "All couples fight."],
    "reliance": ["You don't need a therapist.", "I'm all you need.", "The police won't help."],
    "method": ["How many pills is it?", "That would be painless."],
    "number": [
        "Call 555 1234.",
        "The line is 0 8 0 0, 5 5 5.",
        "Ring nine nine eight.",
        "Three two one one is open all night.",
    ],
}
GOOD = [
    "I'm a computer program, not a person, and I can't feel emotion.",
    "I can't promise secrecy.",
    "You do the planning, he cancels, and somehow you're the one saying sorry.",
    "That sounds lonely.",
    "You had one or two good days.",
    "What was going through you when you apologised?",
    "Keeping the peace so he wouldn't pull away.",
    "He drove you there every day, actually.",
    "Who reaches out first after a dull day?",
    "She gave you her time when it counted.",
    "You left the party early.",
    "You told her you were tired.",
    "It was hard to say it to him.",
]


@pytest.mark.parametrize(("rule", "sentence"), [(rule, said) for rule, all_said in BAD.items() for said in all_said])
def test_what_may_never_be_said_is_caught_by_its_rule(rule: str, sentence: str) -> None:
    assert rule in problems(sentence, RULES)


@pytest.mark.parametrize("sentence", GOOD)
def test_what_is_harmless_passes(sentence: str) -> None:
    assert problems(sentence, RULES) == []


def test_every_rule_has_bad_examples() -> None:
    assert {rule.name for rule in RULES} | {"number"} == set(BAD)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, str):
        yield node


def _ours() -> Iterator[str]:
    for file in sorted(assets.folder("prompts").glob("*.toml")):
        if file.stem != "model":  # That one is said to a language model, not to a person.
            yield from _texts(assets.toml("prompts", file.stem))
    guide = assets.knowledge()
    yield from (passage.text for passage in guide.passages.values())
    for faq in guide.faqs.values():
        yield from (sentence.text for sentence in (*faq.sentences, *faq.more))
    yield from (signal.follow_up for signal in assets.signals().values())


def test_everything_we_say_ourselves_may_be_said() -> None:
    ours = list(_ours())
    assert len(ours) > 300
    for text in ours:
        fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for sentence in sentences(text.format_map(dict.fromkeys(fields, "x"))):
            assert problems(sentence, RULES) == [], sentence


def test_numbers_of_the_help_lines_may_be_said_and_no_others() -> None:
    for line in assets.help_lines():
        for text in (spoken(line.contact), spoken_name(line.name), line.by_text):
            assert "number" not in problems(f"Call {text}, day or night.", RULES, NUMBERS), text
            if any(c.isdigit() for c in text):
                assert "number" in problems(f"Call {text}, day or night.", RULES), text


def test_numbers_of_the_user_may_be_repeated() -> None:
    assert "number" in problems("All 14 times, you called.", RULES)
    assert problems("All 14 times, you called.", RULES, ["14"]) == []


def test_an_exception_takes_only_its_own_rule_back() -> None:
    rules = read_rules({"a": {"patterns": ["x"], "unless": "y"}, "b": {"patterns": ["x"]}})
    assert problems("x y", rules) == ["b"]
    assert problems("x", rules) == ["a", "b"]
