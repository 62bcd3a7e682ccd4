"""Export and import: what comes back is what went out, and what is none of ours is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.core.safety import Assessment
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.errors import InputError
from voice_coach.ports import Entry
from voice_coach.surfaces.journal_formats import COLUMNS, read, to_csv, to_html, to_json, to_markdown

SIGNALS = assets.signals()
HARD = [
    "=1+1",
    "+x",
    "-y",
    "@z",
    "'quoted'",
    "'=1",
    "a,b",
    'a "b"',
    "two\nlines",
    "two\r\nlines",
    "\ttab",
    "",
    " ",
    "你好 😀",
    "\x00",
    "<b>&",
]


def entry(id: str = "a", *texts: str, profile: str = "default", ended: bool = True) -> Entry:
    turns = tuple(Turn("coach" if n % 2 else "user", text) for n, text in enumerate(texts or ("She called.",)))
    state = json.loads(json.dumps(State("talk", turns=turns, focus="sister", asked=("heard",)).to_json()))
    signals = {"heard": {"state": "positive", "evidence": [[0, 0, 3, "positive"]]}}
    return Entry(id, "talk", "2026-11-22T21:30:00.250000+05:45", state, signals, profile, ended)


@pytest.mark.parametrize("write", [to_json, to_csv])
def test_what_goes_out_comes_back_as_it_was(write: object) -> None:
    entries = [entry(f"e{n}", text, f"re: {text}", profile=f"P {n}", ended=n % 2 == 0) for n, text in enumerate(HARD)]
    entries += [entry("=id", "x", profile="@home")]
    assert read(write(entries)) == entries  # type: ignore[operator]
    assert read("\ufeff" + write(entries)) == entries  # type: ignore[operator]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=6))
def test_whatever_was_said_comes_back(texts: list[str]) -> None:
    kept = [entry("a", *texts), entry("b", "x")]
    assert read(to_csv(kept)) == kept
    assert read(to_json(kept)) == kept


def test_an_entry_without_turns_comes_back() -> None:
    kept = entry()
    kept = replace(kept, state={**kept.state, "turns": []}, signals={})
    assert read(to_csv([kept])) == read(to_json([kept])) == [kept]


def test_no_cell_is_a_formula() -> None:
    cells = [cell for row in csv.reader(io.StringIO(to_csv([entry("=id", *HARD)]), newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


GOOD = asdict(entry())
BAD = [
    {"v": 2, "entries": []},
    {"v": 1},
    {"v": 1, "entries": {}},
    {"v": 1, "entries": [5]},
    {"v": 1, "entries": [{**GOOD, "more": 1}]},
    *(
        {"v": 1, "entries": [{**GOOD, name: value}]}
        for name, values in {
            "id": ["", 5, "x" * 300],
            "flow": ["sing", None],
            "started": ["yesterday", "2026-11-22T21:30:00", 5],
            "ended": ["yes"],
            "profile": [None, " "],
            "state": [{}, None, {"turns": []}, {**GOOD["state"], "turns": [{"role": "them", "text": "x"}]}],
            "signals": [[], {"heard": {"state": "great", "evidence": []}}, {"heard": {"state": "mixed"}}],
        }.items()
        for value in values
    ),
    *(
        {"v": 1, "entries": [{**GOOD, "signals": {"heard": {"state": "positive", "evidence": [evidence]}}}]}
        for evidence in (
            [9, 0, 1, "positive"],
            [0, 5, 1, "positive"],
            [0, 0, 1, "good"],
            [0, -1, 1, "positive"],
            [0],
            "x",
        )
    ),
]


@pytest.mark.parametrize(
    "raw", [*map(json.dumps, BAD), "", "{", "[1", "a,b\n1,2\n", ",".join(COLUMNS) + "\n", "{" * 9999]
)
def test_what_is_none_is_refused_without_a_word_of_it(raw: str) -> None:
    with pytest.raises(InputError) as told:
        read(raw)
    assert "She called" not in str(told.value)


def test_a_broken_row_is_refused() -> None:
    text = to_csv([entry("a", "marmalade"), entry("b", "x")])
    for broken in (
        text.replace('""flow""', '""flaw""', 1),
        text.replace("talk", "sing"),
        text.replace("user", "them", 1),
    ):
        with pytest.raises(InputError, match=r"entry [12]"):
            read(broken)


def test_pages_to_read_hold_everything_and_run_nothing() -> None:
    kept = [entry("a", "<script>alert(1)</script>", "and *you*", profile="Sam")]
    page = to_html(kept, SIGNALS)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"https?://|src=|href=", page)
    assert "Sam" in page
    assert SIGNALS["heard"].label in page
    text = to_markdown([entry("a", "two\nlines\n# heading")], SIGNALS)
    assert "- **me:** two lines # heading" in text
    assert "“two”" in text


def test_a_night_with_a_sign_of_danger_has_its_words_and_no_score() -> None:
    kept = entry("a", "She called.")
    state = replace(State.from_json(kept.state), safety=Assessment(True, ("fear",), "high")).to_json()
    page = to_html([replace(kept, state=state)], SIGNALS)
    assert "She called." in page
    assert SIGNALS["heard"].label not in page
