"""What is said about danger: short, with lines of the country, never naming anything that may be overheard."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.safety_reply import MOST_WORDS, SafetyReplies
from voice_coach.core.output_check import problems
from voice_coach.core.safety import CLASSES, TIERS, Assessment
from voice_coach.core.safety_intents import INTENTS
from voice_coach.core.safety_talk import SafetyTalk, Step, next_step
from voice_coach.core.safety_topics import CHECKS, CLASSES_OF, QUESTIONS
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Reply, Spoken

PROMPTS = Prompts(assets.toml("prompts", "safety"))
LINES = assets.help_lines()
COUNTRIES = [*sorted({line.country for line in LINES} - {"*"}), "PT", ""]
NAMES_A_TOPIC = re.compile(
    r"\b(?:violen\w+|hit|hurt\w*|police|danger\w*|harm\w*|safe\w*|kill\w*|neck|help ?line|hotline|doctor|fault|"
    r"weapon|afraid|scared|threat\w*|refuge|number)\b",
    re.IGNORECASE,
)
HIT = Assessment(True, ("violence",), "high")
PASSIVE = Assessment(True, ("suicide_passive",), "high")


def replies(country: str = "GB") -> SafetyReplies:
    return SafetyReplies(PROMPTS, LINES, country)


def words(reply: list[str]) -> int:
    return sum(len(sentence.split()) for sentence in reply)


def told(*said: str, safety: Assessment = PASSIVE, country: str = "GB") -> list[list[str]]:
    """The first text is a fresh cue, the others are what follows."""
    talk, out = SafetyTalk(), []
    for index, text in enumerate(said):
        talk, reply = replies(country).advance(talk, text, safety, index == 0)
        out.append(reply)
    return out


@pytest.mark.parametrize(("country", "topic"), list(product(COUNTRIES, [t for t in CLASSES_OF if t != "age"])))
def test_an_opening_is_short_and_whole(country: str, topic: str) -> None:
    classes = tuple(c for c in CLASSES if c in CLASSES_OF[topic])  # type: ignore[index]
    for tier, kind in product(("elevated", "high", "emergency"), ("check", "opening", "raised")):
        question = CHECKS[topic] if kind == "check" else QUESTIONS[topic][0]  # type: ignore[index]
        step = Step(kind, topic, "full", question, private=True)  # type: ignore[arg-type]
        reply = replies(country).render(step, Assessment(True, classes, tier))  # type: ignore[arg-type]
        text = " ".join(reply)
        assert words(reply) <= MOST_WORDS, text
        assert text.count("?") == 1
        assert text.endswith("?")
        assert re.search(r"\d|dot com|dot ca|emergency number", text), "someone to turn to"
        if kind != "raised":
            assert "program" in text
        assert (kind == "check") == bool(assets.safety_cues().words.checks.search(assets.safety_cues().plain(text)))
        if tier == "emergency":
            number = next((x.contact for x in LINES if (x.country, x.kind) == (country, "emergency")), "")
            assert (" ".join(number[:3]) if number else "your local emergency number") in text


TEXTS = st.sampled_from(
    [
        *(
            "yes",
            "no",
            "I don't know",
            "im alone",
            "he's back",
            "what's the number",
            "goodbye",
            "",
            "help",
            "it's my fault",
        ),
        *(
            "I'm in Ireland",
            "I don't want to call",
            "nobody would believe me",
            "I can't leave the kids",
            "it's raining",
        ),
        *("are you a person", "promise you won't tell", "I'm crying", "I love him", "should I leave", "joking"),
    ]
)
GATED = st.builds(
    lambda classes, tier, guessed: Assessment(
        True, (names := tuple(c for c in CLASSES if c in classes)), tier, names if guessed else ()
    ),
    st.sets(st.sampled_from([c for c in CLASSES if c != "minor_user"]), min_size=1, max_size=3),
    st.sampled_from([tier for tier in TIERS if tier != "none"]),
    st.booleans(),
)
ALLOWED = [text for line in LINES for text in (line.contact, line.name)]
DATA_NAMES = re.compile("|".join(re.escape(re.sub(r" \(.*", "", line.name)) for line in LINES))


@given(st.lists(st.tuples(TEXTS, GATED, st.booleans()), max_size=10), st.sampled_from(COUNTRIES))
def test_whatever_is_said_every_reply_keeps_the_rules(said: list[tuple[str, Assessment, bool]], country: str) -> None:
    talk, safety = SafetyTalk(), Assessment()
    for text, more, fresh in said:
        safety = safety.merge(more)
        talk, reply = replies(country).advance(talk, text, safety, fresh)
        whole = " ".join(reply)
        assert whole.strip()
        assert words(reply) <= MOST_WORDS, whole
        assert whole.count("?") <= 1, whole
        assert not re.search(r"\d{2}", whole.replace("under 19", "")), whole
        for sentence in reply:
            plain = DATA_NAMES.sub("", sentence)
            assert problems(plain, assets.output_rules(), [*ALLOWED, "19"]) == [], sentence


@given(st.lists(TEXTS.filter(lambda t: t not in ("im alone", "what's the number", "yes", "help")), max_size=15))
def test_until_they_can_talk_freely_nothing_is_named(said: list[str]) -> None:
    emergency = "If you need help right now, call your emergency number."
    for safety in (HIT, Assessment(True, ("choking", "fear"), "emergency")):
        first, *later = told("I said it", *said, safety=safety)
        assert first[-1] == "Can you talk freely right now?"
        assert (emergency in first) == (safety.tier == "emergency")
        for reply in later:
            spoken = " ".join(reply)
            assert not NAMES_A_TOPIC.search(spoken), spoken
            assert not re.search(r"\d", spoken)


def test_no_sentence_comes_more_than_twice_in_a_long_talk() -> None:
    for safety, start in ((PASSIVE, ["no"]), (HIT, ["yes", "no"]), (HIT, [])):
        spoken = [s for reply in told("I said it", *start, *["the soup is on"] * 17, safety=safety) for s in reply]
        assert max(spoken.count(sentence) for sentence in spoken) <= 2


def test_variants_share_no_sentence() -> None:
    for kind in ("stay", "now"):
        for group in ("life", "harm", "other"):
            found = PROMPTS.variants(f"{kind}.{group}")
            assert len(set(found)) == len(found)


@pytest.mark.parametrize("topic", list(CLASSES_OF))
def test_there_are_words_for_every_step(topic: str) -> None:
    answers = [
        f"{a}_{q}" for q in {*CHECKS.values(), *(q for qs in QUESTIONS.values() for q in qs)} for a in ("yes", "no")
    ]
    others = ["weak", "silence", "stay", "now", "cleared", "mistaken", "bye", "both", "help"]
    for kind, private in product([*answers, *others, *(name for name, _ in INTENTS)], (True, False)):
        assert replies().render(Step(kind, topic, private=private), HIT)  # type: ignore[arg-type]


def test_lines_of_the_country_are_given_with_what_happens_and_a_way_round() -> None:
    (us,) = told("I said it", country="US")
    text = " ".join(us)
    assert "9 8 8 Suicide and Crisis Lifeline: call or text 9 8 8, day or night." in us
    assert "Someone listens" in text
    assert "you can text the same number" in text
    (gb,) = told("I said it", country="GB")
    assert "Samaritans: 1 1 6, 1 2 3, day or night." in gb


def test_an_unknown_country_is_asked_for_once_and_then_used() -> None:
    first, second, third = told("I said it", "I'm in Ireland", "can you say the number again", country="")
    assert any("tell me your country" in sentence for sentence in first)
    assert "findahelpline dot com" in " ".join(first)
    for reply in (second, third):
        assert "1 1 6, 1 2 3" in " ".join(reply)
        assert "country" not in " ".join(reply)


def test_medical_care_after_pressure_on_the_neck_is_named_only_when_they_can_talk() -> None:
    choked = Assessment(True, ("choking",), "emergency")
    room, opened = told("I said it", "I'm alone", safety=choked)
    assert "doctor" not in " ".join(room)
    assert "doctor" in " ".join(opened)


def test_with_suicide_in_view_the_lines_for_the_room_still_wait() -> None:
    both = Assessment(True, ("suicide_active", "violence"), "high")
    first, room, opened = told("I said it", "hm", "yes I'm alone", safety=both)
    assert "Samaritans" in " ".join(first)
    assert "Refuge" not in " ".join([*first, *room])
    assert "Refuge" in " ".join(opened)


def test_lines_for_a_surface_are_chosen_by_class_and_tier() -> None:
    assert [line.kind for line in replies().lines_for(PASSIVE)] == ["suicide_crisis"]
    assert replies().lines_for(Assessment(True, ("choking",), "emergency"))[0].kind == "emergency"


def take(session: object, text: str) -> Reply:
    transcript = Transcript(text)
    reply: Reply = session.reply(transcript)  # type: ignore[attr-defined]
    session.finish(transcript, reply, Spoken(tuple(s.text for s in reply.sentences)))  # type: ignore[attr-defined]
    return reply


def test_a_goodbye_takes_a_line_along_and_ends(coach: Coach) -> None:
    coach.safety_replies.country = "GB"
    session = coach.session("talk")
    session.opening()
    take(session, "I want to kill myself.")
    reply = take(session, "Goodbye")
    assert "1 1 6, 1 2 3" in reply.text
    assert reply.closes
    assert session.state.closed


def test_a_stop_with_someone_in_the_room_names_nothing(coach: Coach) -> None:
    session = coach.session("talk")
    session.opening()
    take(session, "He hit me.")
    reply = take(session, "stop")
    assert not NAMES_A_TOPIC.search(reply.text)
    assert session.state.closed


def test_help_is_a_call_for_help_and_not_for_the_manual(coach: Coach) -> None:
    coach.safety_replies.country = "GB"
    session = coach.session("talk")
    session.opening()
    take(session, "I want to kill myself.")
    reply = take(session, "help")
    assert reply.kind == "safety"
    assert "Samaritans" in reply.text


def test_a_step_is_the_same_through_the_reducer_and_the_words() -> None:
    talk, step = next_step(SafetyTalk(), "I said it", PASSIVE, True)
    assert replies().advance(SafetyTalk(), "I said it", PASSIVE, True) == (talk, replies().render(step, PASSIVE))
