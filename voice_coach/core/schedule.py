"""When the nightly check-in is offered: once a night, late in the evening or, when that was missed, next morning.

Pure: the present moment is passed in, always with its time zone, so daylight saving and travel are arithmetic on
moments. A night belongs to the day on which it begins and ends at noon: half past midnight is still the night before.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

Offer = Literal["evening", "morning"]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MORNING = time(9, 0)
"""From when a missed night is offered once more, where no quiet hours say otherwise."""
NOON = time(12, 0)


@dataclass(frozen=True)
class Schedule:
    """What the person set, and what was offered."""

    at: time
    days: tuple[str, ...] = DAYS
    quiet: tuple[time, time] | None = None
    """From and to: no offer in between; may reach over midnight."""
    paused_until: date | None = None
    """The first night that is offered again."""
    snoozed_until: datetime | None = None
    offered: date | None = None
    """The last night that was offered."""

    def to_json(self) -> dict[str, Any]:
        """A plain dict for `json.dumps`."""
        raw = asdict(self)
        for name in ("paused_until", "snoozed_until", "offered"):
            raw[name] = raw[name].isoformat() if raw[name] else None
        raw["at"], raw["days"] = f"{self.at:%H:%M}", list(self.days)
        raw["quiet"] = [f"{edge:%H:%M}" for edge in self.quiet] if self.quiet else None
        return raw

    @staticmethod
    def from_json(raw: dict[str, Any]) -> Schedule:
        """The inverse of `to_json`. Raises KeyError, TypeError or ValueError for anything else."""
        quiet = [time.fromisoformat(edge) for edge in raw["quiet"]] if raw["quiet"] else None
        days = tuple(str(day) for day in raw["days"])
        if not set(days) <= set(DAYS):
            raise ValueError("an unknown day")
        return Schedule(
            time.fromisoformat(raw["at"]),
            days,
            (quiet[0], quiet[1]) if quiet else None,
            date.fromisoformat(raw["paused_until"]) if raw["paused_until"] else None,
            datetime.fromisoformat(raw["snoozed_until"]) if raw["snoozed_until"] else None,
            date.fromisoformat(raw["offered"]) if raw["offered"] else None,
        )


def night_of(now: datetime) -> date:
    """The night that a local moment belongs to."""
    early = now.time() < NOON and now.date() > date.min  # An import may hold any date; there is none before the first.
    return now.date() - timedelta(days=int(early))


def due(schedule: Schedule, now: datetime, talked: date | None = None) -> Offer | None:
    """Whether to offer the check-in now. `talked`: the last night on which there was one."""
    night = night_of(now)
    if not _wanted(schedule, night) or talked == night or in_quiet(schedule, now):
        return None
    if schedule.snoozed_until:
        return _kind(now, night) if now >= schedule.snoozed_until else None
    if schedule.offered == night:
        return None
    if now.date() == night:
        return "evening" if now >= moment(schedule.at, night, now) else None
    return "morning" if now.time() >= _morning(schedule) else None


def offered(schedule: Schedule, now: datetime) -> Schedule:
    """After an offer: none is left for this night."""
    return replace(schedule, offered=night_of(now), snoozed_until=None)


def snoozed(schedule: Schedule, now: datetime, minutes: int) -> Schedule:
    """Offer this night once more, so many minutes from now."""
    return replace(schedule, snoozed_until=(now.astimezone(UTC) + timedelta(minutes=minutes)))


def paused(schedule: Schedule, now: datetime, days: int) -> Schedule:
    """No offer for so many nights, this one included."""
    return replace(schedule, paused_until=night_of(now) + timedelta(days=days), snoozed_until=None)


def following(schedule: Schedule, now: datetime, talked: date | None = None) -> datetime:
    """When the next evening offer comes, in the zone of `now`."""
    night = now.date()
    for _ in range(400):
        at = moment(schedule.at, night, now)
        free = _wanted(schedule, night) and night not in (talked, schedule.offered)
        if at > now and free:
            return at
        night += timedelta(days=1)
    return moment(schedule.at, night, now)


def moment(at: time, day: date, like: datetime) -> datetime:
    """A wall-clock time on a day in the zone of `like`; a time that daylight saving leaves out comes an hour later."""
    local = datetime.combine(day, at, tzinfo=like.tzinfo)
    return local.astimezone(UTC).astimezone(like.tzinfo)


def in_quiet(schedule: Schedule, now: datetime) -> bool:
    """Whether it is a time at which nothing may be heard or seen."""
    if not schedule.quiet:
        return False
    begin, end = schedule.quiet
    clock = now.time()
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def _wanted(schedule: Schedule, night: date) -> bool:
    paused = schedule.paused_until is not None and night < schedule.paused_until
    return DAYS[night.weekday()] in schedule.days and not paused


def _morning(schedule: Schedule) -> time:
    if schedule.quiet and schedule.quiet[1] < NOON:
        return max(MORNING, schedule.quiet[1])
    return MORNING


def _kind(now: datetime, night: date) -> Offer:
    return "evening" if now.date() == night else "morning"
