"""Inside OpenVoiceOS, in its environment: `python -m evals.ovos.inside` prints the milliseconds of each turn as JSON.

A turn is two waits: until the core has chosen the skill, and from there until the skill speaks.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path
from typing import Any

ID = "voice-coach.openvoiceos"
PIPELINE = ["ovos-stop-pipeline-plugin-high", "ovos-converse-pipeline-plugin", "ovos-padacioso-pipeline-plugin-high"]
QUESTIONS = (
    "what are the signs of a lack of reciprocity",
    "how can we support each other better",
    "how do i know if someone is really invested in me",
    "does one bad week mean anything",
    "what does it look like when both people care",
    "why do i feel drained after i see a friend",
)
NIGHT = (
    "He cancelled on the day again and I had planned all of it.",
    "When my mum was ill he drove me to the hospital.",
    "I said I was fine to keep the peace.",
)
ROUNDS = 4
_PATIENCE = 30.0
_CHOSEN = (f"{ID}:", f"{ID}.converse.request")
"""Messages with which the core hands the words to the skill: an intent of it, or the next words of a conversation."""


def main() -> None:
    """Hold the turns; JSON on the last line of stdout."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as home:
        _at_home_in(Path(home))
        import ovoscope

        croft = ovoscope.get_minicroft([ID], enable_event_scheduler=True)
        speaker = Speaker(croft.bus)
        speaker.enter("kitchen")
        asked = [speaker.turn(f"ask my coach {question}") for question in QUESTIONS]
        told = []
        for night in range(ROUNDS):
            # A session of its own: after "stop" the core waits 0.5 s for its own stop service before each turn.
            speaker.enter(f"bedroom {night}")
            speaker.turn("start my check-in")
            told += [speaker.turn(words) for words in NIGHT]
        croft.stop()
    print(json.dumps({"question": asked, "check-in": told}), flush=True)
    # The core leaves threads behind that never end.
    os._exit(0)


def _at_home_in(home: Path) -> None:
    """Settings and data of the core and of the coach in one folder."""
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    os.environ["VOICE_COACH_DATA"] = str(home / "coach")
    folder = home / "config" / "mycroft" / "skills" / ID
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(json.dumps({"__mycroft_skill_firstrun": False, "sessions": True}), "utf-8")


class Speaker:
    """Says things to the core and notes when each message passes on its bus."""

    def __init__(self, bus: Any) -> None:
        self._bus = bus
        self._session: dict[str, Any] = {}
        self._seen: list[tuple[float, str]] = []
        self._done = threading.Event()
        bus.on("message", self._note)

    def enter(self, room: str) -> None:
        """Speak in this room from now on, which has a session of its own."""
        from ovos_bus_client.session import Session

        self._session = Session(room, lang="en-US", pipeline=PIPELINE).serialize()

    def turn(self, text: str) -> list[float]:
        """Milliseconds until the skill has the words, and from there until it speaks; empty where it says nothing."""
        from ovos_bus_client.message import Message

        self._seen, began = [], time.perf_counter()
        self._done.clear()
        said = {"utterances": [text], "lang": "en-US"}
        self._bus.emit(Message("recognizer_loop:utterance", said, {"session": self._session}))
        if not self._done.wait(_PATIENCE):
            sys.exit(f"no end of the turn within {_PATIENCE:.0f} s")
        chosen = next((at for at, name in self._seen if name.startswith(_CHOSEN)), None)
        spoke = next((at for at, name in self._seen if name in ("speak", "ovos.utterance.speak")), None)
        return [1000 * (chosen - began), 1000 * (spoke - chosen)] if chosen and spoke else []

    def _note(self, raw: Any) -> None:
        message = json.loads(raw) if isinstance(raw, str) else {"type": raw.msg_type, "context": raw.context}
        self._seen.append((time.perf_counter(), message["type"]))
        self._session = message["context"].get("session") or self._session
        if message["type"] in ("ovos.utterance.handled", "complete_intent_failure"):
            self._done.set()


if __name__ == "__main__":
    main()
