"""What an utterance is to its session: a sign of danger, a command, a question, or something that is told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice_coach.conversation.tools import Tools
from voice_coach.core.asking import is_question
from voice_coach.core.commands import keep_nothing
from voice_coach.core.corrections import struck
from voice_coach.core.dialogue import GIVING
from voice_coach.core.endpointing import Patience
from voice_coach.core.normalise import normalise
from voice_coach.core.patience import Expecting, expecting, patience
from voice_coach.core.safety import Assessment
from voice_coach.core.state import Heard, State
from voice_coach.core.strikes import Strike, strikes
from voice_coach.core.transcript import Transcript, Turn, sentences, wordless
from voice_coach.core.uptake import Uptake, take_up

_LEAVES = re.compile(
    r"\b(?:stop|bye|goodbye|good ?night|done|finish(?:ed)?|to go|quit|leave it (?:there|here)|talk(?:ing)?"
    r"|sav(?:e|ed|ing)|keep|kept|record(?:ed|ing)?)\b",
    re.IGNORECASE,
)
"""Words that end a talk, or its keeping, behind a story too; "He just left. That's it." ends only the story."""

_NOTHING_MORE = re.compile(
    r"(?:(?:no|oh|um|okay|ok|right|yes|yeah|please) )*"
    r"(?:no (?:thanks|thank you)|nothing (?:else|more)|no more|done)"
    r"(?: (?:thanks|thank you|please|really|now|love|dear))*"
)
"""To a question that leaves room for a story it ends the talk; where a yes or a no is asked for it is the no."""
_SORRY = re.compile(r"(?:(?:oh|i'?m|so) )*sorry(?: (?:sorry|about (?:that|this)|for (?:this|crying)))*")


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
        """What the last of several sentences asks, where it ends it or its keeping: "She does nothing. Stop." """
        if keep_nothing(text):
            return "dont_save"
        parts = sentences(text)
        if len(parts) < 2 or not _LEAVES.search(parts[-1]):
            return None
        return last if (last := self.named(parts[-1])) in ("stop", "good_night", "dont_save") else None

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
        if wordless(text):
            return Heard(text, safety=safety, fresh=fresh)
        named = self._placed(self.named(text, offered=bool(state.offered)) or self._leaving(text), state, text)
        if fresh and safety.gated:
            return Heard(text, command="dont_save" if named == "dont_save" else None, safety=safety, fresh=fresh)
        if named == "anew" and (safety.gated or not resumed):
            named = None  # A sign of danger stays with the session: no other one begins in its place.
        uptake = take_up(text)
        if self._sorry_in_tears(state, text):
            named, uptake = None, Uptake("tears")
        question = is_question(text) and uptake.act not in ("aside", "change") and named not in GIVING
        if state.flow == "ask" or (named and named not in GIVING) or question or safety.gated:
            return Heard(text, question, named, safety, fresh, uptake=uptake, confidence=confidence)
        score = self.tools.scorer.score([*state.turns, Turn("user", text)], state.struck)
        first = {name: min((e.turn, e.start) for e in heard.evidence) for name, heard in score.signals.items()}
        mentioned = tuple(sorted(first, key=lambda name: first[name]))
        own = len(state.turns)
        just = tuple(name for name, heard in score.signals.items() if any(e.turn == own for e in heard.evidence))
        return Heard(text, False, named, safety, fresh, mentioned, just, uptake, confidence)

    def _placed(self, named: str | None, state: State, text: str) -> str | None:
        """The command that a text is where it stands: the same words may be an answer."""
        if state.flow == "ask":
            return named
        if named == "repeat" and re.search(r"\blike what\b", text, re.IGNORECASE):
            return "step" if state.stage == "step" else None  # `normalise` leaves "what" of it.
        closed = self.expects(state) == "closed"
        if closed and named == "go_on":
            return None  # "Would it help?" "Oh, go on": that is a yes.
        if state.stage != "step" and state.said_by_user() and _NOTHING_MORE.fullmatch(normalise(text)):
            return None if closed or state.offered else "stop"
        return named

    def _sorry_in_tears(self, state: State, text: str) -> bool:
        """Whether someone who just cried says sorry for it, and does not ask what was said."""
        said = state.said_by_user()
        sorry = _SORRY.fullmatch(normalise(text)) and not text.rstrip().endswith("?")
        return bool(sorry and said and take_up(said[-1].text).act == "tears")

    def taken_back(self, state: State, text: str) -> tuple[Strike, ...]:
        """The quotes that a correction strikes; and its own words tell nothing of the two of them."""
        before = state.turns
        turns = [*before, Turn("user", text)]
        score = self.tools.scorer.score(turns, state.struck)
        found = [e for s in score.signals.values() for e in s.evidence]
        own = [e for e in found if e.turn == len(before) and take_up(e.quote).act == "corrected"]
        return (*struck(text, before, [e for e in found if e.turn < len(before)]), *strikes(turns, own))
