"""The deterministic journal: a dict. A public test double, as those in `scripted`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel

from voice_coach.core.state import State
from voice_coach.ports import Entry, Found, Head


class ScriptedJournal:
    """Entries of this object; they are gone when it is closed, as they are without a key."""

    name = "scripted"

    class Options(BaseModel, extra="forbid", frozen=True):
        """This engine has no options."""

    def __init__(self, options: BaseModel | None = None, services: object = None) -> None:
        self.loaded = False
        self._entries: dict[str, Entry] = {}
        """In the order of writing."""
        self._before: dict[str, Entry] = {}
        self._live: set[str] = set()

    def load(self) -> None:
        """Remember that it was called."""
        self.loaded = True

    def save(self, entry: Entry) -> None:
        """Keep it."""
        self._entries.pop(entry.id, None)
        self._entries[entry.id] = entry
        if not entry.ended:
            self._live.add(entry.id)

    def save_all(self, entries: Sequence[Entry]) -> None:
        """Keep them."""
        for entry in entries:
            self.save(entry)

    def entries(self, profile: str | None = None, last: int | None = None) -> list[Entry]:
        """Oldest first."""
        chosen = (e for e in self._entries.values() if profile is None or e.profile.lower() == profile.lower())
        return sorted(chosen, key=lambda entry: (entry.moment, entry.id))[-(last or 0) :]

    def heads(self, profile: str | None = None) -> list[Head]:
        """Oldest first."""
        return [_head(entry) for entry in self.entries(profile)]

    def entry(self, id: str) -> Entry | None:
        """The one of that id."""
        return self._entries.get(id)

    def latest(self) -> Entry | None:
        """The one written last."""
        return next(reversed(self._entries.values()), None)

    def unfinished(self, flow: str, profile: str) -> Entry | None:
        """The last of its kind, where it did not end; `cut_off` says that its session is gone."""
        same = [e for e in self._entries.values() if (e.flow, e.profile) == (flow, profile)]
        return same[-1] if same and not same[-1].ended and same[-1].id not in self._live else None

    def cut_off(self) -> None:
        """What a kill does to the sessions that are held."""
        self._live.clear()

    def search(self, text: str, profile: str | None = None, roles: tuple[str, ...] = ("user",)) -> list[Found]:
        """Turns that hold every word, as it stands."""
        found, words = [], text.lower().split()
        for entry in reversed(self.entries(profile)):
            for number, turn in enumerate(entry.state["turns"]):
                low = turn["text"].lower()
                if words and turn["role"] in roles and all(word in low for word in words):
                    spans = tuple((low.find(word), low.find(word) + len(word)) for word in words)
                    found.append(
                        Found(entry.id, entry.started, entry.profile, number, turn["role"], turn["text"], spans)
                    )
        return found

    def delete(self, id: str) -> bool:
        """Forget it."""
        self._before.pop(id, None)
        return self._entries.pop(id, None) is not None

    def rename(self, profile: str, to: str) -> int:
        """Give it another name."""
        chosen = self.entries(profile)
        for entry in chosen:
            self._entries[entry.id] = replace(entry, profile=to)
        return len(chosen)

    def remember(self, entry: Entry) -> None:
        """Keep it beside."""
        self._before[entry.id] = entry

    def undo(self, id: str) -> bool:
        """Bring it back."""
        if id not in self._before or id not in self._entries:
            return False
        self._entries[id], self._before[id] = self._before[id], self._entries[id]
        return True

    def close(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._before.clear()
        self._live.clear()


def _head(entry: Entry) -> Head:
    said = [turn["text"] for turn in entry.state["turns"] if turn["role"] == "user"]
    return Head(
        entry.id,
        entry.profile,
        entry.flow,
        entry.started,
        entry.ended,
        State.from_json(entry.state).safety.gated,
        said[0][:200] if said else "",
        {name: heard["state"] for name, heard in entry.signals.items()},
    )
