"""What may never be said is caught; everything that we say ourselves may be said."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import pytest

from evals.split import items
from voice_coach import assets
from voice_coach.core.help_lines import spoken, spoken_name
from voice_coach.core.mirror import mirrors, quotable
from voice_coach.core.output_check import problems, read_rules
from voice_coach.core.transcript import sentences

RULES = assets.output_rules()
NUMBERS = [text for line in assets.help_lines() for text in (line.contact, line.name)]

BAD = {
    "spoken_number": [
        "Call ninety-nine now.",
        "Call eight hundred, two seventy three, talk.",
        "Dial nine for help.",
    ],
    "label": [
        "It sounds like domestic violence.",
        "Your boyfriend is a liar.",
        "He has anger issues.",
        "He sounds like a narcissist.",
        "That's gaslighting.",
        "You are being gaslit.",
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
        "Your wife seems depressed.",
        "She may be on the spectrum.",
        "You have an anxious attachment.",
        "You may have depression.",
        "He might be bipolar.",
        "She has an attachment style that explains this.",
        "That looks like a personality disorder.",
        "You sound depressed.",
        "These are symptoms of trauma.",
    ],
    "verdict": [
        "Leave tonight.",
        "I think it's time to go.",
        "It may be best to move out.",
        "You two should separate.",
        "Ending it might be right.",
        "Maybe end the relationship.",
        "Give him time, he will come around.",
        "You'd be happier without him.",
        "Life without him could be good.",
        "Don't go back.",
        "Break it off.",
        "Cut ties.",
        "Walk away.",
        "It's over.",
        "Don't leave.",
        "Pack a bag and go.",
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
        "Talk to him about how you feel.",
        "Ask him to change.",
        "Set a boundary with him.",
        "Let him know how you feel.",
        "You could tell him it hurts.",
        "Sit him down and talk.",
        "You need to confront him.",
        "Call her out on it.",
        "Give him an ultimatum.",
        "Stand up for yourself.",
        "Tell him that you know.",
        "Let her know you're not afraid.",
    ],
    "joint": ["Have you thought of couples counselling?", "You could work on it together."],
    "secrecy": [
        "What you say stays here.",
        "This is just between you and me.",
        "Your secret is safe.",
        "No one will ever know.",
        "Trust me, nobody hears this.",
        "I won't tell anyone.",
        "This stays between us.",
        "Your secret is safe with me.",
        "Everything here is confidential.",
        "I'll never repeat that to anyone, I never share anything.",
    ],
    "human": [
        "I care about you.",
        "I understand how you feel.",
        "I'm so sad to hear that.",
        "I'm not a bot.",
        "I'm real.",
        "We therapists say that.",
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
    "rude": [
        "Oh shut up, you whining idiot.",
        "This is boring.",
        "Stop whining.",
        "Who cares?",
        "So what?",
        "You're so pathetic.",
        "You sound stupid.",
        "What a load of crap.",
        "That's ridiculous.",
        "I'm bored.",
        "No wonder he cancels.",
        "Grow up.",
        "You silly cow.",
        "You are a doormat.",
        "He's a jerk.",
        "You're imagining things.",
        "Nobody likes a whiner.",
        "Pull yourself together.",
        "You're wasting my time.",
        "You bore me.",
        "Get over yourself.",
        "Boring.",
        "How stupid of you.",
        "That was dumb of you.",
        "You're acting like a child.",
        "You're being ridiculous.",
        "Honestly, you sound exhausting.",
        "Not this again.",
        "Can't you just be normal?",
        "You really are clueless.",
        "You are so desperate.",
        "Stop being dramatic.",
        "That is the dumbest thing I've heard.",
        "I couldn't care less about your plans.",
        "You should be ashamed of yourself.",
        "You make me sick.",
        "You are just jealous of your sister.",
        "Well, boo hoo.",
        "Ugh, get on with it.",
        "What's your problem?",
        "You sound bitter.",
        "You're attention-seeking.",
    ],
    "motive": [
        "He cancels because he is afraid of closeness.",
        "He probably does not value you.",
        "She just wants attention.",
        "She clearly doesn't love you.",
        "He is scared of commitment.",
        "Your husband feels threatened.",
        "Maybe he has someone else.",
        "Tom is afraid of being close.",
        "He must be cheating.",
        "He is punishing you.",
        "His fear of closeness keeps him away.",
        "He cancels to punish you.",
        "You don't matter to him.",
        "He only thinks about himself.",
        "They never cared.",
        "She's jealous of you.",
        "He means well.",
        "He loves you in his own way.",
        "He's just using you.",
        "She does it on purpose.",
        "He takes you for granted.",
        "He's avoiding you.",
        "He doesn't seem to care.",
        "He does not seem interested in you.",
        "He might not want to be with you.",
        "She needs space.",
        "He is not that into you.",
        "He has lost interest.",
        "He seems to find you annoying.",
        "It sounds like he does not respect your time.",
        "You mean nothing to him.",
        "He feels trapped.",
        "He sees you as a planner.",
        "He wishes you would stop.",
        "He's commitment-phobic.",
        "He doesn't take you seriously.",
        "He's probably seeing someone else.",
        "He isn't interested in you anymore.",
        "He fears intimacy.",
        "He is emotionally distant because of his childhood.",
        "She wants to control you.",
        "He enjoys making you feel guilty.",
        "He cancels because you are not a priority.",
        "He must be overwhelmed at work.",
        "It seems he's not ready for a relationship.",
        "He does this to keep power over you.",
        "His mind is elsewhere.",
        "He finds you needy.",
        "He is playing games.",
        "He couldn't be bothered.",
        "He's not bothered about you.",
        "Your mum favours your sister because she is the eldest.",
        "She resents you.",
        "She has always been cold to you.",
        "She feels closer to your sister.",
        "Your mum doesn't see you.",
        "She may not realise how it lands.",
        "I suspect she is lonely.",
        "She is lonely.",
    ],
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
    "You plan everything, and then he cancels.",
    "It sounds tiring to be the one who plans.",
    "You're left with the planning again.",
    "That sounds lonely.",
    "You may feel let down when he cancels.",
    "It might feel like the effort is all yours.",
    "It sounds like you wonder where you stand.",
    "There's a lot of planning on your side.",
    "So he cancels after you've planned it all.",
    "It can be hard when plans fall through.",
    "You put in the work, and it doesn't come back.",
    "It sounds as if that hurts.",
    "You'd like some of that effort to come back.",
    "You care about this.",
    "It sounds frustrating to plan and be cancelled on.",
    "You wanted it to go well.",
    "You felt silly afterwards, maybe.",
    "It seems you feel unappreciated.",
    "You sound worn out by it.",
    "And that stays with you.",
    "You feel you're doing this on your own.",
    "That seems to matter a great deal.",
    "You know what you need.",
    "There's someone who cares in that picture.",
    "You're bored of being the planner, perhaps.",
    "When they cancel, you're left holding the plan.",
    "He was late again, and you waited.",
    "She never calls first, and you always do.",
    "He said sorry and came back.",
    "You do the planning, he cancels, and somehow you're the one saying sorry.",
    "That sounds confusing, to be sorry and not know why.",
    "You plan, he cancels, and you end up apologising.",
    "It may be hard to see why you're the one who apologises.",
    "It sounds like you carry the planning and then the sorry as well.",
    "You're unsure why you apologise.",
    "It can feel unfair when the effort isn't met.",
    "It seems like a pattern that leaves you puzzled.",
    "You want your plans to count.",
    "It might feel as though your effort gets lost.",
    "You always plan everything, and then he cancels, and you apologise.",
    "You find yourself saying sorry without knowing why.",
    "It sounds draining to do all of that.",
    "Perhaps there's some hurt in that for you.",
    "You seem to wonder about that sorry.",
    "Maybe it feels heavy by now.",
    "It's a lot to plan and then to be left with it.",
    "That must be hard.",
    "You feel responsible, even when he is the one who cancels.",
    "You put effort in, and it's met with a cancellation.",
    "Your mum never asks how you are, and it wears you out.",
    "She talks about your sister, and you're left unasked.",
    "It sounds like you'd want her to ask about you.",
    "It may hurt to be left out of the talk.",
    "You listen, and there's no turn for you.",
    "That sounds wearing.",
    "You'd like to be asked, too.",
    "It seems there's little room for how you are.",
    "You come away worn out from talking with your mum.",
    "There's a longing to be seen in that, perhaps.",
    "The talk goes to your sister, and never to you.",
    "You feel overlooked next to your sister.",
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


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        ("He says you're an idiot.", "he says I'm an idiot and I believe him"),
        ("So you feel you're so stupid for staying.", "I'm so stupid for staying"),
        ("You put it like this: 'i'm a doormat'.", "I'm a doormat"),
        ("'shut up, you idiot', that's how you said it.", "Shut up, you idiot, he goes"),
        ("What I hear is that she told you to shut up.", "she told me to shut up"),
        ("It's boring at his mother's.", "um it's boring at his mother's"),
        ("He doesn't respect your time, you feel.", "I feel like he doesnt respect my time"),
        ("You plan it, and he wants you to pay.", "I plan it and then he wants me to pay"),
        ("He's scared of flying, and you go alone.", "my husband is really scared of flying"),
        ("You're tired because he never helps.", "I'm tired cos he never helps"),
        ("Your mum is always worried, and she wants you near.", "Mum wants me near, she's always worried"),
        ("You said he is afraid of closeness.", "He's afraid of closeness, he told me"),
    ],
)
def test_the_persons_own_words_may_be_given_back(sentence: str, own: str) -> None:
    assert problems(sentence, RULES, [own, "I went home."]) == []
    assert problems(sentence, RULES, ["I went home."]) != []


@pytest.mark.parametrize(
    ("rule", "sentence", "own"),
    [
        ("rude", "You idiot.", "he called me an idiot"),
        ("rude", "You're an idiot.", "he says I'm an idiot and I believe him"),
        ("rude", "You're so stupid.", "I'm so stupid for staying"),
        ("rude", "Oh shut up.", "she told me to shut up"),
        ("rude", "You are an idiot.", "he said you are an idiot"),
        ("rude", "'i'm bored', you said, and I'm bored of it.", "I'm bored"),
        ("motive", "He's scared of you.", "I'm scared of you"),
        ("motive", "He wanted you to go.", "I wanted you to go"),
        ("motive", "She is afraid of closeness.", "he is afraid of closeness"),
        ("motive", "He doesn't love you.", "I don't love him"),
        ("motive", "He doesn't value you, and she needs space.", "he doesn't value me"),
        ("label", "He's a narcissist.", "he's a narcissist"),
    ],
)
def test_what_somebody_else_said_or_felt_is_no_leave(rule: str, sentence: str, own: str) -> None:
    assert rule in problems(sentence, RULES, [own])


def _told() -> Iterator[str]:
    for persona in items("personas"):
        yield from (*persona["story"], *persona["answers"].values(), persona["need"])
    yield from (turn["text"] for item in items("signals") for turn in item["turns"] if turn["role"] == "user")


def test_what_people_tell_is_given_back_to_them() -> None:
    for text in _told():
        lines = [f"Right, so {said}." for said in mirrors(text)]
        for line in (*lines, f"You said '{quotable(text)}'."):
            assert {"rude", "motive"}.isdisjoint(problems(line, RULES, [text])), line


def test_an_exception_takes_only_its_own_rule_back() -> None:
    rules = read_rules({"a": {"patterns": ["x"], "unless": "y"}, "b": {"patterns": ["x"]}})
    assert problems("x y", rules) == ["b"]
    assert problems("x", rules) == ["a", "b"]
