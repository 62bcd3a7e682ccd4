"""The spoken turn loop on a recording: samples are the clock, so everything here is exact."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.conversation.session import Session
from voice_coach.core.audio import OUTPUT_RATE, Samples, silence
from voice_coach.core.patience import ASKED
from voice_coach.core.state import Flow
from voice_coach.errors import EngineFailed
from voice_coach.surfaces.recording import Recording

Tone = Callable[[float], Samples]
MakeCoach = Callable[..., Coach]
SIGNS = assets.knowledge().faqs["Q2"].question
EVENTS = {"partial", "final", "endpoint", "first_audio", "sentence", "barge_in", "command", "safety", "summary", "end"}


@dataclass
class Run:
    """What came out of one spoken session."""

    session: Session
    events: list[LoopEvent]
    sound: Samples

    def texts(self, event: str) -> list[str]:
        return [e.text or "" for e in self.events if e.event == event]

    def times(self, event: str) -> list[float]:
        return [e.t for e in self.events if e.event == event]

    def shape(self) -> list[tuple[float, int, str, str | None]]:
        """Everything but the clock on the wall."""
        return [(e.t, e.turn, e.event, e.text) for e in self.events]


def run(coach: Coach, flow: Flow, blocks: Sequence[Samples]) -> Run:
    session, events, sound = coach.session(flow), [], []
    transport = Recording(iter(blocks), sound.append)
    session.opening()
    loop = TurnLoop(session, coach.vad, coach.transcriber, coach.synthesizer, transport, events.append)
    asyncio.run(loop.run())
    return Run(session, events, np.concatenate(sound))


def test_one_question_from_sound_to_sound(make_coach: MakeCoach, tone: Tone) -> None:
    found = run(make_coach(stt={"texts": (SIGNS,)}), "ask", [silence(1), tone(2), silence(2)])
    kinds = [event.event for event in found.events]
    assert set(kinds) <= EVENTS
    assert found.texts("final") == [SIGNS]
    assert found.session.state.turns[-1].role == "coach"
    assert " ".join(found.texts("sentence")[:-1]).startswith(found.session.state.turns[-1].text)
    order = [
        kinds.index(name) for name in ("partial", "endpoint", "final", "first_audio", "sentence", "summary", "end")
    ]
    assert order == sorted(order)
    assert kinds[-1] == "end"
    assert found.times("endpoint")[0] == pytest.approx(3 + ASKED, abs=0.1), "the silence after a question"
    assert np.abs(found.sound).max() > 0.05


def test_sound_out_is_on_the_clock_of_sound_in(make_coach: MakeCoach, tone: Tone) -> None:
    found = run(make_coach(stt={"texts": (SIGNS,)}), "ask", [silence(1), tone(2), silence(2)])
    first = int(np.flatnonzero(found.sound)[0]) / OUTPUT_RATE
    assert first == pytest.approx(found.times("sentence")[0], abs=0.04)
    assert len(found.sound) / OUTPUT_RATE == pytest.approx(found.times("end")[0], abs=0.04)
    said = sum(len(text.split()) for text in found.texts("sentence")) * 0.1
    assert np.count_nonzero(found.sound) / OUTPUT_RATE == pytest.approx(said, rel=0.05), "nothing is lost or doubled"


def test_a_recorded_session_replays_to_the_same_events(make_coach: MakeCoach, tone: Tone) -> None:
    texts = ("He never listens to me.", "When I talk he looks at his phone.", "Stop.")
    blocks = [silence(1), tone(2), silence(6), tone(1.5), silence(6), tone(0.5), silence(1)]
    runs = [run(make_coach(stt={"texts": texts}), "talk", blocks) for _ in range(3)]
    assert runs[0].shape() == runs[1].shape() == runs[2].shape()
    assert np.array_equal(runs[0].sound, runs[1].sound)
    assert runs[0].session.state == runs[1].session.state


def test_times_never_run_back_and_stages_are_whole(make_coach: MakeCoach, tone: Tone) -> None:
    found = run(make_coach(), "ask", [silence(1), tone(1), silence(4), tone(1), silence(1)])
    times = [event.t for event in found.events]
    assert times == sorted(times)
    for event in found.events:
        raw = event.to_json()
        assert raw["v"] == 1
        assert {"t", "wall", "turn", "event"} <= set(raw)
        if event.event == "first_audio":
            assert set(raw["ms"]) == {"vad", "stt", "safety", "search", "reply", "tts"}


def test_talking_over_the_coach_stops_it_and_cuts_the_record(make_coach: MakeCoach, tone: Tone) -> None:
    coach = make_coach(stt={"texts": (SIGNS, "He never listens.")})
    found = run(coach, "talk", [silence(1), tone(1), silence(2.4), tone(1), silence(3)])
    assert len(found.times("barge_in")) == 1
    answer = coach.answer(SIGNS)
    heard = found.session.state.turns[2].text
    assert answer.text.startswith(heard)
    assert 0 < len(heard.split()) < len(answer.text.split())
    played = found.times("barge_in")[0] - found.times("sentence")[0]
    assert len(heard.split()) <= played / 0.1 + 1, "no word counts that was not played"
    cut = round(found.times("barge_in")[0] * OUTPUT_RATE)
    assert not found.sound[cut + 800 : cut + OUTPUT_RATE // 2].any(), "silent at once"


def test_going_on_after_a_pause_is_one_utterance(make_coach: MakeCoach, tone: Tone) -> None:
    coach = make_coach(stt={"texts": ("first half", "the whole of it")})
    found = run(coach, "talk", [silence(1), tone(1), silence(0.6), tone(1), silence(3)])
    assert found.texts("final") == ["the whole of it"]
    assert len(found.times("endpoint")) == 1


def test_silence_alone_gets_no_reply(make_coach: MakeCoach) -> None:
    found = run(make_coach(), "talk", [silence(5)])
    assert [event.event for event in found.events if event.event != "sentence"] == ["summary", "end"]
    assert found.session.state.said_by_user() == []


def test_an_empty_recording_ends(make_coach: MakeCoach) -> None:
    assert run(make_coach(), "talk", []).events[-1].event == "end"


def test_stop_ends_a_recording_that_goes_on(make_coach: MakeCoach, tone: Tone) -> None:
    blocks = [silence(1), tone(1), silence(3600)]
    found = run(make_coach(stt={"texts": ("Stop.",)}), "talk", blocks)
    assert found.texts("command") == [""]
    assert found.times("end")[0] < 60


def test_danger_is_told_and_the_summary_withheld(make_coach: MakeCoach, tone: Tone) -> None:
    coach = make_coach(stt={"texts": ("He choked me.",)})
    found = run(coach, "talk", [silence(1), tone(1), silence(3)])
    assert found.times("safety")
    assert found.texts("summary") == [assets.toml("prompts", "summary")["frame"]["suspended"][0]]


@pytest.mark.parametrize("port", ["stt", "tts"])
def test_an_engine_that_fails_is_told_as_what_it_is(port: str, make_coach: MakeCoach, tone: Tone) -> None:
    with pytest.raises(EngineFailed, match="told to fail"):
        run(make_coach(**{port: {"fail": True}}), "ask", [silence(1), tone(1), silence(2)])


EVENING = ("My sister forgot my birthday.", "Stop.")
KEEP = "Shall I keep this, or let it go?"


def evening(make_coach: MakeCoach, tone: Tone, *answers: str) -> Run:
    """A talk, the word stop, the summary, and whatever is said to the last question."""
    spoken = [silence(1), tone(2), silence(25), tone(1), silence(1)]
    coach = make_coach(stt={"texts": (*EVENING, *answers)})
    session, events, sound = coach.session("talk"), [], []
    session.opening()

    def blocks() -> Iterator[Samples]:
        yield from spoken
        while KEEP not in [event.text for event in events] or transport.queued() > 0:
            yield silence(0.032)
        yield from (silence(0.5), tone(1), silence(20)) if answers else [silence(20)]

    transport = Recording(blocks(), sound.append)
    loop = TurnLoop(session, coach.vad, coach.transcriber, coach.synthesizer, transport, events.append)
    asyncio.run(loop.run())
    session.end()
    return Run(session, events, np.concatenate(sound))


@pytest.mark.parametrize(
    ("answers", "kept", "said"),
    [(("Let it go.",), 0, "It's gone."), (("Keep it, please.",), 1, "I'll keep it."), ((), 1, KEEP)],
)
def test_it_asks_whether_to_keep_it_and_does_as_it_is_told(
    make_coach: MakeCoach, tone: Tone, answers: tuple[str, ...], kept: int, said: str
) -> None:
    found = evening(make_coach, tone, *answers)
    assert KEEP in found.texts("sentence")
    assert found.texts("sentence")[-1] == said
    assert [event.event for event in found.events][-2:] == ["summary", "end"]
    assert KEEP not in found.texts("summary")[0]
    assert len(found.session.tools.journal.entries()) == kept
    if not answers:
        waited = found.times("end")[0] - found.times("sentence")[-1]
        assert 6.0 < waited < 9.0, "a while, and no longer"


def test_where_nobody_is_left_to_answer_it_does_not_ask(make_coach: MakeCoach, tone: Tone) -> None:
    found = run(make_coach(stt={"texts": (EVENING[0],)}), "talk", [silence(1), tone(2), silence(2)])
    assert KEEP not in found.texts("sentence")
    assert len(found.session.tools.journal.entries()) == 1


def test_panic_instead_of_an_answer_leaves_nothing(make_coach: MakeCoach, tone: Tone) -> None:
    found = evening(make_coach, tone, "Clear the screen.")
    assert found.session.cleared
    assert found.texts("summary") == []
    assert found.session.tools.journal.entries() == []
