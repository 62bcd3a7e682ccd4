"""The reflector that needs no network and no model: the person's own words, reviewed sentences, one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from voice_coach.core.manner import MOST_WORDS, words
from voice_coach.core.reflection import ReflectionPrompt


class Embedded:
    """Gives back, says what it may be like, asks. The same conversation gives the same words."""

    name = "embedded"

    class Options(BaseModel, extra="forbid", frozen=True):
        """This engine has no options."""

    def __init__(self, options: Options, services: object = None) -> None:
        pass

    def load(self) -> None:
        """Nothing to open."""

    def reflect(self, prompt: ReflectionPrompt) -> Iterator[str]:
        """One or two reflections that were not said before, then the question if there is one."""
        question = [prompt.question] if prompt.question else []
        given = self._given_back(prompt)
        meaning = _fresh(prompt.meanings, prompt)
        # Where a question follows: who is only quiet is not reminded of anything.
        recalled = _fresh(prompt.earlier, prompt) if question and not meaning else ""
        if recalled and not prompt.lead:
            given = ""  # Something to lean on is more than "I'm listening".
        first, second = (recalled, given) if recalled else (given, meaning)
        for lines in ([given, meaning or recalled], [first], [second]):
            told = [line for line in lines if line]
            if told and words([*told, *question]) <= MOST_WORDS["reflection"]:
                yield from (*told, *question)
                return
        yield from question

    @staticmethod
    def _given_back(prompt: ReflectionPrompt) -> str:
        if prompt.lead:
            return _fresh(prompt.lead, prompt)
        said_by_user = [t.text for t in prompt.turns if t.role == "user"]
        # No two conversations give back in the same order of words.
        turn = len(said_by_user) + sum(len(text) for text in said_by_user[:1])
        said = [
            frame.format(said=mirror, Said=mirror[0].upper() + mirror[1:])
            for mirror in prompt.mirrors[:3]
            for frame in _from(prompt.frames.get("said", ()), turn)
        ]
        quoted: list[str] = []
        if prompt.quote:
            kind = "brief" if prompt.brief else "quote"
            quoted = [frame.format(quote=prompt.quote) for frame in _from(prompt.frames.get(kind, ()), turn)]
        return _fresh([*said, *quoted, *_from(prompt.frames.get("presence", ()), turn)], prompt)


def _from(variants: Sequence[str], turn: int) -> list[str]:
    """The variants, begun at another one in each turn."""
    at = (turn - 1) % len(variants) if variants else 0
    return [*variants[at:], *variants[:at]]


def _fresh(variants: Sequence[str], prompt: ReflectionPrompt) -> str:
    """The first that was not said yet; empty when all were."""
    return next((text for text in variants if not any(text in earlier for earlier in prompt.said)), "")
