"""Before text leaves the machine: names, places, numbers and addresses out, stable placeholders in, and back again.

Rules won over spaCy's small model (evals/data/redaction.jsonl: 0.76 of the names in written text, 0.13 in recognised
text, which has no capitals, at 21 ms and 340 MB installed; these rules 0.99 and 0.96, at 0.5 ms and 0.1 MB).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from voice_coach.core.details import Kind, Span, details
from voice_coach.core.name_places import names_and_places
from voice_coach.core.named import Named, fold

Form = Literal["lower", "title", "upper"]
_WORDS: dict[Kind, str] = {
    "name": "Person",
    "place": "Place",
    "number": "Number",
    "email": "Email",
    "web": "Website",
    "postcode": "Postcode",
    "address": "Address",
}
_FAMILY = "Surname"
_ANY = "|".join([*_WORDS.values(), _FAMILY])
_PLACEHOLDER = re.compile(
    rf"(?<!\w)(?P<word>(?i:{_ANY}))\s(?:(?P<label>(?!I(?!\w))[A-Z]{{1,3}})(?=s?(?!\w))"
    # "person a" in small letters may be plain English ("a person a lot like me"): only where a noun has to end.
    r"|(?P<small>[a-hj-z])(?=['’]s(?!\w)|\s*(?:[.,;:!?)]|$)|\s(?:is|was|has|had|said|says|did|does|and|who|feels|felt)(?!\w)))"
)


@dataclass
class _Thing:
    """One person, place or number of the session, and how it was written."""

    word: str
    label: str
    forms: dict[Form, str] = field(default_factory=dict)

    def written(self, form: Form) -> str:
        """The original in this case; where it was never seen so, the nearest that reads well."""
        if form in self.forms:
            return self.forms[form]
        any_form = self.forms.get("title") or next(iter(self.forms.values()))
        if form == "upper":
            return any_form.upper()
        if form == "title" and "lower" in self.forms and self.word in ("Person", "Place", _FAMILY):
            return re.sub(r"(?<![\w'’])\w", lambda match: match[0].upper(), self.forms["lower"])
        return any_form


class Redactor:
    """Redacts what is sent in one session and restores what comes back. Stateful: make one for each session, or for
    each call and let it hear the session first, as `GuardedModel` does.

    It remembers what it replaced, so the same name gets the same placeholder at every turn and an unusual name
    heard once is known from then on. The placeholder's word carries the case of the original ("priya" becomes
    "person A", "Priya" "Person A"), so that `restore(redact(text)) == text` for any text. Placeholders that the
    person says themselves are replaced like a name and so never mixed up with ours. Holds the person's words:
    drop it with the session. Not safe for use from several threads at once.
    """

    def __init__(self, lists: Named) -> None:
        self._lists = lists
        self._by_text: dict[tuple[str, str], _Thing] = {}
        self._by_label: dict[tuple[str, str], _Thing] = {}
        self._heard: set[str] = set()

    def find(self, text: str) -> list[Span]:
        """What would be replaced, in order, without overlaps. Changes nothing."""
        said = [Span(*match.span(), "name") for match in _PLACEHOLDER.finditer(text)]
        return _settled(text, [*said, *details(text), *names_and_places(text, self._lists, self._heard)])

    def redact(self, text: str) -> str:
        """The text with placeholders."""
        parts, done = [], 0
        for span in self.find(text):
            parts += [text[done : span.start], self._placeholder(text[span.start : span.end], span)]
            done = span.end
        return "".join([*parts, text[done:]])

    def restore(self, text: str) -> str:
        """The text with what the placeholders stand for. A placeholder never given out stays as it is."""
        return _PLACEHOLDER.sub(self._original, text)

    def _placeholder(self, surface: str, span: Span) -> str:
        form = _form(surface)
        if span.kind == "name":
            self._heard.add(fold(surface))
        key: tuple[str, str] = (span.kind, " ".join(surface.casefold().split()))
        if self._by_text.get(key, _NOTHING).forms.get(form, surface) != surface:
            key = (f"{span.kind}, exactly", surface)
        if key not in self._by_text:
            word = _FAMILY if span.family else _WORDS[span.kind]
            label = _label(sum(thing.word == word for thing in self._by_text.values()))
            self._by_text[key] = self._by_label[word, label] = _Thing(word, label)
        thing = self._by_text[key]
        thing.forms[form] = surface
        word = {"lower": thing.word.lower(), "upper": thing.word.upper()}.get(form, thing.word)
        return f"{word} {thing.label}"

    def _original(self, match: re.Match[str]) -> str:
        word = match["word"]
        thing = self._by_label.get((word.capitalize(), (match["label"] or match["small"]).upper()))
        if thing is None:
            return match[0]
        # A model that writes "person a" lost the case; one that writes "person A" kept it.
        return thing.written("title" if match["small"] else _form(word))


_NOTHING = _Thing("", "")


def _form(surface: str) -> Form:
    if surface.lower() == surface.upper():
        return "title"
    if surface == surface.lower():
        return "lower"
    return "upper" if surface == surface.upper() and len(surface) > 1 else "title"


def _label(count: int) -> str:
    """A to Z, then AA, AB and so on; no I, for "a person I know" is plain English."""
    before, letter = divmod(count, 25)
    return (_label(before - 1) if before else "") + "ABCDEFGHJKLMNOPQRSTUVWXYZ"[letter]


def _settled(text: str, spans: Iterable[Span]) -> list[Span]:
    """In order, whole words, overlaps joined: what a rule found is never left standing by half."""
    settled: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        start, end = span.start, span.end
        while start and _inside_word(text, start):
            start -= 1
        while end < len(text) and _inside_word(text, end) and not _plural(text, end):
            end += 1
        if settled and start < settled[-1].end:
            last = settled.pop()
            start, end, span = last.start, max(end, last.end), last
        settled.append(Span(start, end, span.kind, span.family))
    return settled


def _inside_word(text: str, at: int) -> bool:
    return bool(re.match(r"\w", text[at])) and bool(re.match(r"\w", text[at - 1]))


def _plural(text: str, at: int) -> bool:
    """Only a small "s" follows: "priyas mum" becomes "person As mum"."""
    return text[at] == "s" and (at + 1 == len(text) or not re.match(r"\w", text[at + 1])) and not text[at - 1].isupper()
