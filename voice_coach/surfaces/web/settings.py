"""Settings as the page shows and changes them, and the passphrase of the journal. Everything here blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.config import country_of_locale
from voice_coach.core.help_lines import ANYWHERE
from voice_coach.errors import JournalLocked, VoiceCoachError
from voice_coach.settings_file import overruled
from voice_coach.surfaces.unlocking import locked, unlock
from voice_coach.surfaces.web.messages import Malformed, object_of

ELSEWHERE = "ZZ"
"""CLDR's unknown region: no help line is its own, so the emergency number there and the directory are named."""
NAMES = ("country", "save", "pace", "captions")
"""The settings that the page changes."""

_WRONG = (
    "this passphrase doesn't open the journal. Try again; you can talk meanwhile. "
    "If you are sure of it: voice-coach journal restore"
)


@dataclass(frozen=True)
class Read:
    """What is set."""


@dataclass(frozen=True)
class Change:
    """Set these."""

    values: dict[str, Any]


@dataclass(frozen=True)
class Unlock:
    """Open the journal."""

    passphrase: str = field(repr=False)


Wish = Read | Change | Unlock


def parse(text: str) -> Wish:
    """One wish. Raises Malformed, which quotes nothing of it."""
    raw = object_of(text)
    match raw:
        case {"do": "read"} if len(raw) == 1:
            return Read()
        case {"do": "set", "values": dict(values)} if len(raw) == 2 and values:
            if all(name in NAMES and _fits(name, value) for name, value in values.items()):
                return Change(values)
        case {"do": "unlock", "passphrase": str(passphrase)} if len(raw) == 2 and passphrase:
            return Unlock(passphrase)
    raise Malformed("no such wish")


class SettingsDesk:
    """Does what a page wishes."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    def answer(self, wish: Wish) -> dict[str, Any]:
        """What is set now; where it could not be done, {"problem"}: what happened and what to do."""
        try:
            if isinstance(wish, Unlock):
                unlock(self._coach.engine("journal"), wish.passphrase)
            if isinstance(wish, Change):
                return self._changed(wish.values)
        except JournalLocked:
            return {"problem": _WRONG}
        except VoiceCoachError as failure:
            return {"problem": str(failure)}
        return self._set()

    def _changed(self, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("country", "") not in ("", ELSEWHERE, *_countries()):
            return {"problem": "choose a country from the list."}
        self._coach.change(**values)
        return self._set() | {"file": str(self._coach.where.config), "overruled": overruled(values)}

    def _set(self) -> dict[str, Any]:
        settings = self._coach.settings
        return {
            **{name: getattr(settings, name) for name in NAMES},
            "country": settings.country.upper(),
            "countries": _countries(),
            "elsewhere": ELSEWHERE,
            "locale": country_of_locale(),
            "locked": locked(self._coach.engine("journal")),
        }


def _countries() -> list[str]:
    """Those that help lines are known for."""
    return sorted({line.country for line in assets.help_lines()} - {ANYWHERE})


def _fits(name: str, value: Any) -> bool:
    if name in ("country", "save"):
        return isinstance(value, str if name == "country" else bool)
    return isinstance(value, int | float) and not isinstance(value, bool)
