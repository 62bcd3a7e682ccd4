"""Turning the person: "I plan everything" becomes "you plan everything".

Only what can be turned safely is: words about "you" are someone's speech, and are left alone.
"""

from __future__ import annotations

import re

from voice_coach.core.kinship import KIND, PEOPLE
from voice_coach.core.salience import is_empty
from voice_coach.core.statement import is_statement, named
from voice_coach.core.tidying import tidy
from voice_coach.core.whose import is_speech

LONGEST = 16
"""Words of a reflection; with its question a turn has at most 35."""
SHORTEST = 3
"""Words of one; "I'm tired" needs only two."""

_HARD_ON_ONESELF = (
    r"(?:(?:a|an(?! awful lot)|the|such|just|so|too|being|really|probably|bit|quite|very|clearly|obviously|only"
    r"|always"
    r"|complete|total) )*"
    r"(?:bad|terrible|horrible|awful|rubbish|stupid|useless(?! at)|pathetic|needy|clingy|worthless|idiot|failure"
    r"|selfish"
    r"|weak|mad(?! (?:at|about|with|for)\b)|crazy(?! about)|sensitive|(?<=too )much|dramatic|burden|fool|mess"
    r"|coward|unlovable"
    r"|to blame|problem(?! \w+(?:er|ing)\b))\b"
)
"""What people call themselves at night: given back as a fact it would be the coach's verdict."""
_PHRASES = (
    (rf"(?:^|(?<=, ))my ((?:{KIND})(?:{PEOPLE})) and (?:i|me)\b(?!')", r"you and your \1"),
    (rf"\bmy ((?:{KIND})(?:{PEOPLE})) and me\b", r"you and your \1"),
    (
        r"^i should(?: have|'?ve| of)(?! (?:more|a|an|the|some|time|no|any|my|another|enough)\b)",
        "you feel you should have",
    ),
    (r"^i shouldn'?t(?: have|'?ve| of)\b", "you feel you shouldn't have"),
    (
        r"^((?:it|everything|that|this)(?:'s| is| was)(?: (?!not|never)\w+){0,2}) my ((?:own )?fault)\b",
        r"it feels like \1 your \2",
    ),
    (r"^i(?: am|'m|m) (?=not good enough\b)", "you feel you're "),
    (rf"^i(?: am|'m|m) (?={_HARD_ON_ONESELF})", "you feel you're "),
    (rf"^i was (?={_HARD_ON_ONESELF})", "you feel you were "),
    (r"^i (deserved?|(?:ruined|spoiled|wrecked) (?:it|everything))\b", r"you feel you \1"),
    (r"^i let (him|her|them|everyone|everybody|my \w+) down(?! (?:the|a|to|from)\b)", r"you feel you let \1 down"),
    # "how I am", "that's who I am": a short form can't stand at the end of what is asked or compared.
    (r"\b(how|what|where|who|than|as) i am\b|\bi am$", r"\1 you are"),
    (r"\bi should like\b", "you'd like"),
    (r"\bi (?:am|m)\b|\bi'm\b|\bim\b", "you're"),
    (r"\bi was\b", "you were"),
    (r"\bwas i\b", "were you"),
    (r"\bi wasn'?t\b", "you weren't"),
    (r"\bam i\b", "are you"),
    (r"\baren't i\b", "aren't you"),
    (r"\bi amn'?t\b", "you aren't"),
    (r"\bi've\b|\bive\b", "you've"),
    (r"\bi'd\b", "you'd"),
    (r"\bi'll\b", "you'll"),
    (r"\bi\b", "you"),
    (r"\bme and (\w+)\b", r"you and \1"),
    # Recognisers and dialects write "me mum" for "my mum".
    (
        r"\bme (?=(?:mum|mam|mom|dad|nan|gran|sister|brother|mate|wife|own|house|car|job|husband|missus|fella"
        r"|daughter|son|lad|specs|life|coat|van|hair|bed|room|face|door)\b)",
        "your ",
    ),
    (r"\b(?:myself|meself)\b", "yourself"),
    (r"\bmine\b", "yours"),
    (r"\bmy\b", "your"),
    (r"\bme\b", "you"),
    (r"\bwe're\b", "you're"),
    (r"\bwe've\b", "you've"),
    (r"\bwe'd\b", "you'd"),
    (r"\bwe'll\b", "you'll"),
    (r"\bwe was\b", "you were"),
    (r"\bwe (both|two|all|three|four|each|lot|girls|lads)\b", r"you \1"),
    (r"\bourselves\b", "yourselves"),
    (r"\bours\b", "yours"),
    (r"\bour\b", "your"),
    (r"\bof us\b", "of you"),
    (r"\bus (both|two|all|three|four|lot|girls|lads)\b", r"you \1"),
    (r"\b(between|both|all) us\b", r"\1 you"),
    (r"\bmiss us\b", "miss the two of you"),
    (r"\bjust us\b", "just the two of you"),
)
_SWITCHES = [(re.compile(pattern, re.IGNORECASE), new) for pattern, new in _PHRASES]
_US = re.compile(r"\bus\b", re.IGNORECASE)
_WE = re.compile(r"\bwe\b", re.IGNORECASE)
_MANY = re.compile(
    r"\b(?:funeral|wedding|christmas|birthday|party|reunion|wake|family|families|kids|children|everyone|everybody"
    r"|all of us|mum and dad|mom and dad|the (?:girls|boys|lads|team|office))\b"
    rf"|\bmy (?:{KIND})(?:{PEOPLE}) and (?:i|me)\b|\bme and my\b|\bof us\b",
    re.IGNORECASE,
)
"""Where "we" may well be more than two, or the two are named already."""
_WISHED = re.compile(
    r"(?:(?:and|but|so|well|just|only|i suppose|i guess)\b[, ]*)*that (?P<who>he|she|they|i|we|it|someone|somebody"
    r"|my \w+|mum|dad|[A-Z]\w+)(?:'d| would|(?P<not> wouldn't)) (?!(?:have|been|never|better|rather"
    r"|\w+ed)\b)(?P<rest>.+)",
    re.IGNORECASE,
)
"""A wish, asked for before: "That he'd see the sink". Without its first words it would be a fact."""
_OBJECT = {"he": "him", "she": "her", "they": "them", "we": "the two of you"}
_AS_SAID = re.compile(r'"[^"]*"')
_WELL = "fine|okay|ok|good|alright|here|back|sorry|not|sure|done|safe|listening|ready|well|him|her|me"
_FEELING = re.compile(rf"(?:i'm|i am|we're|we are) (?!(?:{_WELL})\b)\w+", re.IGNORECASE)
_ANSWER = re.compile(rf"i(?:'m| am) (?:(?:not|all|quite) )?(?:{_WELL})", re.IGNORECASE)


def switched(text: str) -> str | None:
    """The statement with the person switched, or None where that would not be sound."""
    wish = _WISHED.fullmatch(" ".join(text.replace("’", "'").split()).rstrip(" .!"))
    if wish:
        return _wished(wish)
    plain = tidy(text)
    fits = SHORTEST <= len(plain.split()) <= LONGEST or _FEELING.fullmatch(plain)
    if not fits or is_empty(plain) or _ANSWER.fullmatch(plain):
        return None
    # What stands in quotation marks is left as it was said.
    sayings = _AS_SAID.findall(plain)
    plain = _AS_SAID.sub('""', plain)
    if not is_statement(text, plain) or any("?" in saying for saying in sayings):
        return None
    plain = turned(plain)
    for saying in sayings:
        plain = plain.replace('""', saying.replace('"', "\0"), 1)
    return plain.replace("\0", '"')


def _wished(wish: re.Match[str]) -> str | None:
    who, rest = wish["who"], tidy(wish["rest"])
    if (
        is_speech(rest)
        or "?" in rest
        or re.search(r"(?<!thank )\byou", rest, re.IGNORECASE)
        or not 0 < len(rest.split()) < LONGEST
    ):
        return None
    whom = "" if who.lower() == "i" else f"{_OBJECT.get(who.lower(), who)} "
    return turned(f"you'd want {whom}{'not ' if wish['not'] else ''}to {rest}")


def turned(plain: str) -> str:
    """Any words with the person switched, whether that is sound or not."""
    plain = _begun_small(plain)
    many = bool(_MANY.search(plain))
    for pattern, new in _SWITCHES:
        plain = pattern.sub(new, plain)
    # The two of them are named once; after that "you" is enough.
    plain = _WE.sub("you" if many else "you two", plain, count=1)
    two = many or "you two" in plain
    plain = _WE.sub("you", plain)
    return _begun_small(_US.sub("you" if two else "you both", plain))


def _begun_small(plain: str) -> str:
    return plain if named(plain) else plain[:1].lower() + plain[1:]
