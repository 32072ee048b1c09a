"""The lock beside an SQLite file that keeps a second `serve` off it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from bot.store.address import read_address


class InUse(Exception):
    """The database cannot be had alone; `str()` of it is a line for the operator, which names the file."""


@contextmanager
def held(url: str) -> Iterator[None]:
    """Hold an SQLite database for this process, or raise `InUse`; PostgreSQL may be served by many.

    The system lets go of it however the process ends.
    """
    file = read_address(url).file
    if file is None:
        yield
        return
    lock = FileLock(f"{file}.lock", blocking=False)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise InUse(f"{file} is in use by another onrecord serve. Stop that one, or set ONRECORD_DATA.") from None
    except OSError as error:
        raise InUse(f"{lock.lock_file} cannot be written: {error.strerror}") from None
    try:
        yield
    finally:
        lock.release()
