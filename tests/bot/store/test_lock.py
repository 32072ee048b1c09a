"""One process at a time serves an SQLite file, and a killed one lets go of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.lock import InUse, held

_HOLD = """
import sys
from bot.store.lock import held
with held(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_which_file_until_the_first_is_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/onrecord.db"
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", _HOLD, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as first:  # noqa: S603  ours
        assert first.stdout
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(InUse) as told, held(url):
            pass
        assert str(told.value).startswith(f"{tmp_path}/data/onrecord.db is in use by another onrecord serve.")
        first.kill()
        first.wait()
    with held(url):
        pass


def test_it_can_be_held_again_after_it_was_let_go(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/onrecord.db"
    for _ in range(2):
        with held(url):
            pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(InUse, match=r"onrecord\.db\.lock cannot be written: "),
        held(f"sqlite:///{tmp_path}/file/onrecord.db"),
    ):
        pass


def test_postgresql_may_be_served_by_many() -> None:
    with held("postgresql://h/d"), held("postgresql://h/d"):
        pass
