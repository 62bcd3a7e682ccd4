"""A microphone that gives nothing at all: muted, switched off, or not the one that the person speaks into."""

from __future__ import annotations

from dataclasses import dataclass

FIRST, LATER = 10.0, 60.0
"""Seconds without any sound after which it is told: before a voice was heard, and later, because some microphones take
the noise of a room away between words."""


@dataclass
class Muteness:
    """Looked at with each frame; tells once, and again only when something was heard in between."""

    voice: bool = False
    """Whether a voice was heard in this session."""
    _told: bool = False

    def to_be_told(self, silent: float, free: bool) -> bool:
        """Whether to tell the person now. `silent`: seconds of nothing; `free`: whether nobody has the word."""
        self._told = self._told and silent > 0
        due = silent > (LATER if self.voice else FIRST) and free and not self._told
        self._told = self._told or due
        return due
