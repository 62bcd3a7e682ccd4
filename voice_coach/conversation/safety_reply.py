"""Puts a step of the safety conversation into words: reviewed texts and help lines from data, nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voice_coach.conversation.prompts import Prompts
from voice_coach.core.help_lines import HelpLine, choose, spoken, spoken_name
from voice_coach.core.safety import Assessment
from voice_coach.core.safety_talk import OPENINGS, SafetyTalk, Step, next_step
from voice_coach.core.safety_topics import CLASSES_OF
from voice_coach.core.transcript import sentences

MOST_WORDS = 90
"""Of one reply; each digit is a word."""
_GROUPS = {"suicide": "life", "self_harm": "life", "harm_from_other": "harm", "choking": "harm"}


@dataclass
class SafetyReplies:
    """Renders steps for one country."""

    prompts: Prompts
    lines: Sequence[HelpLine]
    country: str = ""
    """Two letters; empty when unknown."""

    def advance(self, talk: SafetyTalk, text: str, safety: Assessment, fresh: bool) -> tuple[SafetyTalk, list[str]]:
        """One turn: the next state and the sentences to speak."""
        talk, step = next_step(talk, text, safety, fresh)
        return talk, self.render(step, safety)

    def lines_for(self, safety: Assessment) -> list[HelpLine]:
        """The lines that fit, for a surface on which the user asked for them."""
        return choose(self.lines, safety.classes, self.country, safety.tier == "emergency")

    def render(self, step: Step, safety: Assessment) -> list[str]:
        """The sentences of a step, at most `MOST_WORDS` spoken words: what can be left out is, least needed first."""
        first = self._said(step, step.kind)
        if step.shared and step.kind == "room":
            return [self.prompts.say("question.shared")]
        if step.shared and step.private and step.lines and not step.given:
            first = [*first, self.prompts.say("frame.shared")]
        if step.warn:
            first = [self.prompts.say("frame.emergency_now"), *first]
        opens = step.kind in OPENINGS and step.kind != "check"  # A check says so itself.
        program = [self.prompts.say("frame.program", step.given)] if opens else []
        question = [self.prompts.say(f"question.{step.question}")] if step.question else []
        lines = self._lines(step, safety)
        after = self._after(step, safety, lines)
        while True:
            told = [self._line(line, step) for line in lines]
            reply = [*first, *program, *told, *after, *question]
            if _words(reply) <= MOST_WORDS:
                return reply
            if len(lines) > 2 or (len(lines) == 2 and lines[0].kind != "emergency"):
                lines = lines[:-1]
            elif program:
                program = []
            elif after:
                after = after[:-1]
            else:
                return reply

    def _lines(self, step: Step, safety: Assessment) -> list[HelpLine]:
        if not step.lines or _overheard(step) or (step.shared and not step.private):
            return []
        classes = [name for name in safety.classes if name in CLASSES_OF[step.topic]]
        urgent = step.urgent or safety.tier == "emergency"
        found = choose(self.lines, classes, step.country or self.country, urgent, step.private)
        return found if step.lines == "full" and not step.shared else found[: 1 + (found[0].kind == "emergency")]

    def _after(self, step: Step, safety: Assessment, lines: Sequence[HelpLine]) -> list[str]:
        """What happens there, one barrier, and, once, what is missing when the country is not known."""
        if step.lines != "full" or step.shared or _overheard(step):
            return []
        name = self._name("what_happens", step)
        said = [self.prompts.say(name, step.given)]
        by_text = next((line.by_text for line in lines if line.by_text), "")
        if _GROUPS.get(step.topic) == "harm":
            said.append(self.prompts.say("barrier.log", step.given))
        elif by_text:
            said.append(self.prompts.say("barrier.text", step.given, how=by_text))
        else:
            said.append(self.prompts.say("barrier.quiet", step.given))
        if not (step.country or self.country) and step.given < 1:
            said.append(self.prompts.say("frame.country"))
        if step.kind == "lines":
            said.append(self.prompts.say("frame.broken", step.nth))
        return said

    def _line(self, line: HelpLine, step: Step) -> str:
        contact = spoken(line.contact)
        if line.kind == "emergency":
            contact, _, then = line.contact.partition(", then ")
            frame = "frame.urgent" if step.urgent else "frame.emergency"
            said = self.prompts.say(frame, step.given, contact=spoken(contact))
            digits = re.search(r"\d+", then)
            # A number to press is a sentence of its own: within another it would turn the meaning.
            return f"{said} {self.prompts.say('frame.silent', keys=spoken(digits[0]))}" if digits else said
        if line.kind == "directory":
            return self.prompts.say("frame.directory", step.given, contact=contact)
        hours = ", for anyone under 19" if line.for_young else ", day or night" if line.always else ""
        number = contact.removeprefix("call or text ")
        name = spoken_name(line.name)
        return self.prompts.say("frame.line", step.given, name=name, contact=contact, number=number, hours=hours)

    def _said(self, step: Step, kind: str) -> list[str]:
        return sentences(self.prompts.say(self._name(kind, step), step.nth))

    def _name(self, kind: str, step: Step) -> str:
        """The most fitting texts there are: of the topic, of its group, of anyone."""
        group = _GROUPS.get(step.topic, "other")
        if _overheard(step):
            named = f"{kind}.{'any' if kind in ('room', 'hidden', 'silence') else 'hidden'}"
            return named if self.prompts.has(named) else "hidden.any"
        found = next((name for name in (step.topic, group) if self.prompts.has(f"{kind}.{name}")), "any")
        return f"{kind}.{found}"


def _overheard(step: Step) -> bool:
    """Whether someone else may hear it, so that nothing is named, whatever the step asks for."""
    return (_GROUPS.get(step.topic) == "harm" or (step.shared and step.topic != "age")) and not step.private


def _words(reply: Sequence[str]) -> int:
    return sum(len(sentence.split()) for sentence in reply)
