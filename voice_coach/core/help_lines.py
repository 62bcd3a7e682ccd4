"""Which help lines fit a sign of danger in a country. Numbers come from data, never from a model."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MOST = 3
"""Lines in one reply."""
OLD_AFTER = timedelta(days=180)
"""Numbers age: from then on a warning stands beside them."""
ANYWHERE = "*"

KINDS: Mapping[str, tuple[str, ...]] = {
    "suicide_passive": ("suicide_crisis",),
    "suicide_active": ("suicide_crisis",),
    "suicide_plan": ("suicide_crisis",),
    "self_harm": ("suicide_crisis",),
    "violence": ("domestic_violence", "domestic_violence_men"),
    "threat_weapon": ("domestic_violence", "domestic_violence_men"),
    "choking": ("domestic_violence", "domestic_violence_men"),
    "control_monitoring": ("domestic_violence", "domestic_violence_men"),
    "fear": ("domestic_violence", "domestic_violence_men"),
    "stalking": ("domestic_violence", "domestic_violence_men"),
    "partner_suicide_threat": ("suicide_crisis", "domestic_violence"),
    "user_harms_or_threatens_others": (),
    "child_at_risk": ("child",),
    "minor_user": ("child",),
}
"""Class to kinds of line, best first. Where a country has no line of these kinds, the directory stands in."""
TELLING = ("domestic_violence", "domestic_violence_men")
"""Kinds whose very name tells someone in the room what was spoken of."""


@dataclass(frozen=True)
class HelpLine:
    """One line a person can reach."""

    country: str
    kind: str
    name: str
    contact: str
    hours: str

    @property
    def always(self) -> bool:
        """Whether someone answers day and night."""
        return self.hours.startswith(("24", "any time"))

    @property
    def for_young(self) -> bool:
        """Whether it is for young people themselves, not for adults who worry about one."""
        return "under" in self.hours

    @property
    def by_text(self) -> str:
        """How to reach it by text message, for the ear; empty when the data names no way."""
        for part in self.contact.split(";"):
            if part.strip().startswith("text "):
                return spoken(part)
        return "text the same number" if "or text" in self.contact else ""


def read_lines(raw: Sequence[Mapping[str, Any]]) -> tuple[HelpLine, ...]:
    """Lines from data."""
    return tuple(HelpLine(r["country"], r["kind"], r["name"], r["contact"], r["hours"]) for r in raw)


def choose(
    lines: Sequence[HelpLine], classes: Collection[str], country: str, urgent: bool = False, private: bool = True
) -> list[HelpLine]:
    """At most three: the emergency number first when it is `urgent`, then the lines that fit, else the directory.

    While the user cannot talk freely (not `private`), no line is chosen whose name gives the topic away.
    """
    ranked = [KINDS[name][rank : rank + 1] for rank in (0, 1) for name in classes]
    wanted = [kind for kinds in ranked for kind in kinds if private or kind not in TELLING]
    adult = "minor_user" not in classes
    if not adult:
        wanted.sort(key=lambda kind: kind != "child")
    local = [line for line in lines if line.country == country]
    urgent = urgent or not local  # An unknown country: the emergency number there, and the directory.
    anywhere = [line for line in lines if line.country == ANYWHERE]
    fitting = [line for kind in dict.fromkeys(wanted) for line in local if line.kind == kind]
    harms = "user_harms_or_threatens_others" in classes
    if harms or not [line for line in fitting if not (adult and line.for_young)]:
        fitting += [line for line in anywhere if line.kind == "directory"]
    emergency = [line for line in [*local, *anywhere] if line.kind == "emergency"][:1]
    return [*(emergency if urgent or harms or not wanted else []), *fitting][:MOST]


def checked_note(checked: date, today: date) -> str:
    """When the numbers were last compared with their sources, and a warning when that is long ago."""
    note = f"Numbers checked on {checked.isoformat()}."
    if today - checked > OLD_AFTER:
        note += " That is long ago: compare them with the line's own page, or use your emergency number."
    return note


_DIGITS = re.compile(r"\d[\d -]*\d|\d")
_MORE_NUMBERS = re.compile(r"(\d[\d -]{3,}\d)(?:(?:, | or )\d[\d -]*\d)+")


def spoken(contact: str) -> str:
    """A contact for the ear: one number, digit by digit, grouped as it is written; addresses with "dot"."""
    first = _MORE_NUMBERS.sub(r"\1", contact.split(";")[0].split("(")[0].strip())
    said = _DIGITS.sub(lambda m: _by_digit(m.group()), first)
    return re.sub(r"(?<=\w)\.(?=\w)", " dot ", said)


def contacts(lines: Sequence[HelpLine]) -> frozenset[str]:
    """How the lines are reached, as the coach says it: what has a number or an address of its own."""
    said = {spoken(line.contact.partition(", then ")[0]).removeprefix("call or text ") for line in lines}
    return frozenset(text for text in said if re.search(r"\d| dot ", text))


def spoken_name(name: str) -> str:
    """A name for the ear: numbers digit by digit, no signs."""
    said = re.sub(r"\s*\(([^)]*)\)", r", \1,", name).strip(", ?").replace("&", "and")
    said = re.sub(r"(?<=\d)-(?=\d\b)", "", said)
    return re.sub(r"(?<=\d)(?=[A-Za-z])", " ", _DIGITS.sub(lambda m: _by_digit(m.group()), said))


def _by_digit(number: str) -> str:
    groups = [" ".join(group) for group in re.split(r"[ -]+", number) if group]
    return ", ".join(groups)


COUNTRIES: Mapping[str, str] = {
    "united states of america": "US", "great britain": "GB",
    "united states": "US", "america": "US", "the states": "US", "usa": "US", "canada": "CA", "britain": "GB",
    "united kingdom": "GB", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "ireland": "IE", "australia": "AU", "new zealand": "NZ", "india": "IN", "germany": "DE", "france": "FR",
    "spain": "ES", "mexico": "MX", "brazil": "BR", "argentina": "AR", "colombia": "CO",
    "chile": "CL", "nigeria": "NG", "ghana": "GH", "kenya": "KE", "south africa": "ZA", "pakistan": "PK",
    "bangladesh": "BD", "sri lanka": "LK", "the philippines": "PH", "philippines": "PH", "china": "CN", "japan": "JP",
    "singapore": "SG", "malaysia": "MY", "italy": "IT", "portugal": "PT", "poland": "PL", "romania": "RO",
    "the netherlands": "NL", "netherlands": "NL", "holland": "NL", "belgium": "BE", "austria": "AT",
    "switzerland": "CH", "sweden": "SE", "norway": "NO", "denmark": "DK", "finland": "FI", "greece": "GR",
    "turkey": "TR", "ukraine": "UA", "israel": "IL", "egypt": "EG", "morocco": "MA", "jamaica": "JM",
}  # fmt: skip
"""Places as they are said, with their country's code: there may be no line for it, and then that is said. Longer ones
first where one holds another."""


_CITIES: Mapping[str, str] = {
    **dict.fromkeys(("london", "manchester", "birmingham", "leeds", "liverpool", "bristol", "sheffield", "glasgow",
                     "edinburgh", "cardiff", "swansea", "belfast", "newcastle", "nottingham"), "GB"),
    **dict.fromkeys(("dublin", "cork", "galway", "limerick"), "IE"),
    **dict.fromkeys(("new york", "chicago", "los angeles", "california", "texas", "florida", "boston", "seattle",
                     "ohio", "atlanta", "philadelphia", "houston", "san francisco"), "US"),
    **dict.fromkeys(("toronto", "vancouver", "montreal", "ontario", "ottawa", "calgary", "quebec"), "CA"),
    **dict.fromkeys(("sydney", "melbourne", "brisbane", "adelaide", "queensland"), "AU"),
    **dict.fromkeys(("auckland", "christchurch", "dunedin"), "NZ"),
    **dict.fromkeys(("mumbai", "delhi", "new delhi", "bangalore", "bengaluru", "chennai", "kolkata",
                     "hyderabad"), "IN"),
    **dict.fromkeys(("lagos", "abuja", "ibadan"), "NG"), **dict.fromkeys(("accra", "kumasi"), "GH"),
    **dict.fromkeys(("nairobi", "mombasa"), "KE"), **dict.fromkeys(("johannesburg", "cape town", "durban"), "ZA"),
}  # fmt: skip
"""Places that answer "which country?" as well."""
_PLACES: Mapping[str, str] = {
    **COUNTRIES,
    **_CITIES,
    "us": "US",
    "states": "US",
    "u s": "US",
    "u s a": "US",
    "u k": "GB",
}
_LONGEST = sorted(_PLACES, key=len, reverse=True)
_WHERE = re.compile(
    r"\b(?:i'm|i am|im|we're|we are|i live|we live|living|based|here) (?:here )?(?:over )?in (?P<in>[a-z ]+)"
    r"|\b(?:i'm|i am|im|we're|we are|i'm calling|i am calling|we're calling|i come) from (?P<from>[a-z ]+)"
)
_ONLY = re.compile(
    r"(?:(?:it's|its|it is|um|uh|oh|yes|yeah|well|okay|ok|so|just|the|in|from|country is|my country is|here in|over in"
    r"|that's|that would be) )*(?P<place>[a-z ]+?)(?: (?:please|here|thanks|thank you|love|if that helps|i think))*"
)


def country_told(text: str) -> str | None:
    """The country when the words say where the user is, or hardly more than its name; "he's in Spain" tells nothing."""
    plain = " ".join(re.sub(r"[^a-z' ]", " ", text.lower().replace("’", "'")).split())
    only = _ONLY.fullmatch(plain)
    if only and only["place"] in _PLACES and (only["place"] != "us" or re.search(r"\bthe us\b|^us$", plain)):
        return _PLACES[only["place"]]
    where = None if "originally" in plain else _WHERE.search(plain)
    behind = (where["in"] or where["from"]).removeprefix("the ") if where else ""
    # "In pieces since Paris" names no place that one is in: it stands directly behind.
    return next((_PLACES[name] for name in _LONGEST if f"{behind} ".startswith(f"{name} ")), None)
