"""Writes 24 kHz mono PCM16 WAV files, tagged as synthetic speech.

The tag is a LIST/INFO chunk (Multimedia Programming Interface and Data Specifications 1.0, 1991):
the law on synthetic audio asks for a mark that a machine can read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import struct
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from voice_coach.core.audio import OUTPUT_RATE, Samples, to_pcm16
from voice_coach.errors import StorageError

TAG = "Synthetic speech, made by a computer (Voice Coach)"


class WavWriter:
    """A WAV file that appears under its name only when it is whole.

    Leaving the block by an error other than Ctrl-C removes it; Ctrl-C keeps what was written, whole.
    """

    def __init__(self, path: Path, rate: int = OUTPUT_RATE) -> None:
        self._path, self._rate, self._count = path, rate, 0
        special = os.path.exists(path) and not os.path.isfile(path)
        self._temporary = path if special else path.with_name(f".{path.name}.{os.getpid()}.part")
        self._seekable = not special
        self._file: BinaryIO | None = None

    def __enter__(self) -> WavWriter:
        if os.path.isdir(self._path):
            raise StorageError(f"{self._path} is a folder. Name a file in it.")
        try:
            handle = os.open(self._temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(handle, "wb")
            self._file.write(self._header())
        except OSError as failure:
            raise _storage(failure, self._path) from None
        return self

    def write(self, samples: Samples) -> None:
        """Add samples in [-1, 1], shape (n,)."""
        assert self._file is not None
        data = to_pcm16(samples)
        self._count += len(data)
        try:
            self._file.write(data)
        except OSError as failure:
            raise _storage(failure, self._path) from None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        assert self._file is not None
        whole = kind is None or not issubclass(kind, Exception)
        try:
            if whole and self._seekable:
                self._file.seek(0)
                self._file.write(self._header())
            self._file.close()
            if self._seekable:
                if whole:
                    os.replace(self._temporary, self._path)
                else:
                    self._temporary.unlink(missing_ok=True)
        except OSError as failure:
            with contextlib.suppress(OSError):
                self._file.close()
            if self._seekable:
                self._temporary.unlink(missing_ok=True)
            if kind is None:
                raise _storage(failure, self._path) from None

    def _header(self) -> bytes:
        text = TAG.encode() + b"\0"
        text += b"\0" * (len(text) % 2)
        info = b"INFO" + b"ICMT" + struct.pack("<I", len(text)) + text
        form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, self._rate, self._rate * 2, 2, 16)
        listed = b"LIST" + struct.pack("<I", len(info)) + info
        size = min(self._count, 0xFFFFFFFF - 4 - len(form) - len(listed) - 8)
        riff = 4 + len(form) + len(listed) + 8 + size
        return struct.pack("<4sI4s", b"RIFF", riff, b"WAVE") + form + listed + struct.pack("<4sI", b"data", size)


def _storage(failure: OSError, path: Path) -> StorageError:
    why = {
        errno.ENOSPC: "the disk is full",
        errno.EACCES: "permission denied",
        errno.ENOENT: "its folder does not exist",
    }.get(failure.errno or 0, failure.strerror or str(failure))
    return StorageError(f"{path} can't be written: {why}. Choose another place.")
