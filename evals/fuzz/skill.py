"""OpenVoiceOS with the skill in it, in this process: words go to its core."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from evals.ovos.inside import ID, Speaker


class Skill:
    """One core, one kitchen."""

    def __init__(self, home: Path) -> None:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
        os.environ["VOICE_COACH_DATA"] = str(home / "coach")
        folder = home / "config" / "mycroft" / "skills" / ID
        folder.mkdir(parents=True)
        (folder / "settings.json").write_text(json.dumps({"__mycroft_skill_firstrun": False, "sessions": True}))
        import ovoscope

        self._croft: Any = ovoscope.get_minicroft([ID], enable_event_scheduler=True)
        self._speaker = Speaker(self._croft.bus)
        self._speaker.enter("kitchen")

    def hear(self, words: str) -> None:
        """Say something in the kitchen. Raises TimeoutError where the core does not come to an end with it."""
        try:
            self._speaker.turn(words)
        except SystemExit:
            raise TimeoutError from None

    def close(self) -> None:
        """End the core."""
        self._croft.stop()
