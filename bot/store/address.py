"""Where the database is: `DATABASE_URL` as an operator writes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_SQLITE = "sqlite:///"
_SCHEMES = ("postgresql", "postgres")
_ALLOWED = "write sqlite:///path/to/file.db or postgresql://user:password@host/database"


@dataclass(frozen=True, slots=True)
class Address:
    """A database's address: the file of an SQLite one, or the URL of a PostgreSQL one.

    `shown` names it without a password.
    """

    shown: str
    file: Path | None = None
    url: str = ""


def read_address(url: str) -> Address:
    """Read a URL; raise `ValueError`, which never carries a password, with what would be right."""
    if url.startswith(_SQLITE):
        return _sqlite(url.removeprefix(_SQLITE))
    if url.partition("://")[0] in _SCHEMES:
        return _postgresql(url)
    raise ValueError(f"it is no address of a database; {_ALLOWED}")


def _sqlite(path: str) -> Address:
    if not path or path == ":memory:":
        raise ValueError("name a file: sqlite:///path/to/file.db")
    if "?" in path:
        raise ValueError("an SQLite address takes no options after a ?")
    file = Path(path)
    if file.is_dir():
        raise ValueError(f"{file} is a folder; name a file in it")
    return Address(str(file), file=file)


def _postgresql(url: str) -> Address:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(f"host or port cannot be read; {_ALLOWED}, with %40 for an @ in the password") from None
    user = f"{parts.username}@" if parts.username else ""
    shown = f"postgresql://{user}{host}{f':{port}' if port else ''}{parts.path}"
    return Address(shown, url=f"postgresql://{url.partition('://')[2]}")
