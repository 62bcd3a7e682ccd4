from __future__ import annotations

import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest

from voice_coach import assets
from voice_coach.core.safety import Assessment
from voice_coach.core.scoring import Score, score
from voice_coach.core.signals import Evidence, Pole
from voice_coach.errors import StorageError
from voice_coach.surfaces.page import summary_page, write_page

SIGNALS = assets.signals()


def heard(signal: str, pole: Pole, quote: str) -> Evidence:
    return Evidence(signal, pole, 0, 0, len(quote), quote, 0.9)


SCORE = score(
    [
        heard("shows_up", "positive", "he drove me <there> every day"),
        heard("load_share", "negative", "I always plan everything"),
        heard("load_share", "positive", "he cooks"),
    ]
)


class Seen(HTMLParser):
    """Tags that are open, all tags and attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attributes if name in ("src", "href", "action")]
        if tag not in ("meta", "line", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_holds_every_quote_and_loads_nothing() -> None:
    page = summary_page(SCORE, SIGNALS, "Here is what I heard.")
    seen = Seen(page)
    assert seen.open == []
    assert seen.links == []
    assert "script" not in seen.tags
    assert "http" not in page
    for evidence in (e for s in SCORE.signals.values() for e in s.evidence):
        assert evidence.quote in seen.text
    assert "<there>" not in page, "words are escaped"
    assert seen.tags.count("rect") == 3
    assert "2 of 16 signals" in seen.text
    assert "both ways" in seen.text
    assert SIGNALS["heard"].label in seen.text, "what was not mentioned is named"


def test_under_danger_the_page_says_nothing() -> None:
    danger = Score(SCORE.signals, Assessment(True, ("fear",), "high"))
    page = summary_page(danger, SIGNALS, "spoken words", "Index: 49.")
    assert "Index" not in page
    assert "every day" not in page
    assert "spoken words" not in page
    assert "fear" not in page


def test_nothing_mentioned_is_said_so() -> None:
    assert "No signal was mentioned." in Seen(summary_page(score([]), SIGNALS)).text


def test_how_it_stands_is_on_the_page_where_there_is_something_to_say() -> None:
    for found in (SCORE, score([])):
        assert "Index, from 7 <b>: 49." in Seen(summary_page(found, SIGNALS, "words", "Index, from 7 <b>: 49.")).text
        assert "Over time" not in summary_page(found, SIGNALS, "words")


def test_it_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "evening.html"
    write_page(file, "one")
    write_page(file, "two")
    assert file.read_text("utf-8") == "two"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(StorageError, match="Choose another place"):
        write_page(tmp_path / "missing" / "evening.html", "three")


def test_each_of_several_people_has_a_table_and_nobody_is_left_out() -> None:
    evidence = [
        heard("shows_up", "positive", "my mum came"),
        heard("load_share", "negative", "my sister left it to me"),
    ]
    evidence.append(heard("repair", "positive", "Tom said sorry"))
    page = summary_page(score(evidence, about=["mum", "sister", ""]), SIGNALS)
    assert page.count("<table>") == 3
    assert page.index("Your mum: each signal") < page.index("my mum came") < page.index("Your sister: each signal")
    assert page.index("Someone else: each signal") < page.index("Tom said sorry")
    assert summary_page(SCORE, SIGNALS).count("<table>") == 1
