"""The nouns of one turn: what the coach says, why, and what of it was heard."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from voice_coach.core.safety import CLEAR, Assessment
from voice_coach.core.transcript import sentences

Kind = Literal[
    "reflection", "question", "answer", "safety", "command", "notice", "opening", "summary", "privacy", "help", "close"
]
Outcome = Literal["answered", "declined", "safety"]


@dataclass(frozen=True)
class Sentence:
    """One spoken sentence with the passages it rests on; an offer or a question rests on none."""

    text: str
    citations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Citation:
    """A passage that was used, with its retrieval score in [0, 1]."""

    id: str
    section: str
    score: float


@dataclass(frozen=True)
class Answer:
    """The reply to one question, as the contract for programs has it."""

    outcome: Outcome
    sentences: tuple[Sentence, ...]
    more: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    safety: Assessment = CLEAR
    trouble: str = ""
    """Why the language model did not take part, where one is set and failed."""

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Voice:
    """How the coach speaks in this session."""

    pace: float = 1.0
    """1 is the voice's own; above is faster."""
    gain: float = 1.0
    """1 is the voice's own loudness."""


@dataclass(frozen=True)
class Reply:
    """What the coach is about to say in a turn, sentence by sentence."""

    kind: Kind
    sentences: tuple[Sentence, ...]
    reflections: int = 0
    """How many of the sentences give back what the person said."""
    questions: int = 0
    answer: Answer | None = None
    safety: Assessment = CLEAR
    closes: bool = False
    """Whether the session is over once this was said."""
    voice: Voice | None = None
    """How it is spoken, and all that follows, where the person asked for another way."""
    forgets: bool = False
    """Whether the person's last words leave the record with it."""
    trouble: str = ""
    """Why the language model did not take part, where one is set and failed."""
    unfit: bool = False
    """Whether it did answer then, in words that may not be said."""

    @staticmethod
    def saying(kind: Kind, text: str, questions: int = 0) -> Reply:
        """A reply of plain words, which rest on no passage."""
        return Reply(kind, tuple(Sentence(s) for s in sentences(text)), questions=questions)

    @staticmethod
    def giving(answer: Answer, kind: Kind) -> Reply:
        """A reply that gives an answer; one about safety is of that kind, whatever was asked."""
        kind = "safety" if answer.outcome == "safety" else kind
        return Reply(kind, answer.sentences, answer=answer, safety=answer.safety, trouble=answer.trouble)

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def citations(self) -> tuple[str, ...]:
        """Ids of all cited passages, in the order they are spoken, each once."""
        return tuple(dict.fromkeys(c for sentence in self.sentences for c in sentence.citations))


@dataclass(frozen=True)
class Spoken:
    """How much of a reply reached the person."""

    sentences: tuple[str, ...] = field(default=())
    complete: bool = True

    @property
    def heard(self) -> bool:
        return bool(self.sentences)
