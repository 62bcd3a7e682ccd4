"""No language model: the default. The embedded coach speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from voice_coach.errors import EngineFailed
from voice_coach.ports import Message


class NoModel:
    """Stands where a model could be."""

    name = "none"
    remote = False

    class Options(BaseModel, extra="forbid", frozen=True):
        """This engine has no options."""

    def __init__(self, options: Options, services: object = None) -> None:
        pass

    def load(self) -> None:
        """Nothing to open."""

    def stream(self, messages: Sequence[Message], schema: dict[str, Any] | None = None) -> Iterator[str]:
        """Raises EngineFailed."""
        raise EngineFailed("no language model is set. Set one: voice-coach config set llm.engine langchain")
