"""A question becomes a grounded answer, an honest refusal, or a reply about safety."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from voice_coach.conversation.model_answers import ModelAnswers
from voice_coach.conversation.own_knowledge import OwnKnowledge
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.safety_reply import SafetyReplies
from voice_coach.conversation.screening import Screener
from voice_coach.core.about_itself import about_itself
from voice_coach.core.asking import in_full
from voice_coach.core.courtesy import courtesy
from voice_coach.core.followups import accepted, last_answer, pointed
from voice_coach.core.gate import guide_texts
from voice_coach.core.heads import Heads, target_probabilities
from voice_coach.core.knowledge import PROBABILITY, SIMILARITY, Hit, Knowledge, continued, decide
from voice_coach.core.left_open import left_open
from voice_coach.core.lexical import Phrasing, fused, votes
from voice_coach.core.orders import without_orders
from voice_coach.core.safety import Assessment
from voice_coach.core.safety_talk import SafetyTalk, Step
from voice_coach.core.signals import Vectors
from voice_coach.core.transcript import Turn, printable, sentences
from voice_coach.core.turn import Answer, Sentence
from voice_coach.errors import InputError, TooLarge
from voice_coach.ports import Embedder, Lexicon, Retriever, Tagger
from voice_coach.trace import Trace

MAX_CHARACTERS = 20_000
"""Longest text of one turn: about two hours of fast talk is far less."""
_HITS = 5
SURE = 0.8
"""Probability from which a question is understood without what the coach had said before it."""


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
    screener: Screener
    replies: SafetyReplies
    embedder: Embedder
    retriever: Retriever
    prompts: Prompts
    heads: Heads | None = None
    lexicon: Lexicon | None = None
    """Finds phrasings by their words; used beside the trained heads."""
    phrasings: Sequence[Phrasing] = ()
    model: ModelAnswers | None = None
    """Puts an answer into a language model's words, where one is set."""
    own: OwnKnowledge | None = None
    """The person's own documents, asked where the guide has no answer."""
    shared: bool = False
    """Whether others hear the answer: then no help line is said unasked."""
    _indexed: bool = False

    @cached_property
    def guide(self) -> frozenset[str]:
        """The texts that are withheld under a sign of danger."""
        return guide_texts(self.knowledge)

    def load(self) -> None:
        """Open the engines and the index of the guide (cached on disk after the first time)."""
        if self._indexed:
            return
        self.embedder.load()
        self.retriever.load()
        ids, texts = zip(*self.knowledge.entries(), strict=True)
        if self.heads:
            # Trained prototypes stand for many phrasings of each question: nearer than the passage's own words.
            ids, texts = tuple(f"{name}#{row}" for row, name in enumerate(self.heads.targets)), ()
        key = hashlib.sha256("\n".join([self.embedder.fingerprint, *ids, *texts]).encode()).hexdigest()[:24]
        self.retriever.index(ids, lambda: self.heads.prototypes if self.heads else self.embedder.embed(texts), key)
        if self.lexicon:
            self.lexicon.load()
            self.lexicon.index([phrasing.text for phrasing in self.phrasings])
        self._indexed = True

    def _search(self, text: str, history: Sequence[Turn] = ()) -> list[Hit]:
        """What is nearest, best first: cosines, or probabilities where the trained heads know them."""
        if not self.heads:
            return self.retriever.search(self.embedder.embed([text])[0], _HITS)
        said = last_answer(history)
        counted = pointed(text, said)
        if counted and not counted.item:
            return []
        if counted:
            text, said = (counted.rest, counted.item) if counted.rest else (counted.item, "")
        alone = self._likely(self.embedder.embed([text])[0])
        if self.lexicon:
            targets = [phrasing.target for phrasing in self.phrasings]
            alone = fused(alone, votes(self.lexicon.scores(text), targets))
        if not said or alone[0].score >= SURE:
            return alone
        assert isinstance(self.embedder, Tagger)
        return self._likely(self.embedder.tokens([(said, text)])[0].mean())

    def _likely(self, vector: Vectors) -> list[Hit]:
        """Each target with its probability, best first."""
        assert self.heads is not None
        found = self.retriever.search(vector, len(self.heads.targets))
        likely = target_probabilities([hit.id.partition("#")[0] for hit in found], [hit.score for hit in found])
        return [Hit(id, p) for id, p in sorted(likely.items(), key=lambda item: -item[1])]

    def answer(self, text: str, history: Sequence[Turn] = (), trace: Trace | None = None) -> Answer:
        """Answer one question. `history` is oldest first; its user turns are screened too."""
        text, trace = checked(text), trace or Trace()
        with trace.span("safety"):
            safety = self.screener.screen([*history, Turn("user", text)])
        if safety.gated:
            return self._about_safety([*history, Turn("user", text)], safety)
        answer = self.look_up(text, history, trace)
        if safety.cue and not self._age_was_told(history):
            answer = self._with_age(answer, safety)
        return replace(answer, safety=safety)

    def _age_was_told(self, history: Sequence[Turn]) -> bool:
        scripts = [sentences(script)[0] for script in self.replies.prompts.variants("age.any")]
        return any(script in turn.text for turn in history if turn.role == "coach" for script in scripts)

    def _with_age(self, answer: Answer, safety: Assessment) -> Answer:
        """The script for a minor after the last sentence that rests on the guide, before the offer of more."""
        age = [Sentence(s) for s in self.replies.render(Step("age", "age", lines="full", shared=self.shared), safety)]
        cited = [index for index, sentence in enumerate(answer.sentences) if sentence.citations]
        at = cited[-1] + 1 if cited else len(answer.sentences)
        return replace(answer, sentences=(*answer.sentences[:at], *age, *answer.sentences[at:]))

    def look_up(self, text: str, history: Sequence[Turn], trace: Trace) -> Answer:
        """Search and compose, after screening. Loads what is needed on first use."""
        self.load()
        at = accepted(text, history, self.prompts.say("offer.more"))
        if at is not None and (more := self._more(history[at].text, history[:at], trace)):
            return more
        if kind := courtesy(text):
            return self._said(f"courtesy.{kind}")
        if itself := about_itself(text):
            # Others hear a speaker in the home, and its history can be read there.
            return self._said("shared.warning" if self.shared and itself == "private" else f"itself.{itself}")
        why = left_open(text)
        if why == "choice":  # Whatever passage lies near: it would be heard as a verdict.
            return self._said("decline.choice")
        asked = in_full(without_orders(text))
        with trace.span("search"):
            hits = self._search(asked, history) if asked else []
        with trace.span("reply"):
            found = decide(hits, self.knowledge, PROBABILITY if self.heads else SIMILARITY)
            if found is None and self.own is not None and asked:
                found = self.own.answer(asked)
            if found is None:
                return self._said(f"decline.{why or 'any'}", len(history))
            if self.model is not None and all(c.id in self.knowledge.passages for c in found.citations):
                found = self._reworded(found, hits, asked, history)
            if not found.more:
                return found
            return replace(found, sentences=(*found.sentences, Sentence(self.prompts.say("offer.more"))))

    def _said(self, name: str, turn: int = 0) -> Answer:
        """What is said of one's own, and not from the guide."""
        return Answer("declined", tuple(Sentence(s) for s in sentences(self.prompts.say(name, turn))))

    def _more(self, text: str, history: Sequence[Turn], trace: Trace) -> Answer | None:
        """What was offered with the answer to `text`."""
        return continued(self.look_up(text, history, trace), self.knowledge)

    def _reworded(self, found: Answer, hits: Sequence[Hit], text: str, history: Sequence[Turn]) -> Answer:
        """The answer in the model's words, from the passages of the composed one and the nearest others."""
        assert self.model is not None
        told = [c for s in (*found.sentences, *found.more) for c in s.citations]
        near = [hit.id for hit in hits[:_HITS] if hit.id in self.knowledge.passages]
        ids = dict.fromkeys([*told, *near])
        passages = {id: self.knowledge.passages[id] for id in ids}
        texts = {id: passage.text for id, passage in passages.items()}
        sections = {id: passage.section for id, passage in passages.items()}
        withheld = self.screener.withheld([*history, Turn("user", text)])
        return self.model.reworded(found, text, history, texts, sections, withheld)

    def _about_safety(self, turns: Sequence[Turn], safety: Assessment) -> Answer:
        """The reply while a cue is active: no passage is within reach here.

        Nothing is kept between questions, so the conversation about safety is walked through again.
        """
        talk, said = SafetyTalk(), [""]
        for index, turn in enumerate(turns):
            if turn.role != "user":
                continue
            now = safety if index == len(turns) - 1 else self.screener.screen(turns[: index + 1])
            if now.gated:
                fresh = self.screener.turn(turn.text).cue
                talk, said = self.replies.advance(talk, turn.text, now, fresh)
            else:
                talk = SafetyTalk()
        return Answer("safety", tuple(Sentence(s) for s in said), safety=safety)

    def told(self, step: Step, safety: Assessment) -> Answer:
        """The reply of one step of the conversation about safety."""
        said = tuple(Sentence(s) for s in self.replies.render(step, safety))
        return Answer("safety", said, safety=safety)
