"""`voice-coach journal`: what was kept, to look at, search, correct and delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, console, open_coach, open_journal, profile_of

if TYPE_CHECKING:
    from voice_coach.ports import Entry, Head

app = typer.Typer(
    help="What was kept: look at it, search, correct, delete, take it out, bring it back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]
Of = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="Only this relationship.", show_default=False)
]
Id = Annotated[str, typer.Argument(metavar="ID", help="As in the list, its beginning is enough; or: last.")]
SHORT = 6
_MARKS = {"positive": "+", "negative": "-", "mixed": "±"}


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, newest first.")] = 20,
    profile: Of = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """The entries, newest first.

    \b
    voice-coach journal list
    voice-coach journal list --limit 100 --profile Sam
    """
    heads = open_journal(open_coach(data)).heads(profile_of(profile) if profile else None)
    shown = heads[::-1][:limit]
    if as_json:
        return write({"v": 1, "of": len(heads), "entries": [asdict(head) for head in shown]})
    if not heads:
        return console().print("Nothing is kept yet. Start with: voice-coach checkin", markup=False)
    _table(shown, {head.profile for head in heads} != {"default"})
    console().print(f"\n{count(len(heads))} in all. Look: voice-coach journal show ID", style="dim", markup=False)
    return None


def _table(heads: Sequence[Head], named: bool) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("ID", "When", "What", *(("About",) if named else ()), "Heard", "It began with"):
        table.add_column(column, no_wrap=column != "It began with")
    for head in heads:
        when = f"{head.moment:%a %d %b %Y %H:%M}"
        # Someone may look at the screen: of a night with a sign of danger it shows nothing.
        heard = "" if head.danger else _marks(head.states)
        words = "" if head.danger else _start(head.first)
        table.add_row(head.id[:SHORT], when, head.flow, *((head.profile,) if named else ()), heard, words)
    console().print(table)


def _marks(states: Mapping[str, str]) -> str:
    counts = {mark: sum(state == name for state in states.values()) for name, mark in _MARKS.items()}
    return " ".join(f"{count}{mark}" for mark, count in counts.items() if count)


def _start(text: str, words: int = 9) -> str:
    said = text.split()
    return " ".join(said[:words]) + ("…" if len(said) > words else "")


@app.command()
def show(id: Id, as_json: Json = False, data: Data = None) -> None:
    """One entry: what was said, and what was heard in it.

    \b
    voice-coach journal show last
    voice-coach journal show 3f9a1c --json
    """
    from voice_coach.surfaces.help_note import note_under
    from voice_coach.surfaces.journal_formats import quotes_of, title_of

    coach = open_coach(data)
    entry = entry_of(open_journal(coach), id)
    if as_json:
        return write({"v": 1, "entry": asdict(entry)})
    out = console()
    out.print(f"{title_of(entry)}{'' if entry.ended else ' (cut off)'}\n", style="bold", markup=False)
    for number, turn in enumerate(entry.state["turns"]):
        out.print(f"{number:3} {'you' if turn['role'] == 'user' else 'coach'}: {turn['text']}", markup=False)
    if dated := note_under(turn["text"] for turn in entry.state["turns"] if turn["role"] == "coach"):
        out.print(f"    {dated}", style="dim", markup=False)
    out.print()
    for label, pole, quote in quotes_of(entry, signals()):
        out.print(f"{_MARKS[pole]} {label}: “{quote}”", markup=False)
    return out.print("One side, your words. Correct: voice-coach journal correct ID", style="dim", markup=False)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words that a turn must hold, all of them.")],
    said_by_coach: Annotated[bool, typer.Option("--coach", help="What the coach said, too.")] = False,
    profile: Of = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Where something was said, newest first. Words are found in their other forms too (plan, plans, planned).

    \b
    voice-coach journal search birthday
    voice-coach journal search never asks
    """
    roles = ("user", "coach") if said_by_coach else ("user",)
    journal = open_journal(open_coach(data))
    found = journal.search(" ".join(words), profile_of(profile) if profile else None, roles)
    if as_json:
        return write({"v": 1, "found": [asdict(each) for each in found]})
    out = console()
    for each in found:
        from rich.text import Text

        text = Text(each.text)
        for start, end in each.spans:
            text.stylize("bold underline", start, end)
        out.print(Text(f"{each.id[:SHORT]}  {each.moment:%d %b %Y}  ", "dim"), text, sep="")
    if not found:
        out.print("Nothing was found.", markup=False)
    return None


def entry_of(journal: Any, id: str) -> Entry:
    """The entry whose id begins so, or the last one. Raises InputError."""
    from voice_coach.errors import InputError

    if id == "last":
        found = journal.latest()
    else:
        near = [head.id for head in journal.heads() if head.id.startswith(id)]
        if len(near) > 1 and id not in near:
            raise InputError(f"{len(near)} entries begin with {id}. Give more of it.")
        found = journal.entry(id if id in near else near[0]) if near else None
    if found is None:
        raise InputError("there is no such entry. See: voice-coach journal list")
    return found  # type: ignore[no-any-return]


def count(number: int) -> str:
    """So many entries."""
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def signals() -> Any:
    """The signals by name."""
    from voice_coach import assets

    return assets.signals()


def write(item: dict[str, Any]) -> None:
    """One JSON object. What it takes is imported only now: it takes a third of a second."""
    from voice_coach.surfaces.cli import contract

    contract.write(item)
