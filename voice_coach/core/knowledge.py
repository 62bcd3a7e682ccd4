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
    """When there is an answer, and how much of it (measured in evals/answers)."""

    answer: float = 0.45
    """The best hit must be at least this near."""
    refuse: float = 1.1
    """From this score on, `none` (what the guide does not answer) refuses; above 1: there is no such hit."""
    faq_margin: float = 0.0
    """A question of the guide is preferred when it is at most this much farther than the best passage."""
    lead: float = 1.1
    """A passage with at least this share of the score of a question of the guide is said before its answer."""
    support: float = 0.9
    """A second passage is said too when its score is at least this share of the best one's."""


SIMILARITY = Thresholds()
"""For cosines of plain vectors."""
PROBABILITY = Thresholds(answer=0.0, refuse=0.45, lead=0.35, support=0.35)
"""For probabilities of the trained heads."""
NONE = "none"
_LONGEST = 60
"""Spoken words of an answer before the offer of more: about 20 seconds."""


def decide(hits: Sequence[Hit], knowledge: Knowledge, limits: Thresholds) -> Answer | None:
    """Compose the answer that the hits (best first) carry, or None when they carry none."""
    known = [hit for hit in hits if hit.id in knowledge.passages or hit.id in knowledge.faqs]
    none = max((hit.score for hit in hits if hit.id == NONE), default=0.0)
    if not known or known[0].score < limits.answer or none >= limits.refuse:
        return None
    scores = {hit.id: hit.score for hit in known}
    best = known[0].score
    faq = next((knowledge.faqs[hit.id] for hit in known if hit.id in knowledge.faqs), None)
    found = [knowledge.passages[hit.id] for hit in known if hit.id in knowledge.passages]
    if faq is not None and scores[faq.id] >= best - limits.faq_margin:
        lead = [p for p in found[:1] if scores[p.id] >= limits.lead * scores[faq.id]]
        sentences = _unrepeated([*_spoken(lead), *faq.sentences])
        said, more = _fitting(sentences, [*faq.more])
        # What a question of the guide cites was found through the question.
        return _cited(said, more, scores, knowledge, scores[faq.id])
    spoken = [p for p in found[:2] if scores[p.id] >= best * limits.support] or found[:1]
    rest = [p for p in found if p not in spoken][:2]
    return _cited(_spoken(spoken), _spoken(rest), scores, knowledge)


def continued(answer: Answer, knowledge: Knowledge) -> Answer | None:
    """What the offer of more gives, as an answer of its own; None where nothing of the guide was offered."""
    if not answer.more or any(c not in knowledge.passages for s in answer.more for c in s.citations):
        return None
    least = min((citation.score for citation in answer.citations), default=0.0)
    return _cited(answer.more, (), {c.id: c.score for c in answer.citations}, knowledge, least)


def _spoken(passages: Sequence[Passage]) -> tuple[Sentence, ...]:
    return tuple(Sentence(passage.text, (passage.id,)) for passage in passages)


def _unrepeated(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Without sentences that only say again what an earlier one said."""
    kept: list[Sentence] = []
    seen: set[str] = set()
    for sentence in sentences:
        if not set(sentence.citations) <= seen:
            kept.append(sentence)
            seen.update(sentence.citations)
    return kept


def _fitting(
    sentences: Sequence[Sentence], more: Sequence[Sentence]
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """As many sentences as twenty seconds hold; the others come first in what is offered."""
    words = 0
    for count, sentence in enumerate(sentences):
        words += len(sentence.text.split())
        if words > _LONGEST and count:
            return tuple(sentences[:count]), (*sentences[count:], *more)
    return tuple(sentences), tuple(more)


def _cited(
    sentences: tuple[Sentence, ...],
    more: tuple[Sentence, ...],
    scores: Mapping[str, float],
    knowledge: Knowledge,
    least: float = 0.0,
) -> Answer:
    """An answer whose citations come best first: by score (at least `least`), then in the order they are spoken."""
    order = dict.fromkeys(c for sentence in sentences for c in sentence.citations)
    near = {id: min(1.0, max(least, scores.get(id, least), 0.0)) for id in order}
    ranked = sorted(order, key=lambda id: -near[id])
    citations = tuple(Citation(id, knowledge.passages[id].section, round(near[id], 4)) for id in ranked)
    return Answer("answered", sentences, more, citations)
