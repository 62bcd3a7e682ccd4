"""`voice-coach checkin schedule`, snooze and pause; what a timer runs; and `voice-coach daemon`."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, Now, console, moment_of, open_coach, stderr

if TYPE_CHECKING:
    from voice_coach.core.schedule import Schedule
    from voice_coach.surfaces.timers import Store

LOOK_EVERY_S = 60


def schedule(
    what: Annotated[str, typer.Argument(metavar="TIME|status|off|test", help="When, or what to do.")] = "status",
    days: Annotated[str, typer.Option(help="Days, such as mon-fri or sat,sun.")] = "mon-sun",
    quiet: Annotated[
        str | None, typer.Option(metavar="FROM-TO", help="No offer in these hours.", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Be offered the check-in at a time of the evening: one quiet notification, once a night.

    \b
    voice-coach checkin schedule 21:30
    voice-coach checkin schedule 21:30 --days mon-fri --quiet 23:00-07:00
    voice-coach checkin schedule status
    voice-coach checkin schedule off
    """
    from voice_coach.surfaces import timers

    store = _store(data)
    if what == "off":
        before = store.read()
        store.write(None)
        timers.remove()
        back = f" Undo: voice-coach checkin schedule {before.at:%H:%M}" if before else ""
        return console().print(f"Off. Nothing will be offered.{back}", markup=False)
    if what == "status":
        return _status(store.read())
    if what == "test":
        shown = _notify(data)
        return console().print("That was the notification." if shown else _NO_WAY, markup=False)
    wanted = _read(what, days, quiet)
    store.write(wanted)
    done = timers.install(wanted, timers.command(data))
    console().print(f"{done} {_when(wanted)} Undo: voice-coach checkin schedule off", markup=False)
    return None


def snooze(
    minutes: Annotated[int, typer.Argument(help="15 or 60, or any number of minutes.", min=1, max=720)] = 15,
    data: Data = None,
) -> None:
    """Be offered tonight's check-in once more, a little later."""
    from voice_coach.core.schedule import snoozed
    from voice_coach.surfaces.timers import once

    store = _store(data)
    store.write(snoozed(_set(store), _now(), minutes))
    later = once(minutes, data)
    console().print(f"In {minutes} minutes." if later else f"In {minutes} minutes, where `voice-coach daemon` runs.")


def pause(
    days: Annotated[int, typer.Argument(help="How many nights.", min=0, max=365)],
    data: Data = None,
) -> None:
    """No offer for some nights. `voice-coach checkin pause 0` ends it."""
    from voice_coach.core.schedule import paused

    store = _store(data)
    wanted = paused(_set(store), _now(), days)
    store.write(wanted)
    console().print(_when(wanted), markup=False)


def remind(now: Now = None, data: Data = None) -> None:
    """Offer the check-in if it is due, and end: this is what a timer runs."""
    if _look(data, (moment_of(now) or _now)()) is False:
        stderr(_NO_WAY)


def daemon(data: Data = None) -> None:
    """Stay and offer the check-in when it is due, where the system has no timer of its own. Ctrl-C ends it."""
    from apscheduler.schedulers.blocking import BlockingScheduler
    from apscheduler.triggers.interval import IntervalTrigger

    _set(_store(data))
    every = IntervalTrigger(seconds=LOOK_EVERY_S)
    scheduler = BlockingScheduler()
    # After sleep there is one look, not one for each minute that was slept.
    scheduler.add_job(_look, every, args=[data], coalesce=True, max_instances=1, misfire_grace_time=None)
    stderr("Waiting. Ctrl-C ends it.")
    _look(data)
    scheduler.start()


_NO_WAY = (
    "This system shows no notifications from here (notify-send is missing). Install libnotify, or open it yourself."
)


def _look(data: Path | None, now: datetime | None = None) -> bool | None:
    """None where nothing is due; else whether a notification could be shown."""
    from voice_coach.core.schedule import due, offered

    store, now = _store(data), now or _now()
    wanted = store.read()
    if wanted is None or due(wanted, now, _talked(data)) is None:
        return None
    store.write(offered(wanted, now))
    return _notify(data)


def _notify(data: Path | None) -> bool:
    from voice_coach.conversation.nightly import reminder
    from voice_coach.surfaces.timers import notify

    return notify(reminder(open_coach(data).prompts("coach")))


def _talked(data: Path | None) -> date | None:
    """The night of the last check-in."""
    from voice_coach.core.schedule import night_of
    from voice_coach.errors import StorageError

    journal: Any = open_coach(data).engine("journal")
    try:
        heads = [head for head in journal.heads() if head.flow == "checkin"]
    except StorageError:
        return None  # It may need a passphrase, which nobody is asked for here: one offer too many does no harm.
    finally:
        journal.close()
    return max((night_of(head.moment.astimezone()) for head in heads), default=None)


def _status(wanted: Schedule | None) -> None:
    if wanted is None:
        return console().print("No check-in is scheduled. Set one: voice-coach checkin schedule 21:30", markup=False)
    quiet = f", quiet {wanted.quiet[0]:%H:%M} to {wanted.quiet[1]:%H:%M}" if wanted.quiet else ""
    return console().print(f"{wanted.at:%H:%M} on {', '.join(wanted.days)}{quiet}. {_when(wanted)}", markup=False)


def _when(wanted: Schedule) -> str:
    from voice_coach.core.schedule import following

    return f"Next: {following(wanted, _now()):%A %d %B, %H:%M}."


def _read(at: str, days: str, quiet: str | None) -> Schedule:
    from voice_coach.core.schedule import Schedule

    return Schedule(_time(at), _days(days), _hours(quiet))


def _time(text: str) -> time:
    from voice_coach.errors import UsageError

    try:
        return datetime.strptime(text.strip(), "%H:%M").time()
    except ValueError:
        raise UsageError(f"'{text}' is no time. Example: voice-coach checkin schedule 21:30") from None


def _hours(text: str | None) -> tuple[time, time] | None:
    from voice_coach.errors import UsageError

    if text is None:
        return None
    begin, dash, end = text.partition("-")
    if not dash or begin == end:
        raise UsageError(f"--quiet {text}: give two times. Example: --quiet 23:00-07:00")
    return _time(begin), _time(end)


def _days(text: str) -> tuple[str, ...]:
    from voice_coach.core.schedule import DAYS
    from voice_coach.errors import UsageError

    found: set[str] = set()
    for part in text.lower().split(","):
        first, _, last = part.strip().partition("-")
        ends = [name[:3] for name in (first, last or first)]
        if not set(ends) <= set(DAYS):
            raise UsageError(f"--days {text}: unknown day. Example: --days mon-fri, or --days sat,sun")
        begin, end = (DAYS.index(name) for name in ends)
        found |= {DAYS[at % 7] for at in range(begin, end + 1 + 7 * (end < begin))}
    return tuple(day for day in DAYS if day in found)


def _set(store: Store) -> Schedule:
    from voice_coach.errors import UsageError

    wanted = store.read()
    if wanted is None:
        raise UsageError("no check-in is scheduled. Set one: voice-coach checkin schedule 21:30")
    return wanted


def _store(data: Path | None) -> Store:
    from voice_coach.config import paths
    from voice_coach.surfaces.timers import Store

    return Store(paths(data).data / "schedule.json")


def _now() -> datetime:
    """Now, in the zone of this machine as it is now: a traveller's laptop changes it."""
    return datetime.now().astimezone()
