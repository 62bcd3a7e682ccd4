"""Where names stand: "called X", "my brother X", "X said", "with X", "X's mum", "moved to X".

Names that are everyday words too ("will", "grace") count only there; words on no list need the surer of these.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from voice_coach.core.details import Span
from voice_coach.core.named import EVERYDAY, NONE, RARE, SURE, UNKNOWN, Named, read_words

_VERB_ENDING = re.compile(r"(?:ed|ing|ly|s)$")
_LONGEST_ABBREVIATION = 5


def names_and_places(text: str, lists: Named, heard: Collection[str] = ()) -> Iterator[Span]:
    """Names and places. `heard`: folded names of the session so far."""
    reader = _Reader(text, lists, heard)
    words, at = reader.words, 0
    while at < len(words):
        count = reader.place(at)
        if count:
            yield Span(words[at].start, words[at + count - 1].end, "place")
            at += count
            continue
        if reader.family(at) or reader.name(at):
            reader.found.add(at)
            yield Span(words[at].start, words[at].end, "name", reader.follows_name(at))
        at += 1


class _Reader:
    """One text, word by word, left to right."""

    def __init__(self, text: str, lists: Named, heard: Collection[str]) -> None:
        self.text, self.lists, self.heard, self.cues = text, lists, heard, lists.cues
        self.words = read_words(text, lists, heard)
        # Recognisers write no capitals, or all of them. "I" alone says nothing, nor does how a sentence begins: whoever
        # types "My husband okonjo" writes names as recognisers do, and so does the coach who gives that back.
        self.cased = any(w.capital and not w.first and w.key != "i" for w in self.words) and not text.isupper()
        self.found: set[int] = set()

    def name(self, at: int) -> bool:
        """Whether a word is a name."""
        word, doubt = self.words[at], self._doubt(at)
        if doubt in (SURE, NONE):
            return doubt == SURE
        if self.cased and not word.capital:
            return doubt != UNKNOWN and self._near(at, -1)[0] in self.cues["called"]
        if self.cased and not word.first and self._no_date(at):
            # Short words all in capitals are abbreviations ("the VAT return").
            return not (doubt == UNKNOWN and word.surface.isupper() and len(word.key) <= _LONGEST_ABBREVIATION)
        return self._stands_as_name(at, doubt)

    def _no_date(self, at: int) -> bool:
        """Whether a word with a capital is none of those that carry one anyway: "in May" is, "about May" is not."""
        key, before = self.words[at].key, self._near(at, -1)[0]
        return key not in self.lists.not_names or (key in self.lists.given and before not in self.cues["dates"])

    def family(self, at: int) -> bool:
        """Whether a word right after a name belongs to it."""
        if not self.follows_name(at):
            return False
        word, grade = self.words[at], self.lists.family.get(self.words[at].key, NONE)
        if self.cased:
            return word.capital and (grade < NONE or self._doubt(at) == UNKNOWN)
        if grade == NONE:
            return self._doubt(at) == UNKNOWN and not _VERB_ENDING.search(word.key)
        after = self._near(at, 1)[0]
        return grade < RARE or not after or after in self.cues["acts"] or after in self.cues["follows"]

    def follows_name(self, at: int) -> bool:
        """Whether a name stands right before, with nothing but a space between."""
        if at - 1 not in self.found or self.words[at].first or self.words[at - 1].owns:
            return False
        return self.text[self.words[at - 1].end : self.words[at].start].isspace()

    def place(self, at: int) -> int:
        """How many words from here are a place; 0 for none."""
        word = self.words[at]
        before, before2 = self._near(at, -1)
        for rest, doubt in self.lists.places.get(word.key, ()):
            if tuple(w.key for w in self.words[at + 1 : at + 1 + len(rest)]) != rest:
                continue
            shown = self.cased and word.capital and not word.first
            if doubt and not shown and (self.cased or not self._stands_as_place(at, len(rest))):
                continue
            if rest or word.key not in self.lists.given or before in self.cues["at_place"]:
                return 1 + len(rest)
        if self._doubt(at) != UNKNOWN or before not in self.cues["at_place"]:
            return 0
        if self.cased:
            inside = before in ("in", "near", "outside") or before2 in self.cues["travels"]
            return int(word.capital and not word.first and inside)
        return int(before2 in self.cues["travels"] and not _VERB_ENDING.search(word.key))

    def _stands_as_place(self, at: int, more: int) -> bool:
        after = self._near(at + more, 1)[0]
        return self._near(at, -1)[0] in self.cues["at_place"] and (not after or after in self.cues["after_place"])

    def _doubt(self, at: int) -> int:
        return self.lists.doubt(self.words[at].key, self.heard)

    def _stands_as_name(self, at: int, doubt: int) -> bool:
        """For words that are not sure. The cues of `_surely` do for every one of them."""
        word, cues = self.words[at], self.cues
        if doubt == UNKNOWN and _VERB_ENDING.search(word.key):
            return False
        if self._surely(at, doubt):
            return True
        before, before2 = self._near(at, -1)
        after = self._near(at, 1)[0]
        if before in cues["relations"]:
            plain = doubt == EVERYDAY and word.key not in cues["verbs"]
            return plain or not after or self._does(after) or after in ("and", "i")
        if self._beside_name(at):
            return doubt != RARE
        if doubt == UNKNOWN:
            # On no list, but it does something: "when deng comes in".
            return self._starts(at) and before not in ("that", "what") and after in self.cues["acts"]
        if doubt == RARE or word.key in cues["modals"]:
            return False
        if not before and self.text[word.end : word.end + 1] == "," and word.capital and not self.text.isupper():
            return True
        if self._starts(at) and (self._does(after) or word.owns):
            return True
        if before == "our" and (not after or after in cues["follows"]):
            return True
        if before in cues["asks"] and (not before2 or before2 in cues["questions"]):
            return True
        if after and after not in cues["follows"]:
            return before in cues["gives"] and after in cues["determiners"]
        if word.key in cues["verbs"] and before in ("to", "of", "at"):
            return False
        return any(before in cues[cue] for cue in ("with", "sees", "greets", "gives"))

    def _surely(self, at: int, doubt: int) -> bool:
        word, cues = self.words[at], self.cues
        before, before2 = self._near(at, -1)
        after, after2 = self._near(at, 1)
        if before in cues["called"] or (before2, before) in (("name", "is"), ("goes", "by")) or self._name_is(at):
            return True
        if before in cues["titles"] and (doubt != UNKNOWN or self._does(after)):
            return True
        acts = after in cues["speaks"] or (doubt == EVERYDAY and after in cues["acts"])
        if self._starts(at) and acts:
            return not (word.key in cues["verbs"] and after in cues["adverbs"]) or self._does(after2)
        if before in cues["addresses"] and (doubt == EVERYDAY or not after or after in cues["follows"]):
            return True
        if after == "who" or (before == "to" and before2 in cues["speaks_to"]):
            return doubt != UNKNOWN or before2 in cues["speaks_to"]
        with_me = (after == "and" and after2 in ("i", "me", "my")) or (before == "and" and before2 in ("me", "i"))
        if with_me and ((self._starts(at) and before != "that") or before in cues["with"]):
            return True
        if not word.owns:
            return False
        if before in cues["at_home_of"] and (not after or after in cues["follows"]):
            return True
        if not (after in cues["relations"] or after in cues["belongings"]):
            return False
        return self._starts(at) or before in cues["with"] or before in cues["sees"]

    def _starts(self, at: int) -> bool:
        before = self._near(at, -1)[0]
        return not before or before in self.cues["starts"]

    def _does(self, verb: str) -> bool:
        """Whether a word is what one person does or did: "owes", "helped", "was"."""
        if verb in self.cues["speaks"] or verb in self.cues["acts"]:
            return True
        return (
            len(verb) > 3 and verb.endswith(("s", "ed")) and self.lists.common(verb) and verb not in self.lists.everyday
        )

    def _name_is(self, at: int) -> bool:
        """ "my name's X"."""
        before = self.words[at - 1] if at else None
        return before is not None and before.whole in ("name's", "names")

    def _beside_name(self, at: int) -> bool:
        """ "priya and X", "X and priya"."""
        words = self.words
        if at > 1 and words[at - 1].key == "and" and at - 2 in self.found:
            return True
        return at + 2 < len(words) and words[at + 1].key == "and" and self._doubt(at + 2) == SURE

    def _near(self, at: int, step: int) -> tuple[str, str]:
        """The two words before (-1) or after (1), nearest first, fillers left out; "" past the end of the sentence."""
        found: list[str] = []
        here = at
        while len(found) < 2 and not (step < 0 and self.words[here].first):
            here += step
            if here == len(self.words) or (step > 0 and self.words[here].first):
                break
            if self.words[here].key not in self.cues["fillers"]:
                found.append(self.words[here].whole if step > 0 else self.words[here].key)
        return (*found, "", "")[:2]  # type: ignore[return-value]
