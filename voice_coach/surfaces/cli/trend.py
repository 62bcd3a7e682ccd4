"""`voice-coach trend` and `voice-coach report`: many entries of one relationship."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, Now, Profile, console, moment_of, open_coach, open_journal, profile_of

if TYPE_CHECKING:
    from voice_coach.conversation.over_time import OverTime

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
    found, said = _found(coach, profile, now, weeks, again)
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
    found, said = _found(coach, profile, now, weeks)
    write_page(html, report_page(found, coach.scorer.signals, said, name))
    console().print(f"Wrote {html}. It holds your words: keep it where only you look.", markup=False)


def _found(coach: Any, profile: str, now: str | None, weeks: int, again: bool = False) -> tuple[OverTime, list[str]]:
    from voice_coach.surfaces.weeks import look, tonight, turn_on_again

    clock = moment_of(now)
    moment, name = clock() if clock else None, profile_of(profile)
    open_journal(coach)
    if again:
        turn_on_again(coach, name, moment)
    return look(coach, name, tonight(moment), weeks)


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

    from voice_coach.surfaces.weeks import not_mentioned, rows

    signals = coach.scorer.signals
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Signal", "Mean", "Last words"):
        table.add_column(column)
    for label, mean, last in rows(found, signals):
        table.add_row(label, f"{mean:+.2f}", f"{last.night:%d %b}: {last.text}" if last else "")
    out.print(table)
    out.print(f"Not mentioned: {not_mentioned(found, signals) or 'nothing'}.", style="dim", markup=False)
