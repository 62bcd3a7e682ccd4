"""Numbers, dates, addresses and links that lead to a person, written or spoken ("double seven", "dot com").

What only counts or measures stays: ages, years, prices, times and "a two-way street" are what people talk about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "place", "number", "email", "web", "postcode", "address"]


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of a text, and what they are."""

    start: int
    end: int
    kind: Kind
    family: bool = False
    """A family name: it stands after another name."""


_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_DIGIT = rf"(?:(?:double|triple|treble)[ -])?(?:zero|oh|o|nought|naught|{_ONES}|\d+)"
_WORD = rf"(?:{_DIGIT}|{_TENS}|{_TEENS}|hundred|thousand)"
_NEXT = r"(?:[ ,.-]{1,2}(?:um[ ,]+|uh[ ,]+|er[ ,]+|and[ ,]+)?)"
_RUN = rf"{_WORD}(?:{_NEXT}{_WORD})*"
_SMALL = (
    rf"(?:(?:(?:one|two|three|a) hundred(?: and)? )?"
    rf"(?:(?:{_TENS})[ -](?:{_ONES})|{_TENS}|{_TEENS}|{_ONES})|\d{{1,5}})"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL}|{_SMALL})"
_YEAR = (
    rf"(?:(?:19|20)\d\d|nineteen[ -](?:(?:{_TENS})(?:[ -](?:{_ONES}))?|oh[ -](?:{_ONES})|{_TEENS})"
    rf"|two thousand(?: and)?(?: (?:{_ONES}|{_TEENS}))?|twenty[ -](?:{_TEENS}|twenty(?:[ -](?:{_ONES}))?))"
)
_DATE = rf"(?:{_DAY} (?:of )?{_MONTH}|{_MONTH} (?:the )?{_DAY})"
_STREET = (
    r"(?:street|road|avenue|lane|drive|close|crescent|terrace|gardens?|grove|boulevard|mews|parade|court|square|row"
    r"|way|hill|walk|place|rise|view|green|st|rd|ave|blvd|ln|dr)"
)
_ROAD = r"(?:street|road|avenue|lane|crescent|terrace|boulevard|mews|grove|rd|ave|blvd)"
_PLAIN = (
    r"(?!(?:the|this|that|my|our|your|his|her|their|its|a|an|one|two|three|main|same|other|each|every|long|short|open"
    r"|whole|next|down|up|in|on|of|off|at|to|by|and|or|way|minutes?|hours?|days?|weeks?|months?|years?|miles?|metres?"
    r"|doors?|hundred|thousand|times?|people|more|memory|busy|quiet|dirt|hard|rocky|bumpy|side|back|wrong|right|fast"
    r"|slow|bus|cycle|weigh|is|was|it|he|she|they|we|i|you|who|some|any|dead|across|along|from|for|with|no|all|about|o|oh)\b)"
)
_GIVEN_AS = rf"(?:{_PLAIN}[^\W\d_][\w'’.-]* )"
_TLD = r"(?:com|org|net|edu|gov|info|io|ie|uk|us|ca|au|nz|za|ng|in|de|fr|es|it|nl|me|app|co|ac|eu|biz|tv)"
# Lengths are bounded as the standards do (64, 63): without, a long text of dots and dashes would take minutes.
_MAILBOX = r"[\w.+-]{1,64}(?: ?(?:dot|underscore|dash|hyphen) ?[\w+-]{1,64}){0,4}"
_LABEL = r"[\w-]{1,63}"


def _rule(kind: Kind, source: str) -> tuple[Kind, re.Pattern[str]]:
    """The group `x` is what goes; without one, the whole match."""
    return kind, re.compile(rf"(?<!\w)(?:{source})(?!\w)", re.IGNORECASE)


_RULES = (
    _rule("email", rf"[\w.+%-]{{1,64}}@{_LABEL}(?:\.{_LABEL}){{0,4}}"),
    _rule("email", rf"{_MAILBOX} at {_LABEL}(?: dot {_LABEL}){{0,3}}? dot {_TLD}(?: dot [a-z]{{2}})?"),
    _rule("web", r"@\w{2,}"),
    _rule("web", r"(?:https?://|www\.)\S*\w/?"),
    _rule("web", rf"(?:{_LABEL}\.){{1,5}}{_TLD}(?:/\S*\w)?"),
    _rule("web", rf"(?:www dot )?{_LABEL}(?: dot {_LABEL}){{0,3}}? dot {_TLD}(?: dot uk)?(?: (?:forward )?slash \w+)*"),
    _rule("postcode", r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]\d[a-z][ -]?\d[a-z]\d"),
    _rule("postcode", r"[ac-fhknprtv-y]\d[\dw] (?=\w*\d)[a-z\d]{4}"),
    _rule(
        "postcode",
        r"(?:post ?code|zip(?: ?code)?|eir ?code)(?: is|['’]?s| was)? (?:um |uh )*"
        rf"(?P<x>(?:[a-z]{{1,2}}\d*[a-z]?|{_DIGIT}|{_TEENS}|{_TENS})(?: (?:[a-z]|{_DIGIT}|{_TEENS}|{_TENS}"
        rf"|(?!(?:an|as|at|by|do|he|if|in|is|it|me|my|no|of|on|or|so|to|up|us|we|oh)\b)[a-z]{{2}}|\d[a-z]{{2}}))+)",
    ),
    _rule("postcode", r"(?-i:[A-Z]{2}) (?P<x>\d{5}(?:-\d{4})?)"),
    _rule("address", rf"(?:flat |apartment |apt |unit )?\d{{1,5}}[a-z]?,? {_GIVEN_AS}{{1,3}}{_STREET}"),
    _rule("address", rf"(?:flat |apartment |unit )?{_SMALL}(?: [a-d])? {_GIVEN_AS}{{1,2}}{_STREET}"),
    _rule("address", rf"(?:on|in|off|at|down|from|of|to|near|round|along) (?P<x>{_GIVEN_AS}{{1,2}}{_ROAD})"),
    _rule(
        "address",
        r"(?-i:(?:[A-Z][\w'’]+ ){1,3}(?:Street|Road|Avenue|Lane|Crescent|Terrace|Drive|Close|St|Rd))",
    ),
    _rule("number", rf"(?:the )?{_DATE},? {_YEAR}|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d\d)|\d{{4}}-\d\d-\d\d"),
    _rule(
        "number",
        r"(?:born|birthday|dob|d o b|date of birth)(?: is|['’]?s| was| on| in| the|:)* "
        rf"(?P<x>{_DATE}(?:,? {_YEAR})?|{_YEAR})",
    ),
    _rule("number", rf"(?P<x>{_DATE}) (?:is|was) (?:my|his|her|their) birthday"),
    _rule("number", r"\+?\(?\d(?:[ .()/-]{0,2}\d){5,}"),
    _rule("number", r"[a-z]{2}\d{2}(?: ?(?=[a-z]*\d)[a-z\d]{4}){3,7}(?: ?\d{1,3})?|[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]"),
    _rule("number", r"(?-i:[A-Z]{2}\d\d ?[A-Z]{3})"),
    _rule("number", rf"{_DIGIT}(?:{_NEXT}(?:{_DIGIT}|{_TENS}|{_TEENS}|hundred)){{4,}}"),
    _rule(
        "number",
        r"(?:pin|pass ?code|code|password|account|card|phone|mobile|number|extension|policy|reference|licen[cs]e)"
        r"(?: number| code)?(?: is|['’]?s|,? it['’]?s|,? it is| was| ends in| ending in|:)(?: um| uh)? "
        rf"(?P<x>{_WORD}(?:{_NEXT}{_WORD}){{2,}}|\d{{3,}})",
    ),
    _rule(
        "number",
        rf"(?:flat|apartment|apt|house number|at number) (?P<x>{_RUN}(?: [a-d])?)"
        r"(?! (?:days|weeks|months|years|hours|minutes|times))",
    ),
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d\W{1,3})+(?:19|20)\d\d")


def details(text: str) -> Iterator[Span]:
    """Every detail, rule by rule; spans may overlap."""
    for kind, pattern in _RULES:
        for match in pattern.finditer(text):
            group = "x" if "x" in pattern.groupindex else 0
            if not _YEARS.fullmatch(match[group]):
                yield Span(match.start(group), match.end(group), kind)
