"""OpenVoiceOS itself with the skill in it, on scripted engines. Where its packages are absent, these tests skip."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from evals.ovos.inside import ID, PIPELINE

SCRIPTED = ("EMBEDDER", "STORE", "STT", "TTS")


@dataclass
class Kitchen:
    """A speaker: what it hears goes to the core, what the core says comes back."""

    croft: Any
    name: str = "kitchen"
    language: str = "en-US"
    session: dict[str, Any] = field(default_factory=dict)
    opens: list[bool] = field(default_factory=list)
    """For each thing said: whether the microphone opens after it."""

    def hear(self, text: str, *until: str) -> list[str]:
        """Say something to it. What it says to that."""
        from ovos_bus_client.message import Message
        from ovos_bus_client.session import Session
        from ovoscope import CaptureSession

        context = {"session": self.session or Session(self.name, lang=self.language, pipeline=PIPELINE).serialize()}
        said = Message("recognizer_loop:utterance", {"utterances": [text], "lang": self.language}, context)
        ends = [*(until or ("ovos.utterance.handled", "complete_intent_failure")), f"{ID}.stop.response"]
        capture = CaptureSession(self.croft, eof_msgs=ends)
        capture.capture(said, timeout=30)
        assert capture.done.is_set(), [message.msg_type for message in capture.responses]
        messages = capture.finish()
        self.session = next(m.context["session"] for m in reversed(messages) if "session" in m.context)
        spoken = [message for message in messages if message.msg_type in ("speak", "ovos.utterance.speak")]
        self.opens += [bool(message.data.get("expect_response")) for message in spoken]
        return [message.data["utterance"] for message in spoken]

    def message(self) -> Any:
        """An event of this speaker."""
        from ovos_bus_client.message import Message

        return Message("", {}, {"session": {"session_id": self.name}})

    @property
    def skill(self) -> Any:
        """The skill as the core holds it."""
        return self.croft.plugin_skills[ID].instance


@pytest.fixture
def speaker(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Kitchen]]:
    """Start a core with the skill as installed, found by its entry point; keyword arguments are its settings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scope = pytest.importorskip("ovoscope", reason="OpenVoiceOS has an environment of its own: make test-ovos")
    for port in SCRIPTED:
        monkeypatch.setenv(f"VOICE_COACH_{port}__ENGINE", "scripted")
    monkeypatch.setenv("VOICE_COACH_VAD__ENGINE", "energy")
    monkeypatch.setenv("VOICE_COACH_JOURNAL__ENGINE", "scripted")
    monkeypatch.setenv("VOICE_COACH_DATA", str(tmp_path / "data"))
    started = []

    def start(**settings: Any) -> Kitchen:
        folder = home / "config" / "mycroft" / "skills" / ID
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.json").write_text(json.dumps({"__mycroft_skill_firstrun": False, **settings}), "utf-8")
        started.append(scope.get_minicroft([ID], enable_event_scheduler=True))
        return Kitchen(started[-1])

    yield start
    for croft in started:
        croft.stop()
