"""Sound devices, as far as a machine without any can show: the error says what to do."""

from __future__ import annotations

from typing import Any

import pytest

from voice_coach import registry
from voice_coach.errors import DeviceError, MissingExtra

PORT = "audio"


def made(name: str, **options: Any) -> Any:
    try:
        return registry.create(PORT, name, options, None)
    except MissingExtra as missing:
        pytest.skip(str(missing))


def test_devices_are_two_lists_of_names(engine_name: str) -> None:
    microphones, speakers = made(engine_name).devices()
    assert all(isinstance(name, str) and name for name in [*microphones, *speakers])


def test_a_machine_without_devices_is_told_what_to_do_instead(engine_name: str) -> None:
    engine = made(engine_name)
    microphones, speakers = engine.devices()
    if microphones and speakers:
        engine.load()
        return
    with pytest.raises(DeviceError, match="voice-coach talk --in FILE --out FILE"):
        engine.load()


def test_a_name_that_no_device_has_is_told(engine_name: str) -> None:
    with pytest.raises(DeviceError):
        made(engine_name, microphone="no microphone is called this").load()
