"""A move of the dialogue becomes words: what to give back, what to ask, and the checks on what a reflector says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice_coach.conversation.guarded_model import WordsUnfit
from voice_coach.conversation.guiding import guided, harder_first
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.recalling import SURE, earlier
from voice_coach.conversation.scorer import Scorer
from voice_coach.core.knowledge import Knowledge
from voice_coach.core.manner import faults, questions, unsaid
from voice_coach.core.mirror import mirrors, quotable
from voice_coach.core.output_check import OutputRule, problems
from voice_coach.core.people import called
from voice_coach.core.reflection import ReflectionPrompt
from voice_coach.core.signals import Evidence
from voice_coach.core.state import Move, State
from voice_coach.core.turn import Kind, Reply, Sentence
from voice_coach.core.uptake import MET
from voice_coach.errors import EngineFailed
from voice_coach.ports import Reflector

ALIKE = 0.5
"""Share of the words of a statement that another may hold and still be another."""
_OF_ONESELF = re.compile(r"\bi(?:['’]m|['’]d| am| feel| felt)\b", re.IGNORECASE)
"""A feeling is met as it is: "I only hear your side" is no answer to "I'm frightened"."""
FRAMES = ("said", "quote", "brief", "presence")


@dataclass(frozen=True)
class Reflecting:
    """Puts a turn of the reflection into words."""

    reflector: Reflector
    scorer: Scorer
    knowledge: Knowledge
    prompts: Prompts
    """prompts/reflect.toml."""
    summary: Prompts
    """prompts/summary.toml: what to notice of each signal."""
    rules: tuple[OutputRule, ...]
    model: Reflector | None = None
    """A language model's words, where one is set; `reflector` speaks when it fails."""
    reads_back: bool = True
    """Whether the person's words, and whom they told of, may be said aloud."""

    def reply(self, state: State, move: Move, closing: str = "") -> Reply:
        """The reply to the last turn of `state`. `closing` is said last, in place of a question."""
        move = move if self.reads_back else replace(move, who="")
        evidence = self._evidence(state)
        question = self._question(state, move)
        prompt = self._prompt(state, move, question, evidence)
        lines, failure = self._lines(state, prompt)
        told = [line for line in lines if line != question]
        sentences = [Sentence(line) for line in told]
        if move.purpose == "guide":
            told, fitting = guided(state, told, question, self.scorer, self.knowledge, self.prompts)
            if not fitting and move.uptake.act == "yes":  # It was asked for: a guide that is silent says so.
                told = [self.prompts.say("turn.no_line")]
            sentences = [*(Sentence(line) for line in told), *fitting]
        if move.purpose == "step" and move.signal:
            sentences = self._step(state, move)
        sentences += [Sentence(text) for text in (question, closing) if text]
        kind: Kind = "close" if move.kind == "close" else ("question" if question else "reflection")
        return Reply(
            kind,
            tuple(sentences),
            reflections=sum(not self._says_little(line, prompt) for line in told),
            questions=int(bool(question)),
            closes=move.kind == "close",
            trouble=str(failure or ""),
            unfit=isinstance(failure, WordsUnfit),
        )

    def _step(self, state: State, move: Move) -> list[Sentence]:
        """What to notice: of what was heard the hardest that was not named yet; then on, or to the end."""
        at, said = len(state.turns), state.said_by_coach()
        heard = harder_first(state, self.scorer) or [move.signal or ""]
        notices = [self.summary.say(f"signal.{name}.notice", **state.them()) for name in heard]
        notice = next((notice for notice in notices if notice not in said), "")
        step = self.prompts.say("turn.step", at, notice=notice) if notice else self.prompts.say("turn.no_step")
        return [Sentence(step), *([] if move.kind == "close" else [Sentence(self.prompts.say("turn.back", at))])]

    def _says_little(self, line: str, prompt: ReflectionPrompt) -> bool:
        """Whether a line gives nothing back of what was told, kind as it is: it is counted as no reflection."""
        empty = (*prompt.frames["presence"], *self.prompts.variants("meaning.any"))
        return line in empty or line in self.prompts.variants("turn.unknown")

    def _lines(self, state: State, prompt: ReflectionPrompt) -> tuple[list[str], EngineFailed | None]:
        """What the model says, else what the embedded coach says and why the model did not."""
        withheld = self.scorer.screener.withheld(state.turns) if self.model else frozenset()
        if self.model is None or prompt.lead or len(state.turns) - 1 in withheld:
            return self._allowed(state, prompt, self.reflector), None
        try:
            return self._allowed(state, replace(prompt, withheld=withheld), self.model), None
        except EngineFailed as failure:
            return self._allowed(state, prompt, self.reflector), failure

    def _allowed(self, state: State, prompt: ReflectionPrompt, reflector: Reflector) -> list[str]:
        """What the reflector says, without what may never be said; the question is ours and stays."""
        own = {turn.text for turn in state.turns if turn.role == "user"}
        heard = " ".join(own)
        lines = [line for line in reflector.reflect(prompt) if not problems(line, self.rules, own)]
        lines = [line for line in lines if line == prompt.question or not unsaid(line, heard)]
        spoken = " ".join(prompt.said)
        told = [line for line in lines if line != prompt.question and not questions([line]) and line not in spoken]
        if not told:
            told = [next((p for p in prompt.frames["presence"] if p not in spoken), prompt.frames["presence"][0])]
        question = [prompt.question] if prompt.question else []
        while len(told) > 1 and faults([*told, *question], "reflection", prompt.said):
            told.pop()
        return [*told, *question]

    def _sayable(self, said: str, state: State) -> bool:
        """Whether a statement may be given back: another one of the same turn may where this one may not."""
        return not problems(f"{said[0].upper()}{said[1:]}.", self.rules, {state.turns[-1].text})

    def _prompt(self, state: State, move: Move, question: str, evidence: Sequence[Evidence]) -> ReflectionPrompt:
        text = state.turns[-1].text
        # What is given back and what it may be like come from the same words.
        surest = [e for e in evidence if e.confidence >= SURE][:1]
        spans = [(e.start, e.end) for e in surest or evidence]
        if surest:
            evidence = [e for e in evidence if e.start < surest[0].end and surest[0].start < e.end]
        act = "unknown" if move.uptake.act == "skipped" else move.uptake.act
        told = self.reads_back and act not in ("yes", "no")
        mirrored = [m for m in mirrors(text, spans) if self._sayable(m, state)] if told else []
        quote = quotable(text, spans) if told else ""
        return ReflectionPrompt(
            state.turns,
            question,
            self._lead(move, act),
            tuple(mirrored),
            quote,
            () if mirrored or quote or not self.reads_back else earlier(state, self.scorer, self.prompts),
            act in ("brief", "yes", "no"),
            self._meanings(state, move, evidence, act, mirrored),
            {name: self.prompts.variants(f"frame.{name}") for name in FRAMES},
        )

    def _lead(self, move: Move, act: str) -> tuple[str, ...]:
        if move.purpose == "corrected":
            named = (
                tuple(t.format(who=move.who) for t in self.prompts.variants("turn.corrected_who")) if move.who else ()
            )
            return (*named, *self.prompts.variants("turn.corrected"))
        if move.purpose == "change" and move.who:
            return tuple(t.format(who=called(move.who)) for t in self.prompts.variants("turn.change_who"))
        if move.purpose in MET:
            return self.prompts.variants(f"turn.{move.purpose}")
        if move.uptake.act == "skipped":
            return self.prompts.variants("turn.skipped")
        return self.prompts.variants("turn.unknown") if act == "unknown" else ()

    def _meanings(
        self, state: State, move: Move, evidence: Sequence[Evidence], act: str, mirrored: Sequence[str]
    ) -> tuple[str, ...]:
        if move.kind == "close" or move.purpose in ("corrected", *MET) or act in ("unknown", "yes", "no"):
            return ()
        sure = sorted((e for e in evidence if e.confidence >= SURE), key=lambda e: -e.confidence)
        near = tuple(text for e in sure for text in self._turned(f"meaning.{e.signal}.{e.pole}", len(state.turns)))
        if act == "brief":
            return near
        who = tuple(t.format(who=move.who) for t in self.prompts.variants("turn.person")) if move.who else ()
        poles = {e.pole for e in evidence}
        if move.purpose == "need" and not _OF_ONESELF.search(state.turns[-1].text):
            return self.prompts.variants("turn.one_side")
        glad = move.uptake.glad and "negative" not in poles
        good = self._turned("meaning.glad", len(state.turns)) if glad else ()
        both = self.prompts.variants("mixed.any") if len(poles) > 1 else ()
        turn = len(state.turns) + _seed(state)
        # What fits anything says little: it is said where nothing is given back, and then every other time.
        anything = self._turned("meaning.any", turn) if not (evidence or mirrored) and turn // 2 % 2 else ()
        return (*who, *good, *both, *near, *self._also(mirrored), *anything)

    def _also(self, mirrored: Sequence[str]) -> tuple[str, ...]:
        """A second statement of the same turn, where it is another one: who told two things hears both."""
        first = set(mirrored[0].lower().split()) if mirrored else set()
        others = (said for said in mirrored[1:] if len(first & set(said.lower().split())) <= ALIKE * len(said.split()))
        return tuple(self.prompts.say("frame.also", said=said) for said in others)

    def _turned(self, name: str, turn: int) -> tuple[str, ...]:
        variants = self.prompts.variants(name)
        at = turn % len(variants)
        return (*variants[at:], *variants[:at])

    def _question(self, state: State, move: Move) -> str:
        if move.kind == "close" or move.purpose in ("corrected", "", "step", *MET):
            return ""
        if move.purpose == "explore":
            return self.prompts.say(f"question.signal.{move.signal}", **state.them())
        name = "step" if move.purpose in ("guide", "offer") else move.purpose
        # Memories are asked for in their order: what to say to them comes after what they were like.
        variants = self._turned(f"question.{name}", 0 if name in ("memory", "parting", "step") else _seed(state))
        said = state.said_by_coach()
        return next((text for text in variants if text not in said), variants[0])

    def _evidence(self, state: State) -> list[Evidence]:
        """What the last turn holds."""
        last = len(state.turns) - 1
        score = self.scorer.score(state.turns, state.struck)
        found = [e for s in score.signals.values() for e in s.evidence if e.turn == last]
        return sorted(found, key=lambda e: -e.confidence)


def _seed(state: State) -> int:
    """Chooses among variants by the person's first words, so that no two conversations begin alike."""
    return sum(len(turn.text) for turn in state.said_by_user()[:1])
