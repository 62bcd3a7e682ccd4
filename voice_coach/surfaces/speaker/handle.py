"""One turn: the text of an utterance becomes a whole reply."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from voice_coach import assets
from voice_coach.conversation.answering import MAX_CHARACTERS
from voice_coach.core.patience import Expecting
from voice_coach.core.state import Flow
from voice_coach.core.transcript import Transcript, printable, sentences
from voice_coach.core.turn import Reply, Spoken
from voice_coach.surfaces.speaker.conversations import Conversation, Conversations, Key
from voice_coach.surfaces.speaker.voices import Voices
from voice_coach.surfaces.workers import Workers

_PATIENT = 120.0
"""Seconds after a turn of a check-in during which speech is heard with its patience: nobody says whose speech it is."""


@dataclass
class Said:
    """A reply on its way to the person."""

    text: str
    handled: bool = True
    arrived: bool = False
    """Set by who sends it: what never arrived is not in the record as said."""


@dataclass(frozen=True)
class _Taken:
    """A turn that was decided on and is not committed yet."""

    transcript: Transcript
    reply: Reply | None
    """None where nothing but words of our own is said: the notice, an opening."""
    text: str
    told: bool
    """Whether the notice is in the text."""


class Handling:
    """Answers, and holds check-ins and talks where `sessions` allows them. `clock` gives seconds."""

    def __init__(
        self, workers: Workers, conversations: Conversations, voices: Voices, clock: Callable[[], float], sessions: bool
    ) -> None:
        self._workers, self._conversations, self._voices = workers, conversations, voices
        self._clock, self._sessions = clock, sessions
        self._words, self._commands = workers.coach.prompts("coach"), assets.commands()
        self._expects: Expecting = "question"
        self._patient_until = 0.0

    @property
    def expects(self) -> Expecting:
        """What is about to be said."""
        return self._expects if self._clock() < self._patient_until else "question"

    @asynccontextmanager
    async def turn(self, text: str, key: Key, language: str | None = None) -> AsyncIterator[Said]:
        """Take one turn; it is committed when the block is left. Raises VoiceCoachError."""
        if (language or "en").lower()[:2] != "en" or len(text) > MAX_CHARACTERS:
            why = "too_long" if len(text) > MAX_CHARACTERS else "not_english"
            yield Said(self._words.say(f"shared.{why}"), handled=False)
            return
        if self._workers.overloaded:
            yield Said(self._words.say("busy.again"), handled=False)
            return
        think = self._workers.think
        conversation = await think(lambda: self._conversations.of(key))
        # Two satellites may use one id: their turns come one after the other.
        async with conversation.lock:
            taken = await think(lambda: self._take(conversation, key, printable(text)))
            said = Said(taken.text)
            try:
                yield said
            finally:
                await think(lambda: self._commit(conversation, key, taken, said.arrived))

    def forget_idle(self) -> None:
        """Let go of what nobody goes on with, and of all words once nobody is there."""
        if self._conversations.sweep():
            self._workers.coach.scorer.forget()

    def _take(self, conversation: Conversation, key: Key, text: str) -> _Taken:
        session = conversation.session
        if session.state.closed:
            session, conversation.noticed = self._conversations.renew(conversation, key), False
        if session.flow == "ask" and not session.state.safety.gated:
            wanted = self._commands.start(text)
            if wanted:
                return self._begun(conversation, key, "talk" if wanted == "talk" else "checkin")
        transcript = Transcript(text)
        reply = session.reply(transcript)
        # A sign of danger comes first: the one question that it leads to is said alone.
        told = bool(reply.sentences) and not conversation.noticed and reply.kind != "safety"
        whole = f"{session.notice().text} {reply.text}" if told else reply.text
        self._voices.remember(sentences(whole), reply.voice or session.voice)
        return _Taken(transcript, reply, whole, told)

    def _begun(self, conversation: Conversation, key: Key, flow: Flow) -> _Taken:
        """The first words of a check-in or a talk, or why there is none here."""
        if not self._sessions:
            notice = "" if conversation.noticed else conversation.session.notice().text
            return _Taken(Transcript(""), None, f"{notice} {self._words.say('shared.no_sessions')}".strip(), True)
        session = self._conversations.renew(conversation, key, flow)
        opening = " ".join(reply.text for reply in session.opening())
        return _Taken(Transcript(""), None, opening, True)

    def _commit(self, conversation: Conversation, key: Key, taken: _Taken, arrived: bool) -> None:
        session = conversation.session
        if taken.reply is not None:
            lines = tuple(sentence.text for sentence in taken.reply.sentences) if arrived else ()
            session.finish(taken.transcript, taken.reply, Spoken(lines, complete=arrived))
        elif not arrived:
            self._conversations.renew(conversation, key)
        conversation.noticed = conversation.noticed or (arrived and taken.told)
        if conversation.session.flow != "ask":
            self._expects, self._patient_until = session.expects, self._clock() + _PATIENT
