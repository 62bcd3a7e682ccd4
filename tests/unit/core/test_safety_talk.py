"""The course of a conversation about danger: what is asked, when lines come, what is never said too early."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.safety import CLASSES, ROOM_CLASSES, TIERS, Assessment, Tier
from voice_coach.core.safety_intents import INTENTS, intent
from voice_coach.core.safety_talk import SafetyTalk, Step, farewell, next_step
from voice_coach.core.safety_topics import stage_of, topics_of
from voice_coach.core.safety_words import plain_answer
from voice_coach.core.state import State

PASSIVE = Assessment(True, ("suicide_passive",), "high")
ACTIVE = Assessment(True, ("suicide_passive", "suicide_active"), "high")
PLAN = Assessment(True, ("suicide_active", "suicide_plan"), "emergency")
HIT = Assessment(True, ("violence",), "high")
WEAPON = Assessment(True, ("violence", "threat_weapon"), "emergency")
CHOKED = Assessment(True, ("choking",), "emergency")
BOTH = Assessment(True, ("suicide_active", "violence"), "high")

Said = tuple[str, Assessment, bool]


def walk(*said: Said) -> tuple[SafetyTalk, list[Step]]:
    talk, steps = SafetyTalk(), []
    for text, safety, fresh in said:
        talk, step = next_step(talk, text, safety, fresh)
        steps.append(step)
    return talk, steps


def kinds(*said: Said) -> list[str]:
    return [step.kind for step in walk(*said)[1]]


def cue(safety: Assessment) -> Said:
    return ("…said it…", safety, True)


def then(text: str, safety: Assessment) -> Said:
    return (text, safety, False)


def test_suicide_is_spoken_of_at_once_with_one_direct_question() -> None:
    _, (step,) = walk(cue(PASSIVE))
    assert (step.kind, step.topic, step.lines, step.question) == ("opening", "suicide", "full", "thoughts")


@pytest.mark.parametrize(("safety", "question"), [(PASSIVE, "thoughts"), (ACTIVE, "plan"), (PLAN, "company")])
def test_the_question_does_not_ask_what_was_said(safety: Assessment, question: str) -> None:
    assert walk(cue(safety))[1][0].question == question


@pytest.mark.parametrize(
    ("guess", "question", "after"),
    [
        (PASSIVE, "thoughts", ("yes_thoughts", "plan")),
        (PLAN, "thoughts", ("yes_thoughts", "plan")),
        (Assessment(True, ("partner_suicide_threat",), "high"), "threat", ("yes_threat", "them")),
        (Assessment(True, ("user_harms_or_threatens_others",), "high"), "hurt", ("yes_hurt", "")),
        (Assessment(True, ("child_at_risk",), "high"), "child", ("yes_child", "")),
    ],
)
def test_a_guess_is_asked_whether_it_is_so(guess: Assessment, question: str, after: tuple[str, str]) -> None:
    guess = replace(guess, guessed=guess.classes)
    _, (check, yes) = walk(cue(guess), then("yes", guess))
    assert (check.kind, check.lines, check.question) == ("check", "full", question)
    assert (yes.kind, yes.question) == after


def test_a_guess_with_someone_in_the_room_still_asks_first_whether_they_can_talk() -> None:
    guess = replace(HIT, guessed=HIT.classes)
    steps = walk(cue(guess), then("yes I'm alone", guess), then("yes", guess), then("no", guess))[1]
    assert [(step.kind, step.question) for step in steps] == [
        ("room", "room"), ("check", "harm"), ("yes_harm", "danger"), ("no_danger", "")
    ]  # fmt: skip


def test_an_age_that_is_only_guessed_names_no_line() -> None:
    young = Assessment(True, ("minor_user",), "elevated")
    assert walk(cue(young))[1][0].lines == "full"
    assert walk(cue(replace(young, guessed=young.classes)))[1][0].lines == ""


def test_a_phrase_after_a_guess_is_not_asked_about_anew() -> None:
    guess = replace(PASSIVE, guessed=PASSIVE.classes)
    assert kinds(cue(guess), cue(PASSIVE), cue(ACTIVE)) == ["check", "stay", "raised"]


def test_a_yes_leads_on_and_a_plan_makes_it_urgent() -> None:
    talk, steps = walk(cue(PASSIVE), then("Yes.", PASSIVE), then("yeah I have", PASSIVE), then("no", PASSIVE))
    assert [(s.kind, s.question) for s in steps[1:]] == [
        ("yes_thoughts", "plan"),
        ("yes_plan", "company"),
        ("no_company", ""),
    ]
    assert steps[2].urgent
    assert steps[3].lines
    assert talk.urgent


def test_after_a_clear_no_nothing_more_is_asked() -> None:
    _, steps = walk(cue(PASSIVE), then("No.", PASSIVE), *[then("it's raining", PASSIVE)] * 12)
    assert steps[1].kind == "no_thoughts"
    assert not any(step.question for step in steps[1:])


def test_a_weak_no_is_not_taken_for_a_clear_one() -> None:
    assert kinds(cue(PASSIVE), then("no but it's there", PASSIVE))[1] == "weak"
    assert kinds(cue(PASSIVE), then("not really", PASSIVE))[1] == "weak"


def test_not_knowing_is_no_answer() -> None:
    assert kinds(cue(PASSIVE), then("I don't know", PASSIVE))[1] == "unsure"


def test_a_graver_sign_is_taken_up_and_the_same_one_is_not_opened_again() -> None:
    assert kinds(cue(PASSIVE), cue(PASSIVE), cue(PLAN), cue(PLAN)) == ["opening", "stay", "raised", "now"]
    _, steps = walk(cue(PASSIVE), cue(PLAN))
    assert steps[1].urgent


def test_in_the_room_is_asked_once_before_anything_is_named() -> None:
    said = [cue(HIT), *[then("the garden is nice", HIT)] * 9, cue(HIT)]
    talk, steps = walk(*said)
    assert [step.kind for step in steps] == ["room", *["hidden"] * 10]
    assert [step.question for step in steps if step.question] == ["room"]
    assert not any(step.lines or step.private for step in steps)
    assert not talk.private


@pytest.mark.parametrize(
    "text",
    [
        "Yes.",
        "yeah",
        "I can talk",
        "im alone",
        "he's at work",
        "nobody's home",
        "It's okay to talk.",
        "just me, he's out",
    ],
)
def test_an_answer_that_they_can_talk(text: str) -> None:
    _, steps = walk(cue(HIT), then(text, HIT))
    assert (steps[1].kind, steps[1].topic, steps[1].lines, steps[1].private) == (
        "opening",
        "harm_from_other",
        "full",
        True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "not really",
        "he's in the next room",
        "Yes, but he's in the shower",
        "I can't talk",
        "she's here",
        "he is asleep next door",
        "he crossed the line again",
        "any number of times",
    ],
)
def test_an_answer_that_they_can_not_talk(text: str) -> None:
    _, steps = walk(cue(HIT), then(text, HIT))
    assert not steps[1].private
    assert not steps[1].lines


@pytest.mark.parametrize(
    "text",
    ["Who can I call?", "what's the number", "can you give me a number", "is there a helpline, I want a helpline"],
)
def test_lines_come_on_request(text: str) -> None:
    _, steps = walk(cue(HIT), then("no", HIT), then(text, HIT))
    assert steps[2].lines == "full"
    assert steps[2].private


def test_later_they_can_talk() -> None:
    assert kinds(cue(HIT), then("no", HIT), then("okay he's gone out now", HIT)) == ["room", "hidden", "opening"]


@pytest.mark.parametrize("text", ["he's back", "I can hear his key", "she just came in", "I can't talk now"])
def test_when_the_other_person_is_back_nothing_is_named_any_more(text: str) -> None:
    talk, steps = walk(cue(HIT), then("yes", HIT), then(text, HIT), then("lovely weather", HIT))
    assert [step.private for step in steps] == [False, True, False, False]
    assert not talk.private


def test_he_is_back_tomorrow_is_no_reason_to_stop() -> None:
    assert walk(cue(HIT), then("yes", HIT), then("No. He's back at seven.", HIT))[0].private


def test_an_emergency_in_the_room_adds_the_neutral_sentence_once() -> None:
    _, steps = walk(cue(HIT), cue(WEAPON), then("yes dear", WEAPON), then("nothing", WEAPON))
    assert [step.warn for step in steps] == [False, True, False, False]
    assert [step.warn for step in walk(cue(CHOKED), cue(CHOKED))[1]] == [True, False]


def test_with_suicide_in_view_the_rest_still_waits_for_the_room() -> None:
    _, steps = walk(cue(BOTH), then("I don't know", BOTH), then("no", BOTH), then("yes I'm alone", BOTH))
    assert [step.kind for step in steps] == ["opening", "room", "stay", "opening"]
    assert [step.topic for step in steps] == ["suicide", "harm_from_other", "suicide", "harm_from_other"]


@pytest.mark.parametrize("private", [False, True])
def test_topics_of_the_room_wait(private: bool) -> None:
    everything = Assessment(True, CLASSES, "emergency")
    found = topics_of(everything, private)
    assert found[:2] == ["suicide", "self_harm"]
    assert (len(found) > 2) == private


def test_where_both_may_have_hurt_each_other_no_side_is_taken() -> None:
    both = Assessment(True, ("violence", "user_harms_or_threatens_others"), "high")
    assert kinds(cue(both), then("yes", both), then("no", both), then("hm", both)) == [
        "room",
        "opening",
        "no_hurt",
        "both",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I can't stop crying", "crying"),
        ("I dont want to call anyone", "no_call"),
        ("nobody would ever believe me", "unbelieved"),
        ("I can't leave the kids", "kids"),
        ("please don't tell my mum", "secret"),
        ("I'm fine, really", "minimise"),
        ("it's not that bad", "minimise"),
        ("are you a real person", "human"),
        ("what happens if I call", "asks_after"),
        ("can you say the number again", "lines"),
        ("help me", "help"),
        ("I was only joking", "joke"),
        ("forget I said that", "retract"),
        ("can we talk about something else", "not_now"),
        ("you're just a machine", "angry"),
        ("I love him", "love"),
        ("it's my fault", "blame"),
        ("should I leave him", "verdict"),
        ("should I confront him", "confront"),
        ("is he a narcissist", "label"),
        ("I'll call my sister", "reached"),
        ("goodbye then", "bye"),
        ("I've taken them all already", "already"),
        ("my visa is through him", "means"),
        ("thank you", "thanks"),
        ("it's raining again", "stay"),
    ],
)
def test_what_people_bring_up_gets_its_own_answer(text: str, kind: str) -> None:
    talk, _ = walk(cue(HIT), then("yes", HIT), then("no", HIT))
    assert next_step(talk, text, HIT, False)[1].kind == kind


def test_every_intent_can_be_heard() -> None:
    assert len({name for name, _ in INTENTS}) == len(INTENTS)
    assert intent("the soup is on the stove") == ""


def test_apostrophes_may_be_missing() -> None:
    assert plain_answer("Dont, im fine") == "don't i'm fine"


def test_taken_already_is_urgent() -> None:
    _, steps = walk(cue(ACTIVE), then("I've taken too many", ACTIVE))
    assert steps[1].urgent
    assert steps[1].lines


@pytest.mark.parametrize(
    "text", ["I can't hear you, I'm shaking", "I don't think he'd really do it", "I don't want pity"]
)
def test_not_every_not_is_a_clear_no(text: str) -> None:
    assert not kinds(cue(PASSIVE), then(text, PASSIVE))[1].startswith("no_t")


def test_what_is_on_the_users_mind_goes_before_another_topic() -> None:
    child = Assessment(True, ("suicide_passive", "child_at_risk"), "high")
    said = [cue(child), then("no", child), then("will they take my kids away", child), then("hm", child)]
    assert kinds(*said) == ["opening", "no_thoughts", "kids", "opening"]


def test_silence_waits_for_the_answer() -> None:
    assert kinds(cue(PASSIVE), then("", PASSIVE), then("yes", PASSIVE)) == ["opening", "silence", "yes_thoughts"]


def test_the_country_can_be_told() -> None:
    _, steps = walk(cue(PASSIVE), then("I'm in Ireland", PASSIVE))
    assert (steps[1].kind, steps[1].lines, steps[1].country) == ("lines", "full", "IE")
    _, hidden = walk(cue(HIT), then("I'm in Ireland", HIT))
    assert not hidden[1].lines


def test_a_farewell_gives_lines_only_where_they_were_named() -> None:
    assert farewell(walk(cue(PASSIVE))[0], PASSIVE)[1].lines == "first"
    assert farewell(walk(cue(HIT))[0], HIT)[1].lines == ""


def test_a_childs_age_alone_is_not_a_conversation_about_danger() -> None:
    young = Assessment(True, ("minor_user",), "elevated")
    assert kinds(cue(young), cue(young)) == ["age", "age"]


WORDS = st.sampled_from(
    [
        "yes",
        "no",
        "I don't know",
        "I'm alone",
        "he's back",
        "what's the number",
        "goodbye",
        "",
        "help",
        "it's my fault",
        "I'm in Ireland",
        "x",
    ]
)
GATED = st.builds(
    lambda classes, tier: Assessment(True, tuple(c for c in CLASSES if c in classes), tier),
    st.sets(st.sampled_from([c for c in CLASSES if c != "minor_user"]), min_size=1),
    st.sampled_from([tier for tier in TIERS if tier != "none"]),
)


@given(st.lists(st.tuples(WORDS, GATED, st.booleans()), max_size=12))
def test_whatever_is_said_the_rules_hold(said: list[tuple[str, Assessment, bool]]) -> None:
    talk, safety = SafetyTalk(), Assessment()
    for text, more, fresh in said:
        safety = safety.merge(more)
        before = talk
        talk, step = next_step(talk, text, safety, fresh)
        if step.question:
            assert step.question not in before.asked, "no question twice"
        if ROOM_CLASSES.intersection(safety.classes) and not talk.private:
            assert step.topic in ("suicide", "self_harm") or not step.lines
        assert len(talk.said) == len(before.said) + 1


@given(st.lists(st.tuples(WORDS, GATED, st.booleans()), max_size=6))
def test_the_state_can_be_written_and_read_back(said: list[tuple[str, Assessment, bool]]) -> None:
    talk, _ = walk(*said)
    state = replace(State("talk"), safety_talk=talk)
    assert State.from_json(json.loads(json.dumps(asdict(state)))).safety_talk == talk


@pytest.mark.parametrize("tier", ["high", "emergency"])
def test_an_emergency_of_another_kind_is_not_counted_for_suicide(tier: Tier) -> None:
    assert stage_of("suicide", Assessment(True, ("suicide_passive", "choking"), tier)) == 1


@pytest.mark.parametrize(
    "text", ["no not like that, well sometimes", "no, only on bad nights", "never. maybe once or twice"]
)
def test_a_no_that_takes_itself_back_is_weak(text: str) -> None:
    assert kinds(cue(PASSIVE), then(text, PASSIVE))[1] == "weak"
    assert kinds(cue(HIT), then("yes", HIT), then(text, HIT))[2] == "weak"


def test_a_partners_threat_is_not_taken_for_self_harm_of_the_user() -> None:
    both = Assessment(True, ("self_harm", "partner_suicide_threat"), "high")
    said: Said = ("she says she'll hurt herself if I leave", both, True)
    _, steps = walk(said, then("no", both), then("I see her tomorrow", both))
    assert steps[0].topic == "partner_threat"
    assert all(step.topic != "self_harm" for step in steps)
    assert walk(said, ("and I cut myself last night", both, True))[1][1].topic == "self_harm"
    assert walk(("he'll hang himself, and I've started cutting too", both, True))[1][0].topic == "self_harm"


def test_who_worries_about_someone_else_is_asked_about_them() -> None:
    said: Said = ("her husband hits her, she has a black eye", HIT, True)
    _, steps = walk(said, then("I'm on my own", HIT), then("yes", HIT))
    assert [(step.kind, step.question) for step in steps] == [("room", "room"), ("another", "them"), ("yes_them", "")]
    _, own = walk(said, ("and he hits me too", HIT, True), then("I'm alone", HIT))
    assert own[2].kind == "opening"


def test_who_would_rather_talk_of_something_else_is_followed() -> None:
    said = [cue(HIT), then("yes", HIT), then("no", HIT), then("can we talk about something else", HIT)]
    assert kinds(*said, then("I planned the holiday", HIT), cue(HIT))[3:] == ["not_now", "along", "along"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I'm safe, go on", "safe_grave"),
        ("what are the signs of a lack of reciprocity", "guide"),
        ("I'm not safe", "stay"),
    ],
)
def test_what_an_emergency_leaves_unanswered_is_said_so(text: str, kind: str) -> None:
    assert kinds(cue(CHOKED), then("yes", CHOKED), then("no", CHOKED), then(text, CHOKED))[3] == kind


def test_a_childs_age_ends_with_one_question_asked_once() -> None:
    young = Assessment(True, ("minor_user",), "elevated")
    assert [step.question for step in walk(cue(young), cue(young))[1]] == ["grown_up", ""]


def test_a_hint_of_choking_alone_speaks_of_no_neck() -> None:
    hinted = Assessment(True, ("violence", "choking"), "high")
    assert walk(cue(hinted), then("yes", hinted))[1][1].topic == "harm_from_other"
    assert walk(cue(CHOKED), then("yes", CHOKED))[1][1].topic == "choking"


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("my son said he wants to die", True),
        ("My best friend texted that she's going to kill herself.", True),
        ("My daughter told me she doesn't want to be here any more, and I'm so scared.", True),
        ("he says he wants to die and honestly so do i", False),
        ("my wife says i want to die too much", False),
        ("My brother killed himself and I want to be with him.", False),
        ("I want to die.", False),
        ("My mum would kill herself with grief if I did it, but I can't go on.", False),
    ],
)
def test_whose_life_it_is_decides_who_is_asked_about(text: str, theirs: bool) -> None:
    _, (step,) = walk((text, ACTIVE, True))
    assert (step.topic, step.question) == (("partner_threat", "them") if theirs else ("suicide", "plan"))
    assert step.lines == "full"


def test_who_worried_about_someone_and_then_speaks_of_themselves_is_asked_about_themselves() -> None:
    said = [("my son said he wants to die", ACTIVE, True), ("he has pills in his room", PLAN, True)]
    talk, steps = walk(*said, ("and sometimes I want to die as well", PLAN, True))
    assert [step.topic for step in steps] == ["partner_threat", "partner_threat", "suicide"]
    assert farewell(talk, PLAN)[1].topic == "suicide"
    assert farewell(walk(*said)[0], PLAN)[1].topic == "partner_threat"


def test_something_taken_already_comes_before_every_question() -> None:
    _, (step, again) = walk(("I've just taken thirty paracetamol", PLAN, True), then("I feel sick", PLAN))
    assert (step.kind, step.lines, step.question, step.urgent) == ("already", "full", "", True)
    assert again.kind != "opening"


@pytest.mark.parametrize("text", ["she's just taken all her pills", "he's not breathing", "he won't wake up"])
def test_someone_lying_there_comes_before_every_question(text: str) -> None:
    threat = Assessment(True, ("partner_suicide_threat",), "high")
    _, (_, step) = walk(cue(threat), then(text, threat))
    assert (step.kind, step.lines, step.urgent) == ("acute", "first", True)


def test_a_blow_that_is_about_to_fall_comes_before_every_question() -> None:
    harms = Assessment(True, ("user_harms_or_threatens_others",), "high")
    again = then("I might hurt her again tonight", harms)
    assert walk(cue(harms), again)[1][1].kind == "yes_hurt"
    both = Assessment(True, ("violence", "user_harms_or_threatens_others"), "high")
    assert [step.kind for step in walk(("he hits me", both, True), ("I'm going to hit him", both, True))[1]] == [
        "room",
        "hidden",
    ], "beside who hits back nothing is named"
    shared = SafetyTalk(shared=True)
    assert next_step(shared, "I'm going to hit him", harms, True)[1].kind != "yes_hurt"


@pytest.mark.parametrize("answer", ["no", "no he's here", "not really"])
def test_a_no_to_who_hears_is_not_undone_by_a_small_word(answer: str) -> None:
    for later in ("okay", "sure", "yeah he is watching me"):
        assert not walk(cue(HIT), then(answer, HIT), then(later, HIT))[0].private


def test_a_farewell_says_nothing_aloud_when_somebody_came_home() -> None:
    talk, _ = walk(cue(HIT), then("yes I can talk", HIT))
    assert farewell(talk, HIT, "I have to go")[1].private
    assert not farewell(talk, HIT, "I need to go, my husband is home")[1].private


def test_the_question_who_hears_stays_open_until_it_is_answered() -> None:
    said = cue(HIT), ("he did it again on Sunday", HIT, True), then("yes", HIT)
    assert kinds(*said)[0] == "room"
    assert walk(*said)[0].private


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("yes he is not home", True),
        ("I live alone", True),
        ("he moved out", True),
        ("he's in Spain", True),
        ("nobody's listening", True),
        ("of course", True),
        ("of course not", False),
        ("definitely not", False),
        ("he's in front of me", False),
        ("he's in another room", False),
        ("he's in one of his moods", False),
        ("he's not in a good mood", False),
        ("he isn't coming home", False),
        ("I'm out of ideas", False),
        ("I live alone with him", False),
        ("I don't live with my parents", False),
        ("he's in bed", False),
        ("he's asleep on the sofa", False),
        ("he is home", False),
        ("he's in the kitchen", False),
    ],
)
def test_who_may_hear_is_understood(text: str, free: bool) -> None:
    assert walk(cue(HIT), then(text, HIT))[0].private == free


@pytest.mark.parametrize("text", ["I hear him", "that's his key", "shh", "someone's coming", "he's stood behind me"])
def test_whoever_comes_back_is_heard(text: str) -> None:
    assert not walk(cue(HIT), then("yes I can talk", HIT), then(text, HIT))[0].private


def test_a_child_is_told_that_telling_is_good_and_asking_plainly_is_safe() -> None:
    young = Assessment(True, ("violence", "minor_user"), "high")
    assert kinds(cue(young), then("yes I'm alone", young), then("should I tell my mum", young))[-1] == "confront_child"
    threat = Assessment(True, ("partner_suicide_threat",), "high")
    step = walk(cue(threat), then("no", threat), then("should I ask him if he's suicidal", threat))[1][-1]
    assert (step.kind, step.topic) == ("confront", "partner_threat")


@pytest.mark.parametrize(
    "text",
    [
        "I had my meds this morning",
        "I took my antidepressants this morning",
        "I had to stop taking my tablets",
        "I drank too many last night",
        "I hope I won't wake up tomorrow",
        "my husband took some time off",
        "she jumped at the chance",
        "the marriage collapsed",
        "my sister has cut herself off",
    ],
)
def test_what_only_sounds_like_an_ambulance_is_none(text: str) -> None:
    assert intent(plain_answer(text)) not in ("already", "acute")
