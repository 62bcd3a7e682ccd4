"""Typed settings: built-in values, then a TOML file, then the environment, then flags.

Environment names follow the structure: `VOICE_COACH_STT__ENGINE=scripted`, `VOICE_COACH_COUNTRY=GB`.
Each port has a table with `engine` and the options of that engine (`voice-coach engines` prints them).
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from voice_coach.errors import ConfigError

PREFIX = "VOICE_COACH_"
NOT_SETTINGS = {"PASSPHRASE", "DATA", "DEBUG"}
"""Variables with our prefix that are read elsewhere."""


class Port(BaseModel):
    """Which engine serves a port; every further key is an option of that engine."""

    model_config = ConfigDict(frozen=True, extra="allow")
    engine: str

    @property
    def options(self) -> dict[str, Any]:
        """The engine's own options, not yet validated."""
        return dict(self.model_extra or {})


class Settings(BaseSettings):
    """Everything that can be set. Frozen: make another one to change something."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    country: str = Field("", description="two-letter country for help lines; empty: from the locale")
    language: str = Field("en", description="language that is spoken; only English is supported well")
    models_dir: str = Field("", description="a folder of yours that holds model files, looked into first")
    panic_word: str = Field(
        "", description="words that stop everything and clear the screen, besides 'clear the screen'"
    )
    lock_minutes: float = Field(10.0, gt=0, description="minutes of silence after which a live session ends itself")
    save: bool = Field(True, description="keep sessions in the journal, where nothing else is said")
    pace: float = Field(1.0, ge=0.55, le=1.8, description="speed of the coach's voice; 1 is the voice's own")
    captions: float = Field(1.0, ge=0.85, le=1.6, description="size of the text on the voice page; 1 is its own")
    model_signals: bool = Field(
        False, description="let the language model mark signals too; only a large one does it better than the coach"
    )
    vad: Port = Port(engine="silero")
    stt: Port = Port(engine="faster_whisper")
    tts: Port = Port(engine="hibari")
    embedder: Port = Port(engine="encoder")
    store: Port = Port(engine="chroma")
    lexicon: Port = Port(engine="bm25")
    audio: Port = Port(engine="miniaudio")
    reader: Port = Port(engine="pyav")
    journal: Port = Port(engine="sqlite")
    llm: Port = Port(engine="none")
    reflector: Port = Port(engine="embedded")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over the file's values, which arrive as keyword arguments."""
        return env_settings, init_settings


class Paths(BaseModel):
    """Where things live."""

    model_config = ConfigDict(frozen=True)
    config: Path
    data: Path
    cache: Path
    own: bool = False
    """Whether --data named a folder: then nothing outside it is written."""

    @staticmethod
    def default() -> Paths:
        """The platform's own folders."""
        name = "voice-coach"
        return Paths(
            config=user_config_path(name) / "config.toml", data=user_data_path(name), cache=user_cache_path(name)
        )

    @staticmethod
    def inside(data: Path) -> Paths:
        """Everything below one folder; the weight cache stays where it is and is only read."""
        data = data.expanduser().absolute()
        return Paths(config=data / "config.toml", data=data, cache=user_cache_path("voice-coach"), own=True)

    @property
    def model_writes(self) -> Path:
        """Where model files may be written."""
        return (self.data if self.own else self.cache) / "models"

    @property
    def model_reads(self) -> tuple[Path, ...]:
        """Where model files may be found."""
        return tuple(dict.fromkeys([self.model_writes, self.cache / "models"]))


def paths(data: Path | None = None) -> Paths:
    """The folders in force: `data`, else VOICE_COACH_DATA, else the platform's."""
    chosen = data or (Path(os.environ["VOICE_COACH_DATA"]) if os.environ.get("VOICE_COACH_DATA") else None)
    return Paths.inside(chosen) if chosen else Paths.default()


def load_settings(where: Paths | None = None, **overrides: Any) -> Settings:
    """Read and check the settings. Raises ConfigError with the nearest known key for an unknown one."""
    where = where or paths()
    values = _file_values(where.config)
    _refuse_unknown({**values, **overrides}, where.config)
    _refuse_unknown_environment()
    try:
        Settings(**_deep_merge(values, overrides))  # Checks the flags too.
        settings = Settings(**values)
    except ValidationError as failure:
        first = failure.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"setting '{key}': {first['msg'].lower()}. See: voice-coach config show") from None
    except SettingsError:  # A table in a variable that is not JSON. The message would quote it.
        raise ConfigError("a variable that stands for a table is not JSON. See: voice-coach config show") from None
    # A flag wins over the environment, which wins over the file.
    return settings.model_copy(update={k: _as_field(settings, k, v) for k, v in overrides.items()})


def country_of_locale() -> str:
    """The country of the user's locale, such as GB of en_GB.UTF-8; empty where it names none."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        match = re.match(r"[a-z]{2,3}_([A-Z]{2})\b", os.environ.get(variable, ""))
        if match:
            return match.group(1)
    return ""


def origins(where: Paths) -> dict[str, str]:
    """For each setting (dotted), where its value comes from: `default`, the file, or a variable."""
    settings = load_settings(where)
    from_file = flatten(_file_values(where.config))
    result = {}
    for key in flatten(settings.model_dump()):
        variable = PREFIX + key.replace(".", "__").upper()
        if variable in os.environ:
            result[key] = variable
        else:
            result[key] = str(where.config) if key in from_file else "default"
    return result


def _as_field(settings: Settings, name: str, value: Any) -> Any:
    current = getattr(settings, name)
    if not isinstance(current, Port):
        return value
    # Options belong to an engine: those of the configured one do not fit another.
    kept = current.model_dump() if value.get("engine", current.engine) == current.engine else {}
    return Port(**{**kept, **value})


def _file_values(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as failure:
        # Not all of the message: it may hold a value, and a value may be a key.
        where = re.search(r"\(at (?:line|end)[^)]*\)", str(failure))
        why = getattr(failure, "strerror", None) or f"it is not TOML {where.group() if where else ''}".rstrip()
        raise ConfigError(f"{file} can't be read: {why}. Mend or remove it.") from None
    except RecursionError:
        raise ConfigError(f"{file} can't be read: it is nested too deeply. Mend or remove it.") from None


def _refuse_unknown(values: dict[str, Any], file: Path) -> None:
    for key in values:
        if key not in Settings.model_fields:
            raise ConfigError(f"unknown setting '{key}' in {file}.{did_you_mean(key, Settings.model_fields)}")


def _refuse_unknown_environment() -> None:
    for variable in os.environ:
        if not variable.startswith(PREFIX):
            continue
        key = variable.removeprefix(PREFIX)
        top = key.split("__")[0].lower()
        if key not in NOT_SETTINGS and top not in Settings.model_fields:
            known = [PREFIX + name.upper() for name in Settings.model_fields]
            raise ConfigError(f"unknown variable {variable}.{did_you_mean(variable, known)}")


_SECRET = re.compile(r"key|(?<!max_)token|secret|pass|credential|auth", re.IGNORECASE)


def shown(key: str, value: Any) -> str:
    """A value as it may be printed: of one whose name says that it is secret, only whether it is set."""
    if _SECRET.search(key.rpartition(".")[2]):
        return "set" if value else '""'
    # An address may carry a name and a password before its host.
    return re.sub(r"(?<=://)[^/@\s]*@", "", str(value)) or '""'


def did_you_mean(word: str, known: Any) -> str:
    """A hint such as " Did you mean 'stt'?", or a list of what is known."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean '{near[0]}'?" if near else f" Known: {', '.join(sorted(known))}."


def _deep_merge(low: dict[str, Any], high: dict[str, Any]) -> dict[str, Any]:
    merged = dict(low)
    for key, value in high.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _deep_merge(merged[key], value) if both else value
    return merged


def flatten(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables as dotted keys."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat
