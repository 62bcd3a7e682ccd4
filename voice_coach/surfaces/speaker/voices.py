"""How a reply is to be spoken: Home Assistant asks for its sound in a request of its own, which knows no session."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable

from voice_coach.core.turn import Voice

_MOST = 256
_USUAL = Voice()


class Voices:
    """Sentences of late replies, as hashes, with the pace and loudness that the person asked for."""

    def __init__(self) -> None:
        self._of: OrderedDict[bytes, Voice] = OrderedDict()

    def remember(self, sentences: Iterable[str], voice: Voice) -> None:
        """These sentences are spoken so from now on."""
        for sentence in sentences:
            key = _key(sentence)
            self._of.pop(key, None)
            if voice != _USUAL:
                self._of[key] = voice
        while len(self._of) > _MOST:
            self._of.popitem(last=False)

    def of(self, sentence: str) -> Voice:
        """How to speak a sentence."""
        return self._of.get(_key(sentence), _USUAL)


def _key(sentence: str) -> bytes:
    return hashlib.blake2b(sentence.encode("utf-8", "surrogatepass"), digest_size=16).digest()
