"""Databases for tests, empty and with all tables: on SQLite, on PostgreSQL, or on each of the two in turn."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio

from bot.store import schema
from bot.store.database import Database
from tests import postgres


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an SQLite file with all tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    schema.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give a PostgreSQL's URL up to the database's name; skip without one, or fail where nothing may be skipped."""
    if postgres.binaries() is None:
        missing = "There is no PostgreSQL here: no folder with initdb and pg_ctl"
        (pytest.fail if os.environ.get("ONRECORD_TESTS_MUST_RUN") == "1" else pytest.skip)(missing)
    with postgres.joined(_session(request.config)) as url:
        yield url


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """Give the name of a database with all tables, to be copied."""
    name = f"template_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name}")
    schema.upgrade(server + name)
    yield name
    _run(server, f"DROP DATABASE {name}")


@pytest.fixture
def empty_postgresql(server: str) -> Iterator[str]:
    """Give the URL of a PostgreSQL database without tables."""
    with made_of(server, "template0") as url:
        yield url


@pytest.fixture
def postgresql_url(server: str, template: str) -> Iterator[str]:
    with made_of(server, template) as url:
        yield url


@pytest.fixture
def own_postgresql(server: str) -> Iterator[postgres.Server]:  # noqa: ARG001  where there is none, its skip is ours
    """Give a server with a database called onrecord that may be stopped; it must run at the end."""
    with postgres.own_server() as mine:
        _run(mine.url(""), "CREATE DATABASE onrecord")
        schema.upgrade(mine.url("onrecord"))
        yield mine


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    """Give the URL of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path}/empty.db"


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated: Path) -> str:
    shutil.copy(migrated, tmp_path / "test.db")
    return f"sqlite:///{tmp_path}/test.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the URL of a database of either kind, with all tables in it."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Give the URL of a database of either kind, without tables."""
    return str(request.getfixturevalue(f"empty_{request.param}"))


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest_asyncio.fixture
async def other_process(database_url: str) -> AsyncIterator[Database]:
    """Give the same database once more, as another process has it."""
    database = Database(database_url)
    yield database
    await database.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.wait_for_end(_session(config))


def _session(config: pytest.Config) -> int:
    # Workers are children of the process that shares out the tests.
    return os.getppid() if hasattr(config, "workerinput") else os.getpid()


@contextmanager
def made_of(server: str, template: str) -> Iterator[str]:
    """Make a database like another, for a while."""
    name = f"test_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server + name
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: str, statement: str) -> None:
    with psycopg.connect(f"{server}postgres", autocommit=True) as connection:
        connection.execute(statement.encode())
