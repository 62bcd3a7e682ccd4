"""The last check before anything is said under a sign of danger: nothing of the guide, whoever chose the words."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from voice_coach.core.knowledge import Knowledge
from voice_coach.core.normalise import normalise
from voice_coach.core.turn import Sentence

_SHORT = 4
"""Words up to which a sentence must be a passage to be withheld; a longer one may also be a part of one."""


def guide_texts(knowledge: Knowledge) -> frozenset[str]:
    """Every text of the guide that could be said, in the form in which they are compared."""
    texts = [passage.text for passage in knowledge.passages.values()]
    texts += [sentence.text for faq in knowledge.faqs.values() for sentence in (*faq.sentences, *faq.more)]
    return frozenset(map(normalise, texts))


def withheld(sentences: Iterable[Sentence], guide: Collection[str]) -> tuple[Sentence, ...]:
    """The sentences that may be said: none that cites, is, holds or was cut out of a text of the guide."""
    return tuple(s for s in sentences if not s.citations and not _of_the_guide(normalise(s.text), guide))


def _of_the_guide(said: str, guide: Collection[str]) -> bool:
    long = len(said.split()) > _SHORT
    return said in guide or any(text in said or (long and said in text) for text in guide)
