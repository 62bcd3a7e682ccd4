"""An answer in a language model's words: each sentence cites passages, and is checked against them first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from voice_coach.conversation.guarded_model import HERE, Framed, GuardedModel, spoken
from voice_coach.conversation.prompts import Prompts
from voice_coach.core.grounding import attributed, claim, unsupported
from voice_coach.core.output_check import OutputRule, problems
from voice_coach.core.transcript import Turn
from voice_coach.core.turn import Answer, Citation, Sentence
from voice_coach.errors import EngineFailed
from voice_coach.ports import Message

MOST_WORDS = 60
_HISTORY = 6
"""Turns before the question that the model sees."""


@dataclass(frozen=True)
class ModelAnswers:
    """Rewords a composed answer, and gives it back as it was where the model loses the ground."""

    model: GuardedModel
    prompts: Prompts
    """prompts/model.toml."""
    rules: tuple[OutputRule, ...]

    def reworded(
        self,
        composed: Answer,
        question: str,
        history: Sequence[Turn],
        passages: Mapping[str, str],
        sections: Mapping[str, str],
        withheld: Collection[int] = (),
    ) -> Answer:
        """The answer in the model's words. `passages` and `sections` by id: what was found, best first. `withheld`:
        the turns of the history, and the question behind them, that are not sent."""
        if len(history) in withheld:
            return composed
        try:
            said = self._grounded(question, history, passages, withheld)
        except EngineFailed as failure:
            return replace(composed, trouble=str(failure))
        if not said:
            return composed
        cited = dict.fromkeys(id for sentence in said for id in sentence.citations)
        scores = {c.id: c.score for c in composed.citations}
        citations = [Citation(id, sections[id], scores.get(id, 0.0)) for id in cited]
        citations.sort(key=lambda c: -c.score)
        more = tuple(
            s for s in (*composed.sentences, *composed.more) if s.citations and not set(s.citations) <= set(cited)
        )
        offer = tuple(s for s in composed.sentences if not s.citations) if more else ()
        return replace(composed, sentences=(*said, *offer), more=more, citations=tuple(citations))

    def _grounded(
        self, question: str, history: Sequence[Turn], passages: Mapping[str, str], withheld: Collection[int]
    ) -> list[Sentence]:
        """Sentences that hold; none where the first of them, which answers, does not."""
        said: list[Sentence] = []
        words = 0
        sent = self._messages(question, spoken(history, withheld, _HISTORY), passages)
        for number, line in enumerate(self.model.sentences(sent, [*history, Turn("user", question)])):
            told = attributed(claim(line), passages, question)
            wrong = unsupported(told, passages, question) or problems(told.text, self.rules, list(passages.values()))
            words += len(told.text.split())
            if wrong and number == 0:
                return []
            if words > MOST_WORDS:
                break
            if not wrong and told.text not in {s.text for s in said}:
                said.append(Sentence(told.text, told.citations))
        return said

    def _messages(
        self, question: str, before: Sequence[Message], passages: Mapping[str, str]
    ) -> list[Message | Framed]:
        listed = "\n".join(f"[{id}] {text}" for id, text in passages.items())
        return [
            Message(
                "system",
                f"{self.prompts.say('answer.system')}\n\n{self.prompts.say('answer.passages', passages=listed)}",
            ),
            *before,
            Framed(self.prompts.say("answer.question", question=HERE), (question,)),
        ]
