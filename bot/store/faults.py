"""What went wrong in the database, in one sentence for whoever asked."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import Unavailable

log = logging.getLogger(__name__)

_WHY = {
    "full": "The disk of the database is full",
    "read-only": "The database is read-only",
    "busy": "The database is busy with something else",
    "unreachable": "The database cannot be reached",
    "failed": "The database failed",
}
_AGAIN = "nothing was changed. Try again in a minute."
_UNCERTAIN = (
    "The database was lost while saving, and it is not certain whether it was saved. "
    "Look with /history before you try again."
)
# SQLite's primary result codes: https://www.sqlite.org/rescode.html
_SQLITE = {5: "busy", 6: "busy", 8: "read-only", 13: "full", 14: "unreachable"}
_SQLITE_IO = 10
# PostgreSQL's states, by their longest known beginning: https://www.postgresql.org/docs/current/errcodes-appendix.html
_STATES = {
    "08": "unreachable",
    "25006": "read-only",
    "28": "unreachable",
    "3D": "unreachable",
    "40": "busy",
    "53100": "full",
    "53300": "unreachable",
    "55P03": "busy",
    "57014": "busy",
    "57P": "unreachable",
}
_UNIQUE_VIOLATION = "23505"
_REVISION_TAKEN = "UNIQUE constraint failed: revision."


class Stale(Exception):
    """Somebody else made this revision first."""


@contextmanager
def told() -> Iterator[None]:
    """Turn a failure of the database into `Unavailable` or `Stale`; faults of our own SQL stay what they are."""
    try:
        yield
    except PoolTimeout as error:
        raise _unavailable("busy", error) from error
    except IntegrityError as error:
        if _taken(error.orig):
            raise Stale from error
        raise
    except DataError:
        raise
    except (DBAPIError, sqlite3.Error) as error:
        raise failed(error) from error


@contextmanager
def committing() -> Iterator[None]:
    """Where the connection is lost between COMMIT and its answer, say that nobody knows whether it was saved."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or _code(_cause(error)) == _SQLITE_IO:
            log.error("database_failed kind=uncertain error=%s", type(error.orig).__name__)  # noqa: TRY400  no bodies
            raise Unavailable(_UNCERTAIN) from error
        raise


def is_read_only(error: DBAPIError) -> bool:
    """Tell whether a write failed since nothing may be written, to the file or to this server."""
    return _kind(_cause(error)) == "read-only"


def failed(error: Exception) -> Unavailable:
    """Say what a driver's error means."""
    return _unavailable(_kind(_cause(error)), error)


def _unavailable(kind: str, error: Exception) -> Unavailable:
    # Neither statements nor values: they may hold somebody's words.
    cause = _cause(error)
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or "-"
    log.error("database_failed kind=%s error=%s code=%s", kind, type(cause).__name__, code)
    return Unavailable(f"{_WHY[kind]}; {_AGAIN}")


def _cause(error: Exception) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig else error


def _code(cause: BaseException) -> int:
    # The low byte is the primary code, the rest tells more.
    return (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF


def _kind(cause: BaseException) -> str:
    if code := _code(cause):
        return _SQLITE.get(code, "failed")
    # PostgreSQL's driver is not imported where there is none, so its errors are known by what they say.
    state = getattr(cause, "sqlstate", "")
    if state is None:
        operational = any(kind.__name__ == "OperationalError" for kind in type(cause).__mro__)
        return "unreachable" if operational else "failed"
    return next((_STATES[state[:length]] for length in (5, 3, 2) if state[:length] in _STATES), "failed")


def _taken(cause: BaseException | None) -> bool:
    if getattr(cause, "sqlstate", None) == _UNIQUE_VIOLATION:
        return bool(cause.diag.table_name == "revision")  # type: ignore[union-attr]  # only PostgreSQL's errors have a state
    return str(cause).startswith(_REVISION_TAKEN)
