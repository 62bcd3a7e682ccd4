"""The rules of tiers, of denials and of a whole conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.conversation.screening import Screener
from voice_coach.core.safety import CLEAR, TIERS, Assessment, Hint, Tier, screen, screen_text
from voice_coach.core.transcript import Turn

FEAR = Assessment(True, ("fear",), "elevated")


def talk(*said: str) -> list[Turn]:
    """The user speaks first, then both in turn."""
    return [Turn("coach" if index % 2 else "user", text) for index, text in enumerate(said)]


def state(*said: str) -> Assessment:
    return screen(talk(*said), assets.safety_cues())


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("I'm going to kill myself tonight", "emergency"),
        ("I want to kill myself", "high"),
        ("He hit me", "high"),
        ("He's hitting me right now", "emergency"),
        ("I'm six months pregnant and he hit me", "emergency"),
        ("My boyfriend shook our baby", "emergency"),
        ("He choked me last month", "emergency"),
        ("He said he'd kill me if I left", "emergency"),
        ("She held a knife to my throat", "emergency"),
        ("I want to hurt my ex", "high"),
        ("I'm going to stab him when he gets home", "emergency"),
        ("She goes through my phone every night", "elevated"),
        ("I'm twelve and my friend is mean", "elevated"),
        ("I'm twelve and my dad hits me", "high"),
        ("He is following me", "high"),
        ("He says he'll kill himself if I leave", "high"),
    ],
)
def test_the_tier_is_at_least_what_the_rules_say(text: str, tier: Tier) -> None:
    assert TIERS.index(screen_text(text, assets.safety_cues()).tier) >= TIERS.index(tier)


@pytest.mark.parametrize(
    "text",
    [
        "He choked me last night",
        "My sister's husband strangled her on Sunday",
        "She put her hands round my throat and squeezed",
    ],
)
def test_strangulation_is_violence_too_and_always_an_emergency(text: str) -> None:
    found = screen_text(text, assets.safety_cues())
    assert {"choking", "violence"} <= set(found.classes)
    assert found.tier == "emergency"


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("I'm not suicidal, just sad", "none"),
        ("My doctor asked if I ever think of harming myself, and I don't", "none"),
        ("I'm not suicidal or anything, don't worry", "elevated"),
        ("It's not like he hits me", "elevated"),
        ("He's never hit me, I want that on the record", "elevated"),
        ("I'm not scared of him. I'm only scared of how he gets.", "high"),
        ("He doesn't hit me, he slapped me once last week", "high"),
        ("He choked me, no he didn't, forget it", "emergency"),
    ],
)
def test_a_plain_contrast_is_none_and_an_unasked_denial_is_a_question_worth_asking(text: str, tier: Tier) -> None:
    assert screen_text(text, assets.safety_cues()).tier == tier


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("My first husband knocked me about in the seventies. He's been dead since 1994.", False),
        ("He broke my nose in 2011. We got back together this spring.", True),
        ("A lad threatened me with a knife in 1981, never saw him again", False),
        ("Years ago he said he would kill me, and he has just found my address", True),
        ("In the film he strangles her in the lift", False),
        ("My sister's husband beats her", True),
        ("My friend says he wants to kill himself", True),
        ("That singer's boyfriend beat her up, it was all over the papers", False),
    ],
)
def test_the_past_and_others_count_only_while_danger_is_near(text: str, cue: bool) -> None:
    assert screen_text(text, assets.safety_cues()).cue == cue


@pytest.mark.parametrize(
    "text",
    [
        "he hit me over the dishwasher",
        "he slapped me because of the remote",
        "we watched the match and then he punched me",
        "he pushed me and i fell down the stairs",
        "she laughed and kicked me in the ribs",
        "he came back from rugby and choked me",
    ],
)
def test_a_harmless_word_nearby_does_not_hide_a_blow(text: str) -> None:
    assert screen_text(text, assets.safety_cues()).tier in ("high", "emergency")


@pytest.mark.parametrize(
    "said",
    [
        ("He beat me again.", "What do you mean by beat?", "At dominoes, every Friday."),
        ("Somebody is following me everywhere.", "Who is?", "This duck, it thinks I'm its mother."),
        ("He threw me down the stairs", "When was this?", "On the film, I'm a stunt double."),
        ("My husband used to beat me.", "Are you safe now?", "Oh yes. He died in 1999."),
        ("I was scared of my mother", "Are you still?", "No love, she's been dead twenty years."),
    ],
)
def test_an_answer_that_explains_clears(said: Sequence[str]) -> None:
    assert state(*said[:1]).cue
    assert state(*said) == CLEAR


@pytest.mark.parametrize(
    "after",
    [
        "No, no, forget it, he didn't do anything. I'm just tired.",
        "Please delete that. I made it up.",
        "It was nothing. Anyway, what's a good film to watch?",
        "Don't be silly, I'm fine. Can we talk about the book I'm reading?",
        "Oh, I shouldn't have said that. It never happened.",
    ],
)
def test_what_is_taken_back_stays(after: str) -> None:
    assert state("He hit me on Friday.", "What happened?", after).tier == "high"


def test_only_safe_and_go_on_clears_and_never_an_emergency() -> None:
    go_on = "I'm safe, go on. I was asking about gratitude."
    assert state("My brother scares me when he drinks.", "Are you safe?", go_on) == CLEAR
    assert state("My brother scares me when he drinks.", "Are you safe?", "I'm safe.").cue
    assert state("My brother scares me when he drinks.", "Are you safe?", "Go on.").cue
    assert state("She had me by the throat on Saturday.", "Are you safe?", go_on).tier == "emergency"
    assert state("He scares me.", "Are you safe?", go_on, "Good.", "He hit me again.").tier == "high"


def test_an_answer_no_is_no_cue_and_an_answer_is_read_with_its_question() -> None:
    ask = "Are you having thoughts of suicide?"
    assert state("I've been low.", ask, "No, I'm not suicidal. The house is quiet.") == CLEAR
    assert state("I've been low.", ask, "No. I'm not suicidal or anything.").tier == "elevated"
    young = state("She never calls.", "How old are you?", "Fourteen, why?")
    assert young.classes == ("minor_user",)


def test_the_coachs_words_alone_are_never_a_cue() -> None:
    assert state("I feel low.", "Did he hit you, choke you, or say he would kill you?", "We baked bread.") == CLEAR


@given(st.lists(st.sampled_from(["He hit me.", "We had tea.", "I'm fine.", "No.", "He choked me.", "At chess."])))
def test_an_emergency_is_never_lowered_later(said: list[str]) -> None:
    turns = [Turn("user", text) for text in said]
    tiers = [screen(turns[: n + 1], assets.safety_cues()).tier for n in range(len(turns))]
    reached = tiers.index("emergency") if "emergency" in tiers else len(tiers)
    assert set(tiers[reached:]) <= {"emergency"}


def test_a_classifier_adds_to_what_phrases_find() -> None:
    def hints(texts: Sequence[str]) -> list[Hint]:
        return [
            Hint(FEAR, 0.9) if re.search("boots(?!.*dominoes)|dominoes, in", text) else Hint(danger=0.1)
            for text in texts
        ]

    turns = [Turn("user", "I listen for his boots."), Turn("coach", "He hit you?"), Turn("user", "He slapped me.")]
    assert screen(turns, assets.safety_cues(), hints).classes == ("violence", "fear")
    explained = talk("He beat me again in his boots.", "What do you mean?", "At dominoes.")
    assert screen(explained, assets.safety_cues(), hints) == CLEAR, "explaining clears, whoever found it"
    worse = talk("He beat me again in his boots.", "What do you mean?", "At dominoes, in his boots.")
    assert screen(worse, assets.safety_cues(), hints).classes == ("violence", "fear"), "the answer must be clear too"
    assert screen(turns[2:], assets.safety_cues(), lambda texts: [Hint()] * len(texts)).classes == ("violence",)


CHECK = assets.toml("prompts", "safety")["check"]["any"][0] + " Has somebody said that they might end their life?"
GUESS = Assessment(True, ("partner_suicide_threat",), "high", ("partner_suicide_threat",))


def guessing(texts: Sequence[str]) -> list[Hint]:
    return [
        Hint(GUESS, 0.9)
        if "bank" in text and "meant" not in text
        else Hint(CLEAR, 0.5 if re.search("told|kill", text) else 0.0)
        for text in texts
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "No.",
        "God no, nothing like that",
        "what? no, I just meant the building society",
        "um no no he's fine",
        "you've got that wrong",
        "nobody is in danger, we were arguing about money",
        "I was talking about the mortgage",
    ],
)
def test_what_only_the_classifier_heard_is_asked_and_a_no_ends_it(answer: str) -> None:
    said = talk("She'll ring the bank, she says.", CHECK, answer)
    assert screen(said[:1], assets.safety_cues(), guessing) == GUESS
    assert screen(said, assets.safety_cues(), guessing) == CLEAR
    again = [*said, Turn("coach", "Go on."), Turn("user", "It's the bank again.")]
    assert screen(again, assets.safety_cues(), guessing) == GUESS, "a new hint is a new cue"


@pytest.mark.parametrize(
    "answer",
    [
        "yes",
        "I don't know",
        "no, not really",
        "no but sometimes she says it",
        "forget it, you've got that wrong",
        "no one would believe me",
        "never told anyone",
        "he's not here",
        "no I haven't told anyone about any of it",
        "He's in the kitchen.",
        "no, he hit me",
        "no, it's the bank",
    ],
)
def test_what_is_not_a_plain_no_ends_nothing(answer: str) -> None:
    assert screen(talk("She'll ring the bank, she says.", CHECK, answer), assets.safety_cues(), guessing).gated


def test_a_no_to_anything_else_or_to_a_phrase_ends_nothing() -> None:
    cues = assets.safety_cues()
    assert screen(talk("She'll ring the bank.", "Is there anyone with you?", "No."), cues, guessing) == GUESS
    assert screen(talk("She says she'll kill herself.", CHECK, "No."), cues, guessing).gated
    assert screen(talk("She says she'll kill herself over the bank.", CHECK, "No."), cues, guessing).gated
    late = talk("She'll ring the bank.", CHECK, "We had tea.", "What then?", "No.")
    assert screen(late, cues, guessing) == GUESS
    later = talk("She'll ring the bank.", CHECK, "We had tea.", "What then?", "You misunderstood me.")
    assert screen(later, cues, guessing) == CLEAR


def test_results_are_kept_without_the_words() -> None:
    cues = assets.safety_cues()
    screen_text("He told Wilhelmina-Theodora he would kill her.", cues)
    assert all(isinstance(key, int) for key in cues._known)
    assert "theodora" not in repr(cues._known)


@pytest.mark.parametrize(
    "text",
    [
        "I've just taken thirty paracetamol",
        "I swallowed all her sleeping tablets about ten minutes ago",
        "I've taken an overdose",
        "I drank bleach",
        "I took a whole box of co-codamol",
        "I've slit my wrists",
        "I took all my paracetamol about an hour ago",
        "I took all of the codeine",
        "tomorrow when the kids are at school I'm going to end it",
    ],
)
def test_what_is_taken_already_is_an_emergency(text: str) -> None:
    found = screen_text(text, assets.safety_cues())
    assert found.tier == "emergency"
    assert "suicide_plan" in found.classes


@pytest.mark.parametrize(
    "text",
    [
        "I've taken a load of tablets back to the chemist",
        "I take ten tablets a day",
        "I've taken too many days off",
        "I took 500 mg paracetamol",
        "I've taken 12 units of insulin before dinner",
        "I took all my medication this morning as usual",
        "I'm going to jump in the shower",
        "I'm tired of living out of a suitcase",
        "I felt like smothering him with kisses",
        "I volunteer at a refuge for battered women",
        "I nearly jumped in front of the bus to catch it",
        "I've given up on life in London",
        "he hit me with a great idea for the garden",
        "he beats me home most days",
        "I wish I was dead good at the piano",
    ],
)
def test_its_harmless_twins_are_none(text: str) -> None:
    assert not screen_text(text, assets.safety_cues()).cue


def test_no_classifier_takes_back_what_is_said_plainly() -> None:
    for text in ("I was raped by my husband", "is there a helpline for domestic abuse", "my wife took an overdose"):
        assert screen([Turn("user", text)], assets.safety_cues(), lambda texts: [Hint() for _ in texts]).tier in (
            "high",
            "emergency",
        )


def test_where_someone_is_explains_nothing_when_it_was_asked_who_hears() -> None:
    said = [Turn("user", "he punched me in the face last night"), Turn("coach", "Can you talk freely right now?")]
    assert screen([*said, Turn("user", "no he's at football practice")], assets.safety_cues()).cue


def hearing(name: str, word: str = "") -> Callable[[Sequence[str]], list[Hint]]:
    """A classifier that hears one class wherever a word stands."""
    found = Hint(Assessment(True, (name,), "high", (name,)), 0.9)
    return lambda texts: [found if word in text else Hint() for text in texts]


def test_the_word_safe_is_no_fear() -> None:
    said = [
        Turn("user", "he slapped me on Monday"),
        Turn("coach", "I hear you."),
        Turn("user", "I'm safe, let's go on."),
    ]
    assert not screen(said, assets.safety_cues(), hearing("fear", "safe")).cue


def test_his_threat_is_not_the_users_wish_and_a_gun_for_another_no_plan_to_die() -> None:
    afraid = screen([Turn("user", "I'm scared he'd kill me")], assets.safety_cues(), hearing("suicide_active", "kill"))
    assert "suicide_active" not in afraid.classes
    said = [Turn("user", "I'm going to shoot him tomorrow at the gate"), Turn("user", "I've got the gun in the car")]
    found = screen(said, assets.safety_cues())
    assert "user_harms_or_threatens_others" in found.classes
    assert "suicide_plan" not in found.classes


@pytest.mark.parametrize(
    "text",
    [
        "I'm tired of living in this body",
        "he joked that he will strangle me",
        "he had never laid a finger on me until last night",
        "he had his arm round my neck on the sofa till I passed out",
        "he never answers my calls but he reads all my emails",
        "he reads my texts and laughs at me and won't give the phone back",
        "I took 40 paracetamol for my headache because I want it to stop",
        "I hit my wife last night and I've taken twenty paracetamol",
    ],
)
def test_a_harmless_beginning_hides_no_danger(text: str) -> None:
    assert screen_text(text, assets.safety_cues()).cue


def test_what_someone_who_hurt_another_took_is_still_their_own() -> None:
    said = [Turn("user", "I hit my wife last night"), Turn("user", "I've just taken thirty paracetamol")]
    assert "suicide_plan" in screen(said, assets.safety_cues()).classes


def test_a_wish_to_die_beside_a_threat_is_heard() -> None:
    said = [Turn("user", "he hits me and says he'll kill me, I can't go on any more")]
    assert "suicide_passive" in screen(said, assets.safety_cues(), hearing("suicide_passive", "go on")).classes


def test_the_questions_who_hears_are_those_that_are_asked() -> None:
    asked = assets.toml("prompts", "safety")["question"]
    cues = assets.safety_cues()
    assert all(cues.words.room.search(cues.plain(asked[name])) for name in ("room", "shared"))


@pytest.mark.parametrize(
    "text", ["he held a knife to my stomach", "she held a knife to my arm", "he cut my arm with a knife"]
)
def test_another_s_blade_is_no_self_harm(text: str) -> None:
    found = screen([Turn("user", text)], assets.safety_cues(), hearing("self_harm", "my"))
    assert "self_harm" not in found.classes
    assert found.tier in ("high", "emergency")
    own = screen([Turn("user", "he left and I cut my arm with a knife")], assets.safety_cues())
    assert "self_harm" in own.classes


def test_a_guess_is_explained_before_anyone_said_what_it_was() -> None:
    said = [Turn("user", "My roommate Jess keeps eating my food."), Turn("coach", "Can you talk freely right now?")]
    guess = hearing("stalking", "roommate")
    assert not screen([*said, Turn("user", "No danger, it's only food.")], assets.safety_cues(), guess).cue
    assert screen([*said, Turn("user", "no")], assets.safety_cues(), guess).cue, "that answers who hears it"


def test_what_was_asked_about_and_was_not_so_is_guessed_again_only_where_it_is_nearly_sure() -> None:
    def hints(texts: Sequence[str]) -> list[Hint]:
        return [Hint(GUESS, 0.95 if "sure" in text else 0.7) if "bank" in text else Hint(danger=0.0) for text in texts]

    said = talk("She'll ring the bank, she says.", CHECK, "No.", "Go on.", "The bank rang again.")
    assert screen(said[:1], assets.safety_cues(), hints).cue
    assert not screen(said, assets.safety_cues(), hints).cue
    assert screen([*said[:-1], Turn("user", "The bank, for sure.")], assets.safety_cues(), hints).cue


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (("I cook.", "Go on?", "He never thanks me.", "What is that like?", "Hard."), {0, 1, 2, 3, 4}),
        (("He hit me.", "Are you safe?", "yes", "Who else knows?", "My sister."), set()),
        (
            ("I cook.", "Go on?", "He hit me.", "Are you safe?", "I'm safe, let's go on.", "Okay.", "I'm tired."),
            {0, 1, 6},
        ),
        # What turned out to mean something else was said, and answered, under a sign of danger.
        (("He beat me again.", "What do you mean by beat?", "At dominoes.", "Ah.", "He cheats."), {4}),
        # An age alone withholds nothing.
        (("I'm fifteen.", "Okay.", "He never texts me."), {0, 1, 2}),
        # Nor do words of danger come back in what the coach says later.
        (
            (
                "He hit me last night.",
                "Are you safe?",
                "I'm safe, let's go on.",
                "Okay.",
                "I'm tired.",
                "You said: he hit me last night.",
            ),
            {4},
        ),
    ],
)
def test_what_a_language_model_may_be_sent(told: tuple[str, ...], kept: set[int]) -> None:
    turns = [Turn("coach" if at % 2 else "user", text) for at, text in enumerate(told)]
    assert set(range(len(turns))) - Screener(assets.safety_cues()).withheld(turns) == kept


def test_a_guess_that_the_turn_before_explains_waits_for_what_comes_next() -> None:
    packed, hooks = "He packed while I was at work.", "I keep seeing the empty hooks in the hall."

    def hints(texts: Sequence[str]) -> list[Hint]:
        def one(text: str) -> Hint:
            if "packed" in text and "hooks" in text:
                return Hint(danger=0.3)
            if "hooks" in text:
                return Hint(GUESS, 0.95 if "surely" in text else 0.7)
            return Hint(danger=0.1)

        return [one(text) for text in texts]

    def found(*said: str) -> bool:
        turns = [Turn("coach" if at % 2 else "user", text) for at, text in enumerate(said)]
        return screen(turns, assets.safety_cues(), hints).cue

    assert found(hooks), "the first words stand by themselves"
    assert not found(packed, "And now?", hooks)
    assert found(packed, "And now?", f"{hooks} surely"), "what is nearly sure waits for nothing"
    assert found("We had tea.", "And now?", hooks)
    assert found(packed, "And now?", hooks, "Tell me more.", "I went back to it twice."), "the next turn bears it out"
