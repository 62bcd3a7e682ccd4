"""Sessions by conversation id: in memory, so many and so long; after a restart from what the journal holds.

Home Assistant opens a connection for each utterance and forgets a conversation after five idle minutes. OpenVoiceOS has
an id for each speaker.
"""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from voice_coach.conversation.session import Session
from voice_coach.core.entries import Entry
from voice_coach.core.state import Flow, State

MOST = 256
"""Conversations at a time: the one that was idle longest makes room."""
RESTORED = timedelta(minutes=30)
"""How long ago a conversation may have begun that goes on after a restart."""

Begin = Callable[[Flow], Session]
Key = str
"""A hash of the conversation id: what a client calls it is kept nowhere."""


@dataclass
class Conversation:
    """One session and who may take its next turn."""

    session: Session
    used: float
    """Seconds on the clock of the owner."""
    noticed: bool = False
    """Whether the person was told, in this session, that it is a computer program."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Conversations:
    """All that are going on. `clock` gives seconds; `idle` of them end a conversation."""

    def __init__(self, begin: Begin, clock: Callable[[], float], idle: float, most: int = MOST) -> None:
        self._begin, self._clock, self._idle, self._most = begin, clock, idle, most
        self._held: OrderedDict[Key, Conversation] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def find(self, key: Key) -> Conversation | None:
        """The conversation with this key, where there is one."""
        return self._held.get(key)

    def of(self, key: Key) -> Conversation:
        """The conversation with this key, begun where there is none."""
        self.sweep()
        if key not in self._held:
            self._held[key] = Conversation(self._begin("ask"), self._clock())
        self._held.move_to_end(key)
        self._held[key].used = self._clock()
        while len(self._held) > self._most:
            self._drop_oldest()
        return self._held[key]

    def renew(self, conversation: Conversation, key: Key, flow: Flow = "ask") -> Session:
        """Another session in this conversation. Its id tells whose it is, so that it is found again."""
        conversation.session.end()
        session = self._begin(flow)
        session.go_by(f"{key}-{uuid.uuid4().hex[:16]}")
        session.voice = conversation.session.voice
        conversation.session = session
        return session

    def sweep(self) -> bool:
        """Forget what is idle for too long. True when nothing is left of what there was."""
        before = len(self._held)
        while self._held and self._clock() - next(iter(self._held.values())).used > self._idle:
            self._drop_oldest()
        return before > 0 and not self._held

    def _drop_oldest(self) -> None:
        _, conversation = self._held.popitem(last=False)
        conversation.session.end()

    def restore(self, entries: Sequence[Entry], now: datetime) -> None:
        """Go on with what had begun shortly before and is not over. `entries`: oldest first."""
        for entry in entries:
            key, _, rest = entry.id.partition("-")
            if not rest or entry.ended or not timedelta(0) <= now - entry.moment <= RESTORED:
                continue
            state = State.from_json(entry.state)
            if not state.closed:
                session = self._begin(state.flow)
                session.take_up(entry)
                self._held[key] = Conversation(session, self._clock(), noticed=True)


def key_of(conversation_id: object) -> Key:
    """The key of an id; one of its own for a request that has none."""
    if not isinstance(conversation_id, str) or not conversation_id:
        return uuid.uuid4().hex
    return hashlib.sha256(conversation_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
