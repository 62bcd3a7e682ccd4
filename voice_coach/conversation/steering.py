"""What the coach replies to a command that steers the session: louder, slower, again, simpler, back."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.conversation.prompts import Prompts
from voice_coach.core.state import State
from voice_coach.core.transcript import sentences
from voice_coach.core.turn import Reply, Sentence, Voice

_PACE, _SLOWEST, _FASTEST = 1.2, 0.55, 1.8
_GAIN, _SOFTEST, _LOUDEST = 1.6, 0.3, 4.0
CLOSING = ("stop", "good_night", "not_tonight")
FORGETTING = ("back", "delete")


def steer(name: str, before: State, voice: Voice, coach: Prompts, heard: str) -> Reply:
    """The reply to the command. `before` is the state without it, `heard` what the person told last."""
    if name == "repeat":
        said = before.last_said or (coach.say("command.nothing_to_repeat"),)
        return _reply(said)
    if name == "simpler":
        return _reply(_simpler(before, coach))
    if name == "heard":
        return _reply((coach.say("command.heard", words=heard) if heard else coach.say("command.heard_nothing"),))
    if name in ("go_on", "back"):
        asked = _question(before, steps=int(name == "back"))
        told = coach.say(f"command.{name}", question=asked) if asked else coach.say(f"command.{name}_free")
        return replace(_reply(sentences(told)), questions=int(bool(asked)), forgets=name == "back")
    if name in ("slower", "faster", "louder", "quieter"):
        return replace(_reply((coach.say(f"command.{name}"),)), voice=_voice(name, voice))
    known = name if coach.has(f"command.{name}") else "help"
    kept = _reply(sentences(coach.say(f"command.{known}")), kind="help" if known == "help" else "command")
    return replace(kept, closes=name in CLOSING, forgets=name in FORGETTING)


def _reply(said: tuple[str, ...] | list[str], kind: str = "command") -> Reply:
    return Reply("help" if kind == "help" else "command", tuple(Sentence(text) for text in said))


def _simpler(before: State, coach: Prompts) -> tuple[str, ...]:
    """The heart of what was said last: the question alone, or the first sentence of an answer."""
    said = before.last_said
    if not said:
        return (coach.say("command.nothing_to_repeat"),)
    asked = [text for text in said if text.endswith("?")]
    if asked and len(said) > 1 and asked[-1] != coach.say("offer.more"):
        return tuple(sentences(coach.say("command.simpler_question", question=asked[-1])))
    if asked and len(said) == 1:
        return (coach.say("command.simpler_free"),)
    return (coach.say("command.simpler", first=said[0]),)


def _question(before: State, steps: int) -> str:
    """The coach's last question, or the one so many before it."""
    asked = [text for turn in before.turns if turn.role == "coach" for text in sentences(turn.text)[-1:]]
    questions = [text for text in asked if text.endswith("?")]
    return questions[-1 - steps] if len(questions) > steps else ""


def _voice(name: str, voice: Voice) -> Voice:
    if name in ("slower", "faster"):
        pace = voice.pace * (_PACE if name == "faster" else 1 / _PACE)
        return replace(voice, pace=min(max(pace, _SLOWEST), _FASTEST))
    gain = voice.gain * (_GAIN if name == "louder" else 1 / _GAIN)
    return replace(voice, gain=min(max(gain, _SOFTEST), _LOUDEST))
