"""A chat model as the conversation uses it: what leaves the machine is redacted, and what comes back restored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voice_coach.core.transcript import Turn
from voice_coach.errors import EngineFailed
from voice_coach.ports import ChatModel, Message

if TYPE_CHECKING:
    from voice_coach.core.redaction import Redactor

HERE = "\0"
"""Where words of the person stand in a text of ours."""

_END = re.compile(r"[.!?…][\"'”’)]*(?:\s*\[[^\]]*\])*\s+(?=[^\s\[])")

_STRING = re.compile(r'\s*("(?:[^"\\]|\\.)*")\s*(?:,|(?=[\]]|$))', re.DOTALL)


class WordsUnfit(EngineFailed):
    """The model did answer, in words that may not be said or in another form than it was asked for."""


@dataclass(frozen=True)
class Framed:
    """A message in which what was said stands in a text of ours ("The question: …").

    Only what was said is redacted, each turn by itself: how a turn without capitals is written must not be read off
    the capitals of the frame.
    """

    text: str
    """With `HERE` for each of the words."""
    words: tuple[str, ...]

    def filled(self, hide: Callable[[str], str]) -> Message:
        """The message, with what `hide` makes of the words."""
        words = iter(self.words)
        return Message("user", re.sub(HERE, lambda _: hide(next(words)), self.text))


@dataclass(frozen=True)
class GuardedModel:
    """Wraps the model that is set."""

    model: ChatModel
    redactor: Callable[[], Redactor]
    """A fresh one for each call, which first hears the whole session: a name is known by where it was told, however
    long ago, and nothing has to be forgotten when the session is."""

    @property
    def remote(self) -> bool:
        """Whether what is sent leaves this machine."""
        return self.model.remote

    def sentences(self, messages: Sequence[Message | Framed], said: Sequence[Turn] = ()) -> Iterator[str]:
        """The reply, sentence by sentence as it comes. `said`: the whole session so far. Raises EngineFailed."""
        redactor, sent = self._sent(messages, said)
        text = ""
        for piece in self.model.stream(sent):
            text += piece
            while match := _END.search(text):
                yield self._restored(redactor, text[: match.end()])
                text = text[match.end() :]
        if text.strip():
            yield self._restored(redactor, text)

    def whole(self, messages: Sequence[Message | Framed], schema: dict[str, Any], said: Sequence[Turn] = ()) -> str:
        """The whole reply, asked for in a JSON form. `said`: the whole session so far. Raises EngineFailed."""
        redactor, sent = self._sent(messages, said)
        return self._restored(redactor, "".join(self.model.stream(sent, schema)))

    def strings(
        self, messages: Sequence[Message | Framed], schema: dict[str, Any], name: str, said: Sequence[Turn] = ()
    ) -> Generator[str, None, None]:
        """The strings of the list `name` in a reply asked for as JSON, each as soon as it is whole. `said`: the whole
        session so far.

        Raises EngineFailed, and WordsUnfit at the end where the reply as a whole has another form.
        """
        redactor, sent = self._sent(messages, said)
        text, given = "", 0
        for piece in self.model.stream(sent, schema):
            text += piece
            for line in _whole_strings(text, name)[given:]:
                given += 1
                yield self._restored(redactor, line)
        if listed(text, name) != _whole_strings(text, name):
            raise WordsUnfit("the language model answered in another form than it was asked for.")

    def _sent(
        self, messages: Sequence[Message | Framed], said: Sequence[Turn]
    ) -> tuple[Redactor | None, list[Message]]:
        redactor = self.redactor() if self.remote else None
        hide = redactor.redact if redactor else str
        for turn in said:
            hide(turn.text)
        return redactor, [_hidden(message, hide) for message in messages]

    @staticmethod
    def _restored(redactor: Redactor | None, text: str) -> str:
        return (redactor.restore(text) if redactor else text).strip()


def spoken(turns: Sequence[Turn], withheld: Collection[int], most: int) -> list[Message]:
    """The last `most` turns of a conversation as messages, without those at the indices that are `withheld`."""
    kept = [turn for at, turn in enumerate(turns) if at not in withheld]
    return [Message("user" if turn.role == "user" else "assistant", turn.text) for turn in kept[-most:]]


def _hidden(message: Message | Framed, hide: Callable[[str], str]) -> Message:
    if isinstance(message, Framed):
        return message.filled(hide)
    return message if message.role == "system" else Message(message.role, hide(message.text))


def _whole_strings(reply: str, name: str) -> list[str]:
    """The strings of a list that have come whole so far, in a reply that may be cut off anywhere."""
    begins = re.search(rf'"{name}"\s*:\s*\[', reply)
    found: list[str] = []
    while begins and (match := _STRING.match(reply, begins.end())):
        try:
            found.append(json.loads(match[1]))
        except ValueError:
            break
        begins = match
    return found


def listed(reply: str, name: str) -> list[Any] | None:
    """The list of that name in a reply asked for as JSON; a fence or words around it are cut. None for another form."""
    start, end = reply.find("{"), reply.rfind("}")
    try:
        raw = json.loads(reply[start : end + 1]) if start >= 0 else None
    except (ValueError, RecursionError):
        raw = None
    found = raw.get(name) if isinstance(raw, dict) else None
    return found if isinstance(found, list) else None
