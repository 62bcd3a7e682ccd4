"""Turns become a scored summary: each signal that was mentioned, with the quotes that carry it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from voice_coach.conversation.model_signals import ModelSignals
from voice_coach.conversation.screening import Screener
from voice_coach.core.asking import is_question
from voice_coach.core.corrections import objection
from voice_coach.core.heads import Heads
from voice_coach.core.people import whom
from voice_coach.core.remembered import Remembered
from voice_coach.core.scoring import Score, score
from voice_coach.core.short_answers import ShortAnswers
from voice_coach.core.signals import Clause, Evidence, Examples, Signal, clauses, nearest, phrases
from voice_coach.core.spans import SpanLimits, Tokens, before, evidence_of, likelier, settled, windows
from voice_coach.core.strikes import Strike, is_struck, struck_quotes
from voice_coach.core.transcript import Turn, sentences, wordless
from voice_coach.core.uptake import declines, take_up
from voice_coach.errors import EngineFailed
from voice_coach.ports import Embedder, Tagger

THRESHOLD = 0.5
"""Cosine similarity to an example phrase under which a clause says nothing."""
ASKED = 0.7
"""Log-odds by which a signal is likelier in the answer to the coach's own question about it."""
PLAIN = 0.9
"""Probability from which a turn's own words carry a signal whatever came before: "She doesn't listen" is plain, and
"It's my wife" before it hid that."""
FEW = 10
"""Words up to which an objection, a greeting or a correction is nothing else."""
HINTED = 0.02
"""Probability that a turn's own words must give what is heard in them as an answer: "my boss thanked me" does not say
how somebody met your news, though that was asked."""
FEWEST = 4
"""Words from which a turn has words of its own: "never" is only an answer."""
TOPIC = 0.2
"""Probability from which a text speaks of a signal at all."""
TURNS = 8
"""Conversations whose score is remembered, each as it was at one turn."""
SURE = 0.9
"""Confidence from which the coach's own evidence stands where a language model left it out, as small ones do."""


@dataclass
class Scorer:
    """Finds evidence: with the trained heads token by token, else by plain similarity to example phrases."""

    signals: Mapping[str, Signal]
    screener: Screener
    embedder: Embedder
    heads: Heads | None = None
    threshold: float = THRESHOLD
    limits: SpanLimits = field(default_factory=SpanLimits)
    model: ModelSignals | None = None
    """Marks whole conversations too, where the person wants a language model to; the rest is heard as ever."""
    questions: Mapping[str, str] = field(default_factory=dict)
    """The coach's own questions, each with the signal that it asks about."""
    about_safety: Collection[str] = ()
    """The coach's questions about danger: an answer to one tells nothing of how the two of them are otherwise."""
    steers: Callable[[str], bool] = lambda _: False
    """Whether a turn is a command to the coach: "I want to stop" tells nothing of the two of them."""
    is_name: Callable[[str], bool] = lambda _: False
    """Whether a capitalised word is somebody's given name."""
    short: ShortAnswers | None = None
    """What answers of a word or a few say to the coach's own questions."""
    _examples: Examples | None = None
    _seen: Remembered[tuple[str, str], list[Evidence]] = field(default_factory=Remembered)
    """Evidence by (what came before, text), so that a conversation is not read again at every turn."""
    _scores: Remembered[tuple[tuple[Turn, ...], tuple[Strike, ...]], Score] = field(
        default_factory=lambda: Remembered(TURNS)
    )
    """Scores of whole conversations: at one turn several ask for the same one."""

    def load(self) -> None:
        """Open the encoder; without trained heads, embed the example phrases once (about a second)."""
        self.embedder.load()
        if self.heads is None and self._examples is None:
            rows = phrases(self.signals)
            vectors = self.embedder.embed([text for _, _, text in rows])
            self._examples = Examples(vectors, tuple((signal, pole) for signal, pole, _ in rows))

    def score(self, turns: Sequence[Turn], struck: Collection[Strike] = (), whole: bool = False) -> Score:
        """Score a conversation. Only user turns count; a turn with a sign of danger is never positive evidence, and
        "I don't know" is no evidence of anything, whatever it answers.

        `struck` holds quotes that the person took back. `whole`: the conversation is over, so that the language
        model may be asked for it, where one marks signals; under a sign of danger it never is.
        """
        if whole and self.model is not None:
            return self._score(turns, struck, whole)  # What a model says, or that it failed, is not remembered.
        key = (tuple(turns), tuple(struck))
        return self._scores.all_of([key], lambda new: [self._score(*one, whole) for one in new])[0]

    def _score(self, turns: Sequence[Turn], struck: Collection[Strike], whole: bool) -> Score:
        safety = self.screener.screen(turns)
        evidence: list[Evidence] = []
        asks = self.model is not None and whole and not safety.gated
        withheld = self.screener.withheld(turns) if asks else frozenset()
        marked = self._marked(turns, withheld) if asks else []
        telling = [
            i for i, t in enumerate(turns) if t.role == "user" and self._tells(t.text) and self._of_them(turns, i)
        ]
        # Who leaves the question open answers nothing of it: what else is said stands by itself.
        # So does what is put in the place of what was misheard.
        begin = {i: objection(turns[i].text) for i in telling}
        alone = {i for i in telling if begin[i] or declines(turns[i].text)}
        said = [("" if i in alone else before(turns, i), turns[i].text[begin[i] :]) for i in telling]
        gone = struck_quotes(turns, struck)
        for index, own in zip(telling, self._of(said), strict=True):
            danger = self.screener.turn(turns[index].text).gated
            at = begin[index]
            found = [replace(e, turn=index, start=e.start + at, end=e.end + at) for e in own]
            if marked and index not in withheld:
                found = _together(found, [e for e in marked if e.turn == index])
            evidence += [
                e for e in found if not is_struck(e.quote, gone[index]) and not (danger and e.pole == "positive")
            ]
        told = list(zip(evidence, whom(turns, evidence, self.is_name), strict=True))
        # The mother who rings and the sister who doesn't are no contradiction: each is settled by herself.
        people = {who for _, who in told}
        sound = {who: settled([e for e, whose in told if whose == who], self.limits) for who in people}
        kept = [(e, who) for e, who in told if e in sound[who]]
        return score([e for e, _ in kept], safety, [who for _, who in kept])

    def topics(self, text: str) -> list[str]:
        """The signals that a text speaks of, the likeliest first, whether or not it is evidence: a wish is none."""
        if self.heads is None or not isinstance(self.embedder, Tagger):
            return []
        read = self.embedder.tokens([("", piece.text) for piece in windows(text)])
        likely: dict[str, float] = {}
        for tokens in read:
            for (name, _), odds in zip(self.heads.signals, self.heads.signals_of(tokens.vectors).T, strict=True):
                likely[name] = max(likely.get(name, 0.0), float(odds.max(initial=0.0)))
        return sorted((name for name in likely if likely[name] >= TOPIC), key=lambda name: -likely[name])

    def _of_them(self, turns: Sequence[Turn], index: int) -> bool:
        asked = turns[index - 1].text if index and turns[index - 1].role == "coach" else ""
        to_danger = any(asked.endswith(question) for question in self.about_safety)
        return not (to_danger or self.screener.cues.says_safe(turns[index].text))

    def _tells(self, text: str) -> bool:
        act = take_up(text).act
        # A few words to the coach itself tell nothing of the two of them; more may.
        least = FEWEST if objection(text) else FEW + 1
        to_the_coach = (
            act in ("aside", "hello", "lost", "corrected", "change") and len(text[objection(text) :].split()) < least
        )
        # "Is it normal to always text first" asks the guide; "why does he never listen" tells of him.
        asks = is_question(text) and len(sentences(text)) == 1 and "why" not in text.lower()
        return not wordless(text) and act != "unknown" and not (to_the_coach or asks or self.steers(text))

    def _marked(self, turns: Sequence[Turn], withheld: Collection[int]) -> list[Evidence]:
        """What the language model marked; nothing where there is none, nothing to send, or it failed."""
        sent = any(turn.role == "user" and at not in withheld for at, turn in enumerate(turns))
        try:
            return self.model.mentions(turns, withheld) if self.model and sent else []
        except EngineFailed:
            return []

    def forget(self) -> None:
        """Drop what was remembered of any conversation."""
        self._seen.forget()
        self._scores.forget()
        self.screener.forget()
        self.embedder.forget()

    def _of(self, said: Sequence[tuple[str, str]]) -> list[list[Evidence]]:
        """The evidence of each turn, given as (what came before, text)."""
        return self._seen.all_of(said, self._found)

    def _found(self, said: Sequence[tuple[str, str]]) -> list[list[Evidence]]:
        self.load()
        return self._read(said) if self.heads else [self._compare(text) for _, text in said]

    def _read(self, said: Sequence[tuple[str, str]]) -> list[list[Evidence]]:
        """Token by token, in windows; only the first one is read after what came before the turn, and by itself."""
        assert isinstance(self.embedder, Tagger)
        pieces = [windows(text) for _, text in said]
        led = [(lead, own[0].text) for (lead, _), own in zip(said, pieces, strict=True)]
        plain = [("", piece.text) for own in pieces for piece in own]
        readings = list(dict.fromkeys([*led, *plain]))
        tokens = dict(zip(readings, self.embedder.tokens(readings), strict=True))
        return [
            [e for n, piece in enumerate(own) for e in self._heard(piece, lead if not n else "", tokens)]
            for (lead, _), own in zip(said, pieces, strict=True)
        ]

    def _heard(self, piece: Clause, lead: str, tokens: Mapping[tuple[str, str], Tokens]) -> list[Evidence]:
        assert self.heads is not None
        read = tokens["", piece.text]
        plain = odds = self.heads.signals_of(read.vectors)
        if not lead:
            return evidence_of(piece, read.offsets, odds, self.heads.signals, self.limits)
        odds = self.heads.signals_of(tokens[lead, piece.text].vectors)
        # What did not fit behind a long lead is read by itself.
        odds = np.concatenate([odds, plain[len(odds) :]])
        odds = np.where(plain >= PLAIN, np.maximum(odds, plain), odds)
        asked = next((signal for text, signal in self.questions.items() if lead.endswith(text)), None)
        if asked:
            odds = likelier(odds, self._columns(asked, odds), ASKED)
        if len(piece.text.split()) >= FEWEST:
            odds = np.where(plain.max(axis=0, initial=0.0) >= HINTED, odds, 0.0)
        found = evidence_of(piece, read.offsets, odds, self.heads.signals, self.limits)
        plainly = self.short.evidence(asked, piece.text) if asked and self.short else []
        return found if any(e.signal == asked for e in found) else [*found, *plainly]

    def _columns(self, signal: str, odds: NDArray[np.float32]) -> list[bool]:
        """The column of its likelier pole: an answer says one or the other."""
        assert self.heads is not None
        own = [at for at, (name, _) in enumerate(self.heads.signals) if name == signal]
        best = max(own, key=lambda at: float(odds[:, at].max(initial=0.0)), default=-1)
        return [at == best for at in range(len(self.heads.signals))]

    def _compare(self, text: str) -> list[Evidence]:
        assert self._examples is not None
        found: list[tuple[int, Clause]] = [(0, clause) for clause in clauses(text)]
        vectors = self.embedder.embed([clause.text for _, clause in found])
        return nearest(found, vectors, self._examples, self.threshold)


def _together(own: Sequence[Evidence], marked: Sequence[Evidence]) -> list[Evidence]:
    """Evidence of one turn where a model marked some of the conversation: it decides on the signals it names there."""
    named = {e.signal for e in marked}
    return [*marked, *(e for e in own if e.signal not in named and e.confidence >= SURE)]
