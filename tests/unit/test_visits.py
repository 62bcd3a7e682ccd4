"""Which training lines are visited, and what a saying is learned after."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.train import data
from evals.train.data import Example
from evals.train.visits import SELDOM, Visits

LINES = [Example(f"line {n}") for n in range(1000)]


def loss_of(example: Example) -> float:
    """Every twentieth line is not learned yet."""
    return 2.0 if int(example.text.split()[1]) % 20 == 0 else 0.01


def test_what_is_not_learned_is_always_visited_and_the_rest_seldom() -> None:
    visits = Visits(0.3)
    read: list[str] = []

    def measure(examples: list[Example]) -> list[float]:
        read.extend(x.text for x in examples)
        return [loss_of(x) for x in examples]

    chosen = [visits.choose("signals", LINES, measure, random.Random(seed)) for seed in range(5)]
    assert sorted(read) == sorted(x.text for x in LINES), "each line is measured once"
    for some in chosen:
        texts = {x.text for x in some}
        assert {x.text for x in LINES if loss_of(x) > 1} <= texts
        for by in (-1, 1):
            beside = [LINES[at + by].text in texts for at, x in enumerate(LINES) if at and loss_of(x) > 1]
            assert sum(beside) / len(beside) > 2 * SELDOM, "its twin is seen with it, on whichever side"
        assert len(texts) / len(LINES) == pytest.approx(0.3, abs=0.08)


def test_what_was_learned_since_is_seldom_visited() -> None:
    visits = Visits(0.3)
    first = visits.choose("dangers", LINES, lambda some: [2.0] * len(some), random.Random(1))
    visits.saw(first, [0.001] * len(first))
    learned = {x.text for x in first}
    lines = sorted(LINES, key=lambda x: x.text not in learned)  # Only the last has a neighbour that is not learned.
    again = {x.text for x in visits.choose("dangers", lines, lambda some: [], random.Random(2))}
    kept = len(again & learned) / len(learned)
    assert kept == pytest.approx(SELDOM, abs=0.06)


def test_all_are_visited_where_nothing_is_chosen() -> None:
    assert Visits(1.0).choose("signals", LINES, lambda some: [], random.Random(1)) == LINES


@given(st.integers(0, 2**32))
def test_a_saying_means_the_same_whatever_was_asked(seed: int) -> None:
    one = Example("He rang me.", spans=[(0, 10, "initiation", "positive")])
    other = Example("word " * 40, spans=[])
    found = data.led(one, other, random.Random(seed))
    assert (found.text, found.spans) == (one.text, one.spans)
    assert found.question == "" or found.question.endswith("?")
    answer = Example("Never.", question="Does he ring?")
    assert data.led(answer, other, random.Random(seed)) is answer
