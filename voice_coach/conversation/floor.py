"""Whose turn it is while both could speak: the coach pauses for any voice, and what was said decides who goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voice_coach.conversation.hearing import Hearing
from voice_coach.conversation.speaking import Speaking
from voice_coach.core.echo import is_echo
from voice_coach.core.endpointing import Endpointer
from voice_coach.core.overlap import Overlap, overlap
from voice_coach.core.transcript import Transcript


@dataclass
class Floor:
    """Looked at after each frame."""

    endpointer: Endpointer
    hearing: Hearing
    speaking: Speaking
    is_order: Callable[[str], bool]
    """Whether a text is an order to the session."""
    _reply: int = 0
    """Counts replies, the summary too."""
    _given_away: int = -1
    """The reply whose turn was given away: it needs no second interruption."""

    def begin_reply(self) -> None:
        """The coach is about to speak."""
        self._reply += 1
        self.speaking.begin()

    def share(self, coach: bool) -> None:
        """`coach`: whether the coach is speaking or about to."""
        voice, heard = self.endpointer.sounding, self.hearing.text
        if self.speaking.paused and not voice:
            self.speaking.go_on()  # A click.
        elif voice and coach and not self.speaking.paused and self._given_away != self._reply:
            self.speaking.pause()
        elif heard and self.over_the_coach(heard) == "turn":
            self.give_way()

    def give_way(self) -> None:
        """The person has the turn."""
        if self.speaking.paused:
            self._given_away = self._reply
            self.speaking.give_way()

    def goes_on(self, heard: Transcript | None, voiced: float) -> bool:
        """Whether an utterance that has ended was no turn: then the coach says the rest."""
        if heard is None or self.over_the_coach(heard, voiced) not in ("noise", "backchannel"):
            return False
        self.speaking.go_on()
        return True

    def over_the_coach(self, heard: Transcript, voiced: float | None = None) -> Overlap | None:
        """What was said over the coach's voice; None where it was not."""
        if not self.speaking.paused:
            return None
        if is_echo(heard.text, self.speaking.said):
            return "noise"
        found = overlap(heard, self.endpointer.voiced if voiced is None else voiced, self.is_order(heard.text))
        return "turn" if found == "backchannel" and self.speaking.asked else found
