"""What stands at the foot of a live session, in a few words: level, state, what is saved, what is unplugged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voice_coach.conversation.events import Doing
from voice_coach.core import audio
from voice_coach.core.audio import Samples

if TYPE_CHECKING:
    from voice_coach.conversation.session import Session

_QUIETEST, _LOUDEST = -60.0, -10.0
"""dBFS between which the meter moves: the noise of a quiet room, and a near voice."""
_GONE = {
    "microphone": "(the microphone is gone: I'll listen again as soon as it is back)",
    "speaker": "(the speaker is gone: I'll write what I say until it is back)",
}
_BACK = {"microphone": "(the microphone is back: I'm listening)", "speaker": "(the speaker is back)"}


def level(samples: Samples) -> float:
    """How loud a frame is on the meter, from 0 (a quiet room) to 1 (a near voice)."""
    return min(1.0, max(0.0, (audio.level(samples) - _QUIETEST) / (_LOUDEST - _QUIETEST)))


def saving(session: Session) -> str:
    """What of this session is saved, in a few words."""
    if session.flow == "ask":
        return "nothing is saved"
    if not session.save or not session.state.saved:
        return "nothing will be saved"
    if session.unsaved:
        return "can't be saved just now"
    turns = len(session.state.said_by_user())
    return f"saved, encrypted: {turns} {'turn' if turns == 1 else 'turns'}" if turns else "your words will be saved"


def label(doing: Doing, missing: tuple[str, ...]) -> str:
    """What the coach is doing, in at most nine columns."""
    if "microphone" in missing and doing == "listening":
        return "no mic"
    return "writing" if "speaker" in missing and doing == "speaking" else doing


def changed(before: tuple[str, ...], now: tuple[str, ...]) -> list[str]:
    """A line for each device that went or came."""
    gone = [_GONE[device] for device in now if device not in before]
    return gone + [_BACK[device] for device in before if device not in now]


def last_of(text: str, width: int, ascii_only: bool = False) -> str:
    """The end of a text that fits in so many columns, with a mark where something is left out."""
    from rich.cells import cell_len

    mark = "..." if ascii_only else "…"
    text = text.replace("…", mark)
    if cell_len(text) <= width:
        return text
    while text and cell_len(mark + text) > width:
        text = text[1:]
    return mark + text
