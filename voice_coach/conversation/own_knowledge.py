"""Answers from the person's own documents, where the guide has none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voice_coach.core.documents import OwnPassage
from voice_coach.core.signals import Vectors
from voice_coach.core.turn import Answer, Citation, Sentence
from voice_coach.ports import Embedder, Retriever

NEAR = 0.38
"""Cosine from which a passage of a document answers (measured by evals/growth on its seen part)."""
_SUPPORT = 0.9
_HITS = 5


@dataclass
class OwnKnowledge:
    """The documents that were added."""

    read: Callable[[], list[OwnPassage]]
    vectors: Callable[[Sequence[str]], Vectors]
    """Vectors of texts, kept between runs."""
    embedder: Embedder
    store: Retriever
    _passages: dict[str, OwnPassage] = field(default_factory=dict)
    _loaded: bool = False

    def load(self) -> None:
        """Read the documents and open their index, once."""
        if self._loaded:
            return
        self._passages = {passage.id: passage for passage in self.read()}
        self._loaded = True
        if not self._passages:
            return
        self.store.load()
        texts = [passage.text for passage in self._passages.values()]
        content = "\n".join([self.embedder.fingerprint, *self._passages, *texts])
        key = hashlib.sha256(content.encode()).hexdigest()[:24]
        self.store.index(list(self._passages), lambda: self.vectors(texts), key)

    def answer(self, text: str) -> Answer | None:
        """What a document says to a question, or None."""
        self.load()
        if not self._passages:
            return None
        hits = self.store.search(self.embedder.embed([text])[0], min(_HITS, len(self._passages)))
        if not hits or hits[0].score < NEAR:
            return None
        near = [hit for hit in hits[:2] if hit.score >= _SUPPORT * hits[0].score]
        said = tuple(Sentence(self._passages[hit.id].text, (hit.id,)) for hit in near)
        cited = tuple(Citation(h.id, self._passages[h.id].section, round(min(1.0, h.score), 4)) for h in near)
        return Answer("answered", said, (), cited)
