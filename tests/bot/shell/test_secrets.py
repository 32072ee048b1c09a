"""`onrecord secrets`: a key that can be set, and everything sealed anew with it."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode

import pytest

from bot.secrets import Keyring
from bot.store.database import Database
from bot.store.lock import held
from tests.bot.shell.conftest import Run
from tests.bot.test_resealing import NEW, OLD, TENANTS, let_in

OLD_SET, NEW_SET = b64encode(OLD).decode(), b64encode(NEW).decode()
SHORT = b64encode(b"short").decode()


def _let_in(url: str) -> None:
    async def run() -> None:
        database = Database(url)
        for tenant in TENANTS:
            await let_in(database, tenant, Keyring([OLD]))
        await database.close()

    asyncio.run(run())


def test_a_new_key_can_be_set(run: Run) -> None:
    keys = {run("secrets", "new").stdout for _ in range(3)}
    assert len(keys) == 3
    assert {len(b64decode(key)) for key in keys} == {32}
    told = run("secrets", "rotate", ONRECORD_SECRET_KEYS=keys.pop())
    assert (told.exit_code, told.stderr) == (0, "")


@pytest.mark.usefixtures("small")
def test_all_is_sealed_anew_beside_whoever_serves_and_only_once(run: Run, database_url: str) -> None:
    _let_in(database_url)
    keys = f"{NEW_SET},{OLD_SET}"
    with held(database_url):
        told = run("secrets", "rotate", DATABASE_URL=database_url, ONRECORD_SECRET_KEYS=keys)
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.startswith("Sealed 3 installs anew with the first key; 0 were so already.\n")
    assert "Only the first key of ONRECORD_SECRET_KEYS is needed now." in told.stdout
    again = run("secrets", "rotate", DATABASE_URL=database_url, ONRECORD_SECRET_KEYS=NEW_SET)
    assert again.stdout.startswith("Sealed 0 installs anew with the first key; 3 were so already.\n")


@pytest.mark.usefixtures("small")
def test_a_key_that_is_missing_is_told_for_each(run: Run, sqlite_url: str) -> None:
    _let_in(sqlite_url)
    told = run("secrets", "rotate", DATABASE_URL=sqlite_url, ONRECORD_SECRET_KEYS=NEW_SET)
    assert told.exit_code == 1
    assert told.stderr.count("ONRECORD_SECRET_KEYS lacks the key") == 3
    assert "3 installs could not be opened and stay as they are: leave all keys in" in told.stderr
    assert "Only the first key" not in told.stdout


@pytest.mark.usefixtures("small")
def test_without_a_key_there_is_nothing_to_do(run: Run, sqlite_url: str) -> None:
    told = run("secrets", "rotate", DATABASE_URL=sqlite_url)
    assert (told.exit_code, told.stderr) == (1, "ONRECORD_SECRET_KEYS is not set. onrecord secrets new makes a key.\n")


def test_a_key_that_is_none_is_told_without_showing_it(run: Run) -> None:
    told = run("secrets", "rotate", ONRECORD_SECRET_KEYS=SHORT)
    assert told.exit_code == 1
    assert "onrecord secrets new makes one" in told.stderr
    assert SHORT not in told.stderr
