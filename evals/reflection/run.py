"""How the coach behaves in a whole reflection: twenty people talk with it, and its manner is counted.

A persona (evals/data/personas.jsonl) has a story, an answer for each signal it may be asked about, more to say where
it is asked to stay with what it told, and the signals that are true of its relationship. The coach asks what it likes;
the persona answers what it was asked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.progress import track

from evals.report import Figure, Result, median
from evals.split import items
from voice_coach import assets
from voice_coach.app import Coach, build
from voice_coach.config import load_settings, paths
from voice_coach.conversation.session import Session
from voice_coach.core.manner import MOST_WORDS, faults, unsaid
from voice_coach.core.output_check import problems
from voice_coach.core.transcript import Transcript, sentences
from voice_coach.core.turn import Reply, Spoken

MOST_TURNS = 30
REFLECTIVE = ("reflection", "question", "close")


@dataclass
class Talk:
    """One session with a persona."""

    persona: dict[str, Any]
    session: Session
    replies: list[tuple[str, Reply]] = field(default_factory=list)
    """(what the person said, what the coach replied)."""
    times: list[float] = field(default_factory=list)


def run() -> Result:
    """Every persona once."""
    where = paths()
    coach = build(load_settings(where), where)
    coach.answerer.load()
    coach.scorer.load()
    talks = [hold(coach, persona) for persona in track(items("personas"), "Talking")]
    return Result(measured(talks), _notes(talks), {"talks": [_transcript(talk) for talk in talks]})


def hold(coach: Coach, persona: dict[str, Any]) -> Talk:
    """A whole talk."""
    talk = Talk(persona, coach.session("talk", save=False))
    talk.session.opening()
    people = _answers(persona, talk)
    while not talk.session.state.closed and len(talk.replies) < MOST_TURNS:
        text = next(people)
        began = time.perf_counter()
        reply = talk.session.reply(Transcript(text))
        talk.times.append((time.perf_counter() - began) * 1000)
        talk.session.finish(Transcript(text), reply, Spoken(tuple(s.text for s in reply.sentences)))
        talk.replies.append((text, reply))
    return talk


def _answers(persona: dict[str, Any], talk: Talk) -> Iterator[str]:
    """What the person says next: the story, then an answer to what was asked."""
    story = [*persona["story"], *persona.get("more", ())]
    asides = dict(persona.get("asides", {}))
    asked: set[str] = set()
    while True:
        state = talk.session.state
        aside = None if state.safety.gated else asides.pop(str(len(talk.replies)), None)
        new = [name for name in state.asked if name not in asked]
        if state.safety.gated and state.safety_talk.waiting == "room":
            yield "Yes, I can talk."
        elif state.safety.gated and state.safety_talk.said[-1:] == ("check",):
            yield "No, nothing like that."  # Nobody here is in danger: what the coach guessed is put right.
        elif aside:
            yield aside
        elif state.stage == "step":
            yield persona["step"]
        elif state.stage == "need" and not new:
            yield persona["need"]
        elif new:
            asked.update(new)
            yield persona["answers"].get(new[-1], persona.get("otherwise", "I don't know"))
        else:
            yield story.pop(0) if story else persona.get("otherwise", "I don't know")


def measured(talks: list[Talk]) -> list[Figure]:
    """What is counted over whole talks."""
    replies = [(talk, reply) for talk in talks for _, reply in talk.replies]
    reflective = [reply for _, reply in replies if reply.kind in REFLECTIVE]
    asking = [reply for reply in reflective if reply.questions]
    rules = assets.output_rules()
    breaks = [name for reply in reflective for name in _faults(reply)]
    long = [r for _, r in replies if len(r.text.split()) > MOST_WORDS.get(r.kind, 60)]
    repeated = sum(_repeats(talk) for talk in talks)
    invented = sum(_invents(talk) for talk in talks)
    own = {id(talk): [text for text, _ in talk.replies] for talk in talks}
    spoken_of = [(s.text, own[id(talk)]) for talk, r in replies if r.kind in REFLECTIVE for s in r.sentences]
    forbidden = [text for text, told in spoken_of if problems(text, rules, told)]
    true = [(talk, name, pole) for talk in talks for name, pole in talk.persona["true"].items()]
    heard = [_state(talk, name) in (pole, "mixed") for talk, name, pole in true]
    spoken = [len(talk.session.summary().spoken.split()) for talk in talks]
    given, asked = sum(r.reflections for r in reflective), sum(r.questions for r in reflective)
    times = [value for talk in talks for value in talk.times]
    turns = [len(talk.replies) for talk in talks]
    return [
        Figure("reflections to questions", given / max(1, asked), "", 1.0, "higher", n=asked),
        Figure(
            "questions after a reflection", _share(r.reflections > 0 for r in asking), "", 1.0, "higher", n=len(asking)
        ),
        Figure("turns with more than one question", sum(r.text.count("?") > 1 for r in asking), "", 0, n=len(asking)),
        Figure("turns over their length", len(long), "", 0, n=len(replies)),
        Figure("turns with advice, a side or a confrontation", len(breaks), "", 0, n=len(reflective)),
        Figure("sentences that may never be said", len(forbidden), "", 0, n=len(reflective)),
        Figure("sentences said twice in a session", repeated, "", 0, n=len(replies)),
        Figure("words about the person that nobody said", invented, "", 0, n=len(replies)),
        Figure("true signals heard", _share(heard), "", 0.8, "higher", n=len(true)),
        Figure("words of the longest summary", max(spoken), "", 150, n=len(talks)),
        Figure("turns of a talk", median([float(t) for t in turns]), "", n=len(talks)),
        Figure("sessions that closed by themselves", _share(t.session.state.closed for t in talks), "", 1.0, "higher"),
        Figure("reply time", median(times), "ms", 40, n=len(times)),
    ]


def _faults(reply: Reply) -> list[str]:
    own = [s.text for s in reply.sentences if not s.citations]
    return [name for name in faults(own, "answer") if name in ("advice", "side", "confronts")]


def _repeats(talk: Talk) -> int:
    said = [s for _, reply in talk.replies for s in sentences(reply.text) if len(s.split()) > 2]
    return len(said) - len(set(said))


def _invents(talk: Talk) -> int:
    """Names and numbers in reflections that the person never said."""
    told = ""
    found = 0
    for text, reply in talk.replies:
        told += " " + text.lower()
        for sentence in reply.sentences:
            if not sentence.citations:
                found += len(unsaid(sentence.text, told))
    return found


def _state(talk: Talk, name: str) -> str:
    signals = talk.session.summary().score.signals
    return signals[name].state if name in signals else "not mentioned"


def _share(values: Any) -> float:
    held = list(values)
    return sum(map(bool, held)) / max(1, len(held))


def _notes(talks: list[Talk]) -> list[str]:
    missed = []
    for talk in talks:
        names = [name for name, pole in talk.persona["true"].items() if _state(talk, name) not in (pole, "mixed")]
        missed.append(f"{talk.persona['id']}: {', '.join(names) or 'none'}")
    return ["Personas are ours. True signals that were not heard, by persona:", *missed]


def _transcript(talk: Talk) -> dict[str, Any]:
    turns = [turn for text, reply in talk.replies for turn in (f"person: {text}", f"coach: {reply.text}")]
    return {"id": talk.persona["id"], "turns": turns, "summary": talk.session.summary().spoken}
