"""The coach for callers that wait for an answer, as the handlers of a skill do. Knows nothing of OpenVoiceOS."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import monotonic
from typing import Any, TypeVar

from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.conversation.warming import warm_mind
from voice_coach.core.schedule import moment
from voice_coach.core.state import Flow
from voice_coach.surfaces.speaker.conversations import Conversations, Key
from voice_coach.surfaces.speaker.handle import Handling
from voice_coach.surfaces.speaker.voices import Voices
from voice_coach.surfaces.workers import Workers

T = TypeVar("T")
_MONTH = timedelta(days=30)
_ON_AN_ANSWER = ("more", "repeat", "simpler")
"""Commands that are understood as said to an answer; other words may be meant for another skill."""


@dataclass(frozen=True)
class Answer:
    """What is to be said."""

    text: str
    goes_on: bool
    """Whether the person is asked something, so that the next words are for the coach."""


class Talks:
    """Conversations on a shared speaker, by key. `sessions`: whether check-ins and talks are held too."""

    def __init__(self, coach: Coach, sessions: bool) -> None:
        self._coach, self._sessions = coach, sessions
        self._workers = Workers(coach)
        idle = 60 * coach.settings.lock_minutes
        self._talks = Conversations(self._begin, monotonic, idle)
        self._handling = Handling(self._workers, self._talks, Voices(), monotonic, sessions)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="talks", daemon=True)
        self._thread.start()

    def load(self) -> None:
        """Open what answers are made with; ear and voice are those of the speaker. Raises what a model raises."""
        self._wait(self._workers.think(self._load))

    def say(self, text: str, key: Key, language: str) -> Answer:
        """The coach's reply to an utterance. Raises VoiceCoachError."""
        return self._wait(self._turn(text, key, language))

    def is_for_the_coach(self, text: str, key: Key) -> bool:
        """Whether an utterance without the coach's name goes on with what was said last."""
        return self._wait(self._workers.think(self._goes_on_with, text, key))

    def open(self, key: Key) -> bool:
        """Whether a conversation is going on, beyond an answer that was given."""
        return self._wait(self._workers.think(self._open, key))

    def month(self) -> str:
        """What may be said aloud of the last month: how often, and nothing of how it went."""
        return self._wait(self._workers.think(self._month))

    def close(self) -> None:
        """Let go of everything; what was said is in the journal."""
        self._workers.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _turn(self, text: str, key: Key, language: str) -> Answer:
        async with self._handling.turn(text, key, language) as said:
            said.arrived = True
        return Answer(said.text, await self._workers.think(self._open, key))

    def _begin(self, flow: Flow) -> Session:
        return Session(flow, self._coach.shared_tools, save=self._coach.settings.save)

    def _load(self) -> None:
        warm_mind(self._coach)
        if self._sessions:
            self._talks.restore(self._coach.tools.journal.entries(), datetime.now().astimezone())

    def _open(self, key: Key) -> bool:
        session = self._session(key)
        return session is not None and (session.flow != "ask" or session.state.safety.gated)

    def _goes_on_with(self, text: str, key: Key) -> bool:
        session = self._session(key)
        if session is None or self._open(key):
            return session is not None
        tools = self._coach.shared_tools
        named = tools.commands.find(text, offered=bool(session.state.offered), panic=tools.panic_word)
        return named in _ON_AN_ANSWER and bool(session.state.turns)

    def _session(self, key: Key) -> Session | None:
        self._handling.forget_idle()
        conversation = self._talks.find(key)
        return None if conversation is None or conversation.session.state.closed else conversation.session

    def _month(self) -> str:
        words = self._coach.shared_tools.coach
        if not self._sessions:
            return words.say("shared.no_sessions")
        since = datetime.now().astimezone() - _MONTH
        heads = self._coach.tools.journal.heads()
        began = [head.moment for head in heads if head.flow == "checkin"]
        nights = {moment.date() for moment in began if moment >= since}
        if not nights:
            return words.say("shared.month_none")
        return words.say("shared.month", times="once" if len(nights) == 1 else f"{len(nights)} times")


def next_at(wanted: str, now: datetime) -> datetime | None:
    """The next time that a clock on the wall shows `wanted`, such as 21:30; None for an empty or wrong one."""
    try:
        at = time.fromisoformat(wanted)
    except ValueError:
        return None
    today = moment(at, now.date(), now)
    return today if today > now else moment(at, now.date() + timedelta(days=1), now)
