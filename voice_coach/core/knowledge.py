"""The guide as passages, and how hits on them become an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice_coach.core.turn import Answer, Citation, Sentence


@dataclass(frozen=True)
class Passage:
    """One idea of the guide in our own words, under 30 spoken words."""

    id: str
    text: str
    section: str
    guide_line: int
    faq: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    unsafe_under_abuse: bool = False
    escalation_risk: bool = False


@dataclass(frozen=True)
class Faq:
    """A question the guide asks itself, with the answer composed from passages."""

    id: str
    question: str
    sentences: tuple[Sentence, ...]
    more: tuple[Sentence, ...]


@dataclass(frozen=True)
class Hit:
    """One search result: what was found and how near it is (cosine similarity, -1 to 1)."""

    id: str
    score: float


@dataclass(frozen=True)
class Knowledge:
    """Everything that can be said from the guide."""

    passages: Mapping[str, Passage]
    faqs: Mapping[str, Faq]

    def entries(self) -> list[tuple[str, str]]:
        """(id, text) of everything that is searched: passages, and the questions of the guide."""
        asked = [(faq.id, faq.question) for faq in self.faqs.values()]
        return [(p.id, p.text) for p in self.passages.values()] + asked


@dataclass(frozen=True)
class Thresholds:
    """Similarities under which there is no answer (measured in evals/answers)."""

    answer: float = 0.45
    """The best hit must be at least this near."""
    faq_margin: float = 0.0
    """A question of the guide is preferred when it is at most this much farther than the best passage."""
    support: float = 0.9
    """A second passage is said too when its score is at least this share of the best one's."""


def decide(hits: Sequence[Hit], knowledge: Knowledge, limits: Thresholds) -> Answer | None:
    """Compose the answer that the hits (best first) carry, or None when they carry none."""
    known = [hit for hit in hits if hit.id in knowledge.passages or hit.id in knowledge.faqs]
    if not known or known[0].score < limits.answer:
        return None
    scores = {hit.id: hit.score for hit in known}
    best = known[0].score
    faq = next((knowledge.faqs[hit.id] for hit in known if hit.id in knowledge.faqs), None)
    if faq is not None and scores[faq.id] >= best - limits.faq_margin:
        return _cited(faq.sentences, faq.more, scores, knowledge, best)
    found = [knowledge.passages[hit.id] for hit in known if hit.id in knowledge.passages]
    said = [p for p in found[:2] if scores[p.id] >= best * limits.support] or found[:1]
    rest = [p for p in found if p not in said][:2]
    return _cited(_spoken(said), _spoken(rest), scores, knowledge, best)


def _spoken(passages: Sequence[Passage]) -> tuple[Sentence, ...]:
    return tuple(Sentence(passage.text, (passage.id,)) for passage in passages)


def _cited(
    sentences: tuple[Sentence, ...],
    more: tuple[Sentence, ...],
    scores: Mapping[str, float],
    knowledge: Knowledge,
    best: float,
) -> Answer:
    """An answer whose citations come best first: by score, then in the order they are spoken."""
    order = dict.fromkeys(c for sentence in sentences for c in sentence.citations)
    ranked = sorted(order, key=lambda id: -scores.get(id, 0.0))
    citations = tuple(
        Citation(id, knowledge.passages[id].section, round(max(0.0, scores.get(id, best)), 4)) for id in ranked
    )
    return Answer("answered", sentences, more, citations)
