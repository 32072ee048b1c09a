"""Whoever is killed while writing loses nothing that was acknowledged, and leaves nothing half-written."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from select import select
from time import monotonic
from typing import Any

import psycopg
import pytest

from briefings.library import Library
from briefings.model import Quote
from tests.bot.keeping import kept

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds that a process may take to begin, to write, to end."""
LONGEST = 1_800
"""Seconds after which no more are killed."""
MOST_KEPT = 4
"""So many quotes are on record at most before whoever wrote them is killed."""
LATEST = 0.03
"""Seconds after that, in which they are killed."""
HALF_WRITTEN = {
    "a quote without its source": "SELECT count(*) FROM revision q WHERE q.noun = 'quote' AND q.actor <> 'content' "
    "AND NOT EXISTS (SELECT 1 FROM revision s WHERE s.tenant = q.tenant AND s.record = {source})",
    "a source without its quote": "SELECT count(*) FROM revision s WHERE s.noun = 'source' AND s.actor <> 'content' "
    "AND NOT EXISTS (SELECT 1 FROM revision q WHERE s.tenant = q.tenant AND s.record = {source})",
    "a quote without its deed": "SELECT count(*) FROM revision q WHERE q.noun = 'quote' AND q.actor <> 'content' "
    "AND NOT EXISTS (SELECT 1 FROM deed d WHERE d.tenant = q.tenant AND d.subject = q.record)",
    "a deed without its quote": "SELECT count(*) FROM deed d "
    "WHERE NOT EXISTS (SELECT 1 FROM revision q WHERE d.tenant = q.tenant AND d.subject = q.record)",
    "a tenant whose numbers do not fit": "SELECT count(*) FROM tenant t WHERE t.id LIKE 'slack:%' AND ("
    "t.revision <> (SELECT count(*) FROM revision q WHERE q.tenant = t.id) OR "
    "t.generation <> (SELECT count(*) FROM deed d WHERE d.tenant = t.id))",
}
"""What there must be none of, and how it is counted."""


@dataclass
class Curators:
    """The processes that write, one after the other, and what they said."""

    process: subprocess.Popen[bytes]
    kept: set[tuple[str, str]] = field(default_factory=set)
    """Tenants and ids of what was acknowledged."""
    _rest: bytes = b""

    def kill_one(self, number: int, chance: Random) -> None:
        """Begin one, and kill it at some moment; take in whatever it could say."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{number}\n".encode())
        self.process.stdin.flush()
        began = self._line(monotonic() + PATIENCE)
        process = int(began.removeprefix("began "))
        for _ in range(chance.randint(0, MOST_KEPT)):
            self._take(self._line(monotonic() + PATIENCE))
        moment = monotonic() + chance.uniform(0, LATEST)
        while line := self._line(moment, late=""):
            self._take(line)
        os.kill(process, signal.SIGKILL)
        while (line := self._line(monotonic() + PATIENCE)) != "ended":
            self._take(line)

    def _take(self, line: str) -> None:
        word, tenant, record = line.split(" ", 2)
        assert word == "kept", line
        self.kept.add((tenant, record))

    def _line(self, deadline: float, late: str | None = None) -> str:
        """Read one line; `late` is given when there is none by then."""
        assert self.process.stdout is not None
        while b"\n" not in self._rest:
            ready, _, _ = select([self.process.stdout], [], [], max(0.0, deadline - monotonic()))
            if not ready:
                assert late is not None, "nothing was said in time"
                return late
            more = os.read(self.process.stdout.fileno(), 4_096)
            assert more, "the curators are gone"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


@contextmanager
def curators(url: str) -> Iterator[Curators]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.faults.writer", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment) as process:  # noqa: S603  this folder's
        yield Curators(process)


def check(connection: Any, source: str, acknowledged: set[tuple[str, str]]) -> None:  # noqa: ANN401  of either driver
    """Hold that all that was acknowledged is stored, and nothing by halves."""
    rows = connection.execute("SELECT tenant, record FROM revision WHERE noun = 'quote'").fetchall()
    assert acknowledged <= {(tenant, record) for tenant, record in rows}
    for what, count in HALF_WRITTEN.items():
        assert connection.execute(count.format(source=source)).fetchone() == (0,), what


def check_sqlite(url: str, acknowledged: set[tuple[str, str]]) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        check(connection, "json_extract(q.fields, '$.source')", acknowledged)


def check_postgresql(url: str, acknowledged: set[tuple[str, str]]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        check(connection, "q.fields::json ->> 'source'", acknowledged)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
async def test_whoever_is_killed_while_writing_loses_nothing_that_was_acknowledged(
    backend: str, request: pytest.FixtureRequest, sample_library: Library
) -> None:
    url = str(request.getfixturevalue(f"{backend}_url"))
    kills = int(request.config.getoption("--kills")) // (1 if backend == "sqlite" else 5)
    check_stored = check_sqlite if backend == "sqlite" else check_postgresql
    chance, latest = Random(kills), monotonic() + LONGEST  # noqa: S311  moments, not secrets
    with curators(url) as writers:
        for number in range(kills):
            assert monotonic() < latest, f"{number} of {kills} were killed in {LONGEST} s"
            writers.kill_one(number, chance)
            check_stored(url, writers.kept)
    assert writers.kept
    async with kept(sample_library, url) as tenants:
        for tenant in {name for name, _ in writers.kept}:
            library = (await tenants.get(tenant)).library
            on_record = {quote.id for quote in library.all(Quote)}
            assert {record for name, record in writers.kept if name == tenant} <= on_record
