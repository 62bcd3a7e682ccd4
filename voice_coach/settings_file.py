"""Changing the settings file: everything else that is in it, comments too, stays as it is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from voice_coach.config import PREFIX, Paths, Settings, load_settings
from voice_coach.errors import ConfigError, StorageError


def change(where: Paths, values: Mapping[str, Any]) -> Settings:
    """Write top-level settings into the file and return those in force from now on.

    Raises ConfigError for a value that does not fit or a file that can't be read, and StorageError where it can't be
    written; then nothing is changed.
    """
    load_settings(where, **values)  # Checks the file and the values.
    file = where.config.resolve()  # The file itself, where a link stands for it.
    try:
        document = tomlkit.parse(file.read_text("utf-8") if file.exists() else "")
    except TOMLKitError:  # Its message may quote a value.
        raise ConfigError(f"{file} can't be changed: it is not TOML. Mend or remove it.") from None
    for name, value in values.items():
        document[name] = value
    try:
        _replace(file, tomlkit.dumps(document))
    except OSError as failure:
        raise StorageError(f"{file} can't be written: {failure.strerror}. Set it there by hand.") from None
    return load_settings(where)


def overruled(values: Mapping[str, Any]) -> list[str]:
    """The variables of the environment that come before these settings of the file."""
    return [name for name in (PREFIX + key.upper() for key in values) if name in os.environ]


def _replace(file: Path, text: str) -> None:
    """The old file or the new one, whatever happens in between; readable by its owner only, for keys may be in it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o600
    staged = file.with_name(file.name + ".new")
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(staged, file)
