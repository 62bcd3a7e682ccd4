"""`voice-coach journal`: correct, delete and rename what was kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, console, loading, open_coach, open_journal, profile_of
from voice_coach.surfaces.cli.journal import SHORT, Id, Of, app, count, entry_of

if TYPE_CHECKING:
    from voice_coach.ports import Entry


@app.command()
def correct(
    id: Id,
    strike: Annotated[
        str | None, typer.Option("--strike", metavar="WORDS", help="A quote that was not meant so.", show_default=False)
    ] = None,
    turn: Annotated[int | None, typer.Option("--turn", help="A turn that was misheard.", show_default=False)] = None,
    text: Annotated[str | None, typer.Option("--text", help="What it should say.", show_default=False)] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last correction back.")] = False,
    data: Data = None,
) -> None:
    """Strike a quote that was not meant so, or mend a turn that was misheard; the score follows.

    \b
    voice-coach journal correct last --strike "always late"
    voice-coach journal correct 3f9a1c --turn 4 --text "She did call."
    voice-coach journal correct 3f9a1c --undo
    """
    coach = open_coach(data)
    journal = open_journal(coach)
    entry = entry_of(journal, id)
    short = entry.id[:SHORT]
    if undo:
        _undo(journal, entry)
        return console().print(f"{short} is as it was before. The same command takes that back.", markup=False)
    _check_correction(entry, strike, turn, text)
    with loading(("Reading the example phrases", coach.scorer.load)):
        from voice_coach.surfaces.journal_work import amend
        from voice_coach.surfaces.journal_work import strike as strike_out
    if turn is not None:
        amend(coach, journal, entry, turn, text or "")
    elif not strike_out(coach, journal, entry, strike or ""):
        return console().print("Nothing was heard in this entry, so there is nothing to strike.", markup=False)
    return console().print(f"{short} is corrected. Undo: voice-coach journal correct {short} --undo", markup=False)


def _undo(journal: Any, entry: Entry) -> None:
    from voice_coach.errors import InputError

    if not journal.undo(entry.id):
        raise InputError(f"{entry.id[:SHORT]} was not corrected, so there is nothing to undo.")


def _check_correction(entry: Entry, strike: str | None, turn: int | None, text: str | None) -> None:
    from voice_coach.errors import UsageError
    from voice_coach.surfaces.journal_work import is_own_turn

    if (strike is None) == (turn is None) or (turn is None) != (text is None):
        raise UsageError('give --strike "some words of the quote", or --turn N --text "what it should say".')
    if turn is not None and not is_own_turn(entry, turn):
        raise UsageError(f"--turn {turn} is none of yours. See: voice-coach journal show {entry.id[:SHORT]}")


@app.command()
def delete(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="As in the list; or: last.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every entry (of --profile, where it is given).")] = False,
    profile: Of = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Forget entries for good, in the daily backups too. There is no undo.

    \b
    voice-coach journal delete last
    voice-coach journal delete 3f9a1c 77b01e --yes
    """
    from voice_coach.errors import UsageError
    from voice_coach.surfaces.journal_work import forget

    journal = open_journal(open_coach(data))
    if everything == bool(ids):
        raise UsageError("say which: voice-coach journal delete ID, or --all.")
    heads = journal.heads(profile_of(profile) if profile else None)
    chosen = [head.id for head in heads] if everything else [entry_of(journal, id).id for id in ids or ()]
    if chosen and not yes and not _sure(f"Forget {count(len(chosen))} for good?"):
        return console().print("Nothing was deleted.", markup=False)
    forget(journal, chosen)
    return console().print(f"{count(len(chosen))} deleted, here and in the backups.", markup=False)


@app.command()
def rename(
    name: Annotated[str, typer.Argument(help="What a relationship is called now.")],
    to: Annotated[str, typer.Argument(help="What it shall be called.")],
    data: Data = None,
) -> None:
    """Call a relationship by another name; two become one where the name is taken.

    \b
    voice-coach journal rename default Sam
    """
    renamed = open_journal(open_coach(data)).rename(profile_of(name), profile_of(to))
    console().print(f"{count(renamed)} renamed. Undo: voice-coach journal rename {to} {name}", markup=False)


def _sure(question: str) -> bool:
    from voice_coach.errors import UsageError

    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked. Add --yes.")
    return typer.confirm(question)
