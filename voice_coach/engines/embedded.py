"""The reflector that needs no network and no model: reviewed sentences, chosen by the turn."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from voice_coach.core.reflection import ReflectionPrompt


class Embedded:
    """Acknowledges, then asks. The same conversation gives the same words."""

    name = "embedded"

    class Options(BaseModel, extra="forbid", frozen=True):
        """This engine has no options."""

    def __init__(self, options: Options, services: object = None) -> None:
        pass

    def load(self) -> None:
        """Nothing to open."""

    def reflect(self, prompt: ReflectionPrompt) -> Iterator[str]:
        """One acknowledgement, each of them once before any comes again, then the question."""
        turn = sum(1 for t in prompt.turns if t.role == "user")
        if prompt.acknowledgements:
            yield prompt.acknowledgements[(turn - 1) % len(prompt.acknowledgements)]
        yield prompt.question
