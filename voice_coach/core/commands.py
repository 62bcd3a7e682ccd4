"""Words that steer the session instead of telling it something.

A command is the whole of what was said, in any of many ways ("could you slow down a bit", "not so fast please"), once
politeness is taken off. What is told of somebody ("he told me to stop") is none: it says more than the command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from voice_coach.core.normalise import normalise

_LONGEST = 14
"""Words of the longest command: whoever says more tells something."""
_YES = re.compile(
    r"(?:yes|yeah|yep|sure|ok|okay|please|yes please|go ahead|go on|continue|i would|i'?d (?:like|love) to)"
)

_KEEP_NOTHING = re.compile(
    r"\b(?:(?:please|plz|pls|and|also|but|can you|could you|so)\W+)*(?<!he )(?<!she )(?<!they )(?<!you )(?<!we )(?<!i )"
    r"(?:do not|don['’]?t) (?:save|keep|record|store|write down) (?:this|that|it|any of (?:this|it)|the last bit)\b",
    re.IGNORECASE,
)


def keep_nothing(text: str) -> bool:
    """Whether an order not to keep it stands anywhere in what was told."""
    return bool(_KEEP_NOTHING.search(text))


def without_order(text: str) -> str:
    """What was told, without such an order: a classifier hears "don't save this" as a wish to die."""
    return _KEEP_NOTHING.sub("", text)


@dataclass(frozen=True)
class Commands:
    """The phrases of knowledge/commands.toml, compiled when first asked for."""

    raw: Mapping[str, Any]

    def find(self, text: str, offered: bool = False, panic: str = "") -> str | None:
        """The command that the whole utterance is, or None. A plain yes, or "go on", takes up an offer of more.

        `panic` are words of the user's choice that mean "clear the screen".
        """
        plain = normalise(text)
        if panic and plain == normalise(panic):
            return "panic"
        if offered and _YES.fullmatch(plain):
            return "more"
        if not plain or len(plain.split()) > _LONGEST:
            return None
        bare = self._before.sub("", plain + " ").strip() or plain
        for said in dict.fromkeys((plain, self._after.sub("", plain), bare, self._after.sub("", bare))):
            found = next((name for name, pattern in self._patterns.items() if pattern.fullmatch(said)), None)
            if found:
                return found
        return None

    def start(self, text: str) -> str | None:
        """Which conversation the whole utterance asks to begin, "checkin" or "talk", on a surface without commands."""
        return self._starts.find(text)

    @cached_property
    def _starts(self) -> Commands:
        return Commands({**self.raw, "commands": self.raw["starts"]})

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        slots: Mapping[str, str] = self.raw["slots"]
        found = {}
        for name, family in self.raw["commands"].items():
            either = "|".join(f"(?:{phrase})" for phrase in family)
            for slot, words in slots.items():
                either = either.replace("{" + slot + "}", words)
            found[name] = re.compile(either)
        return found

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return re.compile(f"^(?:(?:{'|'.join(self.raw['polite_before'])}) )+")

    @cached_property
    def _after(self) -> re.Pattern[str]:
        return re.compile(f"(?: (?:{'|'.join(self.raw['polite_after'])}))+$")
