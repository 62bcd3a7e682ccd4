"""What lies on the disk: encrypted, gone when it was deleted, opened by the right key only, mended from a backup."""

from __future__ import annotations

import hashlib
import hmac
import os
import random
import stat
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from evals.journal.kills import entry_of, opened
from voice_coach.core.state import State
from voice_coach.core.transcript import Turn
from voice_coach.engines import journal_key, sqlite_open
from voice_coach.engines.journal_key import HELD, HeldKey, Secret, new_salt
from voice_coach.engines.sqlite import Sqlite
from voice_coach.engines.sqlite_file import connect
from voice_coach.engines.sqlite_schema import STEPS, VERSION, migrate, version_of
from voice_coach.errors import InputError, JournalDamaged, JournalLocked, JournalTooNew, StorageError
from voice_coach.ports import Entry

PAGE, RESERVE = 4096, 80
"""SQLCipher 4: a page ends with its initial vector (16 bytes) and its seal (64)."""
SECRET = "marmalade from Zanzibar"
DAY = date(2026, 3, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def said(id: str, *texts: str, ended: bool = True) -> Entry:
    state = State("talk", turns=tuple(Turn("user", text) for text in texts)).to_json()
    return Entry(id, "talk", "2026-11-22T21:30:00+00:00", state, {}, ended=ended)


def kept(folder: Path, count: int = 30) -> None:
    """A journal with so many sessions and a backup, closed."""
    journal = opened(folder)
    for session in range(count):
        journal.save(replace(entry_of(session, 8), ended=True))
    journal.backup()
    journal.close()


def decrypted(folder: Path) -> bytes:
    """Every page of every file, decrypted without SQLCipher: what someone with the key would find, free pages too."""
    key = bytes.fromhex((folder / "state.key").read_text())
    found = b""
    for path in sorted(folder.rglob("state*")) + sorted(folder.rglob("*.db")):
        if not path.is_file() or path.suffix not in (".db", ".db-wal"):
            continue
        raw = path.read_bytes()
        if path.name.endswith("-wal"):
            pages = [raw[at + 24 : at + 24 + PAGE] for at in range(32, len(raw), 24 + PAGE)]
        else:
            pages = [raw[at : at + PAGE] for at in range(0, len(raw), PAGE)]
        for number, page in enumerate(pages):
            begin = 16 if not path.name.endswith("-wal") and number == 0 else 0
            found += decrypted_page(key, page, begin)
            if path.name.endswith("-wal"):
                found += decrypted_page(key, page, 16)  # A frame may hold the first page, which begins with the salt.
    return found


def decrypted_page(key: bytes, page: bytes, begin: int) -> bytes:
    iv = page[-RESERVE : -RESERVE + 16]
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return cipher.update(page[begin:-RESERVE]) + cipher.finalize()


def test_nothing_is_on_the_disk_in_clear_and_all_of_it_is_for_its_owner(folder: Path) -> None:
    journal = opened(folder)
    journal.save(said("a", SECRET))
    journal.backup()
    assert journal.search("zanzibar")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"state.db", "state.db-wal", "state.key"} <= {path.name for path in files}
    for path in files:
        raw = path.read_bytes().lower()
        assert not any(word in raw for word in (b"marmalad", b"zanzibar", b"sqlite", b"create table")), path.name
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name
    for path in (folder, folder / "state.backups"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    journal.close()
    assert b"marmalade" in decrypted(folder), "and the test can read what is there"


@pytest.mark.parametrize("tidy", [False, True])
def test_what_was_deleted_is_in_no_page_of_any_file_even_for_who_has_the_key(folder: Path, tidy: bool) -> None:
    journal = opened(folder)
    for session in range(40):
        journal.save(replace(entry_of(session, 12), ended=True))
        if session == 20:
            journal.save(said("secret", SECRET, ended=False))
            journal.save(said("secret", SECRET, f"{SECRET} again " * 400, "gooseberry"))
    journal.remember(journal.entry("secret"))  # type: ignore[arg-type]
    journal.backup()
    journal.save(said("secret", SECRET, f"{SECRET} again " * 400, "gooseberry", "more"))
    assert decrypted(folder).count(b"Zanzibar") > 800, "in the file, the log and the backup"
    assert journal.delete("secret")
    if tidy:
        journal.tidy()
    journal.close()
    found = decrypted(folder).lower()
    assert b"word39x11" in found
    for word in (b"zanzibar", b"marmalad", b"gooseberr", b"gooseberri"):
        assert word not in found
    again = opened(folder)
    assert len(again.entries()) == 40
    again.restore()
    assert again.entry("secret") is None, "no backup brings it back"


def test_a_shortened_or_replaced_turn_leaves_nothing_either(folder: Path) -> None:
    journal = opened(folder)
    journal.save(said("a", "plain", SECRET, "tail"))
    journal.save(said("a", "plain", "other"))
    journal.tidy()
    journal.close()
    assert b"zanzibar" not in decrypted(folder).lower()


def test_the_key_file_is_made_once_and_nothing_opens_without_it(folder: Path) -> None:
    kept(folder, 3)
    key = folder / "state.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(bytes.fromhex(key.read_text())) == 32
    before = files_of(folder)
    saved = key.read_text()
    for wrong, words in ((None, "state.key"), ("00" * 32, "state.key"), ("not a key", "state.key")):
        key.unlink(missing_ok=True)
        if wrong:
            key.write_text(wrong)
        with pytest.raises(JournalLocked, match=words):
            opened(folder).entries()
        with pytest.raises(JournalLocked, match=words):
            opened(folder).save(said("b", "x"))
    key.write_text(saved)
    assert files_of(folder) == before, "untouched"
    assert len(opened(folder).entries()) == 3


def files_of(folder: Path) -> dict[str, str]:
    """What is in a folder, locks and the like aside."""
    kinds = (".db", ".key")
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.suffix in kinds
    }


def test_a_passphrase_opens_it_and_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_COACH_PASSPHRASE", "correct horse ☂")
    kept(folder, 3)
    assert not (folder / "state.key").exists()
    before = files_of(folder)
    assert len(opened(folder).entries()) == 3
    monkeypatch.setenv("VOICE_COACH_PASSPHRASE", "wrong")
    with pytest.raises(JournalLocked, match="this passphrase doesn't open the journal") as told:
        opened(folder).entries()
    assert "wrong" not in str(told.value).split(".")[0].replace("wrong passphrase", "")
    monkeypatch.delenv("VOICE_COACH_PASSPHRASE")
    with pytest.raises(JournalLocked, match="VOICE_COACH_PASSPHRASE"):
        opened(folder).save(said("b", "x"))
    assert files_of(folder) == before
    journal = opened(folder)
    assert journal.needs_passphrase()
    journal.unlock("correct horse ☂")
    assert not journal.needs_passphrase()
    assert len(journal.entries()) == 3
    journal.close()
    assert journal.needs_passphrase(), "closing forgets what was typed"


def test_the_key_is_derived_by_argon2id_of_the_salt_in_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the library's other interface, and the page's seal with nothing of SQLCipher."""
    from argon2 import Parameters, Type
    from argon2.low_level import ARGON2_VERSION, hash_secret_raw

    monkeypatch.setenv("VOICE_COACH_PASSPHRASE", "open sesame")
    kept(folder, 1)
    raw = (folder / "state.db").read_bytes()
    assert raw[0] == 1
    costs = Parameters(Type.ID, ARGON2_VERSION, 16, 32, 1, 49152, 2)
    key = hash_secret_raw(
        b"open sesame", raw[:16], costs.time_cost, costs.memory_cost, costs.parallelism, costs.hash_len, costs.type
    )
    assert b"SQLite format 3"[:15] not in raw
    page = raw[:PAGE]
    sealing = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in raw[:16]), 2, 32)
    seal = hmac.new(sealing, page[16 : PAGE - 64] + (1).to_bytes(4, "little"), hashlib.sha512).digest()
    assert seal == page[-64:]


@pytest.mark.parametrize("held_first", [True, False])
def test_changing_the_key_changes_it_everywhere(
    folder: Path, held_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not held_first:
        monkeypatch.setenv("VOICE_COACH_PASSPHRASE", "first")
    kept(folder, 5)
    journal = opened(folder)
    journal.change_key("second")
    assert len(journal.entries()) == 5
    journal.close()
    assert not (folder / "state.key").exists()
    monkeypatch.setenv("VOICE_COACH_PASSPHRASE", "second")
    journal = opened(folder)
    assert len(journal.entries()) == 5
    journal.restore(1)
    assert len(journal.entries()) == 5, "the backups follow"
    monkeypatch.setenv("VOICE_COACH_PASSPHRASE", "first")
    with pytest.raises(JournalLocked):
        opened(folder).entries()
    monkeypatch.setenv("VOICE_COACH_PASSPHRASE", "second")
    journal.change_key(None)
    journal.close()
    monkeypatch.delenv("VOICE_COACH_PASSPHRASE")
    assert (folder / "state.key").exists()
    assert len(opened(folder).entries()) == 5
    assert sorted(path.name for path in folder.iterdir() if ".db" in path.name) == ["state.db"], "nothing is left over"


def test_a_journal_that_is_not_there_yet_takes_the_key_it_is_given(folder: Path) -> None:
    journal = opened(folder)
    journal.change_key("open sesame")
    journal.save(said("a", "x"))
    journal.close()
    assert not (folder / "state.key").exists()
    with pytest.raises(JournalLocked):
        opened(folder).entries()


def test_every_damaged_page_is_found_told_and_mended_by_a_backup(folder: Path) -> None:
    kept(folder)
    whole = (folder / "state.db").read_bytes()
    chance = random.Random(5)
    places = {0, 15, *(chance.randrange(len(whole)) for _ in range(25)), len(whole) - 1}
    for place in sorted(places):
        (folder / "state.db").write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        damaged = (folder / "state.db").read_bytes()
        journal = opened(folder)
        with pytest.raises((JournalDamaged, JournalLocked), match=r"voice-coach journal restore|state\.key"):
            journal.backup()  # Looks at every page, as the first opening of a day does.
        journal.close()
        assert (folder / "state.db").read_bytes() == damaged, "untouched"
        journal = opened(folder)
        journal.restore()
        assert len(journal.entries()) == 30
        journal.close()
        aside = sorted(folder.glob("state-aside-*.db"))
        assert aside[-1].read_bytes() == damaged, "set aside, not thrown away"
        for path in aside:
            path.unlink()
    assert len(journal.backups()) == 1, "a damaged file never becomes a backup"


@pytest.mark.parametrize("left", [0, 1, 16, 4095, 4096, 20_000])
def test_a_file_that_was_cut_short_is_told_and_mended(folder: Path, left: int) -> None:
    kept(folder)
    os.truncate(folder / "state.db", left)
    with pytest.raises((JournalDamaged, JournalLocked)):
        opened(folder).backup()
    journal = opened(folder)
    journal.restore()
    assert len(journal.entries()) == 30


def test_a_file_that_is_gone_is_no_new_journal_while_backups_are_there(folder: Path) -> None:
    kept(folder)
    (folder / "state.db").unlink()
    with pytest.raises(JournalDamaged, match="voice-coach journal restore"):
        opened(folder).save(said("a", "x"))
    journal = opened(folder)
    journal.restore()
    assert len(journal.entries()) == 30


def test_a_restore_can_be_undone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(folder, 3)
    journal = opened(folder)
    journal.save(said("later", "x"))
    journal.restore(1)
    assert journal.entry("later") is None
    assert [backup.number for backup in journal.backups()] == [1, 2]
    journal.restore(2)
    assert journal.entry("later") is not None
    for number in (99, 0, -1):
        with pytest.raises(InputError, match="no backup"):
            journal.restore(number)
    with pytest.raises(InputError, match="no backup yet"):
        opened(folder / "other").restore()


def test_a_damaged_backup_is_not_brought_back(folder: Path) -> None:
    kept(folder, 3)
    [path] = (folder / "state.backups").glob("*.db")
    raw = bytearray(path.read_bytes())
    raw[PAGE * 3 + 7] ^= 1
    path.write_bytes(raw)
    journal = opened(folder)
    with pytest.raises(JournalDamaged, match="backup 1 is damaged"):
        journal.restore(1)
    assert len(journal.entries()) == 3


def test_the_backup_of_the_day_looks_at_every_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(folder)
    raw = bytearray((folder / "state.db").read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / "state.db").write_bytes(raw)
    monkeypatch.setattr(sqlite_open, "today", lambda: DAY)
    journal = opened(folder)
    journal.load()  # Nobody waits for it ...
    with pytest.raises(JournalDamaged, match="journal restore"):
        journal.close()  # ... and it is told at the end.
    assert len(opened(folder).backups()) == 1
    journal.restore()
    assert len(journal.entries()) == 30


def test_a_journal_of_the_first_version_is_brought_up_to_date_after_a_backup(folder: Path) -> None:
    older(folder, 1)
    journal = opened(folder)
    assert [entry.id for entry in journal.entries()] == ["old"]
    assert [found.text for found in journal.search("marmalade")] == [SECRET], "version 2 brought the index of words"
    assert len(journal.backups()) == 1
    journal.delete("old")
    assert journal.search("marmalade") == []
    journal.close()


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_every_version_that_was_released_opens(folder: Path, version: int) -> None:
    older(folder, version)
    journal = opened(folder)
    [entry] = journal.entries()
    assert State.from_json(entry.state).said_by_user()[0].text == SECRET
    journal.save(said("new", "x"))
    journal.close()
    assert len(opened(folder).search("marmalade")) == 1


def test_a_step_that_fails_leaves_the_file_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(folder, 1)
    before = files_of(folder)
    broken = (STEPS[0], STEPS[1] + "CREATE TABLE entry (x);")
    monkeypatch.setattr("voice_coach.engines.sqlite_schema.STEPS", broken)
    with pytest.raises(StorageError):
        opened(folder).entries()
    after = files_of(folder)
    assert after["state.db"] == before["state.db"]
    monkeypatch.undo()
    assert len(opened(folder).entries()) == 1


def older(folder: Path, version: int) -> None:
    """A journal as that version left it: made by its own steps, and written with plain statements."""
    folder.mkdir(mode=0o700)
    secret = Secret(new_salt(HELD), HeldKey(folder / "state.key", "file").make())
    db = connect(folder / "state.db", secret, "rwc")
    migrate(db, version)
    entry = said("old", SECRET)
    state = '{"flow": "talk"}'
    db.execute(
        "INSERT INTO entry VALUES (1, 'old', 'default', 'talk', ?, ?, 1, 1, 0, ?, '{}')",
        (entry.started, entry.moment.timestamp(), SECRET),
    )
    db.execute("INSERT INTO body VALUES (1, ?, '{}')", (_without_turns(entry, state),))
    db.execute("INSERT INTO turn VALUES (1, 1, 0, 'user', ?)", (SECRET,))
    db.execute("PRAGMA journal_mode = WAL")
    db.close()


def _without_turns(entry: Entry, state: str) -> str:
    import json

    return json.dumps({name: value for name, value in entry.state.items() if name != "turns"})


def test_a_newer_journal_is_left_alone(folder: Path) -> None:
    kept(folder, 3)
    secret = Secret(journal_key.salt_of(folder / "state.db"), bytearray.fromhex((folder / "state.key").read_text()))
    db = connect(folder / "state.db", secret)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    assert version_of(db) == VERSION + 1
    db.close()
    before = files_of(folder)
    for action in (lambda: opened(folder).entries(), lambda: opened(folder).save(said("a", "x"))):
        with pytest.raises(JournalTooNew, match=r"Update this one.*voice-coach journal restore"):
            action()
    assert files_of(folder) == before
    journal = opened(folder)
    journal.restore()
    assert len(journal.entries()) == 3, "the way out"
    assert len(list(folder.glob("state-aside-1.db"))) == 1, "and what the newer one wrote is still there"


class Ring:
    """A keyring of this test."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, account: str) -> str | None:
        return self.held.get((service, account))

    def set_password(self, service: str, account: str, password: str) -> None:
        self.held[service, account] = password

    def delete_password(self, service: str, account: str) -> None:
        del self.held[service, account]


def with_key(folder: Path, key: str, own: bool = False) -> Sqlite:
    return Sqlite(Sqlite.Options(holder=key), SimpleNamespace(data=folder, own=own))  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["auto", "keyring"])
def test_the_keyring_keeps_the_key_where_there_is_one(folder: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring()
    monkeypatch.setattr(journal_key, "_keyring", lambda: ring)
    journal = with_key(folder, key)
    journal.save(said("a", "x"))
    journal.close()
    assert not (folder / "state.key").exists()
    assert list(ring.held) == [("voice-coach", "journal")]
    assert len(with_key(folder, key).entries()) == 1
    again = with_key(folder, key)
    again.change_key("open sesame")
    assert ring.held == {}, "locked: no key is kept any more"


def test_with_a_data_folder_no_keyring_is_touched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def touched() -> Any:
        raise AssertionError("a keyring was asked")

    monkeypatch.setattr(journal_key, "_keyring", touched)
    journal = with_key(folder, "auto", own=True)
    journal.save(said("a", "x"))
    journal.change_key("open sesame")
    assert not (folder / "state.key").exists()


def test_a_keyring_that_refuses_is_a_reason_for_a_file_and_an_error_where_it_was_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(Ring):
        def set_password(self, service: str, account: str, password: str) -> None:
            raise RuntimeError("locked")

    monkeypatch.setattr(journal_key, "_keyring", Refusing)
    with pytest.raises(StorageError, match=r"journal\.holder"):
        with_key(folder, "keyring").save(said("a", "x"))
    with_key(folder, "auto").save(said("a", "x"))
    assert (folder / "state.key").exists()


def test_the_real_keyring_library_without_anything_behind_it_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("keyring")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    sys.modules.pop("keyring.core", None)
    assert journal_key._keyring() is None


def test_closing_overwrites_the_key_in_memory(folder: Path) -> None:
    journal = opened(folder)
    journal.save(said("a", "x"))
    secret = journal._file.secret
    assert secret is not None
    assert any(secret.key)
    assert secret.key.hex() not in repr(secret)
    journal.close()
    assert not any(secret.key)
