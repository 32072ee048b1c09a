"""Bringing the tables of a database to a version: Alembic, set up without a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.store.address import read_address
from bot.store.engines import migrator
from bot.store.faults import told
from bot.store.tables import HEAD

MIGRATIONS = Path(__file__).parent / "migrations"
# Two processes that start at once do not migrate at once. Any number does that nobody else uses.
_LOCK = 7_250_391


class NoSuchRevision(Exception):
    """There is no migration of that name, or none so many steps away."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The version that the tables are at, `None` when there are none, and whether this program knows it."""

    current: str | None
    known: bool

    @property
    def fits(self) -> bool:
        """Tell whether this program can work with the tables."""
        return self.current == HEAD


def upgrade(url: str, to: str = "head") -> None:
    """Bring the tables up to a version, all the way or not at all."""
    with _changing(url) as connection:
        command.upgrade(configured(connection), to)


def downgrade(url: str, to: str) -> None:
    """Bring the tables down to a version, `-1` for one step, `base` for none; what is in removed ones is lost."""
    with _changing(url) as connection:
        command.downgrade(configured(connection), to)


def status(url: str) -> Schema:
    """Tell which version the tables are at."""
    address = read_address(url)
    if address.file is not None and not address.file.exists():
        return Schema(None, known=True)
    engine = migrator(address)
    with told(), engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(configured())
    return Schema(current, known=current is None or current in {script.revision for script in scripts.walk_revisions()})


def configured(connection: Connection | None = None) -> Config:
    """Give Alembic's configuration for a connection."""
    config = Config()
    # The configuration is in the format where a percent sign begins a name.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _changing(url: str) -> Iterator[Connection]:
    engine = migrator(read_address(url))
    with told(), _named(), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection
        if engine.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise RuntimeError("a migration left rows that belong to nothing")


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise NoSuchRevision(str(error).rstrip(".")) from None
