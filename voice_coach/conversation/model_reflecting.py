"""A reflector that lets a language model find the words; the question and the checks stay ours."""

from __future__ import annotations

from collections.abc import Iterator

from voice_coach.conversation.guarded_model import GuardedModel, listed
from voice_coach.conversation.prompts import Prompts
from voice_coach.core.manner import faults
from voice_coach.core.reflection import ReflectionPrompt
from voice_coach.errors import EngineFailed
from voice_coach.ports import Message

SCHEMA = {
    "type": "object",
    "properties": {"reflections": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2}},
    "required": ["reflections"],
    "additionalProperties": False,
}
_HISTORY = 16


class ModelReflector:
    """One retry where the manner is broken; then EngineFailed, and the embedded coach speaks."""

    name = "model"

    def __init__(self, model: GuardedModel, prompts: Prompts) -> None:
        self._model, self._prompts = model, prompts

    def load(self) -> None:
        """Open the model."""
        self._model.model.load()

    def reflect(self, prompt: ReflectionPrompt) -> Iterator[str]:
        """Reflections, then the prompt's question. Raises EngineFailed."""
        question = [prompt.question] if prompt.question else []
        messages = [Message("system", self._prompts.say("reflect.system"))]
        kept = [turn for at, turn in enumerate(prompt.turns) if at not in prompt.withheld]
        messages += [Message("user" if t.role == "user" else "assistant", t.text) for t in kept[-_HISTORY:]]
        wrong: list[str] = []
        for _ in range(2):
            lines = read(self._model.whole(messages, SCHEMA, prompt.turns))
            wrong = faults([*lines, *question], "reflection", prompt.said)
            if lines and not wrong:
                yield from [*lines, *question]
                return
            messages.append(Message("user", self._prompts.say("reflect.again", faults=", ".join(wrong) or "empty")))
        raise EngineFailed("the language model kept breaking the manner of a reflection.")


def read(reply: str) -> list[str]:
    """The reflections in a reply. Raises EngineFailed for another form; a fence or words around the JSON are cut."""
    found = listed(reply, "reflections")
    if found is None or not all(isinstance(line, str) for line in found):
        raise EngineFailed("the language model answered in another form than it was asked for.")
    return [" ".join(line.split()) for line in found[:2] if line.strip()]
