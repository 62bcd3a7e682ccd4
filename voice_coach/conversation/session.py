"""One conversation: what was heard goes in, what is to be said comes out, on every surface.

A turn has two halves. `reply` decides what to say and changes nothing; `finish` commits it, and only
when at least one sentence was heard.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from voice_coach.conversation import shared
from voice_coach.conversation.answering import Answerer
from voice_coach.conversation.nightly import by_neglect, first_words
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.reflecting import Reflecting
from voice_coach.conversation.scorer import Scorer
from voice_coach.conversation.steering import steer
from voice_coach.conversation.summary import Summary, summarise
from voice_coach.core import endpointing
from voice_coach.core.asking import is_question
from voice_coach.core.commands import Commands
from voice_coach.core.corrections import best_match, struck, takes_back
from voice_coach.core.dialogue import Flow, Heard, Move, State, advance, said
from voice_coach.core.gate import withheld
from voice_coach.core.safety import Assessment
from voice_coach.core.safety_talk import SafetyTalk
from voice_coach.core.transcript import Transcript, Turn, sentences
from voice_coach.core.turn import Answer, Kind, Reply, Sentence, Spoken, Voice
from voice_coach.core.uptake import take_up
from voice_coach.errors import InputError
from voice_coach.ports import Entry, Journal
from voice_coach.trace import Trace

NOTICE_EVERY = timedelta(hours=3)
"""How often a session says again that it is a computer program (New York GBL art. 47)."""


@dataclass(frozen=True)
class Tools:
    """What sessions share: loaded once, used by many."""

    answerer: Answerer
    scorer: Scorer
    reflecting: Reflecting
    journal: Journal
    coach: Prompts
    summary: Prompts
    commands: Commands
    remote: bool = False
    """Whether words leave this machine: then the session begins by saying so."""
    panic_word: str = ""
    """Words of the user's choice that end and clear everything at once."""
    shared: bool = False
    """Whether others hear the sessions and can read them later, as on a speaker in the home."""


@dataclass
class Session:
    """The state of one conversation and the rules of a turn."""

    flow: Flow
    tools: Tools
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: State = field(init=False)
    save: bool = True
    """False: talk without saving."""
    voice: Voice = field(default_factory=Voice)
    _order: list[str] = field(init=False)
    """Signals to ask about, most wanted first."""
    _started: datetime = field(init=False)
    _noticed: datetime = field(init=False)
    _noticing: datetime | None = None
    """When the notice was put before a reply that was not heard yet."""
    _pending: State | None = None
    _troubled: bool = False
    """Whether the person was told that the language model fails."""
    cleared: bool = False
    """Whether a panic command or the lock ended it: then there is no summary and the screen is wiped."""

    def __post_init__(self) -> None:
        self.state = State(self.flow, saved=self.save, safety_talk=SafetyTalk(shared=self.tools.shared))
        self._order = list(self.tools.scorer.signals)
        self._started = self._noticed = self.now()

    @property
    def patience(self) -> endpointing.Patience:
        """How long a silence may be before the answer to what was last said counts as finished."""
        return endpointing.QUESTION if self.flow == "ask" else endpointing.OPEN

    def notice(self) -> Reply:
        """What the coach is, said before anything else."""
        if self.tools.shared:
            return self._reply("notice", shared.notice(self.flow, self.tools.remote, self.tools.coach))
        return self._reply("notice", self.tools.coach.say("notice.remote" if self.tools.remote else "notice.start"))

    def opening(self) -> list[Reply]:
        """The notice and the first words. They are in the record, and the opening counts as a question."""
        if self.flow == "checkin":
            entries: Sequence[Entry] = self.tools.journal.entries()
            self._order = by_neglect(self._order, entries, self._started)
            entries = shared.entries_for_opening(entries) if self.tools.shared else entries
            screener = self.tools.answerer.screener
            words = first_words(entries, self._started, self.tools.coach, lambda text: screener.turn(text).cue)
        else:
            words = self.tools.coach.say(f"opening.{self.flow}")
        first = self._reply("opening", words, questions=1)
        self.state = replace(said(self.state, first.text), questions=1, last_said=(first.text,))
        return [self.notice(), first]

    def reply(self, transcript: Transcript, trace: Trace | None = None) -> Reply:
        """Decide what to say to an utterance: safety, then command, then the dialogue."""
        trace = trace or Trace()
        with trace.span("safety"):
            safety, fresh = self._screened(transcript.text)
        with trace.span("reply"):
            heard = self._heard(transcript.text, safety, fresh, transcript.confidence)
            pending, move = advance(self.state, heard, self._order)
            if move.purpose == "corrected" and takes_back(transcript.text):
                pending = replace(pending, struck=(*pending.struck, *self._struck_by(transcript.text)))
        reply = self._render(pending, move, trace)
        if self.cleared:
            return reply  # Nothing to commit: what was said is to be forgotten.
        if pending.safety.gated:
            reply = self._withheld(reply)
        self._pending = replace(pending, offered=reply.answer.more if reply.answer else pending.offered)
        return self._with_notice(self._with_trouble(reply))

    def _with_trouble(self, reply: Reply) -> Reply:
        """Once a session the person is told that the language model is not answering."""
        if not reply.trouble or self._troubled:
            return reply
        self._troubled = True
        return replace(reply, sentences=(Sentence(self.tools.coach.say("model.down")), *reply.sentences))

    def _withheld(self, reply: Reply) -> Reply:
        """Under a sign of danger: whatever chose the words, nothing of the guide is said, and no more is offered."""
        answer = reply.answer and replace(reply.answer, sentences=(), more=(), citations=())
        kept = withheld(reply.sentences, self.tools.answerer.guide)
        if reply.sentences and not kept:
            kept = self._reply("safety", self.tools.answerer.replies.prompts.say("silence.any")).sentences
        return replace(reply, sentences=kept, answer=answer and replace(answer, sentences=kept))

    def _with_notice(self, reply: Reply) -> Reply:
        """Every three hours the reply begins with what the coach is. A panic reply stays empty."""
        self._noticing = None
        if not reply.sentences or self.now() - self._noticed < NOTICE_EVERY:
            return reply
        self._noticing = self.now()
        again = tuple(Sentence(s) for s in sentences(self.tools.coach.say("notice.again")))
        return replace(reply, sentences=(*again, *reply.sentences))

    def finish(self, transcript: Transcript, reply: Reply, spoken: Spoken) -> None:
        """Commit the turn. What the person did not hear is not in the record as said."""
        if self.cleared:
            return
        pending, self._pending = self._pending, None
        if pending is None or not spoken.heard:
            # Nothing was heard of the reply: the words of the person stay, the coach's step does not count.
            if transcript.text.strip():
                self.state = replace(self.state, turns=(*self.state.turns, Turn("user", transcript.text)))
            if pending is not None:
                # A sign of danger and "don't save this" count from when they were said.
                if pending.safety.gated and not self.state.safety.gated:
                    self.state = replace(self.state, offered=(), last_said=())
                self.state = replace(self.state, safety=pending.safety, saved=pending.saved)
                self._keep()
            return
        self._noticed = self._noticing or self._noticed
        self.voice = reply.voice or self.voice
        self.state = replace(said(pending, " ".join(spoken.sentences)), last_said=spoken.sentences)
        if reply.kind == "command" and reply.closes:
            self.state = replace(self.state, closed=True)
        self._keep()

    def strike(self, text: str) -> bool:
        """After the summary: take the quote back that `text` points at. False where there is none left."""
        taken = [e.quote for s in self.summary().score.signals.values() for e in s.evidence]
        if taken:
            self.state = replace(self.state, struck=(*self.state.struck, best_match(text, taken)))
            self._keep()
        return bool(taken)

    def unstrike(self) -> bool:
        """Undo the last `strike`. False where there was none."""
        undone = bool(self.state.struck)
        self.state = replace(self.state, struck=self.state.struck[:-1])
        self._keep()
        return undone

    def _struck_by(self, text: str) -> list[str]:
        """What a correction takes back; and the correction's own words tell nothing of the two of them."""
        before = self.state.turns
        score = self.tools.scorer.score([*before, Turn("user", text)], self.state.struck)
        found = [e for s in score.signals.values() for e in s.evidence]
        own = [e.quote for e in found if e.turn == len(before) and take_up(e.quote).act == "corrected"]
        return [*struck(text, before, [e for e in found if e.turn < len(before)]), *own]

    def summary(self, turns: Sequence[Turn] | None = None) -> Summary:
        """The scored summary of what was said so far; `turns` when a surface counts them its own way."""
        turns = self.state.turns if turns is None else turns
        score = self.tools.scorer.score(turns, self.state.struck, whole=self.state.closed)
        return summarise(replace(score, safety=self.state.safety), self.tools.scorer.signals, self.tools.summary)

    def _screened(self, text: str) -> tuple[Assessment, bool]:
        """The state of screening after `text`, and whether `text` itself changed it or holds a sign of danger."""
        if not text.strip():
            return self.state.safety, False
        screener = self.tools.answerer.screener
        after = screener.screen([*self.state.turns, Turn("user", text)])
        return after, after.cue and (after != self.state.safety or screener.turn(text).cue)

    def _heard(self, text: str, safety: Assessment, fresh: bool, confidence: float) -> Heard:
        if not text.strip() or (fresh and safety.gated):
            return Heard(text, safety=safety, fresh=fresh)
        named = self.tools.commands.find(text, offered=bool(self.state.offered), panic=self.tools.panic_word)
        question = is_question(text)
        if self.flow == "ask" or named or question or safety.gated:
            return Heard(text, question, named, safety, fresh, confidence=confidence)
        score = self.tools.scorer.score([*self.state.turns, Turn("user", text)], self.state.struck)
        first = {name: min((e.turn, e.start) for e in heard.evidence) for name, heard in score.signals.items()}
        mentioned = tuple(sorted(first, key=lambda name: first[name]))
        return Heard(text, False, None, safety, fresh, mentioned=mentioned, uptake=take_up(text), confidence=confidence)

    def _render(self, state: State, move: Move, trace: Trace) -> Reply:
        coach = self.tools.coach
        if move.kind == "silence":
            return self._reply("help", coach.say("silence.first" if state.silences < 2 else "silence.again"))
        if move.kind == "safety":
            assert move.step is not None
            told = self.tools.answerer.told(move.step, state.safety)
            return self._answer(told, "safety")
        if move.kind == "command":
            if move.step:
                told = self.tools.answerer.told(move.step, state.safety)
                return replace(self._answer(told, "command"), kind="command", closes=True)
            return self._command(move.command or "", state)
        if move.kind == "answer":
            return self._look_up(state, trace)
        if move.kind == "misheard":
            asked = self.tools.reflecting.prompts.say("turn.misheard", len(state.turns))
            return self._reply("help", asked, questions=1)
        with trace.span("reply"):
            return self.tools.reflecting.reply(state, move, coach.say("close.any") if move.kind == "close" else "")

    def _look_up(self, state: State, trace: Trace) -> Reply:
        text = state.turns[-1].text
        try:
            answer = self.tools.answerer.answer(text, state.turns[:-1], trace)
        except InputError:
            return self._reply("help", self.tools.coach.say("silence.first"))
        if state.flow != "ask" and answer.outcome == "answered":
            # In the middle of a story the answer is short, and leads back to it.
            back = Sentence(self.tools.reflecting.prompts.say("turn.back"))
            offer = self.tools.coach.say("offer.more")
            answer = replace(answer, sentences=(*(s for s in answer.sentences if s.text != offer), back))
        return self._answer(answer, "answer")

    def _command(self, name: str, state: State) -> Reply:
        coach = self.tools.coach
        if name == "panic":
            self.clear()
            return Reply("command", (), closes=True)
        if self.tools.shared and (instead := shared.kept_back(name, coach)):
            return self._reply("help" if name == "help" else "command", instead)
        if name == "summary":
            return Reply("command", tuple(Sentence(s) for s in self.summary().sentences))
        if name == "more":
            if not state.offered:
                return self._reply("command", coach.say("decline.nothing_more"))
            more = Answer("answered", state.offered)
            return Reply("answer", more.sentences, answer=more)
        told = (t.text for t in reversed(self.state.said_by_user()) if not self.tools.commands.find(t.text))
        return steer(name, self.state, self.voice, coach, next(told, ""))

    def clear(self) -> None:
        """Forget this session at once: nothing of it stays in memory, in the record or in the journal."""
        self.tools.journal.delete(self.id)
        self.lock()

    def lock(self) -> None:
        """End a session that was left alone: its words leave memory, and the journal is closed with its key."""
        self.tools.journal.close()
        self.tools.scorer.forget()
        self.state = State(self.flow, saved=False, closed=True)
        self._pending, self.cleared = None, True

    def _keep(self) -> None:
        if not self.state.saved:
            self.tools.journal.delete(self.id)
        if not self.state.saved or self.flow == "ask":
            return
        score = self.tools.scorer.score(self.state.turns, self.state.struck)
        signals = {
            name: {"state": s.state, "evidence": [[e.turn, e.start, e.end, e.pole] for e in s.evidence]}
            for name, s in score.signals.items()
        }
        started = self._started.isoformat(timespec="seconds")
        self.tools.journal.save(Entry(self.id, self.flow, started, self.state.to_json(), signals))

    @staticmethod
    def _answer(answer: Answer, kind: Kind) -> Reply:
        kind = "safety" if answer.outcome == "safety" else kind
        return Reply(kind, answer.sentences, answer=answer, safety=answer.safety, trouble=answer.trouble)

    @staticmethod
    def _reply(kind: Kind, text: str, questions: int = 0, closes: bool = False) -> Reply:
        return Reply(kind, tuple(Sentence(s) for s in sentences(text)), questions=questions, closes=closes)
