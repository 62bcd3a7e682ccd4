"""A reflector that lets a language model find the words; the question and the checks stay ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from voice_coach.conversation.guarded_model import GuardedModel, WordsUnfit, spoken
from voice_coach.conversation.prompts import Prompts
from voice_coach.core.manner import faults, unsaid
from voice_coach.core.output_check import OutputRule, problems
from voice_coach.core.reflection import ReflectionPrompt
from voice_coach.ports import Message

SCHEMA = {
    "type": "object",
    "properties": {"reflections": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2}},
    "required": ["reflections"],
    "additionalProperties": False,
}
MOST_LINES = 2
_HISTORY = 16


class ModelReflector:
    """One retry where the manner is broken; then what is left of it, or WordsUnfit, and the embedded coach speaks.

    Each reflection is checked as it comes, and one that may not be said ends a first try at once. Nothing is spoken
    before the last one is in: whether the turn is short enough, asks one thing and repeats nothing shows only then,
    and what was said aloud to someone upset can't be taken back.
    """

    name = "model"

    def __init__(self, model: GuardedModel, prompts: Prompts, rules: tuple[OutputRule, ...]) -> None:
        self._model, self._prompts, self._rules = model, prompts, rules

    def load(self) -> None:
        """Open the model."""
        self._model.model.load()

    def reflect(self, prompt: ReflectionPrompt) -> Iterator[str]:
        """Reflections, then the prompt's question. Raises EngineFailed."""
        question = [prompt.question] if prompt.question else []
        messages = [Message("system", self._prompts.say("reflect.system"))]
        messages += spoken(prompt.turns, prompt.withheld, _HISTORY)
        for retried in (False, True):
            lines, wrong = self._heard(messages, prompt, last=retried)
            if lines and (retried or not wrong):
                wrong = faults([*lines, *question], "reflection", prompt.said)
                if not wrong:
                    yield from [*lines, *question]
                    return
            named = ", ".join(dict.fromkeys(wrong)) or "empty"
            messages.append(Message("user", self._prompts.say("reflect.again", faults=named)))
        raise WordsUnfit("the language model kept breaking the manner of a reflection.")

    def _heard(self, messages: list[Message], prompt: ReflectionPrompt, last: bool) -> tuple[list[str], list[str]]:
        """The reflections of one try that may be said, and what others break; in the `last` try all are waited for."""
        lines: list[str] = []
        wrong: list[str] = []
        with closing(self._model.strings(messages, SCHEMA, "reflections", prompt.turns)) as coming:
            for text in coming:
                line = " ".join(text.split())
                broken = self._broken(line, prompt)
                wrong += broken
                if broken and not last:
                    break
                if line and not broken and len(lines) < MOST_LINES:
                    lines.append(line)
        return lines, wrong

    def _broken(self, line: str, prompt: ReflectionPrompt) -> list[str]:
        """Names of the rules that one reflection breaks, whatever stands beside it."""
        own = [turn.text for turn in prompt.turns if turn.role == "user"]
        found = [*faults([line], "reflection", prompt.said), *problems(line, self._rules, own)]
        return [*found, "invented"] if unsaid(line, " ".join(own)) else found
