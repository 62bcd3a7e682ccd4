"""What the coach says itself: reviewed texts with variants, strict about missing names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Prompts:
    """Texts by dotted name, such as `decline.any`."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self._texts = texts

    def variants(self, name: str) -> tuple[str, ...]:
        """All variants of a text. A missing name raises KeyError: a typo must not pass in silence."""
        found: Any = self._texts
        for part in name.split("."):
            found = found[part]
        return (found,) if isinstance(found, str) else tuple(found)

    def has(self, name: str) -> bool:
        """Whether there is a text of this name."""
        try:
            return bool(self.variants(name))
        except KeyError:
            return False

    def say(self, name: str, turn: int = 0, /, **values: str) -> str:
        """The variant whose turn it is, filled in. A name the text wants and is not given raises KeyError."""
        variants = self.variants(name)
        return variants[turn % len(variants)].format_map(values)
