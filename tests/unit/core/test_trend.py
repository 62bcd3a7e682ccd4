"""Each rule of "Scores, honestly" as a property of any history."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from voice_coach.core import change, trend
from voice_coach.core.safety import Assessment
from voice_coach.core.scoring import score
from voice_coach.core.signals import Evidence
from voice_coach.core.trend import Entry, entry_of, means, points, standing

COUNTED = tuple(f"s{n}" for n in range(14))
APART = ("self_voice", "energy")
ENTRY = st.builds(
    Entry,
    day=st.integers(0, 60),
    values=st.dictionaries(st.sampled_from(COUNTED + APART), st.sampled_from([-1, 0, 1]), max_size=6),
)
HISTORY = st.lists(ENTRY, max_size=40)
FULL = dict.fromkeys(COUNTED, 1)


def nights(first: int, count: int, value: int, names: tuple[str, ...] = COUNTED) -> list[Entry]:
    return [Entry(day, dict.fromkeys(names, value)) for day in range(first, first + count)]


def enough(history: list[Entry]) -> bool:
    covered = {name for entry in history for name in entry.values} & set(COUNTED)
    days = [entry.day for entry in history]
    return len(history) >= 5 and max(days) - min(days) + 1 >= 14 and len(covered) >= 6


@given(HISTORY)
def test_a_mean_is_the_weighted_sum_over_the_weights_and_four(history: list[Entry]) -> None:
    for name, mean in means(history, 60).items():
        told = [(0.5 ** ((60 - e.day) / 14), e.values[name]) for e in history if name in e.values]
        assert mean == pytest.approx(sum(w * v for w, v in told) / (sum(w for w, _ in told) + 4))
        assert abs(mean) < 1
    assert set(means(history, 60)) == {name for e in history for name in e.values}, "not mentioned is absent"


@given(HISTORY)
def test_there_is_no_index_before_enough_is_known(history: list[Entry]) -> None:
    for point in points(history, COUNTED):
        assert enough([e for e in history if e.day <= point.day])
    shown = standing(history, 60, COUNTED)
    assert (shown.index is not None) == any(enough([e for e in history if e.day <= day]) for day in range(61))
    assert (shown.interval is None) == (shown.index is None)


@given(HISTORY)
def test_the_shown_index_moves_at_most_ten_a_night_and_carries_the_rest(history: list[Entry]) -> None:
    found = points(history, COUNTED)
    for before, after in pairwise(found):
        step = after.shown - before.shown
        assert abs(step) <= 10 + 1e-9
        assert step == pytest.approx(max(-10, min(10, after.index - before.shown)))
    assert all(0 < p.index < 100 and 0 < p.shown < 100 for p in found)


@given(HISTORY)
def test_the_index_is_the_mean_of_the_covered_signals_about_the_other(history: list[Entry]) -> None:
    for point in points(history, COUNTED):
        known = means([e for e in history if e.day <= point.day], point.day)
        covered = [m for name, m in known.items() if name in COUNTED]
        assert point.index == pytest.approx(50 + 50 * sum(covered) / len(covered))


@given(HISTORY, st.sampled_from([-1, 0, 1]))
def test_the_persons_own_signals_never_move_the_index(history: list[Entry], value: int) -> None:
    other = [replace(e, values={**e.values, **dict.fromkeys(APART, value)}) for e in history]
    assert points(other, COUNTED) == points(history, COUNTED)


@given(st.lists(ENTRY, min_size=5, max_size=40))
@settings(max_examples=40)
def test_the_interval_holds_the_shown_index_and_is_the_same_each_time(history: list[Entry]) -> None:
    assume(enough(history))
    shown = standing(history, 60, COUNTED)
    assert shown.index is not None
    assert shown.interval is not None
    assert 0 <= shown.interval[0] <= shown.index <= shown.interval[1] <= 100
    assert standing(history, 60, COUNTED) == shown


def test_what_was_told_more_than_a_year_ago_has_faded_to_the_middle() -> None:
    shown = standing(nights(0, 30, 1), 500, COUNTED)
    assert shown.index is not None
    assert shown.interval == (50.0, shown.index), "the shown index moves by nights, and there was none"


def test_many_days_at_once_are_as_each_alone() -> None:
    told = nights(0, 40, 1) + nights(41, 20, -1)
    days = [3, 20, 41, 90]
    assert trend.standings(told, days, COUNTED) == [standing(told, day, COUNTED) for day in days]


def test_sixty_years_of_nights_are_as_good_as_the_last_ones() -> None:
    late = [Entry(day + 22_000, {"s0": 1}) for day in range(30)]
    early = [Entry(day, {"s0": -1}) for day in range(0, 21_000, 500)]
    assert math.isclose(means([*early, *late], 22_030)["s0"], means(late, 22_030)["s0"])


def test_nights_that_differ_make_a_wide_interval() -> None:
    alike = standing(nights(0, 30, 1), 29, COUNTED).interval
    mixed = [Entry(day, dict.fromkeys(COUNTED, 1 if day % 5 else -1)) for day in range(30)]
    unlike = standing(mixed, 29, COUNTED).interval
    assert alike is not None
    assert unlike is not None
    assert alike[1] - alike[0] < 1 < 3 < unlike[1] - unlike[0]


def test_a_bad_week_after_eight_good_ones_moves_it_by_more_than_fifteen() -> None:
    good = nights(0, 56, 1)
    before = standing(good, 55, COUNTED).index
    after = standing(good + nights(56, 7, -1), 62, COUNTED).index
    assert before is not None
    assert after is not None
    assert 15 < before - after <= 70


@given(HISTORY, st.integers(0, 60))
def test_one_night_says_little(history: list[Entry], day: int) -> None:
    """A single night moves no mean by more than its weight over the weights and four: at most 2/5 of the scale."""
    before, after = means(history, 60), means([*history, Entry(day, FULL)], 60)
    assert all(after[name] - before.get(name, 0.0) <= 0.4 + 1e-9 for name in FULL)


@given(HISTORY, st.integers(0, 60), st.booleans())
def test_a_sign_of_danger_suspends_all_while_it_stands(history: list[Entry], day: int, stands: bool) -> None:
    told = [*history, Entry(day, FULL, cue=stands)]
    shown = standing(told, 60, COUNTED)
    assert shown.suspended == stands
    if stands:
        assert shown.index is None
        assert shown.interval is None
        assert not shown.means
        assert change.claimed(told, 60, COUNTED) is None
    assert standing(told, day - 1, COUNTED) == standing(history, day - 1, COUNTED), "the past stays as it was"


@given(HISTORY, st.randoms())
def test_the_order_in_which_entries_are_read_changes_nothing(history: list[Entry], chance: object) -> None:
    other = list(reversed(history))
    for one, two in zip(points(history, COUNTED), points(other, COUNTED), strict=True):
        assert math.isclose(one.index, two.index)
        assert math.isclose(one.shown, two.shown)


def test_a_change_of_the_last_month_is_a_trend_and_a_steady_life_has_none() -> None:
    steady = [Entry(day, {COUNTED[day % 14]: 1 if day % 4 else -1}) for day in range(112)]
    assert change.claimed(steady, 111, COUNTED) is None
    falling = [e if e.day < 84 else replace(e, values=dict.fromkeys(e.values, -1)) for e in steady]
    assert change.claimed(falling, 111, COUNTED) == "down"
    rising = [replace(e, values={n: -v for n, v in e.values.items()}) for e in falling]
    assert change.claimed(rising, 111, COUNTED) == "up"


def test_too_few_nights_claim_nothing() -> None:
    sudden = nights(0, 60, 1) + nights(85, 7, -1)
    assert change.change(sudden, 111, COUNTED) == 0.0
    assert change.change([], 111, COUNTED) == 0.0


def test_a_hard_subject_is_no_hard_night() -> None:
    """A signal that is always negative may be asked about more of late: nothing has changed."""
    asked = [Entry(day, {"s0": 1} if day % 4 or day < 84 else {"s1": -1}) for day in range(112)]
    asked += [Entry(day, {"s1": -1}) for day in range(0, 84, 8)]
    asked += [Entry(day, {"s1": -1}) for day in range(84, 112, 2)]
    assert change.claimed(asked, 111, COUNTED) is None


def test_an_entry_is_made_of_a_score() -> None:
    def heard(pole: str, signal: str) -> Evidence:
        return Evidence(signal, pole, 0, 0, 3, "one", 0.9)  # type: ignore[arg-type]

    found = score([heard("positive", "heard"), heard("negative", "heard"), heard("negative", "repair")])
    assert entry_of(found, 7) == Entry(7, {"heard": 0, "repair": -1})
    minor = score([], Assessment(True, ("minor_user",), "elevated"))
    assert not entry_of(minor, 7).cue
    assert entry_of(score([], Assessment(True, ("fear",), "elevated")), 7).cue
