"""The key of the journal: derived from a passphrase, or held for the person by the system keyring or a file.

The first sixteen bytes of an encrypted file are its salt. The first of them says which kind of key opens it, so a
file needs nothing beside it to be opened again: not a list of parameters that could get lost.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from voice_coach.errors import JournalLocked, StorageError
from voice_coach.registry import needs_extra

SALT = 16
PASSPHRASE_V1, HELD = 1, 2
"""First byte of the salt. A passphrase with other costs gets another number."""
KEY = 32
_MEMORY_KIB, _PASSES, _LANES = 48 * 1024, 1, 2
"""Argon2id (RFC 9106): more memory than the least OWASP asks for at one pass (46 MiB), and 0.1 to 0.2 s."""
_SERVICE, _ACCOUNT = "voice-coach", "journal"


def new_salt(kind: int) -> bytes:
    """A fresh salt of a kind: 120 random bits."""
    return bytes([kind]) + secrets.token_bytes(SALT - 1)


def salt_of(path: Path) -> bytes:
    """The salt of a file. Never call it while this process has the file open as a database: closing a file drops
    every lock that the process has on it (POSIX)."""
    try:
        with path.open("rb") as handle:
            return handle.read(SALT)
    except OSError as failure:
        raise StorageError(f"{path} can't be read: {failure.strerror}.") from None


def salt_is_of_passphrase(path: Path) -> bool:
    """Whether a file that is not open takes a passphrase; False where there is none."""
    return path.exists() and salt_of(path)[:1] == bytes([PASSPHRASE_V1])


def derive(passphrase: str, salt: bytes) -> bytearray:
    """A key from a passphrase by Argon2id. Raises MissingExtra."""
    with needs_extra("sqlite"):
        from argon2.low_level import Type, hash_secret_raw

    raw = hash_secret_raw(passphrase.encode("utf-8", "surrogatepass"), salt, _PASSES, _MEMORY_KIB, _LANES, KEY, Type.ID)
    return bytearray(raw)


@dataclass
class Secret:
    """A key with the salt of the file that it opens."""

    salt: bytes
    key: bytearray = field(repr=False)

    def pragma(self) -> str:
        """The statement that gives it to SQLCipher: a raw key, then the salt."""
        return f"PRAGMA key = \"x'{self.key.hex()}{self.salt.hex()}'\""

    def copy(self) -> Secret:
        """Another one, to be wiped apart."""
        return Secret(self.salt, bytearray(self.key))

    def wipe(self) -> None:
        """Overwrite it."""
        self.key[:] = bytes(len(self.key))


@dataclass(frozen=True)
class HeldKey:
    """A random key that is kept for the person: in the system keyring, or in a file that only its owner may read."""

    file: Path
    where: Literal["auto", "keyring", "file"] = "auto"
    """auto: the file where there is one, else the keyring where one works, else a new file."""

    def read(self) -> bytearray | None:
        """The key, or None where there is none."""
        raw = self._from_file()
        if raw is None and self.where != "file":
            raw = self._from_keyring()
        if raw is None:
            return None
        try:
            key = bytearray.fromhex(raw.strip())
        except ValueError:
            key = bytearray()
        if len(key) != KEY:
            raise JournalLocked(f"{self.file} is no key any more. Put back the one the journal was made with.")
        return key

    def make(self) -> bytearray:
        """The key that is there, else a new one, kept before it is used. Raises StorageError."""
        found = self.read()
        if found is not None:
            return found
        key = bytearray(secrets.token_bytes(KEY))
        if self.where == "file" or not self._to_keyring(key.hex()):
            self._to_file(key.hex())
        return key

    def forget(self) -> None:
        """Remove it from both places: what it encrypted can't be read any more."""
        with contextlib.suppress(FileNotFoundError):
            self.file.unlink()
        if self.where != "file" and (ring := _keyring()):
            with contextlib.suppress(Exception):
                ring.delete_password(_SERVICE, _ACCOUNT)

    def _from_file(self) -> str | None:
        try:
            return self.file.read_text("ascii")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as failure:
            raise JournalLocked(f"{self.file} can't be read ({type(failure).__name__}). It holds the key.") from None

    def _to_file(self, text: str) -> None:
        try:
            handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as failure:
            raise StorageError(f"{self.file} can't be written: {failure.strerror}. It would hold the key.") from None

    @staticmethod
    def _from_keyring() -> str | None:
        ring = _keyring()
        try:
            return ring.get_password(_SERVICE, _ACCOUNT) if ring else None
        except Exception:  # A keyring may be locked or broken in many ways: then it holds nothing for us.
            return None

    def _to_keyring(self, text: str) -> bool:
        ring = _keyring()
        if ring is None:
            if self.where == "keyring":
                raise StorageError("no system keyring works here. Set journal.holder to 'file', or install one.")
            return False
        try:
            ring.set_password(_SERVICE, _ACCOUNT, text)
            return bool(ring.get_password(_SERVICE, _ACCOUNT) == text)
        except Exception:
            if self.where == "keyring":
                raise StorageError(
                    "the system keyring refused the key. Unlock it, or set journal.holder to 'file'."
                ) from None
            return False


def _keyring() -> Any:
    """The keyring library, where it is installed (extra `keyring`) and has something to keep keys in."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ModuleNotFoundError:
        return None
    try:
        return None if isinstance(keyring.get_keyring(), (fail.Keyring, null.Keyring)) else keyring
    except Exception:
        return None
