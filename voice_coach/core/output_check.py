"""What may never be said, whoever puts it into words: checked on every sentence of any reflector.

The rules are reviewed data (knowledge/output_rules.toml): no diagnosis, no label for the other person, no
verdict on staying or leaving, no advice to confront, no promise of secrecy, no claim to be human or a
therapist, no rude word, no guess at what somebody else feels or wants. One rule is code: no number that is not in
the data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voice_coach.core.own_words import said_before, without_own


@dataclass(frozen=True)
class OutputRule:
    """One thing that may not be said: any pattern matches, unless the exception does too."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None = None
    own: str = ""
    """How the person's own words pass: "whole" statements or quotes of theirs, or any "part" that they said."""

    def broken_by(self, plain: str, own: Collection[str] = ()) -> bool:
        """Whether lower-case text breaks the rule; `own` are the person's turns."""
        if self.unless and self.unless.search(plain):
            return False
        found = [match for pattern in self.patterns for match in pattern.finditer(plain)]
        if not found or not self.own or not own:
            return bool(found)
        if self.own == "part":
            return not all(said_before(match.group(), own) for match in found)
        rest = without_own(plain, own)
        return any(pattern.search(rest) for pattern in self.patterns)


def read_rules(raw: Mapping[str, Mapping[str, Any]]) -> tuple[OutputRule, ...]:
    """Rules from data."""
    return tuple(
        OutputRule(
            name,
            tuple(re.compile(_filled(pattern, rule.get("parts", {}))) for pattern in rule["patterns"]),
            re.compile(rule["unless"]) if "unless" in rule else None,
            rule.get("own", ""),
        )
        for name, rule in raw.items()
    )


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"<{name}>", part)
    return pattern


_NUMBER = re.compile(r"\d[\d ,.\-]*")
_WRITTEN = re.compile(r"\d[\d \-]*")
_WORDS = {"zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4"} | {
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"
}  # fmt: skip
_SPELLED = re.compile(rf"\b(?:(?:{'|'.join(_WORDS)})[ ,-]+){{2,}}(?:{'|'.join(_WORDS)})\b")


def problems(sentence: str, rules: Sequence[OutputRule], own: Collection[str] = ()) -> list[str]:
    """Names of the rules a sentence breaks; empty when it may be said.

    `own` are texts whose numbers may be said, and whose words where a rule lets them: the user's own, or data. Digits
    one by one and spelled out ("nine nine nine") count as the number they make.
    """
    plain = " ".join(sentence.lower().replace("’", "'").split())
    found = [rule.name for rule in rules if rule.broken_by(plain, own)]
    allowed = {_digits(number) for text in own for number in (text, *_WRITTEN.findall(text))}
    in_digits = _SPELLED.sub(lambda m: "".join(_WORDS[word] for word in re.findall(r"[a-z]+", m.group())), plain)
    if any(_digits(match.group()) not in allowed for match in _NUMBER.finditer(in_digits)):
        found.append("number")
    return found


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
