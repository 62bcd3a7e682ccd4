"""Help lines: the right ones, in the right order, at most three, digit by digit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.core.help_lines import KINDS, MOST, HelpLine, choose, country_told, spoken, spoken_name
from voice_coach.core.safety import CLASSES

LINES = assets.help_lines()
COUNTRIES = sorted({line.country for line in LINES} - {"*"})
SOME = st.lists(st.sampled_from(CLASSES), min_size=1, unique=True)


def names(*classes: str, country: str, urgent: bool = False, private: bool = True) -> list[str]:
    return [line.name for line in choose(LINES, classes, country, urgent, private)]


def test_every_class_has_its_kinds() -> None:
    assert set(KINDS) == set(CLASSES)
    assert {kind for kinds in KINDS.values() for kind in kinds} <= {line.kind for line in LINES}


@given(SOME, st.sampled_from([*COUNTRIES, "PT", ""]), st.booleans(), st.booleans())
def test_there_is_always_someone_and_never_too_many(
    classes: list[str], country: str, urgent: bool, private: bool
) -> None:
    chosen = choose(LINES, classes, country, urgent, private)
    assert 1 <= len(chosen) <= MOST
    assert len(set(chosen)) == len(chosen)
    assert {line.country for line in chosen} <= {country, "*"}
    assert (chosen[0].kind == "emergency") >= urgent
    if not private:
        assert not any(line.kind.startswith("domestic_violence") for line in chosen)


def test_the_country_decides() -> None:
    assert names("suicide_active", country="US") == ["988 Suicide & Crisis Lifeline"]
    assert names("suicide_active", country="GB") == ["Samaritans"]
    assert names("violence", country="GB") == ["National Domestic Abuse Helpline (Refuge)", "Men's Advice Line"]
    assert names("suicide_active", country="PT") == ["Emergency", "Find A Helpline"]
    assert names("suicide_active", country="") == ["Emergency", "Find A Helpline"]
    assert names("suicide_active", country="PT", urgent=True) == ["Emergency", "Find A Helpline"]
    assert choose(LINES, ["choking"], "", urgent=True)[0].contact == "your local emergency number"


def test_emergency_comes_first() -> None:
    assert [line.kind for line in choose(LINES, ["threat_weapon"], "US", urgent=True)] == [
        "emergency",
        "domestic_violence",
    ]


def test_each_danger_gets_its_line_before_any_gets_a_second() -> None:
    kinds = [line.kind for line in choose(LINES, ["violence", "child_at_risk"], "GB")]
    assert kinds == ["domestic_violence", "child", "domestic_violence_men"]


def test_a_line_for_the_young_is_not_all_that_an_adult_gets() -> None:
    assert names("child_at_risk", country="GB") == ["Childline", "Find A Helpline"]
    assert names("minor_user", country="GB") == ["Childline"]


def test_someone_who_harms_gets_people_too() -> None:
    assert names("user_harms_or_threatens_others", country="AU") == ["Emergency", "Find A Helpline"]


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("116 123", "1 1 6, 1 2 3"),
        ("call or text 988; chat 988lifeline.org", "call or text 9 8 8"),
        ("1-800-799-7233 (SAFE); text START to 88788", "1, 8 0 0, 7 9 9, 7 2 3 3"),
        ("999, then 55 if you cannot speak", "9 9 9, then 5 5 if you cannot speak"),
        ("0800 1110111, 0800 1110222 or 116 123", "0 8 0 0, 1 1 1 0 1 1 1"),
        ("14416 or 1-800-891-4416", "1 4 4 1 6"),
        ("112 or 999", "1 1 2 or 9 9 9"),
        ("findahelpline.com", "findahelpline dot com"),
        ("016 (not on the bill; stays in the phone's call log, so delete it)", "0 1 6"),
        ("your local emergency number", "your local emergency number"),
    ],
)
def test_numbers_are_spoken_digit_by_digit(contact: str, said: str) -> None:
    assert spoken(contact) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("988 Suicide & Crisis Lifeline", "9 8 8 Suicide and Crisis Lifeline"),
        ("9-8-8 Suicide Crisis Helpline", "9 8 8 Suicide Crisis Helpline"),
        ("1800RESPECT", "1 8 0 0 RESPECT"),
        ("Need to talk?", "Need to talk"),
        ("National Domestic Abuse Helpline (Refuge)", "National Domestic Abuse Helpline, Refuge"),
        ("016", "0 1 6"),
    ],
)
def test_names_can_be_spoken(name: str, said: str) -> None:
    assert spoken_name(name) == said


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.country}-{line.kind}")
def test_nothing_in_the_data_is_left_unspeakable(line: HelpLine) -> None:
    name = "" if line.kind == "emergency" else spoken_name(line.name)  # "call 999" needs no name.
    for said in (spoken(line.contact), name, line.by_text):
        assert not re.search(r"\d{2}|[;()&?]|\d[A-Za-z]", said), said


def test_how_to_text() -> None:
    by = {(line.country, line.kind): line.by_text for line in LINES}
    assert by["US", "suicide_crisis"] == "text the same number"
    assert by["US", "domestic_violence"] == "text START to 8 8 7 8 8"
    assert by["GB", "suicide_crisis"] == ""


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Ireland.", "IE"),
        ("the UK", "GB"),
        ("I'm in Ireland, if that matters.", "IE"),
        ("we live in northern ireland", "GB"),
        ("he's in Spain with her", None),
        ("I don't know", None),
        ("I'm in pain", None),
        ("", None),
    ],
)
def test_where_the_user_is(text: str, country: str | None) -> None:
    assert country_told(text) == country


def test_a_child_hears_the_line_for_children_first() -> None:
    assert choose(LINES, ("violence", "minor_user"), "GB")[0].kind == "child"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I'm in the US", "US"),
        ("US", "US"),
        ("U.S.", "US"),
        ("i'm in the states", "US"),
        ("in the uk", "GB"),
        ("Great Britain", "GB"),
        ("I'm in London", "GB"),
        ("I'm from Ireland", "IE"),
        ("it's Ireland", "IE"),
        ("Ireland please", "IE"),
        ("We live in Lagos", "NG"),
        ("I'm in bits", None),
        ("it's just us", None),
        ("I'm in a state", None),
        ("tell us", None),
    ],
)
def test_a_country_is_told_in_many_words(text: str, code: str | None) -> None:
    assert country_told(text) == code


def test_a_country_without_lines_is_heard_too() -> None:
    assert country_told("I'm in Mexico") == "MX"
    assert country_told("I'm calling from the Netherlands") == "NL"
    for elsewhere in (
        "he's in Spain",
        "I'm from Nigeria originally",
        "I'm in pieces since France",
        "my ex is calling from Italy",
    ):
        assert country_told(elsewhere) is None
    assert [line.kind for line in choose(LINES, ("suicide_active",), "MX")] == ["emergency", "directory"]
