"""One conversation: what was heard goes in, what is to be said comes out, on every surface.

A turn has two halves. `reply` decides what to say and changes nothing; `finish` commits it, and only
when at least one sentence was heard.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from voice_coach.conversation.keeping import Keeping, lets_go
from voice_coach.conversation.notices import Notices
from voice_coach.conversation.opening import Opening
from voice_coach.conversation.rendering import Rendering
from voice_coach.conversation.summary import Summary
from voice_coach.conversation.tools import Tools
from voice_coach.conversation.understanding import Understanding
from voice_coach.core.corrections import named_quote, takes_back
from voice_coach.core.dialogue import advance, said
from voice_coach.core.endpointing import Patience
from voice_coach.core.entries import DEFAULT_PROFILE, Entry
from voice_coach.core.patience import Expecting
from voice_coach.core.safety_talk import SafetyTalk
from voice_coach.core.signals import Evidence
from voice_coach.core.state import Flow, State
from voice_coach.core.strikes import strikes
from voice_coach.core.transcript import Transcript, Turn
from voice_coach.core.turn import Reply, Spoken, Voice
from voice_coach.errors import StorageError
from voice_coach.trace import Trace

_ENDS = (".", "!", "?", "…")


@dataclass
class Session:
    """The state of one conversation and the rules of a turn."""

    flow: Flow
    tools: Tools
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    state: State = field(init=False)
    save: bool = True
    """False: talk without saving."""
    profile: str = DEFAULT_PROFILE
    """The relationship it is about, by the name that the person chose."""
    voice: Voice = field(default_factory=Voice)
    _order: list[str] = field(init=False)
    """Signals to ask about, most wanted first."""
    _keeping: Keeping = field(init=False)
    _notices: Notices = field(init=False)
    _understanding: Understanding = field(init=False)
    _rendering: Rendering = field(init=False)
    _pending: State | None = None
    _resumed: bool = False
    """Whether it goes on with a session that was cut off."""
    _anew: bool = False
    """Whether the reply to come begins another one instead."""
    _ended: bool = False
    _past: list[State] = field(default_factory=list)
    """Before each change of what was said, the last one last: they can be undone until more is said."""
    cleared: bool = False
    """Whether a panic command or the lock ended it: then there is no summary and the screen is wiped."""

    def __post_init__(self) -> None:
        self.state = State(self.flow, saved=self.save, safety_talk=SafetyTalk(shared=self.tools.shared))
        self._order = list(self.tools.scorer.signals)
        self._begin_keeping(uuid.uuid4().hex, self.now())
        self._notices = Notices(self.tools.coach, self._keeping.started)
        self._understanding, self._rendering = Understanding(self.tools), Rendering(self.tools)

    def _begin_keeping(self, id: str, started: datetime, kept: bool = False) -> None:
        self._keeping = Keeping(self.tools.journal, id, self.flow, self.profile, started, kept=kept)

    @property
    def id(self) -> str:
        """The name of its entry in the journal."""
        return self._keeping.id

    @property
    def unsaved(self) -> StorageError | None:
        """Why the journal does not hold this session as it should; None where it does."""
        return self._keeping.failed

    def go_by(self, id: str) -> None:
        """Be kept under this id. Before anything is kept."""
        self._begin_keeping(id, self._keeping.started)

    def go_on(self) -> bool:
        """Take up the last session of this kind where it was cut off. Before `opening`; False where there is none."""
        cut = self._keeping.cut_off(self._keeping.started) if self.save else None
        if cut is None:
            return False
        self.take_up(cut)
        self._resumed = True
        return True

    def take_up(self, entry: Entry) -> None:
        """Be the session of an entry: what changes from here on changes that entry."""
        self.state, self._past = State.from_json(entry.state), []
        self._begin_keeping(entry.id, entry.moment, kept=True)

    def patience(self, heard: Transcript) -> Patience:
        """How long a silence may be after `heard`, which is all of an utterance so far."""
        return self._understanding.patience(self.state, heard)

    def is_order(self, text: str) -> bool:
        """Whether the whole text is a command or the panic word."""
        return self._understanding.is_order(text)

    @property
    def expects(self) -> Expecting:
        """What the person is about to say, by what was said last."""
        return self._understanding.expects(self.state)

    def notice(self) -> Reply:
        """What the coach is, said before anything else."""
        return self._opening.notice()

    def opening(self) -> list[Reply]:
        """The notice and the first words. They are in the record, and the opening counts as a question."""
        if self._resumed:
            first = self._opening.again(self.state)
        elif self.flow == "checkin":
            first, self._order = self._opening.checkin(self._keeping.started)
        else:
            first = self._opening.anew()
        asked = self.state.questions if self._resumed else 1
        self.state = replace(said(self.state, first.text), questions=asked, last_said=(first.text,))
        return [self.notice(), first]

    @property
    def _opening(self) -> Opening:
        return Opening(self.tools, self.flow, self.profile, save=self.save)

    def reply(self, transcript: Transcript, trace: Trace | None = None) -> Reply:
        """Decide what to say to an utterance: safety, then command, then the dialogue."""
        trace = trace or Trace()
        with trace.span("safety"):
            safety, fresh = self._understanding.screened(self.state, transcript.text)
        with trace.span("reply"):
            heard = self._understanding.heard(self.state, transcript, safety, fresh, self._resumed)
            pending, move = advance(self.state, heard, self._order)
            if move.purpose == "corrected" and takes_back(transcript.text):
                taken = self._understanding.taken_back(self.state, transcript.text)
                pending = replace(pending, struck=(*pending.struck, *taken))
        if move.command == "panic":
            return self._panic()
        self._anew = move.command == "anew"
        reply = self._rendering.reply(self.state, pending, move, self.voice, trace)
        if self.cleared:
            return reply  # Nothing to commit: what was said is to be forgotten.
        if pending.safety.gated:
            reply = self._rendering.withheld(reply)
        self._pending = replace(pending, offered=reply.answer.more if reply.answer else pending.offered)
        return self._notices.before(reply, self.unsaved, self.now())

    def finish(self, transcript: Transcript, reply: Reply, spoken: Spoken) -> None:
        """Commit the turn. What the person did not hear is not in the record as said."""
        if self.cleared:
            return
        pending, self._pending, self._past = self._pending, None, []
        if pending is None or not spoken.heard:
            # Nothing was heard of the reply: the words of the person stay, the coach's step does not count.
            if transcript.speech:
                self.state = replace(self.state, turns=(*self.state.turns, Turn("user", transcript.text)))
            if pending is not None:
                # A sign of danger and "don't save this" count from when they were said.
                if pending.safety.gated and not self.state.safety.gated:
                    self.state = replace(self.state, offered=(), last_said=())
                self.state = replace(self.state, safety=pending.safety, saved=pending.saved)
                self._keep()
            return
        if (told := pending.safety_talk.country) and told != self.state.safety_talk.country:
            self.tools.told_country(told, pending.saved)
        self._notices.heard()
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
        self._resumed = self._ended = False
        self._begin_keeping(uuid.uuid4().hex, self.now())
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
        return Reply.saying("privacy", self.tools.coach.say("keep.ask"))

    def keep_answer(self, text: str) -> Reply:
        """What is said to the answer; with "let it go" the session is out of the journal."""
        named = self._understanding.named(text)
        if named == "panic":
            return self._panic()
        if not lets_go(text) and named not in ("dont_save", "delete"):
            return Reply.saying("privacy", self.tools.coach.say("keep.kept"))
        self.let_go()
        return Reply.saying("privacy", self.tools.coach.say("keep.failing" if self.unsaved else "keep.gone"))

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
        self._change(self._amended(turn, text))

    @property
    def changed(self) -> bool:
        """Whether there is something for `unstrike` to undo."""
        return bool(self._past or self.state.struck)

    @property
    def quotes(self) -> list[Evidence]:
        """What the score rests on, in the order it was told, each quote once in its turn."""
        found = [e for s in self.summary().score.signals.values() for e in s.evidence]
        return sorted({(e.turn, e.quote): e for e in found}.values(), key=lambda e: (e.turn, e.start))

    def pointed_at(self, text: str) -> Evidence | None:
        """The quote that some words of it, or the whole of it, point at."""
        found = self.quotes
        named = named_quote(text, [e.quote for e in found])
        return next((e for e in found if e.quote == named), None)

    def strike(self, text: str) -> bool:
        """After the summary: take the quote back that `text` points at. False where none has any of its words."""
        named = self.pointed_at(text)
        if named is not None:
            taken = strikes(self.state.turns, (e for e in self.quotes if e.quote == named.quote))
            self._change(replace(self.state, struck=(*self.state.struck, *taken)))
        return named is not None

    def correct(self, quote: Evidence, words: str) -> None:
        """Put words in the place of a quote of this session; the score follows.

        Half a sentence stays as it was said, struck, and the words follow it: joined they would be nobody's.
        """
        text = self.state.turns[quote.turn].text
        before, after = text[: quote.start].rstrip(), text[quote.end :].strip()
        words = words if words.endswith(_ENDS) else f"{words}."
        if (not before or before.endswith(_ENDS)) and (not after or quote.quote.endswith(_ENDS)):
            return self.amend(quote.turn, " ".join(part for part in (before, words, after) if part))
        text = text.rstrip()
        state = self._amended(quote.turn, f"{text if text.endswith(_ENDS) else f'{text}.'} {words}")
        self._change(replace(state, struck=(*state.struck, *strikes(state.turns, [quote]))))

    def unstrike(self) -> bool:
        """Undo the last strike or correction. False where there was none."""
        if self._past:
            before = self._past.pop()
            self.state = replace(self.state, turns=before.turns, struck=before.struck)
        elif self.state.struck:
            self.state = replace(self.state, struck=self.state.struck[:-1])
        else:
            return False
        self._keep()
        return True

    def _amended(self, turn: int, text: str) -> State:
        turns = list(self.state.turns)
        turns[turn] = replace(turns[turn], text=text)
        # What the new words show of danger counts; what was shown before is not taken back by them.
        safety = self.tools.answerer.screener.screen(turns)
        safety = self.state.safety if self.state.safety.gated or not safety.cue else safety
        return replace(self.state, turns=tuple(turns), safety=safety)

    def _change(self, state: State) -> None:
        self._past.append(self.state)
        self.state = state
        self._keep()

    def summary(self, turns: Sequence[Turn] | None = None) -> Summary:
        """The scored summary of what was said so far; `turns` when a surface counts them its own way."""
        return self._rendering.summary(self.state, self.state.turns if turns is None else turns)

    def _panic(self) -> Reply:
        self.clear()
        return Reply("command", (), closes=True)

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
        self._pending, self._past, self.cleared = None, [], True

    def _keep(self, ended: bool = False) -> None:
        if not self.state.saved:
            self._keeping.forget()
        elif self.flow != "ask":
            self._keeping.keep(self.state, self.tools.scorer.score(self.state.turns, self.state.struck), ended)
