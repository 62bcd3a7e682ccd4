"""The scored summary as the page shows it."""

from __future__ import annotations

from typing import Any

from voice_coach.app import Coach
from voice_coach.conversation.session import Session
from voice_coach.core.people import called
from voice_coach.core.signals import Signal
from voice_coach.surfaces.weeks import standing_line

_STATES = {"positive": "giving back", "negative": "not coming back", "mixed": "both ways"}


def report(session: Session, coach: Coach) -> dict[str, Any]:
    """Sentences, signals with their quotes, what was not mentioned, and how the relationship stands with it.

    Under a sign of danger there are sentences only.
    """
    summary, signals = session.summary(), coach.scorer.signals
    score = summary.score
    shown = {} if score.safety.gated else score.signals
    return {
        "sentences": list(summary.sentences),
        "signals": [
            {"label": _label(signals[name], who), "state": _STATES[s.state], "quotes": [e.quote for e in s.evidence]}
            for who, heard in (score.by_person if shown else ())
            for name, s in heard.items()
        ],
        "missing": [signal.label for name, signal in signals.items() if name not in shown] if shown else [],
        "standing": standing_line(coach, session),
        "struck": bool(session.state.struck),
        "saved": session.state.saved and session.flow != "ask",
    }


def _label(signal: Signal, who: str) -> str:
    return f"{signal.label} ({called(who)})" if who else signal.label
