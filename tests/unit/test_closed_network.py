"""The guard in conftest.py itself: closed to the world, open to this machine."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from platformdirs import user_cache_path, user_config_path, user_data_path


def test_another_machine_is_out_of_reach(reached: list[str]) -> None:
    with socket.socket() as plain, pytest.raises(OSError, match="tests may not reach"):
        plain.connect(("192.0.2.1", 80))
    with pytest.raises(OSError, match="tests may not reach"):
        socket.getaddrinfo("example.org", 443)
    assert len(reached) == 2
    reached.clear()


def test_loopback_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        connection, _ = server.accept()
        connection.close()


def test_folders_of_the_person_are_out_of_reach(home: Path) -> None:
    for folder in (Path.home(), user_cache_path("x"), user_config_path("x"), user_data_path("x")):
        assert folder.is_relative_to(home)
    assert not [name for name in os.environ if name.startswith("VOICE_COACH_")]
