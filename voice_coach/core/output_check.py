"""What may never be said, whoever puts it into words: checked on every sentence of any reflector.

The rules are reviewed data (knowledge/output_rules.toml): no diagnosis, no label for the other person, no
verdict on staying or leaving, no advice to confront, no promise of secrecy, no claim to be human or a
therapist. One rule is code: no number that is not in the data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OutputRule:
    """One thing that may not be said: any pattern matches, unless the exception does too."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None = None

    def broken_by(self, plain: str) -> bool:
        """Whether lower-case text breaks the rule."""
        return any(p.search(plain) for p in self.patterns) and not (self.unless and self.unless.search(plain))


def read_rules(raw: Mapping[str, Mapping[str, Any]]) -> tuple[OutputRule, ...]:
    """Rules from data."""
    return tuple(
        OutputRule(
            name,
            tuple(re.compile(pattern) for pattern in rule["patterns"]),
            re.compile(rule["unless"]) if "unless" in rule else None,
        )
        for name, rule in raw.items()
    )


_NUMBER = re.compile(r"\d[\d ,.\-]*")
_WRITTEN = re.compile(r"\d[\d \-]*")
_WORDS = {"zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4"} | {
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"
}  # fmt: skip
_SPELLED = re.compile(rf"\b(?:(?:{'|'.join(_WORDS)})[ ,-]+){{2,}}(?:{'|'.join(_WORDS)})\b")


def problems(sentence: str, rules: Sequence[OutputRule], allowed_numbers: Collection[str] = ()) -> list[str]:
    """Names of the rules a sentence breaks; empty when it may be said.

    `allowed_numbers` are texts whose numbers may be said: from data, or from the user's own words. Digits one by one
    and spelled out ("nine nine nine") count as the number they make.
    """
    plain = " ".join(sentence.lower().replace("’", "'").split())
    found = [rule.name for rule in rules if rule.broken_by(plain)]
    allowed = {_digits(number) for text in allowed_numbers for number in (text, *_WRITTEN.findall(text))}
    in_digits = _SPELLED.sub(lambda m: "".join(_WORDS[word] for word in re.findall(r"[a-z]+", m.group())), plain)
    if any(_digits(match.group()) not in allowed for match in _NUMBER.finditer(in_digits)):
        found.append("number")
    return found


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
