"""`onrecord db`: the tables of the database."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from bot.errors import UserError
from bot.settings import SettingsError, read_settings
from bot.shell.common import complain
from bot.store import schema
from bot.store.address import read_address
from bot.store.lock import InUse, held
from bot.store.tables import HEAD


def upgrade() -> int:
    """Bring the tables to what this version needs; 1 while SQLite is served."""
    return _on_database(_alone(_upgrade))


def downgrade(to: str, *, yes: bool) -> int:
    """Bring the tables back to a revision, after asking unless it is answered already; 1 while SQLite is served."""
    return _on_database(_alone(lambda url: _downgrade(url, to, yes=yes)))


def status() -> int:
    """Tell which version the tables are at; 1 when this program cannot work with it."""
    return _on_database(_status)


def _on_database(run: Callable[[str], int]) -> int:
    try:
        return run(read_settings().database_url)
    except (SettingsError, UserError, InUse) as error:
        complain(str(error))
    except schema.NoSuchRevision as error:
        complain(f"{error}. onrecord db status tells where the tables are.")
    return 1


def _alone(run: Callable[[str], int]) -> Callable[[str], int]:
    """Keep whoever serves an SQLite file off it meanwhile: its tables must not change under them."""

    def alone(url: str) -> int:
        with held(url):
            return run(url)

    return alone


def _upgrade(url: str) -> int:
    schema.upgrade(url)
    return _status(url)


def _downgrade(url: str, to: str, *, yes: bool) -> int:
    where = read_address(url).shown
    if not yes:
        lost = f"{where}: what is in tables and columns that {to} does not have is lost. Go on?"
        click.confirm(lost, abort=True)
    schema.downgrade(url, to)
    _status(url)
    return 0


def _status(url: str) -> int:
    found, where = schema.status(url), read_address(url).shown
    if found.fits:
        sys.stdout.write(f"{where} is at {HEAD}, as this version needs it.\n")
        return 0
    if not found.known:
        complain(f"{where} is at {found.current}, from a newer version. Install that one; this one needs {HEAD}.")
    else:
        at = f"is at {found.current}" if found.current else "has no tables yet"
        sys.stdout.write(f"{where} {at}; this version needs {HEAD}. Run onrecord db upgrade.\n")
    return 1
