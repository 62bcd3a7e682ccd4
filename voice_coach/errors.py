"""Every error a user can meet, with its exit code.

    VoiceCoachError            1
    ├── UsageError             2   wrong flags or arguments
    ├── ConfigError            3   a setting is unknown or has a wrong value
    ├── InputError             4   what was given can't be used: text, audio, a transcript
    │   └── AudioError             an audio file that can't be read or holds no audio
    ├── ModelError             5
    │   ├── ModelNotFound          weights are missing; the message names the command
    │   └── ModelCorrupt           weights do not match the manifest; the message names the file
    ├── EngineError            6
    │   ├── UnknownEngine          no engine of that name for that port
    │   ├── MissingExtra           its library is not installed; the message names the extra
    │   ├── EngineFailed           the library or the service behind it failed
    │   └── EngineBusy             more wait for it than it should be asked for; try again in a moment
    ├── DeviceError            7   no microphone or no speaker
    └── StorageError           8   a file or folder can't be written, the disk is full
        ├── JournalLocked          the journal needs a passphrase, or another one, or its key is gone
        ├── JournalDamaged         a page of it was changed or lost; the message names the way out
        ├── JournalTooNew          a newer version of this program wrote it
        └── JournalBusy            another process is at it

Ctrl-C leaves with 130, a closed output pipe with 141 (128 + the signal, as shells do).
Messages say what happened and what to do next, and never contain words a user spoke.
"""


class VoiceCoachError(Exception):
    """Base class; `exit_code` is what the command line leaves with."""

    exit_code = 1
    kind = "unavailable"


class UsageError(VoiceCoachError):
    """Wrong flags or arguments."""

    exit_code = 2
    kind = "bad_input"


class ConfigError(VoiceCoachError):
    """A setting is unknown or has a wrong value."""

    exit_code = 3


class InputError(VoiceCoachError):
    """What was given can't be used."""

    exit_code = 4
    kind = "bad_input"


class TooLarge(InputError):
    """More than a turn can hold."""

    kind = "too_large"


class AudioError(InputError):
    """An audio file that can't be read or holds no audio."""


class ModelError(VoiceCoachError):
    """Weights are missing or wrong."""

    exit_code = 5


class ModelNotFound(ModelError):
    """Weights are not on this machine."""


class ModelCorrupt(ModelError):
    """A model file does not match the manifest."""


class EngineError(VoiceCoachError):
    """An engine can't be used."""

    exit_code = 6


class UnknownEngine(EngineError):
    """No engine of that name."""


class MissingExtra(EngineError):
    """The engine's library is not installed."""


class EngineFailed(EngineError):
    """The engine's library or service failed."""


class EngineBusy(EngineError):
    """More wait for it already than it should be asked for; in a moment it may do."""


class DeviceError(VoiceCoachError):
    """No usable microphone or speaker."""

    exit_code = 7


class StorageError(VoiceCoachError):
    """A file or folder can't be written."""

    exit_code = 8


class JournalLocked(StorageError):
    """The journal opens with a passphrase that was not given, or not with this one, or its key is gone."""


class JournalDamaged(StorageError):
    """A page of the journal was changed or lost."""


class JournalTooNew(StorageError):
    """A newer version of this program wrote the journal."""


class JournalBusy(StorageError):
    """Another process is at the journal."""
