"""Which sound devices there are, and opening one by part of its name."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import miniaudio

from voice_coach.errors import DeviceError


def open_device(kind: Any, wanted: str, what: str, rate: int, buffer_ms: int) -> Any:
    """A device by part of its name. Raises DeviceError."""
    try:
        some = listed()[0 if what == "microphone" else 1]
        name = choose([d["name"] for d in some], wanted, what)
        id = next((d["id"] for d in some if d["name"] == name), None) if wanted else None
        sides = {"input_format": miniaudio.SampleFormat.SIGNED16}
        if what == "speaker":
            sides = {"output_format": miniaudio.SampleFormat.SIGNED16}
        return kind(nchannels=1, sample_rate=rate, buffersize_msec=buffer_ms, device_id=id, **sides)
    except miniaudio.MiniaudioError as failure:
        raise DeviceError(f"the {what} can't be opened ({failure}). Is another program using it?") from None


def listed() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Microphones and speakers, without the ones that are not real; empty without a sound system."""
    _quiet_alsa()
    try:
        found = miniaudio.Devices()
        both = found.get_captures(), found.get_playbacks()
    except miniaudio.MiniaudioError:
        return [], []
    if found.backend.lower() == "null":
        return [], []
    captures, playbacks = ([d for d in some if not d["name"].startswith("Discard all samples")] for some in both)
    return captures, playbacks


_HANDLER = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
_silent = _HANDLER(lambda *_: None)


def _quiet_alsa() -> None:
    """ALSA prints a page of complaints about devices it only tries; the error that counts is ours."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_silent)
        except (OSError, AttributeError):
            return


def choose(names: list[str], wanted: str, what: str) -> str:
    """The name that is meant by part of it; the first where none is wanted. Raises DeviceError."""
    if not names:
        instead = "talk --in FILE --out FILE" if what == "microphone" else "say TEXT -o FILE"
        raise DeviceError(f"no {what} on this machine. Connect one, or use files: voice-coach {instead}")
    if not wanted:
        return names[0]
    for name in names:
        if wanted.lower() in name.lower():
            return name
    raise DeviceError(f"no {what} named like '{wanted}'. There are: {', '.join(names)}.")
