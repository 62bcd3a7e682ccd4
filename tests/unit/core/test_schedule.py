from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.schedule import (
    DAYS,
    Schedule,
    due,
    following,
    in_quiet,
    moment,
    night_of,
    offered,
    paused,
    snoozed,
)

BERLIN, NEW_YORK, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
NIGHTLY = Schedule(time(21, 30))
TIMES = st.builds(time, st.integers(12, 23), st.integers(0, 59))
SCHEDULES = st.builds(
    Schedule,
    at=TIMES,
    days=st.sets(st.sampled_from(DAYS), min_size=1).map(lambda days: tuple(d for d in DAYS if d in days)),
    quiet=st.none() | st.tuples(st.builds(time, st.integers(0, 23)), st.builds(time, st.integers(0, 23))),
)
ZONES = st.sampled_from([BERLIN, NEW_YORK, TOKYO, ZoneInfo("Australia/Lord_Howe"), UTC])


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@given(SCHEDULES, st.none() | st.dates(), st.none() | st.datetimes(timezones=st.just(UTC)), st.none() | st.dates())
def test_a_schedule_round_trips(
    schedule: Schedule, until: date | None, snooze: datetime | None, last: date | None
) -> None:
    whole = replace(schedule, paused_until=until, snoozed_until=snooze, offered=last)
    assert Schedule.from_json(json.loads(json.dumps(whole.to_json()))) == whole


@pytest.mark.parametrize("raw", [{}, {"at": "25:00"}, NIGHTLY.to_json() | {"days": ["never"]}])
def test_anything_else_is_no_schedule(raw: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Schedule.from_json(raw)


def test_one_offer_a_night() -> None:
    assert due(NIGHTLY, at("2026-11-28T21:29")) is None
    assert due(NIGHTLY, at("2026-11-28T21:30")) == "evening"
    after = offered(NIGHTLY, at("2026-11-28T21:30"))
    for later in ("2026-11-28T21:31", "2026-11-28T23:59", "2026-11-29T00:30", "2026-11-29T09:30"):
        assert due(after, at(later)) is None
    assert due(after, at("2026-11-29T21:30")) == "evening"


def test_a_missed_night_is_offered_once_next_morning_and_older_ones_are_not() -> None:
    assert due(NIGHTLY, at("2026-11-29T00:30")) is None, "too late to ask, too early to ask"
    assert due(NIGHTLY, at("2026-11-29T09:00")) == "morning"
    assert due(offered(NIGHTLY, at("2026-11-29T09:00")), at("2026-11-29T11:00")) is None
    assert due(NIGHTLY, at("2026-11-29T12:00")) is None
    # Asleep for a week: one offer, for the last night.
    week = replace(NIGHTLY, offered=date(2026, 11, 20))
    assert due(week, at("2026-11-29T10:00")) == "morning"
    assert due(offered(week, at("2026-11-29T10:00")), at("2026-11-29T10:01")) is None


def test_whoever_has_talked_tonight_is_left_alone() -> None:
    assert due(NIGHTLY, at("2026-11-28T22:00"), talked=date(2026, 11, 28)) is None
    assert due(NIGHTLY, at("2026-11-29T10:00"), talked=date(2026, 11, 28)) is None
    assert due(NIGHTLY, at("2026-11-28T22:00"), talked=date(2026, 11, 27)) == "evening"


def test_quiet_hours_days_snooze_and_pause() -> None:
    quiet = replace(NIGHTLY, quiet=(time(22, 0), time(10, 0)))
    assert due(quiet, at("2026-11-28T22:30")) is None
    assert due(quiet, at("2026-11-29T09:30")) is None
    assert due(quiet, at("2026-11-29T10:00")) == "morning"
    weekdays = replace(NIGHTLY, days=DAYS[:5])
    assert due(weekdays, at("2026-11-28T22:00")) is None, "a Saturday"
    assert due(weekdays, at("2026-11-30T22:00")) == "evening"

    later = snoozed(offered(NIGHTLY, at("2026-11-28T21:30")), at("2026-11-28T21:31"), 60)
    assert due(later, at("2026-11-28T22:00")) is None
    assert due(later, at("2026-11-28T22:31")) == "evening"
    assert due(offered(later, at("2026-11-28T22:31")), at("2026-11-28T23:50")) is None

    rest = paused(NIGHTLY, at("2026-11-28T20:00"), 2)
    assert due(rest, at("2026-11-28T22:00")) is None
    assert due(rest, at("2026-11-29T22:00")) is None
    assert due(rest, at("2026-11-30T22:00")) == "evening"
    assert due(paused(rest, at("2026-11-28T20:00"), 0), at("2026-11-28T22:00")) == "evening"


def test_a_time_that_daylight_saving_leaves_out_comes_an_hour_later_and_one_that_comes_twice_counts_once() -> None:
    night = replace(NIGHTLY, at=time(2, 30))
    gap = moment(night.at, date(2026, 3, 29), at("2026-03-29T00:00"))
    assert (gap.hour, gap.minute) == (3, 30)
    first = moment(night.at, date(2026, 10, 25), at("2026-10-25T00:00"))
    assert first.utcoffset() == timedelta(hours=2)
    assert following(NIGHTLY, at("2026-03-28T22:00")) == at("2026-03-29T21:30")
    assert following(NIGHTLY, at("2026-03-28T22:00")).astimezone(UTC).hour == 19


def test_a_traveller_is_asked_in_the_evening_of_where_they_are() -> None:
    done = offered(NIGHTLY, at("2026-11-28T21:30", TOKYO))
    over = at("2026-11-28T21:31", TOKYO).astimezone(NEW_YORK)
    assert due(done, over) is None, "the same night, though it is morning there again"
    assert due(done, at("2026-11-28T21:30", NEW_YORK)) is None
    assert due(done, at("2026-11-29T21:30", NEW_YORK)) == "evening"


@given(SCHEDULES, ZONES, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(1, 90))
def test_however_often_it_looks_there_is_at_most_one_offer_a_night(
    schedule: Schedule, zone: ZoneInfo, start: datetime, minutes: int
) -> None:
    now = start.replace(tzinfo=UTC)
    nights: list[date] = []
    for _ in range(200):
        local = now.astimezone(zone)
        if due(schedule, local):
            assert not in_quiet(schedule, local)
            assert DAYS[night_of(local).weekday()] in schedule.days
            nights.append(night_of(local))
            schedule = offered(schedule, local)
        now += timedelta(minutes=minutes)
    assert len(nights) == len(set(nights))
    assert nights == sorted(nights)


@given(SCHEDULES, ZONES, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_the_next_offer_that_is_promised_is_one(schedule: Schedule, zone: ZoneInfo, start: datetime) -> None:
    now = start.replace(tzinfo=UTC).astimezone(zone)
    at_ = following(schedule, now)
    assert at_ > now
    assert at_ - now <= timedelta(days=8)
    assert due(schedule, at_) == "evening" or in_quiet(schedule, at_)


def test_the_first_of_all_days_has_a_night() -> None:
    assert night_of(datetime(1, 1, 1, 0, 5)) == date(1, 1, 1)
    assert night_of(datetime(2026, 11, 29, 0, 5)) == date(2026, 11, 28)
