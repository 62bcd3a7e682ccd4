"""How much one browser may ask of the server. Time is passed in."""

from __future__ import annotations

from dataclasses import dataclass

TEXT = 2_048
"""Bytes of the longest text message."""
AUDIO = 8_192
"""Bytes of the longest sound message: 256 ms, eight frames."""
BODY = 512
"""Bytes of the longest request body: a token."""
SOCKETS = 16
"""Sockets open at once, of all visitors."""
ROOMS = 8
"""Sessions in memory at once."""
BACKLOG = 30.0
"""Seconds of heard sound that may wait for the listener."""
UNSENT = 512
"""Messages that may wait for a page that does not read."""
KEEP = 300.0
"""Seconds for which a session waits for a page that went away."""


@dataclass
class Bucket:
    """Lets `rate` units a second through, and `burst` at once."""

    rate: float
    burst: float
    _left: float = -1.0
    _at: float = 0.0

    def take(self, now: float, units: float = 1.0) -> bool:
        """Whether so many units may pass at `now` (seconds on any clock that never goes back)."""
        if self._left < 0:
            self._left, self._at = self.burst, now
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if units > self._left:
            return False
        self._left -= units
        return True


def requests() -> Bucket:
    """Requests of any kind: a page is some twenty files, and a page that reconnects asks once a second."""
    return Bucket(20.0, 120.0)


def entries() -> Bucket:
    """Tries to enter with a token."""
    return Bucket(0.2, 10.0)


def sound() -> Bucket:
    """Bytes of sound: a tenth more than real time, and ten seconds that a stalled connection had kept."""
    return Bucket(35_200.0, 320_000.0)


def messages() -> Bucket:
    """Messages of either kind: 31 frames and 20 reports a second are usual."""
    return Bucket(80.0, 500.0)
