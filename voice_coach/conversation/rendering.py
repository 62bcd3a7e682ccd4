"""A move of the dialogue put into words: whose words they are, and the last check on them under a sign of danger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice_coach.conversation import shared
from voice_coach.conversation.steering import steer
from voice_coach.conversation.summary import Summary, summarise
from voice_coach.conversation.tools import Tools
from voice_coach.core.asking import is_question
from voice_coach.core.gate import withheld
from voice_coach.core.left_open import left_open
from voice_coach.core.manner import MOST_WORDS, words
from voice_coach.core.pieces import without_question
from voice_coach.core.state import Move, State
from voice_coach.core.transcript import Turn
from voice_coach.core.turn import Answer, Reply, Sentence, Voice
from voice_coach.core.uptake import take_up
from voice_coach.errors import InputError
from voice_coach.trace import Trace

_PUT_TO_US = re.compile(
    r"\b(?:(?:do|can|could|are|would|did|have) you|your (?:view|opinion)|the guide|is it|is that|does it|do people"
    r"|can people|how do i|how can i)\b[^.!?]*\?\W*$",
    re.IGNORECASE,
)
"""A question that wants an answer, whatever was told before it; "what was I to do?" wants none."""


@dataclass(frozen=True)
class Rendering:
    """Renders moves and the summary. It changes nothing."""

    tools: Tools

    def reply(self, before: State, state: State, move: Move, voice: Voice, trace: Trace) -> Reply:
        """The words of a move. `before` is the state without it, `state` the one that it leads to."""
        coach = self.tools.coach
        if move.kind == "silence":
            return Reply.saying("help", coach.say("silence.first" if state.silences < 2 else "silence.again"))
        if move.kind == "safety":
            assert move.step is not None
            return Reply.giving(self.tools.answerer.told(move.step, state.safety), "safety")
        if move.kind == "command":
            if move.step:
                told = self.tools.answerer.told(move.step, state.safety)
                return replace(Reply.giving(told, "command"), kind="command", closes=True)
            return self._command(move.command or "", before, state, voice)
        if move.kind == "answer":
            return self._answer(state, move, trace)
        if move.kind == "misheard":
            asked = self.tools.reflecting.prompts.say("turn.misheard", len(state.turns))
            return Reply.saying("help", asked, questions=1)
        with trace.span("reply"):
            return self.tools.reflecting.reply(state, move, coach.say("close.any") if move.kind == "close" else "")

    def withheld(self, reply: Reply) -> Reply:
        """Under a sign of danger: whatever chose the words, nothing of the guide is said, and no more is offered."""
        answer = reply.answer and replace(reply.answer, sentences=(), more=(), citations=())
        kept = withheld(reply.sentences, self.tools.answerer.guide)
        if reply.sentences and not kept:
            kept = Reply.saying("safety", self.tools.answerer.replies.prompts.say("silence.any")).sentences
        return replace(reply, sentences=kept, answer=answer and replace(answer, sentences=kept))

    def summary(self, state: State, turns: Sequence[Turn]) -> Summary:
        """The scored summary of `turns`."""
        score = self.tools.scorer.score(turns, state.struck, whole=state.closed)
        score = replace(score, safety=state.safety)
        tools = self.tools
        return summarise(score, tools.scorer.signals, tools.summary, state.asked, state.them(), state.loss())

    def _answer(self, state: State, move: Move, trace: Trace) -> Reply:
        text = state.turns[-1].text
        try:
            answer = self.tools.answerer.answer(text, state.turns[:-1], trace)
        except InputError:
            return Reply.saying("help", self.tools.coach.say("silence.first"))
        open_ended = without_question(text) and left_open(text) != "choice" and not _PUT_TO_US.search(text)
        asks_nobody = answer.outcome == "declined" and open_ended
        if state.flow != "ask" and asks_nobody:
            # "He sat there! What was I to do?": what was told is given back. "Should I stay?" is answered.
            return self.tools.reflecting.reply(state, Move("reflect", uptake=move.uptake))
        if state.flow != "ask" and answer.outcome in ("answered", "declined"):
            # In the middle of a story the answer is short, and leads back to it, whether the guide had one or not.
            texts = self.tools.reflecting.prompts.variants("turn.back")
            before = [text for turn in state.turns if turn.role == "coach" for text in texts if text in turn.text]
            back = Sentence(texts[len(before) % len(texts)])
            offer = self.tools.coach.say("offer.more")
            told = [s for s in answer.sentences if s.text != offer]
            while len(told) > 1 and words([s.text for s in (*told, back)]) > MOST_WORDS["answer"]:
                told.pop()
            answer = replace(answer, sentences=(*told, back))
        return Reply.giving(answer, "answer")

    def _command(self, name: str, before: State, state: State, voice: Voice) -> Reply:
        coach = self.tools.coach
        if self.tools.shared and (instead := shared.kept_back(name, coach)):
            return Reply.saying("help" if name == "help" else "command", instead)
        if name == "summary":
            return Reply("command", tuple(Sentence(s) for s in self.summary(before, before.turns).sentences))
        if name == "more":
            said = state.said_by_coach()
            fresh = tuple(s for s in state.offered if s.text not in said)
            if not fresh:
                return Reply.saying("command", coach.say("decline.nothing_more"))
            more = Answer("answered", fresh)
            return Reply("answer", more.sentences, answer=more)
        return steer(name, before, voice, coach, self._told_last(before))

    def _told_last(self, state: State) -> str:
        """What the person told last: no command, and nothing that was asked, left open or said of the coach."""
        texts = [turn.text for turn in reversed(state.said_by_user())]
        return next((text for text in texts if not (self.tools.commands.find(text) or _tells_nothing(text))), "")


def _tells_nothing(text: str) -> bool:
    return is_question(text) or take_up(text).act in ("aside", "unknown")
