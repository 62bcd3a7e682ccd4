"""The score as a table in the terminal."""

from __future__ import annotations

import io

from rich.console import Console

from voice_coach import assets
from voice_coach.core.safety import Assessment
from voice_coach.core.scoring import Score, score
from voice_coach.core.signals import Evidence, Pole
from voice_coach.surfaces.cli.view import print_score


def heard(signal: str, pole: Pole, quote: str) -> Evidence:
    return Evidence(signal, pole, 0, 0, len(quote), quote, 0.9)


def shown(found: Score, standing: str = "") -> str:
    out = io.StringIO()
    print_score(Console(file=out, width=80), found, assets.signals(), standing)
    return out.getvalue()


EVIDENCE = [heard("shows_up", "positive", "my mum came"), heard("shows_up", "negative", "my sister did not")]


def test_each_of_several_people_has_a_table_of_their_own() -> None:
    text = shown(score(EVIDENCE, about=["mum", "sister"]))
    assert text.index("Your mum") < text.index("+ my mum came") < text.index("Your sister") < text.index("- my sister")
    assert "±" not in text, "the one came and the other did not: nobody is both"


def test_one_person_has_one_table() -> None:
    text = shown(score(EVIDENCE, about=["mum", "mum"]))
    assert "Your mum" not in text
    assert "±" in text


def test_how_it_stands_is_below_the_table_and_never_under_a_sign_of_danger() -> None:
    text = shown(score(EVIDENCE), "Index, from 7 entries: 49.")
    assert (
        text.index("my mum came") < text.index("16 signals mentioned") < text.index("Index, from") < text.index("One")
    )
    assert "No index yet." in shown(score([]), "No index yet.")
    danger = Assessment(True, ("violence",), "high")
    assert "Index" not in shown(score(EVIDENCE, danger), "Index, from 7 entries: 49.")
