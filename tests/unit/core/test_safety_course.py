"""How the state of screening runs through a conversation: what builds up, what stays, what clears, who it is about."""

from __future__ import annotations

import itertools

import pytest

from voice_coach import assets
from voice_coach.core.safety import CLEAR, TIERS, Assessment, screen
from voice_coach.core.transcript import Turn

CUES = assets.safety_cues()


def course(*said: str) -> list[Assessment]:
    """The state after each turn of the user; the coach says something plain between them."""
    turns: list[Turn] = []
    states = []
    for text in said:
        turns.append(Turn("user", text))
        states.append(screen(turns, CUES))
        turns.append(Turn("coach", "I hear you."))
    return states


def tiers(*said: str) -> list[str]:
    return [state.tier for state in course(*said)]


def test_cues_build_up_over_several_turns() -> None:
    states = course(
        "We had dinner at his mother's.",
        "He reads all my messages.",
        "I'm scared of him.",
        "He hit me on Friday.",
        "He choked me too.",
    )
    assert states[0] == CLEAR
    assert [state.tier for state in states[1:]] == ["elevated", "high", "high", "emergency"]
    assert states[1].classes == ("control_monitoring",)
    for earlier, later in itertools.pairwise(states):
        assert set(earlier.classes) <= set(later.classes), "what was heard stays"
    assert {"control_monitoring", "fear", "violence", "choking"} <= set(states[-1].classes)


def test_a_sign_that_lies_across_two_turns_is_heard() -> None:
    assert not any(state.cue for state in course("He put his hands", "We went home."))
    assert course("He put his hands", "round my throat.")[-1].tier == "emergency"


@pytest.mark.parametrize(
    "denial",
    [
        "No, he never hits me.",
        "I'm not in danger or anything.",
        "It's not like he hit me, it was a push.",
        "I'm fine, really.",
        "It was my own fault.",
    ],
)
def test_a_denial_after_a_sign_takes_nothing_away(denial: str) -> None:
    before, after = course("He hit me on Friday.", denial)
    assert set(before.classes) <= set(after.classes)
    assert TIERS.index(after.tier) >= TIERS.index(before.tier)


@pytest.mark.parametrize(
    "said",
    [
        "Forget I said that, please.",
        "Please don't tell him I said anything.",
        "He can see this. Delete it.",
        "I lied, he didn't do it. He's coming in.",
        "I made it up, he'd be furious.",
        "Never mind, I exaggerated.",
    ],
)
@pytest.mark.parametrize("sign", ["He hit me on Friday.", "I'm scared of my husband.", "She pulled a knife on me."])
def test_what_is_taken_back_out_of_fear_stays(sign: str, said: str) -> None:
    before, after = course(sign, said)
    assert before.tier in ("high", "emergency")
    assert after.merge(before) == after


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("My neighbour's husband beats her, I hear it through the wall.", "high"),
        ("My friend told me she wants to kill herself.", "high"),
        ("My sister's boyfriend choked her last week.", "emergency"),
        ("My dad hits my little brother.", "high"),
    ],
)
def test_a_third_person_in_danger_counts(text: str, tier: str) -> None:
    assert TIERS.index(course(text)[-1].tier) >= TIERS.index(tier)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("My first husband hit me, thirty years ago. He's dead now.", "He hit me again last night."),
        ("I was suicidal in 1998, not since then.", "I want to kill myself."),
    ],
)
def test_long_ago_is_no_danger_and_now_is(then: str, now: str) -> None:
    assert tiers(then) == ["none"]
    assert tiers(then, now)[-1] in ("high", "emergency")
    assert tiers(now, then)[-1] in ("high", "emergency"), "and what was long ago takes nothing of today away"


def test_an_age_joins_what_else_is_heard_and_alone_withholds_nothing() -> None:
    young, hit = course("I'm fourteen.", "My dad hits me.")
    assert (young.classes, young.tier, young.gated) == (("minor_user",), "elevated", False)
    assert "minor_user" in hit.classes
    assert (hit.tier, hit.gated) == ("high", True)


def test_after_it_was_cleared_a_new_sign_counts_again_and_an_old_one_does_not_come_back() -> None:
    states = course("I'm scared of my brother.", "I'm safe, go on.", "We had tea.", "He hit me.")
    assert [state.cue for state in states] == [True, False, False, True]
    assert "fear" not in states[-1].classes
    assert states[-1].tier == "high"


@pytest.mark.parametrize(
    "text",
    [
        "I'm safe now, thanks. Can we talk about my sister?",
        "Yes to both. I'm safe. We had it out. Can we go on to the holiday?",
        "We're both safe. I'd like to go on talking about the house.",
        "im safe um id like to keep talking",
        "Actually I'm safe, let's go on",
        "I promise I'm safe, carry on",
        "yes I can talk freely and I'm safe, let's go on",
        "Nobody is here, I'm safe, let's carry on",
        "I'm safe, I just want to talk about my sister",
    ],
)
def test_who_is_safe_and_wants_to_go_on_is_believed(text: str) -> None:
    assert tiers("I'm scared of my brother.", text)[-1] == "none"
    assert tiers("He held a gun to my head last night.", text)[-1] == "emergency", "but not in an emergency"


@pytest.mark.parametrize(
    "text",
    [
        "I'm not safe to go on like this.",
        "I'm safe for now but I want to talk about it.",
        "I'm safe until he's back, can we go on?",
        "I don't feel safe, can we go on?",
        "I'm never safe, I want to talk about that.",
        "I don't think I'm safe, can we talk?",
        "Can we talk about whether I'm safe?",
        "How do I know I'm safe? Please tell me",
        "Nobody believes I'm safe, I want to talk about that.",
        "I'm safe here till he gets back, can we talk?",
        "I'm safe now he's at work, I need to talk.",
        "I'm safe in the house as long as I do what he says, so can we go on?",
        "I'm safe at the moment, can we talk?",
        "The only place I feel safe is the car. Can we talk?",
        "I feel safe talking to you. I want to tell you what he does.",
        "I'm safe but the kids aren't, go on",
        "I'm safe he's gone to work, go on",
        "I'm safe because he's at work, let's go on",
        "I'm safe once he's asleep, let's go on",
        "I'm safe provided I keep quiet, go on",
        "I'm safe he says, let's go on",
        "I am safe is what he wants me to say, let's go on",
        "I'm safe but they want me to go back to him",
        "I'm safe, he makes me go back every night",
        "I'm safe lets go on I just took the pills",
    ],
)
def test_who_is_not_safe_or_only_for_now_is_heard_on(text: str) -> None:
    assert tiers("I'm scared of my brother.", text)[-1] != "none"


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("She showed me her back, it's all welts.", "high"),
        ("He held her hand on the hot ring to teach her.", "high"),
        ("He lost it with the baby for a second and she went floppy.", "emergency"),
        ("My mum says not till I'm eighteen.", "elevated"),
        ("She sits by me in maths, she's thirteen same as me.", "elevated"),
    ],
)
def test_what_a_child_shows_or_says_by_the_way_is_heard(text: str, tier: str) -> None:
    assert tiers(text)[-1] == tier


@pytest.mark.parametrize(
    "text",
    [
        "My arms are all welts, I reacted to the washing powder",
        "My legs came up in welts from the mosquitoes on holiday.",
        "I lost it laughing, he went all floppy laughing too",
        "He pushed his hand on the hot stove by mistake",
        "He held my hands to the radiator because I was freezing",
    ],
)
def test_welts_and_hot_stoves_of_another_kind_are_none(text: str) -> None:
    assert tiers(text) == ["none"]


@pytest.mark.parametrize(
    "text",
    [
        "He hits my mum. One day he'll put her in her grave.",
        "She's going to be in her grave if he hits her again",
        "He's been hitting me since I was eighteen and I'm forty now.",
    ],
)
def test_what_goes_on_is_not_long_over(text: str) -> None:
    assert tiers(text)[-1] in ("high", "emergency")


@pytest.mark.parametrize(
    ("told", "asked", "answer"),
    [
        ("My husband used to beat me.", "Are you safe now?", "Oh yes, pet. That's over, years ago. He died in 1999."),
        ("My dad used to hit me.", "Is he still hurting you?", "No, that was thirty years ago."),
        ("he threw me down the stairs", "When was this?", "on the film um im a stunt double its on mattresses"),
        ("He'd been poisoning her for months.", "Is someone in danger?", "Only in the film we watched last night."),
        ("I'm going to kill him, I swear.", "What happened?", "He taped over my recital with the rugby."),
        ("he used to hit me", "Does that happen now?", "nah that was my ex husband we split in oh eight"),
    ],
)
def test_what_is_plainly_over_or_meant_otherwise_ends_it(told: str, asked: str, answer: str) -> None:
    turns = [Turn("user", told), Turn("coach", asked), Turn("user", answer)]
    assert screen(turns[:1], CUES).cue
    assert not screen(turns, CUES).cue


ROOM = "Can you talk freely where you are?"


@pytest.mark.parametrize(
    ("told", "asked", "answer"),
    [
        ("My husband hits me.", ROOM, "Yes. He used to be so kind."),
        ("My husband hits me.", ROOM, "Yes, we met twenty years ago."),
        ("My husband hits me.", ROOM, "For thirty years."),
        ("My husband hits me.", "How long has this been going on?", "Since I was eighteen, I'm forty now."),
        ("I took all my tablets.", "Are you thinking of ending your life?", "My wife passed away."),
        ("I want to die.", "Are you thinking of ending your life?", "My wife died in 2019."),
        ("He threatened to kill me with a knife.", ROOM, "Yes. We grew up in the same street."),
        ("My husband threatened me with a gun.", ROOM, "Yes. He used to be in the army."),
        ("My boyfriend choked me.", ROOM, "Yes. We were at cards with friends."),
        ("He said he'd kill me.", ROOM, "Because I burnt my dinner."),
        ("My boyfriend hit me.", ROOM, "Yes. I beat him at darts."),
        ("My boyfriend put his hands round my throat.", "What do you mean?", "It was a joke he said."),
    ],
)
def test_an_answer_that_dates_or_names_something_else_explains_nothing(told: str, asked: str, answer: str) -> None:
    turns = [Turn("user", told), Turn("coach", asked), Turn("user", answer)]
    assert screen(turns, CUES).tier in ("high", "emergency")


@pytest.mark.parametrize(
    "text",
    [
        "she held her hand over the radiator",
        "He held his hand under the hot tap to clean the cut",
        "he held my hands against the radiator when I came in from the snow",
        "My nan is on blood thinners, she is covered in bruises",
        "the baby had a seizure, he was shaking and then he went floppy",
        "not until I am eighteen months in",
        "he's eleven me and his mum argue",
        "My father used to hit me when I was a child in the seventies. I haven't seen him since I was twenty.",
    ],
)
def test_warming_illness_and_other_numbers_are_none(text: str) -> None:
    assert tiers(text) == ["none"]
