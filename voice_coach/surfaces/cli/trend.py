"""`voice-coach trend` and `voice-coach report`: many entries of one relationship."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, Now, Profile, console, moment_of, open_coach, open_journal, profile_of

if TYPE_CHECKING:
    from voice_coach.conversation.over_time import OverTime
    from voice_coach.core.entries import Entry, Head

_WIDEST = 100
Weeks = Annotated[int, typer.Option("--weeks", min=0, help="How many weeks back; 0: all of them.")]


def trend(
    speak: Annotated[bool, typer.Option("--speak", help="Say it, in under 45 seconds.")] = False,
    again: Annotated[
        bool, typer.Option("--on-again", help="Show index and trend again after they were withheld.")
    ] = False,
    weeks: Weeks = 26,
    profile: Profile = "default",
    now: Now = None,
    data: Data = None,
) -> None:
    """How it has gone over the weeks: the index where there is enough, and what was heard.

    \b
    voice-coach trend
    voice-coach trend --speak
    """
    coach = open_coach(data)
    found, said = _found(coach, profile, _today(now), weeks, again)
    out = console()
    if not found.standing.suspended:
        _draw(found, out)
    for text in said:
        out.print(text, markup=False)
    if found.standing.suspended:
        out.print("Turn it on again: voice-coach trend --on-again", style="dim", markup=False)
    elif found.entries:
        _table(coach, found, out)
    if speak:
        from voice_coach.surfaces.cli.live import say_aloud

        say_aloud(coach, said)


def report(
    html: Annotated[Path, typer.Option("--html", metavar="FILE", help="Where to write the page.")],
    name: Annotated[str, typer.Option("--title", help="Heading of the page.")] = "",
    weeks: Weeks = 52,
    profile: Profile = "default",
    now: Now = None,
    data: Data = None,
) -> None:
    """A page of your own about the weeks: drawings, tables and every quote. Nothing in it asks the network.

    \b
    voice-coach report --html weeks.html
    """
    from voice_coach.surfaces.page import write_page
    from voice_coach.surfaces.report_page import report_page

    coach = open_coach(data)
    found, said = _found(coach, profile, _today(now), weeks)
    write_page(html, report_page(found, coach.scorer.signals, said, name))
    console().print(f"Wrote {html}. It holds your words: keep it where only you look.", markup=False)


def _found(coach: Any, profile: str, today: date, weeks: int, again: bool = False) -> tuple[OverTime, list[str]]:
    from voice_coach.conversation.over_time import over_time, spoken

    file = coach.where.data / "trend.json"
    if again:
        _keep(file, today)
    heads, entries = newest(open_journal(coach), profile_of(profile), today, weeks)
    found = over_time(entries, coach.scorer.signals, today, _on_again(file), heads)
    return found, spoken(found, coach.scorer.signals, coach.prompts("trend"))


def newest(journal: Any, profile: str, today: date, weeks: int) -> tuple[list[Head], list[Entry]]:
    """All heads of a relationship, and the entries with their words of the last weeks (0: of all)."""
    from datetime import timedelta

    from voice_coach.core.schedule import night_of

    heads = journal.heads(profile)
    since = today - timedelta(weeks=weeks) if weeks else date.min
    late = sum(night_of(head.moment) > since for head in heads)
    return heads, journal.entries(profile, late)


def _keep(file: Path, today: date) -> None:
    from voice_coach.errors import StorageError

    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(json.dumps({"on_again": today.isoformat()}), "utf-8")
        file.chmod(0o600)
    except OSError as failure:
        raise StorageError(f"{file} can't be written: {failure.strerror}. Use --data.") from None


def _on_again(file: Path) -> date | None:
    try:
        return date.fromisoformat(json.loads(file.read_text("utf-8"))["on_again"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # Never turned on again: the careful side.


def _today(now: str | None) -> date:
    from datetime import datetime

    from voice_coach.core.schedule import night_of

    clock = moment_of(now)
    return night_of(clock() if clock else datetime.now().astimezone())


def _draw(found: OverTime, out: Any) -> None:
    known = [week for week in found.weeks if week.standing.index is not None]
    if len(known) < 2:
        return
    import plotext

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(min(out.width, _WIDEST), 14)
    plotext.ylim(0, 100)
    plotext.yticks([0, 25, 50, 75, 100])
    at = list(range(len(known)))
    plotext.plot(at, [week.standing.index for week in known], marker="braille")
    plotext.scatter(at, [(week.standing.interval or (0, 0))[0] for week in known], marker="-")
    plotext.scatter(at, [(week.standing.interval or (0, 0))[1] for week in known], marker="-")
    every = max(1, len(known) // 5)
    plotext.xticks(at[::every], [f"{week.until.day} {week.until:%b}" for week in known[::every]])
    out.print(plotext.uncolorize(plotext.build()), markup=False, soft_wrap=True)


def _table(coach: Any, found: OverTime, out: Any) -> None:
    from rich.table import Table

    signals = coach.scorer.signals
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Signal", "Mean", "Last words"):
        table.add_column(column)
    for name, mean in sorted(found.standing.means.items(), key=lambda pair: -abs(pair[1])):
        last = next((q for q in reversed(found.quotes) if q.signal == name), None)
        table.add_row(signals[name].label, f"{mean:+.2f}", f"{last.night:%d %b}: {last.text}" if last else "")
    out.print(table)
    missing = ", ".join(signals[name].label for name in found.not_mentioned)
    out.print(f"Not mentioned: {missing or 'nothing'}.", style="dim", markup=False)
