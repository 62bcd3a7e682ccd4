"""What an utterance is to its session: a sign of danger, a command, a question, or something that is told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice_coach.conversation.tools import Tools
from voice_coach.core.asking import is_question
from voice_coach.core.corrections import struck
from voice_coach.core.dialogue import Heard, State
from voice_coach.core.endpointing import Patience
from voice_coach.core.patience import Expecting, expecting, patience
from voice_coach.core.safety import Assessment
from voice_coach.core.transcript import Transcript, Turn, sentences, wordless
from voice_coach.core.uptake import take_up

_LEAVES = re.compile(
    r"\b(?:stop|bye|goodbye|good ?night|done|finish(?:ed)?|to go|quit|leave it (?:there|here))\b", re.IGNORECASE
)
"""Words that end a talk behind a story too; "He just left. That's it." ends only the story."""


@dataclass(frozen=True)
class Understanding:
    """Understands one utterance by the state before it. It changes nothing."""

    tools: Tools

    def patience(self, state: State, heard: Transcript) -> Patience:
        """How long a silence may be after `heard`, which is all of an utterance so far."""
        expects: Expecting = "command" if self.is_order(heard.text) else self.expects(state)
        return patience(expects, heard.text, heard.confidence)

    def is_order(self, text: str) -> bool:
        """Whether the whole text is a command or the panic word."""
        return self.named(text) is not None

    def named(self, text: str, offered: bool = False) -> str | None:
        """The command that the whole text is. `offered`: whether there is more to hear, so that a yes asks for it."""
        return self.tools.commands.find(text, offered=offered, panic=self.tools.panic_word)

    def _leaving(self, text: str) -> str | None:
        """Whether the last of several sentences ends it: "She does nothing. That's enough, stop." """
        parts = sentences(text)
        if len(parts) < 2 or not _LEAVES.search(parts[-1]):
            return None
        return last if (last := self.named(parts[-1])) in ("stop", "good_night") else None

    def expects(self, state: State) -> Expecting:
        """What the person is about to say, by what was said last."""
        said = state.said_by_user()
        if said and self.tools.commands.find(said[-1].text) in ("wait", "pause"):
            return "minute"
        last = expecting(state.last_said[-1]) if state.last_said else "open"
        return "question" if state.flow == "ask" and last == "open" else last

    def screened(self, state: State, text: str) -> tuple[Assessment, bool]:
        """The state of screening after `text`, and whether `text` itself changed it or holds a sign of danger."""
        if wordless(text):
            return state.safety, False
        screener = self.tools.answerer.screener
        after = screener.screen([*state.turns, Turn("user", text)])
        return after, after.cue and (after != state.safety or screener.turn(text).cue)

    def heard(self, state: State, said: Transcript, safety: Assessment, fresh: bool, resumed: bool) -> Heard:
        """The utterance as the dialogue takes it. `resumed`: whether the session goes on with one that was cut off."""
        text, confidence = said.text, said.confidence
        if wordless(text) or (fresh and safety.gated):
            return Heard(text, safety=safety, fresh=fresh)
        named = self.named(text, offered=bool(state.offered)) or self._leaving(text)
        if named == "anew" and (safety.gated or not resumed):
            named = None  # A sign of danger stays with the session: no other one begins in its place.
        if named == "go_on" and self.expects(state) == "closed":
            named = None  # "Would it help?" "Oh, go on": that is a yes.
        uptake = take_up(text)
        question = is_question(text) and uptake.act not in ("aside", "change")
        if state.flow == "ask" or named or question or safety.gated:
            return Heard(text, question, named, safety, fresh, uptake=uptake, confidence=confidence)
        score = self.tools.scorer.score([*state.turns, Turn("user", text)], state.struck)
        first = {name: min((e.turn, e.start) for e in heard.evidence) for name, heard in score.signals.items()}
        mentioned = tuple(sorted(first, key=lambda name: first[name]))
        own = len(state.turns)
        just = tuple(name for name, heard in score.signals.items() if any(e.turn == own for e in heard.evidence))
        return Heard(text, False, None, safety, fresh, mentioned, just, uptake, confidence)

    def taken_back(self, state: State, text: str) -> list[str]:
        """The quotes that a correction strikes; and its own words tell nothing of the two of them."""
        before = state.turns
        score = self.tools.scorer.score([*before, Turn("user", text)], state.struck)
        found = [e for s in score.signals.values() for e in s.evidence]
        own = [e.quote for e in found if e.turn == len(before) and take_up(e.quote).act == "corrected"]
        return [*struck(text, before, [e for e in found if e.turn < len(before)]), *own]
