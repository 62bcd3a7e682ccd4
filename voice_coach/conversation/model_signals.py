"""Evidence marked by a language model: only what it quotes to the letter counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voice_coach.conversation.guarded_model import HERE, Framed, GuardedModel, listed
from voice_coach.conversation.prompts import Prompts
from voice_coach.core.signals import Evidence, Signal
from voice_coach.core.transcript import Turn
from voice_coach.errors import EngineFailed
from voice_coach.ports import Message

CONFIDENCE = 0.7
"""A model says nothing usable of how sure it is; this is above what is said aloud as a meaning."""
_FEWEST_WORDS = 3


@dataclass(frozen=True)
class ModelSignals:
    """Asks once for a whole conversation."""

    model: GuardedModel
    prompts: Prompts
    """prompts/model.toml."""
    signals: Mapping[str, Signal]

    def mentions(self, turns: Sequence[Turn], withheld: Collection[int] = ()) -> list[Evidence]:
        """Verified evidence, in the order of the conversation. `withheld`: the turns that are not sent.

        Raises EngineFailed.
        """
        known = "\n".join(
            f"{s.id}: positive: {s.positive_phrases[0]} negative: {s.negative_phrases[0]}"
            for s in self.signals.values()
        )
        sent = {at: turn for at, turn in enumerate(turns) if at not in withheld}
        lines = "\n".join(f"[{at}] {'PERSON' if t.role == 'user' else 'COACH'}: {HERE}" for at, t in sent.items())
        messages: list[Message | Framed] = [
            Message("system", self.prompts.say("signals.system", signals=known)),
            Framed(self.prompts.say("signals.conversation", turns=lines), tuple(t.text for t in sent.values())),
        ]
        reply = self.model.whole(messages, self._schema(), turns)
        found = [self._checked(raw, turns) for raw in read(reply)]
        kept = {e for e in found if e is not None and e.turn not in withheld}
        return sorted(kept, key=lambda e: (e.turn, e.start, e.signal))

    def _checked(self, raw: Any, turns: Sequence[Turn]) -> Evidence | None:
        """One mention that holds: a known signal and pole, and a quote that a turn of the person contains."""
        if not isinstance(raw, dict):
            return None
        at, signal, pole, quote = (raw.get(name) for name in ("turn", "signal", "pole", "quote"))
        if (
            not isinstance(signal, str)
            or signal not in self.signals
            or pole not in ("positive", "negative")
            or not isinstance(quote, str)
        ):
            return None
        if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < len(turns) or turns[at].role != "user":
            return None
        quote = quote.strip()
        start = turns[at].text.find(quote)
        if start < 0 or len(quote.split()) < _FEWEST_WORDS:
            return None
        return Evidence(signal, pole, at, start, start + len(quote), quote, CONFIDENCE)

    def _schema(self) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "turn": {"type": "integer"},
            "signal": {"type": "string", "enum": list(self.signals)},
            "pole": {"type": "string", "enum": ["positive", "negative"]},
            "quote": {"type": "string"},
        }
        item = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
        return {
            "type": "object",
            "properties": {"mentions": {"type": "array", "items": item}},
            "required": ["mentions"],
            "additionalProperties": False,
        }


def read(reply: str) -> list[Any]:
    """The mentions in a reply. Raises EngineFailed for another form; a fence or words around the JSON are cut."""
    found = listed(reply, "mentions")
    if found is None:
        raise EngineFailed("the language model marked signals in another form than it was asked for.")
    return found
