"""Reviewed phrases applied to one text: what they match, and what takes a match back.

A match counts unless it is denied ("he never hit me"), long over ("in 1982, he's dead"), or inside a frame that
gives the words another meaning (a film, a game, an idiom). All of it is data: knowledge/safety_cues.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from voice_coach.core.assessment import CLEAR, Assessment
from voice_coach.core.cue_data import Cue, Frame, Rise, Words, read_cue, read_frame, read_rise, read_words
from voice_coach.core.normalise import plain
from voice_coach.core.phrases import Phrases, Slots
from voice_coach.core.safe_again import safe_again

NEAR = 130
"""Characters on either side of a match in which a frame, a date or an emergency is looked for."""
CLOSE = 60
"""Characters in which the exceptions of a single cue are looked for."""
_KEPT = 512
_BY_OTHERS = ("violence", "threat_weapon", "choking", "stalking")
_OWN_ACT = re.compile(r"i (?:just |only |then |have |had |once )?[a-z]+ (?:him|her|them) ")
_NO = re.compile(r"(?:(?:oh|god|heavens|lord|well) )?(?:no|nope|nah|never|i am not|i dont|i havent|not) ")


@dataclass(frozen=True)
class Cues:
    """Everything reviewed, compiled once."""

    cues: tuple[Cue, ...]
    frames: tuple[Frame, ...]
    rises: tuple[Rise, ...]
    words: Words
    heard: Mapping[str, str]
    _known: dict[int, Assessment] = field(default_factory=dict, repr=False)
    """Results by hash of the text, so that a long session is not read again at every turn. Holds no words."""

    def plain(self, text: str) -> str:
        """The text in the form that phrases match."""
        return plain(text, self.heard)

    def literal(self, text: str) -> str:
        """The text without stock sayings; the sentences in which there were some are in plain form."""
        whole = self.plain(text)
        if not self.words.idioms.search(whole) or self.words.grave.search(whole):
            return text
        sentences = re.split(r"(?<=[.!?])\s+", text)
        plain = {sentence: self.plain(sentence) for sentence in sentences}
        cut = {sentence: self.words.idioms.without(said) for sentence, said in plain.items()}
        return " ".join(sentence if cut[sentence] == plain[sentence] else cut[sentence] for sentence in sentences)

    def read(
        self, said: str, *, before: int | None = None, across: int | None = None, asked: bool = False
    ) -> Assessment:
        """Screen plain text.

        `before`: count only matches that start before this character; `across`: only those that span it;
        `asked`: the text answers a question, so that a plain denial is an answer and no cue.
        """
        key = hash((said, before, across, asked))
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = self._read(said, before, across, asked)
        return self._known[key]

    def says_safe(self, text: str) -> bool:
        """Whether somebody says that they are safe and want to go on."""
        return safe_again(self.plain(text))

    def _read(self, said: str, before: int | None, across: int | None, asked: bool) -> Assessment:
        found = CLEAR
        for cue in self.cues:
            for match in _overlapping(cue.pattern, said):
                if before is not None and match.start() >= before:
                    break
                if across is not None and not match.start() < across < match.end():
                    continue
                if across is not None and cue.labels[0] in _BY_OTHERS and _OWN_ACT.match(said[across:]):
                    continue  # "... with my wife" and "I pushed her": the second sentence has its own subject.
                verdict = self._weigh(cue, match, said, asked)
                found = found.merge(verdict)
                if verdict.tier == cue.tier:
                    break
        return self._raised(found, said) if found.cue else found

    def _weigh(self, cue: Cue, match: re.Match[str], said: str, asked: bool = False) -> Assessment:
        near = _around(said, match, NEAR)
        full = Assessment(True, cue.labels, cue.tier)
        if cue.unless.search(_around(said, match, CLOSE)):
            return CLEAR
        if any(_covers(frame, cue.labels) and frame.pattern.search(near) for frame in self.frames):
            return CLEAR
        # "Fifteen years old" is an age and not "fifteen years ago".
        dated = cue.labels != ("minor_user",) and self.words.past.search(near)
        if dated and not self.words.present.search(near):
            return CLEAR
        if self._answered_no(match, said) or self.words.settled.search(near):
            return CLEAR
        if not cue.denial and not self._negated(match, said):
            return full
        plain_denial = (asked and _NO.match(said)) or self.words.contrast.search(near)
        if plain_denial and not self.words.unasked.search(near):
            return CLEAR
        return Assessment(True, cue.labels[:1], "elevated")

    def _negated(self, match: re.Match[str], said: str) -> bool:
        """Whether a denial leads up to the match or stands in one of its gaps."""
        if any(gap and self.words.inside.search(gap) for gap in match.groups()):
            return True
        return bool(self.words.negated.search(said[max(0, match.start() - 60) : match.start()]))

    def _answered_no(self, match: re.Match[str], said: str) -> bool:
        """Whether the match repeats someone's question, and a no follows ("my GP asked if I ... and I don't")."""
        question = self.words.asked.search(said[max(0, match.start() - 60) : match.start()])
        return bool(question and self.words.inside.search(said[match.end() : match.end() + 40]))

    def _raised(self, found: Assessment, said: str) -> Assessment:
        """With what the text says beside it: danger now, a pregnancy, a date. A mere denial is not raised."""
        for rise in self.rises:
            applies = rise.needs.intersection(found.classes) and (found.tier != "elevated" or rise.adds)
            if applies and rise.pattern.search(said):
                found = found.merge(Assessment(True, rise.adds, rise.tier))
        return found


def _overlapping(pattern: Phrases, text: str) -> Iterator[re.Match[str]]:
    """Every match, one inside another too: a denied match must not hide the next."""
    match = pattern.search(text)
    while match:
        yield match
        match = pattern.search(text, match.start() + 1)


def _around(said: str, match: re.Match[str], reach: int) -> str:
    """The match with whole words on both sides of it, within `reach` characters."""
    start = said.rfind(" ", 0, match.start() - reach) + 1 if match.start() > reach else 0
    return said[start : match.end() + reach]


def _covers(frame: Frame, labels: tuple[str, ...]) -> bool:
    return not frame.clears or labels[0] in frame.clears


def compile_cues(raw: Mapping[str, Any]) -> Cues:
    """Reviewed data, checked and compiled. ValueError for a class, tier or slot that does not exist."""
    slots = Slots(raw.get("slots", {}))
    try:
        return Cues(
            tuple(read_cue(item, slots) for item in raw["cue"]),
            tuple(read_frame(item, slots) for item in raw.get("frame", ())),
            tuple(read_rise(item, slots) for item in raw.get("rise", ())),
            read_words(raw.get("words", {}), slots),
            dict(raw.get("heard", {})),
        )
    except KeyError as missing:
        raise ValueError(f"unknown slot or missing entry in the cues: {missing}") from None
