"""Who goes on when both speak, and how long the coach waits: on scripted engines, exact to the frame."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.conversation.session import Session
from voice_coach.core.audio import FRAME, INPUT_RATE, OUTPUT_RATE, Samples, silence
from voice_coach.core.patience import BRIEF, HANGING, OPEN, SHORT
from voice_coach.core.state import Flow
from voice_coach.core.turn import Reply, Spoken
from voice_coach.engines.scripted import ScriptedTranscriber
from voice_coach.surfaces.recording import Recording

Tone = Callable[[float], Samples]
MakeCoach = Callable[..., Coach]
SIGNS = assets.knowledge().faqs["Q2"].question
STORY = "He never listens to me."
A_FRAME = FRAME / INPUT_RATE


@dataclass
class Run:
    session: Session
    events: list[LoopEvent]
    sound: Samples
    heard: list[float]
    """Seconds of each utterance that was transcribed."""

    def texts(self, event: str) -> list[str]:
        return [e.text or "" for e in self.events if e.event == event]

    def times(self, event: str) -> list[float]:
        return [e.t for e in self.events if e.event == event]

    def said(self) -> float:
        """Seconds of the coach's sound, at the scripted voice's 0.1 s a word."""
        return float(np.count_nonzero(self.sound)) / OUTPUT_RATE


def run(coach: Coach, blocks: Sequence[Samples], flow: Flow = "talk", asked: str = "") -> Run:
    """`asked`: what the coach said last before the recording begins."""
    session, events, sound = coach.session(flow), list[LoopEvent](), list[Samples]()
    session.opening()
    if asked:
        reply = Reply.saying("question", asked)
        session._pending = session.state
        session.finish(type("Heard", (), {"text": ""})(), reply, Spoken((asked,)))
    transport = Recording(iter(blocks), sound.append)
    loop = TurnLoop(session, coach.vad, coach.transcriber, coach.synthesizer, transport, events.append, False)
    asyncio.run(loop.run())
    assert isinstance(coach.transcriber, ScriptedTranscriber)
    heard = [utterance.seconds for utterance in coach.transcriber.heard]
    return Run(session, events, np.concatenate(sound), heard)


def over_the_answer(tone: Tone, *sounds: Samples) -> list[Samples]:
    """A question, and `sounds` while its answer is spoken."""
    return [silence(1.024), tone(0.992), silence(1.6), *sounds, silence(8)]


@pytest.mark.parametrize("word", ["Mm-hm.", "Yeah.", "(coughs)", "you", ""])
def test_the_coach_goes_on_after_a_cough_or_a_sign_of_listening(make_coach: MakeCoach, tone: Tone, word: str) -> None:
    plain = run(make_coach(stt={"texts": (SIGNS,)}), over_the_answer(tone, silence(0.384)))
    found = run(make_coach(stt={"texts": (SIGNS, word)}), over_the_answer(tone, tone(0.384)))
    assert len(found.times("barge_in")) == 1
    assert found.texts("final") == [SIGNS]
    assert len(found.times("endpoint")) == 1
    assert found.texts("sentence") == plain.texts("sentence"), "nothing is left out and nothing said twice"
    assert found.session.state.turns == plain.session.state.turns, "the record holds the whole answer and no 'mm-hm'"
    assert found.said() == pytest.approx(plain.said(), abs=0.03)
    waited = np.flatnonzero(found.sound)[-1] - np.flatnonzero(plain.sound)[-1]
    assert 0.3 < waited / OUTPUT_RATE < 0.384 + SHORT + 0.4


def test_the_coach_is_silent_within_two_tenths_of_a_second_of_a_voice(make_coach: MakeCoach, tone: Tone) -> None:
    found = run(make_coach(stt={"texts": (SIGNS, STORY)}), over_the_answer(tone, tone(1.984)))
    onset = 1.024 + 0.992 + 1.6
    [barge_in] = found.times("barge_in")
    assert 0 < barge_in - onset <= 0.2
    quiet = found.sound[round((onset + 0.2) * OUTPUT_RATE) : round((onset + 1.9) * OUTPUT_RATE)]
    assert not quiet.any()


def test_a_click_costs_a_moment_and_no_turn(make_coach: MakeCoach, tone: Tone) -> None:
    plain = run(make_coach(stt={"texts": (SIGNS,)}), over_the_answer(tone, silence(0.096)))
    found = run(make_coach(stt={"texts": (SIGNS,)}), over_the_answer(tone, tone(0.096)))
    assert found.texts("sentence") == plain.texts("sentence")
    assert found.said() == pytest.approx(plain.said(), abs=0.03)
    assert len(found.heard) == 1, "a click is not transcribed"


@pytest.mark.parametrize("word", ["No.", "Stop that.", "Yeah, but he never does."])
def test_real_words_take_the_turn(make_coach: MakeCoach, tone: Tone, word: str) -> None:
    found = run(make_coach(stt={"texts": (SIGNS, word)}), over_the_answer(tone, tone(0.64)))
    assert found.texts("final") == [SIGNS, word]
    coach_said = [turn.text for turn in found.session.state.turns if turn.role == "coach"]
    whole = make_coach().answer(SIGNS).text
    assert whole.startswith(coach_said[1])
    assert len(coach_said[1]) < len(whole)


def test_the_record_ends_at_the_word_that_was_playing(make_coach: MakeCoach, tone: Tone) -> None:
    """The scripted voice takes 0.1 s a word, and letters share them: what was played is known to the sample."""
    found = run(make_coach(stt={"texts": (SIGNS, STORY)}), over_the_answer(tone, tone(0.992)))
    [start], [end] = found.times("first_audio")[:1], found.times("barge_in")
    played = found.sound[round(start * OUTPUT_RATE) : round(end * OUTPUT_RATE) + OUTPUT_RATE // 100]
    words = sum(len(t.text.split()) for t in found.session.state.turns[2:3])
    assert abs(words - len(played) / OUTPUT_RATE / 0.1) <= 2


def test_yes_to_the_question_that_ends_a_reply_is_an_answer(make_coach: MakeCoach, tone: Tone) -> None:
    """Said over its last word: the same sound in the middle of the reply is a sign of listening."""
    coach = make_coach(stt={"texts": (SIGNS,)})
    plain = run(coach, [silence(1.024), tone(0.992), silence(1)], "ask")
    assert plain.texts("sentence")[-1].endswith("?")
    last = np.flatnonzero(plain.sound)[-1] / OUTPUT_RATE
    wait = (last - 0.2 - 1.024 - 0.992) // A_FRAME * A_FRAME
    blocks = [silence(1.024), tone(0.992), silence(wait), tone(0.64), silence(3)]
    found = run(make_coach(stt={"texts": (SIGNS, "Yes.")}), blocks, "ask")
    assert found.texts("final") == [SIGNS, "Yes."]


def test_going_on_after_a_cut_in_stops_the_reply_before_it_is_heard(make_coach: MakeCoach, tone: Tone) -> None:
    """The person goes on while the coach has begun: both halves are in the record, the unheard reply is not."""
    blocks = [silence(1.024), tone(0.992), silence(OPEN + 0.128), tone(0.992), silence(8)]
    found = run(make_coach(stt={"texts": (STORY, "And he never asks.")}), blocks)
    assert found.texts("final") == [STORY, "And he never asks."]
    assert [t.text for t in found.session.state.turns if t.role == "user"] == found.texts("final")
    for turn in found.session.state.turns[1:]:
        if turn.role == "coach":
            assert turn.text.split()[0] in " ".join(found.texts("sentence"))


@pytest.mark.parametrize(
    ("asked", "text", "wait"),
    [
        ("Does he know that?", "Yes.", SHORT),
        ("Does he know that?", "Yes, I think he does.", BRIEF),
        ("Does he know that?", "Yes, but", HANGING),
        ("What happens then?", "Yes.", OPEN),
        ("What happens then?", STORY, OPEN),
        ("What happens then?", "And then I", HANGING),
        ("What happens then?", "Stop.", BRIEF),
    ],
)
def test_the_endpoint_is_where_the_patience_says(
    make_coach: MakeCoach, tone: Tone, asked: str, text: str, wait: float
) -> None:
    found = run(make_coach(stt={"texts": (text,)}), [silence(1.024), tone(0.992), silence(6)], asked=asked)
    [event] = [e for e in found.events if e.event == "endpoint"]
    assert event.t == pytest.approx(1.024 + 0.992 + wait, abs=A_FRAME)
    assert event.ms == pytest.approx(wait * 1000, abs=1000 * A_FRAME)


def test_a_minute_is_waited_when_it_is_asked_for(make_coach: MakeCoach, tone: Tone) -> None:
    texts = ("He never calls. Give me a minute.", "It was on a Sunday.")
    blocks = [silence(1.024), tone(6.4), silence(50), tone(0.992), silence(6)]
    found = run(make_coach(stt={"texts": texts}), blocks)
    assert found.texts("final") == [" ".join(texts)]
    assert max(found.heard) < 8, "the minute is not transcribed with it"
    assert not found.sound[: 58 * OUTPUT_RATE].any()


def test_thinking_aloud_in_that_minute_is_no_answer(make_coach: MakeCoach, tone: Tone) -> None:
    texts = ("Give me a minute.", "Hmm.", "Hmm, okay, he was just tired.")
    blocks = [silence(1.024), tone(0.992), silence(12), tone(0.384), silence(30), tone(0.992), silence(6)]
    found = run(make_coach(stt={"texts": texts}), blocks)
    assert found.texts("final") == [texts[0], texts[2]]


def test_what_lies_before_a_longer_pause_is_not_heard_again(make_coach: MakeCoach, tone: Tone) -> None:
    texts = ("One.", "Two.", "Three.")
    blocks = [silence(1.024), *[part for _ in texts for part in (tone(7.04), silence(1.024))], silence(3)]
    found = run(make_coach(stt={"texts": texts}), blocks)
    assert found.texts("final") == ["One. Two. Three."]
    assert max(found.heard) < 8.5


def test_interrupted_sessions_replay_to_the_same_events(make_coach: MakeCoach, tone: Tone) -> None:
    texts = (SIGNS, "Mm-hm.", "No.", STORY)
    blocks = [*over_the_answer(tone, tone(0.384), silence(1.6), tone(0.64)), tone(1.984), silence(4)]
    runs = [run(make_coach(stt={"texts": texts}), blocks) for _ in range(3)]
    shapes = [[(e.t, e.turn, e.event, e.text) for e in found.events] for found in runs]
    assert shapes[0] == shapes[1] == shapes[2]
    assert np.array_equal(runs[0].sound, runs[1].sound)
