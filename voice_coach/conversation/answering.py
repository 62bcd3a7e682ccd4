"""A question becomes a grounded answer, an honest refusal, or a reply about safety."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from voice_coach.conversation.prompts import Prompts
from voice_coach.core.knowledge import Knowledge, Thresholds, decide
from voice_coach.core.safety import ROOM_CLASSES, Assessment, Cue, screen
from voice_coach.core.transcript import Turn, printable, sentences
from voice_coach.core.turn import Answer, Sentence
from voice_coach.errors import InputError, TooLarge
from voice_coach.ports import Embedder, Retriever
from voice_coach.trace import Trace

MAX_CHARACTERS = 20_000
"""Longest text of one turn: about two hours of fast talk is far less."""
_HITS = 5


def checked(text: str) -> str:
    """The printable text. Raises InputError for an empty one and TooLarge for an endless one."""
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(f"that is {len(text):,} characters; at most {MAX_CHARACTERS:,} fit. Ask in fewer words.")
    plain = printable(text)
    if not any(c.isalnum() for c in plain):
        raise InputError("there are no words in that. Ask, for example: what are signs of a lack of reciprocity?")
    return plain


@dataclass
class Answerer:
    """Screening, search, composition."""

    knowledge: Knowledge
    cues: Sequence[Cue]
    embedder: Embedder
    retriever: Retriever
    prompts: Prompts
    limits: Thresholds = field(default_factory=Thresholds)
    _indexed: bool = False

    def load(self) -> None:
        """Open the engines and the index of the guide (cached on disk after the first time)."""
        if self._indexed:
            return
        self.embedder.load()
        self.retriever.load()
        ids, texts = zip(*self.knowledge.entries(), strict=True)
        key = hashlib.sha256("\n".join([self.embedder.fingerprint, *ids, *texts]).encode()).hexdigest()[:24]
        self.retriever.index(ids, lambda: self.embedder.embed(texts), key)
        self._indexed = True

    def answer(self, text: str, history: Sequence[Turn] = (), trace: Trace | None = None) -> Answer:
        """Answer one question. `history` is oldest first; its user turns are screened too."""
        text, trace = checked(text), trace or Trace()
        with trace.span("safety"):
            safety = screen([*history, Turn("user", text)], self.cues)
        if safety.gated:
            return self.about_safety(safety)
        answer = self.look_up(text, len(history), trace)
        if safety.cue and answer.outcome == "answered":
            answer = replace(answer, sentences=(*answer.sentences, Sentence(self.prompts.say("safety.age"))))
        return replace(answer, safety=safety)

    def look_up(self, text: str, turn: int, trace: Trace) -> Answer:
        """Search and compose, after screening. Loads what is needed on first use."""
        self.load()
        with trace.span("search"):
            hits = self.retriever.search(self.embedder.embed([text])[0], _HITS)
        with trace.span("reply"):
            found = decide(hits, self.knowledge, self.limits)
            if found is None:
                return Answer("declined", (Sentence(self.prompts.say("decline.any", turn)),))
            if not found.more:
                return found
            return replace(found, sentences=(*found.sentences, Sentence(self.prompts.say("offer.more"))))

    def about_safety(self, safety: Assessment) -> Answer:
        """The reply while a cue is active: no passage is within reach here."""
        if ROOM_CLASSES.intersection(safety.classes):
            script = "safety.room_emergency" if safety.tier == "emergency" else "safety.room"
        else:
            script = "safety.alone"
        said = tuple(Sentence(s) for s in sentences(self.prompts.say(script)))
        return Answer("safety", said, safety=safety)
