"""Whatever the probabilities are: the same events each time, and every sound of speech in exactly one utterance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.audio import FRAME, INPUT_RATE
from voice_coach.core.endpointing import Ended, Endpointer, Event, Patience, Paused, Resumed, Started

A_FRAME = FRAME / INPUT_RATE

RUNS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), st.integers(1, 60)),
    max_size=12,
)
"""(probability, frames) after one another: nearer to speech than independent frames."""
PATIENCE = st.builds(
    Patience,
    end=st.sampled_from([0.3, 0.6, 0.8, 1.6]),
    pause=st.sampled_from([0.1, 0.35, 0.6]),
    minimum=st.sampled_from([0.05, 0.2]),
    maximum=st.sampled_from([1.0, 3.0, 120.0]),
)


def probabilities(runs: Sequence[tuple[float, int]]) -> list[float]:
    return [probability for probability, count in runs for _ in range(count)]


def replay(heard: Sequence[float], patience: Patience) -> list[Event]:
    """Each sample holds its own index, so that an utterance shows where it was cut."""
    endpointer = Endpointer(patience)
    events: list[Event] = []
    for number, probability in enumerate(heard):
        frame = np.arange(number * FRAME, (number + 1) * FRAME, dtype=np.float32)
        events += endpointer.feed(frame, probability)
    events += endpointer.flush()
    assert endpointer.position == len(heard) * FRAME
    assert not endpointer.in_speech
    return events


def plain(events: Sequence[Event]) -> list[tuple[str, int, int, float]]:
    found = []
    for event in events:
        if isinstance(event, Paused | Ended):
            voiced = event.voiced if isinstance(event, Ended) else 0.0
            found.append((type(event).__name__, event.utterance.start, event.utterance.end, voiced))
        else:
            found.append((type(event).__name__, event.at, event.at, 0.0))
    return found


def ended(events: Sequence[Event]) -> list[Ended]:
    return [event for event in events if isinstance(event, Ended)]


@given(RUNS, PATIENCE)
def test_replay_is_deterministic(runs: list[tuple[float, int]], patience: Patience) -> None:
    heard = probabilities(runs)
    assert plain(replay(heard, patience)) == plain(replay(heard, patience))


@given(RUNS, PATIENCE)
def test_utterances_are_slices_of_what_was_heard_and_never_overlap(
    runs: list[tuple[float, int]], patience: Patience
) -> None:
    at = 0
    for event in ended(replay(probabilities(runs), patience)):
        utterance = event.utterance
        assert utterance.start >= at
        assert np.array_equal(utterance.samples, np.arange(utterance.start, utterance.end, dtype=np.float32))
        assert 0 < event.voiced <= utterance.seconds
        at = utterance.end


@given(RUNS, PATIENCE)
def test_no_speech_is_lost(runs: list[tuple[float, int]], patience: Patience) -> None:
    """Every run of speech that is long enough lies whole inside the utterances, also where one was cut."""
    covered = np.zeros(sum(count for _, count in runs) * FRAME, bool)
    for event in ended(replay(probabilities(runs), patience)):
        covered[event.utterance.start : event.utterance.end] = True
    at = 0
    for probability, count in runs:
        if probability >= patience.start and count * A_FRAME >= patience.minimum:
            assert covered[at * FRAME : (at + count) * FRAME].all()
        at += count


@given(RUNS, PATIENCE)
def test_events_come_in_order(runs: list[tuple[float, int]], patience: Patience) -> None:
    """Started, then pauses that are resumed, then ended; and over again."""
    expected: tuple[type[Event], ...] = (Started,)
    for event in replay(probabilities(runs), patience):
        assert isinstance(event, expected)
        if isinstance(event, Started | Resumed):
            expected = (Paused, Ended)
        elif isinstance(event, Paused):
            expected = (Resumed, Ended)
        else:
            expected = (Started,)
    assert expected == (Started,), "what was started has ended"


@given(st.lists(st.floats(0, 0.49), max_size=200))
def test_silence_gives_nothing(heard: list[float]) -> None:
    assert replay(heard, Patience()) == []


def test_a_click_is_no_speech() -> None:
    assert replay([0.0] * 20 + [1.0] * 3 + [0.0] * 40, Patience(minimum=0.2)) == []


def test_the_silence_that_ends_an_utterance_is_the_one_that_was_asked_for() -> None:
    heard = [0.0] * 20 + [1.0] * 20 + [0.0] * 100
    for seconds in (0.6, 0.8, 1.6):
        endpointer, frame = Endpointer(Patience(end=seconds)), np.zeros(FRAME, np.float32)
        at = next(number for number, probability in enumerate(heard) if ended(endpointer.feed(frame, probability)))
        assert at == pytest.approx(39 + seconds / A_FRAME, abs=1)


def test_an_utterance_keeps_soft_beginnings_and_a_short_tail() -> None:
    [event] = ended(replay([0.0] * 30 + [1.0] * 20 + [0.0] * 60, Patience()))
    assert event.utterance.start < 30 * FRAME
    assert event.utterance.end > 50 * FRAME
    assert event.voiced == pytest.approx(20 * A_FRAME)


def test_speech_past_the_maximum_goes_on_in_the_next_utterance() -> None:
    patience = Patience(maximum=1.0)
    events = replay([0.0] * 12 + [1.0] * 33 + [0.0] * 60, patience)
    first, second = ended(events)
    assert first.utterance.end == second.utterance.start
    assert second.utterance.end >= 45 * FRAME
    assert all(event.utterance.seconds <= patience.maximum + A_FRAME for event in (first, second))


def test_a_pause_carries_what_was_said_so_far() -> None:
    events = replay([0.0] * 12 + [1.0] * 20 + [0.0] * 15 + [1.0] * 10 + [0.0] * 60, Patience(end=1.0, pause=0.35))
    kinds = [type(event) for event in events]
    assert kinds == [Started, Paused, Resumed, Paused, Ended]
    first, second = (event.utterance for event in events if isinstance(event, Paused))
    assert first.start == second.start
    assert first.end < second.end
