"""A memory for what is worked out from a text, so that a conversation is not read anew at each of its turns.

It holds words of people: the least used go when it is full, and all of them when a session is locked or cleared.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Found = TypeVar("_Found")
MOST = 600
"""Entries: two long conversations, each turn by itself and behind what came before it."""


class Remembered(Generic[_Key, _Found]):
    """What was found for each key; safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, threading.Lock()
        self._found: OrderedDict[_Key, _Found] = OrderedDict()
        self._forgotten = 0
        """How often everything was dropped: what is being found then is not kept."""

    def all_of(self, keys: Sequence[_Key], find: Callable[[list[_Key]], Iterable[_Found]]) -> list[_Found]:
        """What belongs to each key. `find` is asked once, for those that are not remembered, in their order."""
        with self._lock:
            known = {key: self._found[key] for key in keys if key in self._found}
            forgotten = self._forgotten
        new = [key for key in dict.fromkeys(keys) if key not in known]
        known |= dict(zip(new, find(new) if new else (), strict=True))
        with self._lock:
            for key in keys if forgotten == self._forgotten else ():
                self._found[key] = known[key]
                self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return [known[key] for key in keys]

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._found.clear()
            self._forgotten += 1
