"""What a person sees: the scored summary as a table with quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from voice_coach.core.people import heading
from voice_coach.core.scoring import SIGNALS, Score
from voice_coach.core.signals import Signal

if TYPE_CHECKING:
    from rich.console import Console

    from voice_coach.surfaces.help_note import NoteOnce

MARKS = {"positive": "+", "negative": "-", "mixed": "±"}


def print_score(out: Console, score: Score, signals: Mapping[str, Signal], standing: str = "") -> None:
    """One row a signal, with every quote, a table for each person; then what was not mentioned, and the caveat.

    `standing`: a line on how the relationship stands with this session.
    """
    from rich.table import Table

    if score.safety.gated:
        # Someone else may see the screen: neither a quote nor the reason.
        out.print("There is no table this time.", markup=False)
        return
    if not score.signals:
        out.print("No signal was mentioned.", markup=False)
        _line(out, standing)
        return
    for who, heard in score.by_person:
        if score.people:
            out.print(heading(who), style="bold", markup=False)
        table = Table(box=None, pad_edge=False, header_style="" if score.people else "bold")
        table.add_column("")
        table.add_column("Signal", no_wrap=True, min_width=max(len(signals[name].label) for name in score.signals))
        table.add_column("In your words")
        for name, found in heard.items():
            quotes = "\n".join(f"{MARKS[e.pole]} {e.quote}" for e in found.evidence)
            table.add_row(MARKS[found.state], signals[name].label, quotes)
        out.print(table)
    missing = [signal.label[0].lower() + signal.label[1:] for id, signal in signals.items() if id not in score.signals]
    out.print(f"\n{score.mentioned} of {SIGNALS} signals mentioned. Not mentioned: {', '.join(missing)}.", markup=False)
    _line(out, standing)
    out.print("One side, your words. Not a diagnosis and not a verdict.", style="dim", markup=False)


def print_turn(out: Console, role: str, text: str, dated: NoteOnce) -> None:
    """One turn; behind help lines, when their numbers were checked."""
    out.print(f"{'you' if role == 'user' else 'coach'}: {text}", markup=False)
    if role == "coach" and (told := dated.behind(text)):
        out.print(told, style="dim", markup=False)


def _line(out: Console, text: str) -> None:
    if text:
        out.print(text, markup=False)
