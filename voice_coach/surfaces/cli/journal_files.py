"""`voice-coach journal`: files: export, import, backup, restore, and the key."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from voice_coach.surfaces.cli.common import Data, console, open_coach, open_journal, profile_of
from voice_coach.surfaces.cli.journal import Json, Of, app, count, signals, write

LEAST = 8
"""Characters of a passphrase."""


@app.command("export")
def export(
    file: Annotated[str, typer.Argument(help="Where to; - is stdout. Its ending says the format.")] = "-",
    format: Annotated[
        str | None, typer.Option("--format", metavar="json|csv|md|html", help="Instead of the ending.")
    ] = None,
    profile: Of = None,
    data: Data = None,
) -> None:
    """Take the entries out, unencrypted. JSON and CSV can be imported again as they were; the others are for reading.

    \b
    voice-coach journal export mine.json
    voice-coach journal export --format md --profile Sam > sam.md
    """
    from voice_coach.errors import UsageError
    from voice_coach.surfaces.journal_work import FORMATS
    from voice_coach.surfaces.journal_work import export as in_format
    from voice_coach.surfaces.page import write_page

    chosen = format or (Path(file).suffix.removeprefix(".").lower() if file != "-" else "json")
    chosen = {"markdown": "md", "htm": "html"}.get(chosen, chosen)
    if chosen not in FORMATS:
        raise UsageError(f"'{chosen}' is no format. Give --format {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    entries = open_journal(open_coach(data)).entries(profile_of(profile) if profile else None)
    text = in_format(entries, chosen, signals())
    if file == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        return
    write_page(Path(file), text)
    console().print(f"{count(len(entries))} in {file}. Unencrypted: keep it where only you look.", markup=False)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="A JSON or CSV file that was exported; - is stdin.")],
    replace: Annotated[bool, typer.Option("--replace", help="Where an entry differs, take the file's.")] = False,
    data: Data = None,
) -> None:
    """Bring exported entries in. Those that are here already stay as they are.

    \b
    voice-coach journal import mine.json
    """
    from voice_coach.surfaces.cli.contract import text_of_file
    from voice_coach.surfaces.journal_formats import read

    found = read(text_of_file(file))
    journal = open_journal(open_coach(data))
    here = {entry.id: entry for entry in journal.entries()}
    new = [entry for entry in found if entry.id not in here]
    changed = [entry for entry in found if entry.id in here and here[entry.id] != entry]
    undo = ""
    if here and (new or (changed and replace)) and hasattr(journal, "backup"):
        undo = f" Undo: voice-coach journal restore {journal.backup().number}"
    journal.save_all(new + (changed if replace else []))
    told = f"{count(len(new))} brought in, {len(found) - len(new) - len(changed)} were here already"
    if changed:
        told += f", {len(changed)} {'replaced' if replace else 'differ and stay as they are (--replace takes them)'}"
    console().print(f"{told}.{undo}", markup=False)


@app.command()
def backup(
    listed: Annotated[bool, typer.Option("--list", help="Those there are.")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Make a backup now, encrypted like the journal; one a day is made by itself, and seven are kept.

    \b
    voice-coach journal backup
    voice-coach journal backup --list
    """
    vault = _vault(data)
    if not listed:
        _unlocked(vault).backup()
    found = vault.backups()
    if as_json:
        rows = [{"number": b.number, "day": b.day.isoformat(), "bytes": b.bytes} for b in found]
        return write({"v": 1, "backups": rows})
    for each in found:
        console().print(f"{each.number:4}  {each.day:%a %d %b %Y}  {each.bytes / 1e6:.1f} MB", markup=False)
    text = "Bring one back: voice-coach journal restore NUMBER" if found else "There is no backup yet."
    return console().print(text, style="dim", markup=False)


@app.command()
def restore(
    number: Annotated[int | None, typer.Argument(help="Of the backup; without it, the newest.")] = None,
    data: Data = None,
) -> None:
    """Put a backup in the journal's place. What is there now becomes a backup, or is set aside where it is damaged.

    \b
    voice-coach journal restore
    voice-coach journal restore 12
    """
    vault = _unlocked(_vault(data))
    back = vault.restore(number)
    newest = vault.backups()[-1]
    undo = f" Undo: voice-coach journal restore {newest.number}" if newest.number != back.number else ""
    text = f"Backup {back.number} of {back.day:%d %b %Y} is back: {count(len(vault.heads()))}."
    console().print(text + undo, markup=False)


@app.command()
def lock(data: Data = None) -> None:
    """From now on it opens with a passphrase only: the key that was kept on this machine is forgotten.

    \b
    voice-coach journal lock
    """
    vault = _vault(data)
    if vault.needs_passphrase() or vault.takes_passphrase():
        return console().print("It is locked: it opens with your passphrase only.", markup=False)
    vault.change_key(_new_passphrase())
    return console().print("Locked. Without the passphrase nobody can read it, you neither: there is no other way in.")


@app.command("change-passphrase")
def change_passphrase(
    none: Annotated[bool, typer.Option("--none", help="No passphrase: a key kept on this machine.")] = False,
    data: Data = None,
) -> None:
    """Another passphrase, for the journal and its backups. A program writes the new one to stdin.

    \b
    voice-coach journal change-passphrase
    voice-coach journal change-passphrase --none
    """
    import os

    vault = _unlocked(_vault(data))
    vault.load()  # The old one is tried before a new one is asked for.
    vault.change_key(None if none else _new_passphrase())
    text = "It opens with a key kept on this machine." if none else "It opens with the new passphrase only."
    if os.environ.get("VOICE_COACH_PASSPHRASE"):
        text += f" {'Remove' if none else 'Change'} VOICE_COACH_PASSPHRASE too."
    console().print(text, markup=False)


def _vault(data: Path | None) -> Any:
    """The journal as a file with a key. Raises UsageError where it is none."""
    from voice_coach.errors import UsageError
    from voice_coach.ports import Vault

    journal = open_coach(data).engine("journal")
    if not isinstance(journal, Vault):
        raise UsageError(f"the journal '{journal.name}' has no file of its own.")
    return journal


def _unlocked(vault: Any) -> Any:
    if vault.needs_passphrase() and sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        vault.unlock(getpass("Passphrase: "))
    return vault


def _new_passphrase() -> str:
    """Typed twice on a terminal, else the first line of stdin. Raises UsageError."""
    from voice_coach.errors import UsageError

    if sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        given = getpass(f"New passphrase (at least {LEAST} characters): ")
        if getpass("The same again: ") != given:
            raise UsageError("the two were not the same. Nothing was changed.")
    else:
        given = sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
    if len(given) < LEAST:
        raise UsageError(f"a passphrase has at least {LEAST} characters, such as four words. Nothing was changed.")
    return given
