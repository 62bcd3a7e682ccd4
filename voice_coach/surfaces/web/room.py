"""One session and the page that holds it. The page may go and come back, or another tab may take it over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from voice_coach.app import Coach
from voice_coach.conversation.loop import LoopEvent, TurnLoop
from voice_coach.core.turn import Reply
from voice_coach.errors import VoiceCoachError
from voice_coach.surfaces.unlocking import locked
from voice_coach.surfaces.web.account import Account
from voice_coach.surfaces.web.ear import Ear
from voice_coach.surfaces.web.limits import KEEP
from voice_coach.surfaces.web.messages import Start
from voice_coach.surfaces.web.report import report
from voice_coach.surfaces.web.transport import PageTransport, Send
from voice_coach.surfaces.workers import Workers

_SETTLED = 2.0
"""Seconds of silence that end any utterance: what letting go of push-to-talk stands for."""
_LAST_WORDS = 3.0
"""Seconds for the turn that is going on when the server stops."""


class Room:
    """A session that outlives its connections by some minutes."""

    def __init__(self, coach: Coach, workers: Workers, start: Start, leave: Callable[[], None]) -> None:
        self.session = coach.session(start.flow, save=start.save)
        self.session.voice = start.voice
        self.transport = PageTransport()
        self._coach, self._workers, self._leave = coach, workers, leave
        self._account = Account(self.session, self.transport)
        self._send: Send | None = None
        self._taken: Callable[[], None] = lambda: None
        self._task: asyncio.Task[None] | None = None
        self._turns: TurnLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def held(self) -> bool:
        """Whether a page is there."""
        return self._send is not None

    def attach(self, send: Send, taken: Callable[[], None]) -> None:
        """Give the session to a page. `taken` is called when another one takes it over."""
        previous, self._send, self._taken = self._taken, send, taken
        previous()
        self._tell(self._account.standing())
        self.transport.attach(send)
        if not self._working and self._account.report is None:
            self._task = asyncio.create_task(self._run())
        self._wait(None if self._account.report is None else self._unattended)

    def detach(self, send: Send) -> None:
        """The page is gone; unless another one has taken over, the session waits for some minutes."""
        if self._send == send:
            self._send, self._taken = None, lambda: None
            self.transport.detach()
            self._wait(KEEP)

    def heard(self, data: bytes) -> bool:
        """Sound from the page. False when too much of it waits."""
        if not self._working:
            return True
        record = self._account.settled()
        if record:
            self._tell(record)
        return self.transport.heard(data)

    def released(self) -> None:
        """Push-to-talk: the person let go."""
        if self._working:
            self.transport.released(_SETTLED)

    def finish(self) -> None:
        """End with a summary."""
        self.transport.ended = True
        if not self._working and self._account.report is None:
            self._task = asyncio.create_task(self._over())

    async def strike(self, quote: str) -> None:
        """Take a quote of the summary back; empty: undo the last time. The summary follows."""
        if self._account.report is None:
            return
        change = (lambda: self.session.strike(quote)) if quote else self.session.unstrike
        await self._workers.think(change)
        await self._over()

    async def unlocked(self) -> None:
        """The journal was unlocked: what was said so far is kept too, unless the person does not want that."""
        await self._workers.think(self.session.keep_after_all)
        self._account.unlocked()
        self._tell({"event": "kept", "saved": self._account.saved})

    def forget(self) -> None:
        """Do not keep this session."""
        self.session.let_go()
        if self._account.report is not None:
            self._account.report |= {"saved": False, "standing": ""}

    def clear(self) -> None:
        """Forget it at once: the session, its entry, and what waits to be said."""
        self.session.clear()
        self._cleared()

    async def conclude(self) -> None:
        """The server stops: what was heard so far is put in the record, and the session can be gone on with later."""
        if self._working and self._turns is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._turns.hush(), _LAST_WORDS)
        self.close()

    def close(self) -> None:
        """End the work on it; nothing is said any more."""
        self._wait(None)
        self.transport.flush()
        if self._task is not None:
            self._task.cancel()
        self._send = None
        self._leave()

    @property
    def _working(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def _unattended(self) -> float:
        return 60 * self._coach.settings.lock_minutes

    async def _run(self) -> None:
        try:
            if not self._account.notice:
                await self._open()
            self._turns = self._loop()
            await self._turns.run()
        except VoiceCoachError as failure:
            self._trouble(str(failure))
        except Exception as failure:  # Its message might hold words of the person.
            self._trouble(f"something went wrong inside ({type(failure).__name__}).")
        else:
            await self._over()

    def _loop(self) -> TurnLoop:
        coach = self._coach
        return TurnLoop(
            self.session,
            coach.vad,
            self._ear(),
            self._workers.voice,
            self.transport,
            self._emit,
            with_summary=self.session.flow != "ask",
            idle_limit=self._unattended,
            prepare=self._workers.remember,
            think=self._workers.think,
        )

    def _ear(self) -> Ear:
        moment = {"event": "moment", "text": self._coach.prompts("coach").say("busy.moment")}
        loop = asyncio.get_running_loop()
        return Ear(self._workers, lambda: self._tell({"event": "nothing"}), lambda: self._tell(moment), loop)

    async def _open(self) -> None:
        """Queue the notice and the first words before anything is heard."""
        opening = await self._workers.think(self._opening)
        self._account.opened(opening[0].text)
        self._tell(self._account.standing())
        for sentence in (sentence for reply in opening for sentence in reply.sentences):
            chunks = self._workers.voice.synthesize(sentence.text, self.session.voice.pace)
            self._emit(LoopEvent(0.0, 0.0, 0, "sentence", sentence.text))
            while chunk := await asyncio.to_thread(next, chunks, None):
                self.transport.play(chunk.louder(self.session.voice.gain))

    def _opening(self) -> list[Reply]:
        if self.session.flow != "ask" and not locked(self.session.tools.journal):
            self.session.go_on()
        return self.session.opening()

    async def _over(self) -> None:
        if self.session.cleared:
            return self._cleared()
        self._account.land()
        if self.session.flow == "ask":
            self._tell({"event": "over", "report": None})
            return self.close()
        await self._workers.think(self.session.end)
        found = await self._workers.think(report, self.session, self._coach)
        self._account.report = found | {"saved": self._account.saved}
        self._tell({"event": "over", "report": self._account.report})
        return self._wait(self._unattended)

    def _trouble(self, text: str) -> None:
        """Say what happened. The session is there still, and goes on when the page resumes it."""
        self.transport.flush()
        self._account.land()
        self._tell({"event": "trouble", "text": text})

    def _cleared(self) -> None:
        self._tell({"event": "cleared"})
        self.close()

    def _emit(self, event: LoopEvent) -> None:
        self._tell(self._account.event(event))

    def _tell(self, message: dict[str, Any]) -> None:
        if self._send is not None:
            self._send(message)

    def _wait(self, seconds: float | None) -> None:
        """Let go of the session after so long; None: no more waiting."""
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = None if seconds is None else loop.call_later(seconds, self._left_alone)

    def _left_alone(self) -> None:
        """Its words leave memory; what the journal keeps stays."""
        self.session.lock()
        self._cleared()
