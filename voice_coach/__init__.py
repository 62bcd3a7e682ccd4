"""Voice Coach: a private, offline voice companion for one question, is this relationship a two-way street?

>>> from voice_coach import build, load_settings
>>> coach = build(load_settings())
>>> coach.answer("What are the signs of a lack of reciprocity?").text
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Coach", "Settings", "VoiceCoachError", "__version__", "build", "load_settings"]

if TYPE_CHECKING:
    from voice_coach.app import Coach, build
    from voice_coach.config import Settings, load_settings
    from voice_coach.errors import VoiceCoachError

_HOMES = {
    "Coach": "voice_coach.app",
    "build": "voice_coach.app",
    "Settings": "voice_coach.config",
    "load_settings": "voice_coach.config",
    "VoiceCoachError": "voice_coach.errors",
}


def __getattr__(name: str) -> Any:
    """Import public names on first use, so that `import voice_coach` stays instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'voice_coach' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
