"""Answers of a word or a few to the coach's own questions: "mostly me" says plainly who carries the load.

The encoder learned from sentences and makes nothing of them, and who says little would end with an empty summary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice_coach.core.signals import Evidence, Pole

SURE = 0.99
"""Confidence of evidence in so many words."""
MOST = 6
"""Words of a short answer."""
_THEY = r"(?:he|she|they|it|mum|dad|my \w+)"
_BEFORE = (
    r"(?:(?:well|oh|um+|uh|er|so|honestly|really|actually|usually|mostly|probably|just|to be honest|i'?d say|i feel"
    r"|i felt|i come away|like|it was|it'?s|it is|it'?s been|always|generally|god|ha|yeah"
    r"|pretty much|nearly always)[, ]+)*"
)
_BEHIND = (
    r"(?:[, ]+(?:really|honestly|i think|i suppose|i guess|usually|mostly|mainly|to be honest|as usual|as always"
    r"|again))*"
)


@dataclass(frozen=True)
class ShortAnswers:
    """What a short answer to the question about a signal says of it."""

    patterns: Mapping[tuple[str, Pole], re.Pattern[str]]

    @staticmethod
    def read(data: Mapping[str, Mapping[str, Sequence[str]]]) -> ShortAnswers:
        """From knowledge/short_answers.toml: signal to pole to patterns of whole answers."""
        patterns: dict[tuple[str, Pole], re.Pattern[str]] = {}
        poles: tuple[Pole, ...] = ("positive", "negative")
        for signal, sides in data.items():
            for pole in poles:
                told = "|".join(sides[pole]).replace("{they}", _THEY).replace("{them}", "(?:him|her|them)")
                patterns[signal, pole] = re.compile(rf"{_BEFORE}(?:{told}){_BEHIND}", re.IGNORECASE)
        return ShortAnswers(patterns)

    def evidence(self, signal: str, text: str) -> list[Evidence]:
        """The answer `text` to the coach's question about `signal`, as a quote of one pole; turn 0, none if unclear."""
        found = re.search(r"\w(?:.*\w)?", text, re.DOTALL)
        if found is None or len(text.split()) > MOST:
            return []
        said = found[0].replace("’", "'").lower()
        poles = [pole for (name, pole), told in self.patterns.items() if name == signal and told.fullmatch(said)]
        if len(poles) != 1:
            return []
        return [Evidence(signal, poles[0], 0, found.start(), found.end(), found[0], SURE)]
