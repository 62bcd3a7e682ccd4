"""The course of a conversation while a sign of danger is active: one question, people to turn to, and staying.

A pure reducer like the dialogue's. For some classes the other person may be in the room: until the user
says that they can talk freely, or asks for a line, nothing that names the topic is said (`Step.private`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from voice_coach.core.help_lines import country_told
from voice_coach.core.safety import ROOM_CLASSES, Assessment
from voice_coach.core.safety_intents import intent
from voice_coach.core.safety_topics import CHECKS, CLASSES_OF, QUESTIONS, Topic, life_now, stage_of, topics_of
from voice_coach.core.safety_whom import is_anothers, is_anothers_life, is_own_hurt
from voice_coach.core.safety_words import (
    ALONE,
    ASKS_LINES,
    BACK,
    FREE,
    NO,
    NOBODY,
    NOT_ALONE,
    UNSURE,
    WEAKENED,
    YES,
    plain_answer,
)

Lines = Literal["", "first", "full"]
"""How much of people to turn to belongs in a step: none, the one nearest, or all with what happens there."""

_IN_THE_OPEN = {"human", "secret", "bye", "thanks", "angry", "unsure", "acute"}
"""What may be answered before the user can talk freely, in words that name nothing."""
OPENINGS = ("check", "opening", "both", "another")
"""Kinds of step that open a topic."""
_FEW = 5
"""Words of an answer that is hardly more than a yes, though it made the danger graver."""
_AT_ONCE = ("already", "acute", "yes_hurt")
"""What goes before every question."""
_WITH_LINES: dict[str, Lines] = {
    "acute": "first",
    "lines": "full",
    "help": "full",
    "already": "first",
    "bye": "first",
    "tried": "full",
}


@dataclass(frozen=True)
class SafetyTalk:
    """Where the conversation about safety is."""

    private: bool = False
    """Whether the user said that they can talk freely, or asked for a line."""
    warned: bool = False
    """Whether the neutral sentence about the emergency number was said before that."""
    topics: tuple[str, ...] = ()
    """Topics that were opened, once for each stage."""
    asked: tuple[str, ...] = ()
    """Questions that were asked. None is asked twice."""
    waiting: str = ""
    """The question that the next words may answer."""
    urgent: bool = False
    """Whether the user said that the danger is now."""
    country: str = ""
    """A country that the user named in this conversation."""
    given: int = 0
    """How often lines were given."""
    said: tuple[str, ...] = ()
    """Keys of the texts that were used, in order: they choose among variants."""
    another: bool = False
    """Whether the danger is someone else's: a sister's, a neighbour's."""
    their_life: bool = False
    """Whether it is someone else who does not want to live."""
    shared: bool = False
    """Whether it is held on a speaker that others hear and whose history they read: then every sign of danger first
    leads to one question, and nothing else is said before a yes."""


@dataclass(frozen=True)
class Step:
    """What to say next."""

    kind: str
    topic: Topic = "suicide"
    lines: Lines = ""
    question: str = ""
    """Name of the question that ends it."""
    stage: int = 1
    """How grave the topic is by now."""
    warn: bool = False
    """Whether the neutral sentence about the emergency number belongs in it."""
    nth: int = 0
    """How many steps of this kind came before."""
    given: int = 0
    """How often lines were given before."""
    private: bool = False
    urgent: bool = False
    country: str = ""
    shared: bool = False


def next_step(talk: SafetyTalk, text: str, safety: Assessment, fresh: bool) -> tuple[SafetyTalk, Step]:
    """Take what the user said while `safety` is active. `fresh`: this very turn held a sign of danger."""
    said = plain_answer(text)
    if not safety.gated:
        asks = "" if "grown_up" in talk.asked else "grown_up"
        # An age that is only guessed names no line yet: someone who must not see one may be in the room.
        return _make(talk, Step("age", "age", lines="" if safety.guessed else "full", question=asks))
    room = (talk.shared or bool(ROOM_CLASSES.intersection(safety.classes))) and not talk.private
    if room and (ASKS_LINES.search(said) or (_free(talk, said) and not NOT_ALONE.search(said))):
        talk, room = replace(talk, private=True), False
    elif talk.private and BACK.search(said):
        talk, room = replace(talk, private=False), True
    if country := country_told(text):
        talk = replace(talk, country=country)
    if fresh and said:
        their_life = is_anothers_life(said, talk.their_life)
        talk = replace(talk, another=is_anothers(said, safety), their_life=their_life)
    topics = [] if talk.shared and not talk.private else _topics(talk, safety)
    if _self_harm_is_theirs(talk, said, safety, fresh):
        topics = [topic for topic in topics if topic != "self_harm"]
    if not said:
        return _make(talk, Step("silence", topics[0] if topics else "harm_from_other"))
    at_once = _at_once(said, topics, safety)
    if at_once:
        return _make(talk, at_once)
    step = _new(talk, topics, safety, fresh)
    if step and talk.topics and not fresh and intent(said):
        step = None  # What is on the user's mind goes first: the other topic keeps for a turn.
    only_yes = step is not None and step.kind == "raised" and len(said.split()) <= _FEW
    if step is None or (talk.waiting and _clear(said) and (not fresh or only_yes)):
        step = _answer(talk, said, topics) or step
    if step is None and room:
        step = _in_the_room(talk, said, safety, bool(topics))
    if step is None and country:
        step = Step("lines", topics[0], lines="full", question=talk.waiting)  # It was not answered yet: asked again.
    told = fresh and not NO.match(said) and not NOT_ALONE.search(said)
    return _make(talk, step or _talk_on(talk, said, topics, safety), told)


def _at_once(said: str, topics: list[Topic], safety: Assessment) -> Step | None:
    """What can't wait for a question: something taken, someone lying there, or a blow that is about to fall."""
    heard = intent(said)
    if heard == "already" and "suicide" in topics:
        return Step("already", "suicide", "full", stage=stage_of("suicide", safety), urgent=True)
    if heard == "acute" and topics:
        return Step("acute", topics[0], "first", urgent=True)
    if heard == "yes_hurt" and "harm_to_other" in topics:
        return Step("yes_hurt", "harm_to_other", "first", urgent=True)
    return None


def farewell(talk: SafetyTalk, safety: Assessment, text: str = "") -> tuple[SafetyTalk, Step]:
    """The last words when the user ends the session: people to turn to once more, where they were named before.

    `text` may say why it ends: "my husband is home".
    """
    said = plain_answer(text)
    if BACK.search(said) or NOT_ALONE.search(said):
        talk = replace(talk, private=False)
    topics = [topic for topic in _topics(talk, safety) if topic in talk.topics]
    return _make(talk, Step("bye", topics[0], "first") if topics else Step("bye", "harm_from_other"))


def ended(talk: SafetyTalk, kind: str) -> tuple[SafetyTalk, Step]:
    """The danger is over, or was none (`kind`): what was said of it is not said again in the same words."""
    said = (*(name for name in talk.said if name in ("check", "mistaken", "cleared")), kind)
    step = Step(kind, nth=talk.said.count(kind))
    return SafetyTalk(shared=talk.shared, country=talk.country, given=talk.given, said=said), step


def _topics(talk: SafetyTalk, safety: Assessment) -> list[Topic]:
    topics = topics_of(safety, talk.private)
    if not talk.their_life:
        return topics
    theirs: Topic = "partner_threat"
    return list(dict.fromkeys(theirs if topic == "suicide" else topic for topic in topics))


def _self_harm_is_theirs(talk: SafetyTalk, said: str, safety: Assessment, fresh: bool) -> bool:
    """Whether it is only the partner's threat that speaks of self-harm: then nothing is asked of the user about it."""
    threatened = "partner_suicide_threat" in safety.classes and "self_harm" not in talk.topics
    return threatened and not (fresh and is_own_hurt(said))


def _free(talk: SafetyTalk, said: str) -> bool:
    plain_yes = talk.waiting == "room" and FREE.match(said) and not NO.match(said)
    return bool("room" in talk.asked and (ALONE.search(said) or plain_yes))


def _clear(said: str) -> bool:
    return bool(YES.match(said) or NO.match(said) or NOBODY.match(said))


def _new(talk: SafetyTalk, topics: list[Topic], safety: Assessment, fresh: bool) -> Step | None:
    """A topic that was not opened yet, or that this turn made graver."""
    for topic in topics:
        reached, stage = talk.topics.count(topic), stage_of(topic, safety)
        if reached and not (fresh and stage > reached):
            continue
        if not reached and _guessed(topic, safety) and CHECKS[topic] not in talk.asked:
            return Step("check", topic, "full", CHECKS[topic], stage)
        question = QUESTIONS[topic][min(stage, len(QUESTIONS[topic])) - 1]
        again = question in talk.asked
        urgent = topic == "suicide" and life_now(safety)
        # Screening can't always tell who hit whom: with both in view, neither side is taken for granted.
        mutual = topic == "harm_from_other" and "user_harms_or_threatens_others" in safety.classes
        if topic == "harm_from_other" and talk.another and not reached and not mutual:
            return Step("another", topic, "full", "" if "them" in talk.asked else "them", stage)
        kind = "raised" if reached else "both" if mutual else "opening"
        return Step(kind, topic, "full", "" if again else question, stage, urgent=urgent)
    return None


def _guessed(topic: Topic, safety: Assessment) -> bool:
    """Whether nothing but the classifier speaks for a topic."""
    own = set(safety.classes) & CLASSES_OF[topic] - {"minor_user"}
    return bool(own) and own <= set(safety.guessed)


def _answer(talk: SafetyTalk, said: str, topics: list[Topic]) -> Step | None:
    """What a yes or a no to the question before leads to."""
    asked = talk.waiting
    if asked in ("", "room") or not topics or UNSURE.search(said):
        return None
    topic = next((t for t in topics if asked in QUESTIONS[t]), topics[0] if asked != "them" else "harm_from_other")
    if NO.match(said) or (asked == "company" and NOBODY.match(said)):
        weak = bool(WEAKENED.search(said)) and asked != "company"
        return Step(f"no_{asked}", topic, "first" if asked == "company" else "") if not weak else Step("weak", topic)
    if YES.match(said):
        question = {"thoughts": "plan", "plan": "company", "threat": "them"}.get(asked, "")
        if asked == "harm":
            question = "them" if talk.another else "danger"
        lines: Lines = "" if asked == "company" else "first"
        return Step(f"yes_{asked}", topic, lines, "" if question in talk.asked else question)
    return None


def _in_the_room(talk: SafetyTalk, said: str, safety: Assessment, other: bool) -> Step | None:
    """Before anything is named: can they talk freely? Asked once. `other`: there is something that can be spoken of."""
    warn = safety.tier == "emergency" and not talk.warned
    if "room" not in talk.asked:
        return Step("room", "harm_from_other", question="room", warn=warn and not talk.shared)
    if other and not warn:
        return None
    name = "hidden" if warn else intent(said)
    return Step(name if name in _IN_THE_OPEN else "hidden", "harm_from_other", warn=warn)


def _talk_on(talk: SafetyTalk, said: str, topics: list[Topic], safety: Assessment) -> Step:
    """The topic was opened: answer what is on the user's mind, and stay."""
    topic = next((t for t in reversed(topics) if t == (talk.topics or ("",))[-1]), topics[0])
    # Who would rather talk of something else is followed there, until they come back to it themselves.
    name = intent(said) or ("now" if talk.urgent else "along" if "not_now" in talk.said else "stay")
    if name == "safe" and safety.tier == "emergency":
        name = "safe_grave"  # Nothing ends that: there is no word to say for it.
    if name == "confront" and "minor_user" in safety.classes:
        name = "confront_child"
    if name == "verdict" and talk.urgent:
        name = "now"  # "There's no rush" is for another hour.
    return Step(name, topic, _WITH_LINES.get(name, ""))


def _make(talk: SafetyTalk, step: Step, told: bool = False) -> tuple[SafetyTalk, Step]:
    """Write down what the step is, and give it what it needs to be put into words. `told`: more danger was told."""
    urgent = talk.urgent or step.urgent or step.kind in ("yes_plan", "yes_danger", "yes_them", "yes_child", *_AT_ONCE)
    # Who tells more has not answered yet who else hears: a plain yes is about that. After a no it is not.
    kept = step.kind == "silence" or (told and step.kind == "hidden" and talk.waiting == "room")
    waiting = talk.waiting if kept else step.question
    step = replace(
        step,
        nth=talk.said.count(step.kind),
        given=talk.given,
        private=talk.private,
        urgent=urgent,
        country=talk.country,
        shared=talk.shared,
    )
    new = step.stage - talk.topics.count(step.topic) if step.kind in (*OPENINGS, "raised", "already") else 0
    return (
        replace(
            talk,
            warned=talk.warned or step.warn,
            topics=talk.topics + (step.topic,) * new,
            asked=(*talk.asked, step.question) if step.question else talk.asked,
            waiting=waiting,
            urgent=urgent,
            given=talk.given + bool(step.lines),
            said=(*talk.said, step.kind),
        ),
        step,
    )
