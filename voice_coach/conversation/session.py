"""One conversation: what was heard goes in, what is to be said comes out, on every surface.

A turn has two halves. `reply` decides what to say and changes nothing; `finish` commits it, and only
when at least one sentence was heard.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from voice_coach.conversation import shared
from voice_coach.conversation.answering import Answerer
from voice_coach.conversation.keeping import Keeping, again, lets_go
from voice_coach.conversation.nightly import after_danger, by_neglect, first_words
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.reflecting import Reflecting
from voice_coach.conversation.scorer import Scorer
from voice_coach.conversation.steering import steer
from voice_coach.conversation.summary import Summary, summarise
from voice_coach.core.asking import is_question
from voice_coach.core.commands import Commands
from voice_coach.core.corrections import best_match, struck, takes_back
from voice_coach.core.dialogue import Flow, Heard, Move, State, advance, said
from voice_coach.core.endpointing import Patience
from voice_coach.core.entries import DEFAULT_PROFILE, Entry
from voice_coach.core.gate import withheld
from voice_coach.core.patience import Expecting, expecting, patience
from voice_coach.core.safety import Assessment
from voice_coach.core.safety_talk import SafetyTalk
from voice_coach.core.transcript import Transcript, Turn, sentences
from voice_coach.core.turn import Answer, Kind, Reply, Sentence, Spoken, Voice
from voice_coach.core.uptake import take_up
from voice_coach.errors import InputError, JournalLocked, StorageError
from voice_coach.ports import Journal
from voice_coach.trace import Trace

_LATELY = 60
"""Entries that a check-in looks back on: more than two weeks of them."""
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
    profile: str = DEFAULT_PROFILE
    """The relationship it is about, by the name that the person chose."""
    voice: Voice = field(default_factory=Voice)
    _order: list[str] = field(init=False)
    """Signals to ask about, most wanted first."""
    _started: datetime = field(init=False)
    _noticed: datetime = field(init=False)
    _noticing: datetime | None = None
    """When the notice was put before a reply that was not heard yet."""
    _pending: State | None = None
    _keeping: Keeping = field(init=False)
    _resumed: bool = False
    """Whether it goes on with a session that was cut off."""
    _anew: bool = False
    """Whether the reply to come begins another one instead."""
    _ended: bool = False
    _told_unsaved: bool = False
    _troubled: bool = False
    """Whether the person was told that the language model fails."""
    cleared: bool = False
    """Whether a panic command or the lock ended it: then there is no summary and the screen is wiped."""

    def __post_init__(self) -> None:
        self.state = State(self.flow, saved=self.save, safety_talk=SafetyTalk(shared=self.tools.shared))
        self._order = list(self.tools.scorer.signals)
        self._started = self._noticed = self.now()
        self._keeping = self._kept_as(self.id)

    def _kept_as(self, id: str, kept: bool = False) -> Keeping:
        return Keeping(self.tools.journal, id, self.flow, self.profile, self._started, kept=kept)

    @property
    def unsaved(self) -> StorageError | None:
        """Why the journal does not hold this session as it should; None where it does."""
        return self._keeping.failed

    def go_by(self, id: str) -> None:
        """Be kept under this id. Before anything is kept."""
        self.id, self._keeping = id, self._kept_as(id)

    def go_on(self) -> bool:
        """Take up the last session of this kind where it was cut off. Before `opening`; False where there is none."""
        cut = self._keeping.cut_off(self._started) if self.save else None
        if cut is None:
            return False
        self.take_up(cut)
        self._resumed = True
        return True

    def take_up(self, entry: Entry) -> None:
        """Be the session of an entry: what changes from here on changes that entry."""
        self.id, self.state, self._started = entry.id, State.from_json(entry.state), entry.moment
        self._keeping = self._kept_as(entry.id, kept=True)

    def patience(self, heard: Transcript) -> Patience:
        """How long a silence may be after `heard`, which is all of an utterance so far."""
        return patience("command" if self.is_order(heard.text) else self.expects, heard.text, heard.confidence)

    def is_order(self, text: str) -> bool:
        """Whether the whole text is a command or the panic word."""
        return self.tools.commands.find(text, panic=self.tools.panic_word) is not None

    @property
    def expects(self) -> Expecting:
        """What the person is about to say, by what was said last."""
        said = self.state.said_by_user()
        if said and self.tools.commands.find(said[-1].text) in ("wait", "pause"):
            return "minute"
        last = expecting(self.state.last_said[-1]) if self.state.last_said else "open"
        return "question" if self.flow == "ask" and last == "open" else last

    def notice(self) -> Reply:
        """What the coach is, said before anything else."""
        if self.tools.shared:
            return self._reply("notice", shared.notice(self.flow, self.tools.remote, self.tools.coach))
        return self._reply("notice", self.tools.coach.say("notice.remote" if self.tools.remote else "notice.start"))

    def opening(self) -> list[Reply]:
        """The notice and the first words. They are in the record, and the opening counts as a question."""
        if self._resumed:
            return [self.notice(), self._again()]
        if self.flow == "checkin":
            entries: Sequence[Entry] = self._lately()
            self._order = by_neglect(self._order, entries, self._started)
            entries = shared.entries_for_opening(entries) if self.tools.shared else entries
            screener = self.tools.answerer.screener
            words = first_words(entries, self._started, self.tools.coach, lambda text: screener.turn(text).cue)
        else:
            words = self.tools.coach.say(f"opening.{self.flow}")
        first = self._reply("opening", words, questions=1)
        self.state = replace(said(self.state, first.text), questions=1, last_said=(first.text,))
        return [self.notice(), first]

    def _again(self) -> Reply:
        """The first words of a session that is gone on with."""
        if self.tools.shared:
            words = shared.again(self.state.safety.gated, self.tools.coach)
        else:
            score = self.tools.scorer.score(self.state.turns, self.state.struck)
            words = again(self.state, score, self.tools.coach, self.tools.summary)
        first = self._reply("opening", words)
        self.state = replace(said(self.state, first.text), last_said=(first.text,))
        return first

    def _lately(self) -> list[Entry]:
        """The last entries of this relationship; one that showed danger just now comes last, whichever it was of."""
        try:
            found, last = self.tools.journal.entries(self.profile, _LATELY), self.tools.journal.latest()
        except StorageError as failure:
            if self.save and not isinstance(failure, JournalLocked):
                raise
            return []  # Talking without saving needs no journal; one that is locked may be unlocked meanwhile.
        return [*found, last] if last and after_danger([last]) else found

    def reply(self, transcript: Transcript, trace: Trace | None = None) -> Reply:
        """Decide what to say to an utterance: safety, then command, then the dialogue."""
        trace = trace or Trace()
        self._anew = False
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
        return self._with_notice(self._with_trouble(self._with_unsaved(reply)))

    def _with_unsaved(self, reply: Reply) -> Reply:
        """Once a session the person is told that it can't be kept."""
        if self.unsaved is None or self._told_unsaved or not reply.sentences:
            return reply
        self._told_unsaved = True
        why = "locked" if isinstance(self.unsaved, JournalLocked) else "failing"
        told = tuple(Sentence(s) for s in sentences(self.tools.coach.say(f"keep.{why}")))
        return replace(reply, sentences=(*told, *reply.sentences))

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
        if self._anew:
            return self._begin_anew(spoken)
        self.state = replace(said(pending, " ".join(spoken.sentences)), last_said=spoken.sentences)
        if reply.kind == "command" and reply.closes:
            self.state = replace(self.state, closed=True)
        self._keep()

    def _begin_anew(self, spoken: Spoken) -> None:
        """Close what was cut off, and begin another session in its place."""
        self.end()
        self.id, self._started, self._resumed, self._ended = uuid.uuid4().hex, self.now(), False, False
        self._keeping = self._kept_as(self.id)
        first = " ".join(spoken.sentences)
        self.state = replace(said(State(self.flow), first), questions=1, last_said=(first,))

    def end(self) -> None:
        """The session came to its end: it will not be gone on with."""
        if not self.cleared:
            self._ended = True
            self._keep(ended=True)

    def keep_question(self) -> Reply | None:
        """ "Shall I keep this, or let it go?", where there is something to keep. Asked last; silence keeps it."""
        if self.cleared or not self.state.saved or not self._keeping.kept:
            return None
        return self._reply("privacy", self.tools.coach.say("keep.ask"))

    def keep_answer(self, text: str) -> Reply:
        """What is said to the answer; with "let it go" the session is out of the journal."""
        named = self.tools.commands.find(text, panic=self.tools.panic_word)
        if named == "panic":
            self.clear()
            return Reply("command", (), closes=True)
        if not lets_go(text) and named not in ("dont_save", "delete"):
            return self._reply("privacy", self.tools.coach.say("keep.kept"))
        self.let_go()
        return self._reply("privacy", self.tools.coach.say("keep.failing" if self.unsaved else "keep.gone"))

    def keep_after_all(self) -> None:
        """Write what could not be written so far, where there is such."""
        if self.unsaved is not None and not self.cleared:
            self._keep(self._ended)

    def let_go(self) -> None:
        """Keep nothing of it: what the journal had is deleted."""
        self.state = replace(self.state, saved=False)
        self._keep()

    def amend(self, turn: int, text: str) -> None:
        """Correct what was misheard: the person's turn says this instead, and the score follows."""
        turns = list(self.state.turns)
        turns[turn] = replace(turns[turn], text=text)
        self.state = replace(self.state, turns=tuple(turns))
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
        if named == "anew" and (safety.gated or not self._resumed):
            named = None  # A sign of danger stays with the session: no other one begins in its place.
        if named == "go_on" and self.expects == "closed":
            named = None  # "Would it help?" "Oh, go on": that is a yes.
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
        self._anew = name == "anew"
        told = (t.text for t in reversed(self.state.said_by_user()) if not self.tools.commands.find(t.text))
        return steer(name, self.state, self.voice, coach, next(told, ""))

    def clear(self) -> None:
        """Forget this session at once: nothing of it stays in memory, in the record or in the journal."""
        self._keeping.wipe()
        self.lock()

    def lock(self) -> None:
        """End a session that was left alone: its words leave memory, and the journal is closed with its key."""
        with suppress(StorageError):  # What is wrong with the file can wait; wiping can't.
            self.tools.journal.close()
        self.tools.scorer.forget()
        self.state = State(self.flow, saved=False, closed=True)
        self._pending, self.cleared = None, True

    def _keep(self, ended: bool = False) -> None:
        if not self.state.saved:
            self._keeping.forget()
        elif self.flow != "ask":
            self._keeping.keep(self.state, self.tools.scorer.score(self.state.turns, self.state.struck), ended)

    @staticmethod
    def _answer(answer: Answer, kind: Kind) -> Reply:
        kind = "safety" if answer.outcome == "safety" else kind
        return Reply(kind, answer.sentences, answer=answer, safety=answer.safety, trouble=answer.trouble)

    @staticmethod
    def _reply(kind: Kind, text: str, questions: int = 0, closes: bool = False) -> Reply:
        return Reply(kind, tuple(Sentence(s) for s in sentences(text)), questions=questions, closes=closes)
