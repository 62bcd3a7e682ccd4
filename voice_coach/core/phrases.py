"""A small language for reviewed phrases, so that reviewers read words and not regular expressions.

    he [has] (hit|slapped) {me}     words; [optional]; (one|of|these); {slot}, a named list of phrases
    {he} ~ hit me                   ~ is up to three words of any kind, ~5 up to five
    strangl\\w*  slap(s|ped)?         inside a word, what a regular expression allows

Phrases are matched against the text of `normalise.plain`, in which every word ends with one space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

Slots = Mapping[str, Iterable[str]]
_ENDINGS = r"\((?:[^\s\][(){}~]|\([^\s\][(){}~]*\)\??)*\)\??"
_WORD = rf"(?:[^\s\][()|{{}}~]|{_ENDINGS})+(?=[\s\])|]|$)"
_TOKEN = re.compile(rf"~(?P<gap>\d*)|\{{(?P<slot>\w+)\}}|(?P<word>{_WORD})|(?P<mark>[][()|])|(?P<wrong>\S)")
_MARKS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}
_START = r"(?<![^ ])"


def expand(phrase: str, slots: Slots) -> str:
    """The phrase as the source of a regular expression; each gap is a group.

    KeyError for an unknown slot, ValueError for what cannot be read.
    """
    parts = []
    for token in _TOKEN.finditer(phrase):
        if token["slot"]:
            parts.append("(?:" + "|".join(expand(item, slots) for item in slots[token["slot"]]) + ")")
        elif token["mark"]:
            parts.append(_MARKS[token["mark"]])
        elif token["word"]:
            parts.append(token["word"].replace("(", "(?:") + " ")
        elif token["wrong"]:
            raise ValueError(f"cannot read {token['wrong']!r} in the phrase {phrase!r}")
        else:
            parts.append("((?:[^ ]+ ){0,%s}?)" % (token["gap"] or "3"))
    return "".join(parts)


def compile_phrases(phrases: Iterable[str], slots: Slots) -> re.Pattern[str]:
    """One pattern that matches any of the phrases at the start of a word. Without phrases it matches nothing."""
    sources = [expand(phrase, slots) for phrase in phrases]
    return re.compile(_START + "(?:" + "|".join(sources) + ")" if sources else r"(?!)")
