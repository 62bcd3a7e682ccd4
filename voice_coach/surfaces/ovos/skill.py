"""The skill. A speaker is shared, so it only answers questions unless the setting `sessions` is on, and then the rules
of `conversation.shared` hold: nothing told is read back, and a warning comes first.

Settings of the skill: `sessions` (true or false), `nightly` (a time such as "21:30"; empty: never), `data` (a folder).
"""

from __future__ import annotations

import time as clock
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ovos_bus_client.message import Message
from ovos_bus_client.session import Session as Speaker
from ovos_bus_client.session import SessionManager
from ovos_utils import classproperty
from ovos_utils.process_utils import RuntimeRequirements
from ovos_utils.time import now_local
from ovos_workshop.decorators import intent_handler
from ovos_workshop.skills.converse import ConversationalSkill

from voice_coach import build, load_settings
from voice_coach.config import paths
from voice_coach.surfaces.ovos.talks import Talks, next_at
from voice_coach.surfaces.speaker.conversations import Key, key_of

NIGHTLY = "nightly"
_WAITS = 120.0
"""Seconds in which the next words answer what the skill itself asked: a yes to the reminder begins the check-in."""
_TIRELESS = 60.0
"""Minutes for which the coach is asked first whether words are meant for it."""


Dialog = Literal["question", "reminder"]


class Asked(NamedTuple):
    """What the skill itself asked."""

    dialog: Dialog
    key: Key
    until: float
    """Seconds on the monotonic clock."""


class CoachSkill(ConversationalSkill):
    """Ask my coach, let's talk, start my check-in, how is my month."""

    _talks: Talks | None = None
    _asked: Asked | None = None

    @classproperty
    def runtime_requirements(self) -> RuntimeRequirements:
        """Nothing but this machine: otherwise it would wait for the internet."""
        return RuntimeRequirements(
            internet_before_load=False,
            network_before_load=False,
            gui_before_load=False,
            requires_internet=False,
            requires_network=False,
            requires_gui=False,
            no_internet_fallback=True,
            no_network_fallback=True,
            no_gui_fallback=True,
        )

    def initialize(self) -> None:
        """Open what answers are made with, and arm the reminder."""
        data = self.settings.get("data")
        where = paths(Path(data).expanduser() if data else None)
        self._talks = Talks(build(load_settings(where), where), bool(self.settings.get("sessions")))
        self._talks.load()
        self._arm()

    @intent_handler("ask.intent")
    def handle_ask(self, message: Message) -> None:
        """A question to the guide."""
        self._say(message, message.data.get("question", ""))

    @intent_handler("hello.intent")
    def handle_hello(self, message: Message) -> None:
        """The coach was called, and nothing was asked."""
        self._ask("question", message)

    @intent_handler("talk.intent")
    def handle_talk(self, message: Message) -> None:
        """Begin a talk."""
        self._say(message, "Let's talk.")

    @intent_handler("checkin.intent")
    def handle_checkin(self, message: Message) -> None:
        """Begin a check-in."""
        self._say(message, "Start my check-in.")

    @intent_handler("month.intent")
    def handle_month(self, message: Message) -> None:
        """How often in the last month; how it went is not for a speaker."""
        try:
            text = self._open_talks.month()
        except Exception as failure:
            return self._trouble(failure)
        self.speak(text)

    def can_converse(self, message: Message) -> bool:
        """Whether the words go on with what the coach said, or answer its reminder."""
        said, asked = _said(message), self._asked_of(message)
        if asked == "question" or (asked == "reminder" and (self._is(said, "yes") or self._is(said, "no"))):
            return True
        return self._talks is not None and self._talks.is_for_the_coach(said, _key(message))

    def converse(self, message: Message) -> bool:
        """Take the words as the next turn. True: nobody else shall."""
        said, asked = _said(message), self._asked_of(message)
        if asked:
            self._asked = None
        if asked != "reminder":
            self._say(message, said)
        elif self._is(said, "yes"):
            self._say(message, "Start my check-in.")
        return True

    def can_stop(self, message: Message) -> bool:
        """Whether there is anything to stop."""
        return self._talks is not None and self._talks.open(_key(message))

    def stop_session(self, session: Speaker) -> bool:
        """End the conversation of a speaker; what was said is kept as far as it was to be."""
        key = key_of(session.session_id)
        if self._talks is None or not self._talks.open(key):
            return False
        answer = self._talks.say("Stop.", key, self.lang)
        self.speak(answer.text)
        self.deactivate()
        return True

    def handle_nightly(self, message: Message) -> None:
        """Offer the check-in by a reminder that says nothing of what it is about; arm the next one."""
        self._arm()
        if not self._open_talks.open(_key(message)):
            self._ask("reminder", message)

    def shutdown(self) -> None:
        """Close the journal."""
        talks, self._talks = self._talks, None
        if talks:
            talks.close()

    def _ask(self, dialog: Dialog, message: Message) -> None:
        """Say what is to be answered, on that speaker."""
        self._asked = Asked(dialog, _key(message), clock.monotonic() + _WAITS)
        self.activate(duration_minutes=_TIRELESS)
        self.speak_dialog(dialog, expect_response=True)

    def _asked_of(self, message: Message) -> Dialog | None:
        """What this speaker asked lately, where it was not answered."""
        asked = self._asked
        waits = asked is not None and asked.key == _key(message) and clock.monotonic() < asked.until
        return asked.dialog if asked and waits else None

    def _is(self, said: str, word: str) -> bool:
        return bool(self.voc_match(said, word, exact=True))

    @property
    def _open_talks(self) -> Talks:
        if self._talks is None:
            raise RuntimeError("the skill is shut down")
        return self._talks

    def _arm(self) -> None:
        """One reminder a day at a wall-clock time: a repeat of 24 hours would be off after daylight saving."""
        self.cancel_scheduled_event(NIGHTLY)
        when = next_at(str(self.settings.get(NIGHTLY) or ""), now_local())
        if when and self.settings.get("sessions"):
            self.schedule_event(self.handle_nightly, when, name=NIGHTLY)

    def _say(self, message: Message, said: str) -> None:
        """One turn, spoken; the microphone opens again where the coach waits for an answer."""
        try:
            answer = self._open_talks.say(said, _key(message), self.lang)
        except Exception as failure:
            return self._trouble(failure)
        if answer.goes_on:
            self.activate(duration_minutes=_TIRELESS)
        self.speak(answer.text, expect_response=answer.goes_on)

    def _trouble(self, failure: Exception) -> None:
        """Say that it failed. Only the kind is logged: a message may quote a person."""
        self.log.error("the coach could not answer: %s", type(failure).__name__)
        self.speak_dialog("trouble")


def _said(message: Message) -> str:
    utterances: list[Any] = message.data.get("utterances") or [""]
    return str(utterances[0])


def _key(message: Message) -> Key:
    """Each speaker has a session of its own, and a conversation."""
    return key_of(SessionManager.get(message).session_id)
