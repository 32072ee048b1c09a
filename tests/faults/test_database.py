"""A database that fails: one clear message, nothing half-written, reading goes on, and normal again by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.card import Card, as_text
from bot.commands import COMMANDS
from bot.dispatch import Answer, Dispatch
from bot.roles import Role
from bot.store import engines
from bot.tenants import Tenants
from briefings.library import Library
from briefings.model import Quote
from tests.bot.asking import card_of
from tests.bot.keeping import kept
from tests.bot.someone import TENANT, Someone
from tests.postgres import Server
from tests.waiting import meanwhile, pause, until

SOON = 30
"""Seconds after which everything is normal again."""
NUMBERS = count(1)


def line(words: str = "") -> str:
    number = next(NUMBERS)
    said = words or f"Of night {number} we counted {number * 7} hours."
    return f'/record add quote dsc words:"{said}" said:2022 source:https://nights.example.org/{number} anyway:yes'


def bot_over(tenants: Tenants) -> Dispatch:
    return Dispatch(COMMANDS, tenants, lambda: dt.datetime.now(dt.UTC), Random(1))  # noqa: S311  nothing is secret


def told(answer: Answer) -> str:
    """Give the one sentence of a fault of ours, which tells nothing of how we are made."""
    assert isinstance(answer.body, Card)
    said = as_text(answer.body)
    assert (answer.fault, answer.private) == ("ours", True), said
    assert answer.body.title == "Not possible just now"
    assert not {"Traceback", "sqlalchemy", "sqlite3", "psycopg", "INSERT"} & set(said.split())
    return said


async def works(bot: Dispatch) -> None:
    """Hold that everything is normal again soon, without anything being started anew."""
    written: list[tuple[Someone, Answer]] = []

    async def one_is_written() -> bool:
        curator = Someone(bot, f"c{next(NUMBERS)}", Role.CURATOR)
        written.append((curator, await curator.ask(line())))
        return written[-1][1].fault != "ours"

    await until(one_is_written, SOON)
    curator, answer = written[-1]
    card = card_of(answer)
    assert (await curator.press(card, "See it")).fault is None
    assert (await curator.press(card, "Undo")).fault is None


async def reads(bot: Dispatch) -> None:
    """Hold that what can be read from memory is answered."""
    member = Someone(bot, "mia")
    for asked in ("/stance ana-moreau", "/timeline", "/quote dsc", "/search lamps", "/check I sell bread, not light"):
        assert (await member.ask(asked)).fault is None, asked


def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Hold that no trace of ours was written down: what the database refuses is no mistake in the program."""
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def half_written(url: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT noun, count(*) FROM revision WHERE tenant = ? GROUP BY noun", (TENANT,))
        by_noun = dict(rows.fetchall())
        (deeds,) = connection.execute("SELECT count(*) FROM deed").fetchone()
        assert by_noun["source"] == by_noun["quote"] == deeds


async def library_of(bot: Dispatch) -> Library:
    return await bot.library(TENANT)


# -- SQLite ---------------------------------------------------------------------------------------


@pytest.fixture
async def bot(sample_library: Library, sqlite_url: str) -> AsyncIterator[Dispatch]:
    async with kept(sample_library, sqlite_url) as tenants:
        yield bot_over(tenants)


async def _most_pages(bot: Dispatch, most: int) -> None:
    assert bot.tenants.database
    async with bot.tenants.database.writing("slack:T0") as transaction:
        # On the one connection that writes: a disk cannot be filled through the door of the store.
        await transaction.revisions._connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")  # noqa: SLF001


async def test_a_full_disk_is_said_and_everything_goes_on_when_there_is_room(
    bot: Dispatch, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    curator = Someone(bot, "cleo", Role.CURATOR)
    card_of(await curator.ask(line()))
    before = len((await library_of(bot)).all(Quote))
    await _most_pages(bot, 1)
    long = "word " * 700
    for _ in range(20):
        answer = await curator.ask(line(long + str(next(NUMBERS))))
        if answer.fault:
            break
        before += 1
    assert "The disk of the database is full; nothing was changed. Try again in a minute." in told(answer)
    assert len((await library_of(bot)).all(Quote)) == before
    await reads(bot)
    quiet(caplog)
    half_written(sqlite_url)
    await _most_pages(bot, 1_000_000)
    await works(bot)
    half_written(sqlite_url)


def set_mode(file: Path, mode: int) -> None:
    """Give a file its mode, whoever one is just now."""
    with owner():
        file.chmod(mode)


@contextmanager
def owner() -> Iterator[None]:
    now = os.geteuid()
    os.seteuid(os.getuid())
    try:
        yield
    finally:
        os.seteuid(now)


@contextmanager
def ordinary() -> Iterator[None]:
    """Be someone whom the mode of a file holds back."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


async def test_a_file_that_cannot_be_written_is_said_and_read_all_the_same(
    migrated: Path, sample_library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "test.db"
        shutil.copy(migrated, file)
        async with kept(sample_library, f"sqlite:///{file}") as tenants:
            await reads(bot_over(tenants))  # What is imported when it is first needed may be out of reach later.
        set_mode(Path(made), 0o777)
        set_mode(file, 0o444)
        with ordinary():
            async with kept(sample_library, f"sqlite:///{file}") as tenants:
                bot = bot_over(tenants)
                curator = Someone(bot, "cleo", Role.CURATOR)
                for _ in range(3):
                    assert "The database is read-only; nothing was changed." in told(await curator.ask(line()))
                await reads(bot)
                assert (await curator.ask("/history dark-sky-circle")).fault is None
                set_mode(file, 0o666)
                await works(bot)
    quiet(caplog)


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


async def test_while_another_process_holds_the_lock_one_is_told_and_reads(
    sqlite_url: str, sample_library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engines, "_PRAGMAS", ("busy_timeout = 200", *engines._PRAGMAS[1:]))  # noqa: SLF001  to wait less
    async with kept(sample_library, sqlite_url) as tenants:
        bot = bot_over(tenants)
        curator = Someone(bot, "cleo", Role.CURATOR)
        card_of(await curator.ask(line()))
        command = [sys.executable, "-c", HOLD, sqlite_url.removeprefix("sqlite:///")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:  # noqa: S603, ASYNC220  above
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            answers = await asyncio.gather(*(curator.ask(line()) for _ in range(3)))
            for answer in answers:
                assert "The database is busy with something else; nothing was changed." in told(answer)
            await reads(bot)
            assert (await curator.ask("/audit")).fault == "asker's"
            assert (await Someone(bot, "adam", Role.ADMIN).ask("/audit")).fault is None
            assert holder.stdin is not None
            holder.stdin.close()
            holder.wait()
        half_written(sqlite_url)
        await works(bot)
    quiet(caplog)


async def test_two_curators_who_save_the_same_record_at_once_are_told_apart(bot: Dispatch) -> None:
    asked = '/record correct dark-sky-circle name:"{} Circle" reason:"Renamed" version:1'
    people = [Someone(bot, f"u{number}", Role.CURATOR) for number in range(8)]
    answers = await asyncio.gather(*(person.ask(asked.format(person.user)) for person in people))
    assert sorted(answer.fault or "" for answer in answers) == [""] + ["asker's"] * 7
    assert {answer.body.title for answer in answers if answer.fault and isinstance(answer.body, Card)} == {
        "Changed meanwhile"
    }
    (kept_answer,) = (answer for answer in answers if not answer.fault)
    winner = people[answers.index(kept_answer)].user
    assert (await library_of(bot)).holder("dark-sky-circle").name == f"{winner} Circle"


async def test_of_the_same_form_sent_at_once_one_is_taken(bot: Dispatch) -> None:
    curator = Someone(bot, "cleo", Role.CURATOR)
    form = await curator.form("/record add quote")
    sent = {"speaker": "dsc", "words": "Sent by a double click.", "said": "2022", "source": "src-gazette"}
    answers = await asyncio.gather(*(curator.send(form, **sent) for _ in range(5)))
    assert sorted(answer.fault or "" for answer in answers) == [""] + ["asker's"] * 4
    quotes = [quote for quote in (await library_of(bot)).all(Quote) if quote.words == sent["words"]]
    assert len(quotes) == 1


# -- PostgreSQL -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """Curators who go on writing until it is enough, and what they were answered."""

    bot: Dispatch
    answers: list[Answer] = field(default_factory=list)
    busy: asyncio.Event = field(default_factory=asyncio.Event)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, user: str) -> None:
        curator = Someone(self.bot, user, Role.CURATOR)
        for _ in range(25):
            if self.enough.is_set():
                return
            self.answers.append(await curator.ask(line()))
            if len(self.answers) == 10:
                self.busy.set()
            await pause(self.enough, 0.02)  # As fast as people press, not as fast as they are refused.

    def acknowledged(self) -> set[str]:
        """Give what was said to be on record; all else is said to be not, or to be uncertain."""
        for answer in self.answers:
            if answer.fault:
                said = told(answer)
                assert "nothing was changed" in said or "not certain whether it was saved" in said
        return {card_of(answer).records[0] for answer in self.answers if answer.fault is None}


async def test_a_database_that_is_restarted_under_load_loses_nothing_that_was_acknowledged(
    own_postgresql: Server, sample_library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    url = own_postgresql.url("onrecord")
    async with kept(sample_library, url) as tenants, meanwhile(tenants.watch()):
        bot = bot_over(tenants)
        load = Load(bot)
        writing = [asyncio.create_task(load.write(f"u{number}")) for number in range(8)]
        await asyncio.wait_for(load.busy.wait(), SOON)
        await asyncio.to_thread(own_postgresql.stop)
        await reads(bot)
        told(await Someone(bot, "cleo", Role.CURATOR).ask(line()))
        await asyncio.to_thread(own_postgresql.start)
        await works(bot)
        load.enough.set()
        await asyncio.gather(*writing)
        acknowledged = load.acknowledged()
        assert 0 < len(acknowledged) < len(load.answers)
        await works(bot)
    async with kept(sample_library, url) as tenants:
        on_record = {quote.id for quote in (await tenants.get(TENANT)).library.all(Quote)}
        assert acknowledged <= on_record
    quiet(caplog)


async def test_a_bot_whose_database_is_away_reads_what_it_has_and_says_so_of_the_rest(
    own_postgresql: Server, sample_library: Library
) -> None:
    async with kept(sample_library, own_postgresql.url("onrecord")) as tenants:
        bot = bot_over(tenants)
        await works(bot)
        own_postgresql.stop()
        await reads(bot)
        curator = Someone(bot, "cleo", Role.CURATOR)
        for asked in (line(), "/history dark-sky-circle", "/review", "/record undo"):
            assert "The database cannot be reached" in told(await curator.ask(asked))
        own_postgresql.start()
        await works(bot)
