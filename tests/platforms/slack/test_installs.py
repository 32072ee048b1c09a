"""The bot's tokens: from memory, for their workspace alone, renewed by one process, gone when it is taken out."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.errors import Unavailable
from bot.platforms.slack.access import Grant, Identity
from bot.resealing import reseal
from bot.secrets import Keyring, Unopened, key_id
from bot.store.database import Database, Transaction
from tests.platforms.slack.installing import KEY, OTHER_KEY, TWELVE_HOURS, Process, access_to, clock_of, process
from tests.platforms.slack.loopback import App, Slack, loopback
from tests.platforms.slack.loopback.faults import Kind

HOUR = 3_600
EXCHANGE = "oauth.v2.access"


@pytest.fixture
async def rotating() -> AsyncIterator[Slack]:
    """Give a Slack whose tokens last for twelve hours."""
    async with loopback(App(token_rotation=True)) as running:
        yield running


@pytest.fixture
async def here(rotating: Slack, database: Database) -> AsyncIterator[Process]:
    async with process(rotating, database) as running:
        await running.let_in()
        yield running


@pytest.fixture
async def there(rotating: Slack, other_process: Database) -> AsyncIterator[Process]:
    """Give the same installs as another process has them."""
    async with process(rotating, other_process) as running:
        yield running


# -- in memory ------------------------------------------------------------------------------------


async def test_an_install_is_given_with_its_bot_and_who_installed_it(slack: Slack, database: Database) -> None:
    async with process(slack, database) as bot:
        assert await bot.of() is None
        await bot.let_in(installer="U7")
        install = await bot.of()
        assert install is not None
        assert (install.token, install.installer) == (slack.bot_token, "U7")
        assert (install.bot_user_id, install.bot_id) == (slack.install.bot_user, slack.install.bot)
        assert (install.tenant, install.app_id) == (f"slack:{slack.workspace.id}", slack.app.id)
        assert slack.bot_token not in repr(install)
        assert await bot.workspaces.of(None) is None
        assert await bot.workspaces.of("T404") is None


async def test_the_database_holds_no_token_that_can_be_read(here: Process) -> None:
    row = repr(await here.kept())
    assert "xoxb" not in row
    assert "xoxe" not in row


async def test_it_is_read_once_and_again_when_it_changed_or_after_a_minute(here: Process, there: Process) -> None:
    install = await here.of()
    assert install is not None
    assert await there.of() is not None
    await there.workspaces.ended(install, "token_revoked")
    assert await there.of() is None
    assert await here.of() == install
    here.heard[install.tenant] = 99
    assert await here.of() is None


async def test_what_nobody_said_is_seen_after_a_minute(here: Process, there: Process) -> None:
    install = await here.of()
    assert install is not None
    await there.workspaces.ended(install, "token_revoked")
    assert await here.of() == install
    here.slack.clock.advance(60)
    assert await here.of() is None


async def test_what_another_process_lets_in_is_found_at_once(here: Process, there: Process) -> None:
    other = here.slack.world.add_workspace("Bakers")
    here.slack.world.install(other)
    assert await there.of(other) is None
    await here.let_in(other)
    assert await there.token(other) == here.slack.world.installs[other.id].token.value


async def test_an_install_in_an_enterprise_holds_in_all_its_workspaces(slack: Slack, database: Database) -> None:
    grant = Grant(
        slack.bot_token, None, None, frozenset({"commands"}), "A1", enterprise="E1", is_enterprise_install=True
    )
    async with process(slack, database) as bot:
        await bot.workspaces.installed(grant, Identity("T1", "E1", True, "U1", "B1", grant.scopes))  # noqa: FBT003  as Slack says
        everywhere = await bot.workspaces.of(None, "E1", is_enterprise_install=True)
        assert everywhere is not None
        assert await bot.workspaces.of("T1", "E1", is_enterprise_install=True) == everywhere
        assert await bot.workspaces.of("T1", "E1", is_enterprise_install=False) is None
        with pytest.raises(LookupError):
            await bot.workspaces.installed(
                Grant(slack.bot_token, None, None, frozenset()), await access_to(slack).who(slack.bot_token)
            )


async def test_without_its_database_it_goes_on_with_what_it_knows(slack: Slack, sqlite_url: str) -> None:
    database = Flaky(sqlite_url)
    async with process(slack, database) as bot:
        await bot.let_in()
        install = await bot.of()
        database.failures = 2
        slack.clock.advance(61)
        assert await bot.of() == install
        with pytest.raises(Unavailable):
            await bot.workspaces.of("T404")
    await database.close()


# -- sealed ---------------------------------------------------------------------------------------


async def test_a_key_that_was_taken_out_is_told(slack: Slack, database: Database) -> None:
    async with process(slack, database, Keyring([KEY])) as bot:
        await bot.let_in()
    async with process(slack, database, Keyring([OTHER_KEY])) as bot:
        with pytest.raises(Unopened, match=f"ONRECORD_SECRET_KEYS lacks the key {key_id(KEY)}"):
            await bot.of()


async def test_a_process_that_lacks_a_new_key_goes_on_with_what_it_knows(
    slack: Slack, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with process(slack, database, Keyring([KEY])) as bot:
        install = await bot.let_in()
        assert await bot.of() == install
        assert [one.anew async for one in reseal(database, Keyring([OTHER_KEY, KEY]))] == [True]
        bot.heard[install.tenant] = 99
        assert await bot.of() == install
        assert f"lacks the key {key_id(OTHER_KEY)}" in caplog.text
    async with process(slack, database, Keyring([OTHER_KEY])) as bot:
        assert await bot.of() == install


async def test_a_row_moved_to_another_tenant_does_not_open(slack: Slack, database: Database) -> None:
    async with process(slack, database) as bot:
        await bot.let_in()
        row = await bot.kept()
        assert row is not None
        async with database.writing("slack:T9") as transaction:
            await transaction.installs.put(row)
        with pytest.raises(Unopened, match="not for this place"):
            await bot.workspaces.of("T9")


# -- taken out ------------------------------------------------------------------------------------


async def test_what_is_taken_out_loses_its_tokens_and_keeps_all_else(here: Process) -> None:
    install = await here.of()
    assert install is not None
    async with here.database.writing(install.tenant) as transaction:
        await transaction.settings.put("zone", "Europe/Berlin")
    await here.slack.uninstall()
    await here.workspaces.ended(install, "app_uninstalled", clock_of(here.slack)())
    assert await here.of() is None
    row = await here.kept()
    assert row is not None
    assert (row.token, row.refresh_token, row.ended_why) == (None, None, "app_uninstalled")
    async with here.database.reading(install.tenant) as transaction:
        assert await transaction.settings.all() == {"zone": "Europe/Berlin"}
        _, deeds = await transaction.deeds.page(None, None, 9)
    assert [(deed.actor, deed.action, deed.note) for deed in deeds] == [
        ("slack", "uninstall", "app_uninstalled"),
        ("U1", "install", ""),
    ]
    here.slack.world.install(here.slack.workspace)
    assert await here.let_in() == await here.of()


async def test_a_late_event_does_not_end_what_was_installed_after_it(here: Process) -> None:
    before = clock_of(here.slack)() - dt.timedelta(minutes=5)
    install = await here.of()
    assert install is not None
    await here.workspaces.ended(install, "app_uninstalled", before)
    assert await here.of() == install
    await here.workspaces.ended(install, "app_uninstalled", before - dt.timedelta(days=1))
    assert await here.of() is None  # Its clock is wrong: Slack does not send an event for so long.


async def test_an_old_token_that_is_refused_does_not_end_a_new_install(here: Process) -> None:
    old = await here.of()
    assert old is not None
    here.slack.world.install(here.slack.workspace)
    new = await here.let_in()
    await here.workspaces.ended(old, "token_revoked")
    assert await here.of() == new
    await here.workspaces.ended(new, "token_revoked")
    await here.workspaces.ended(new, "token_revoked")
    assert await here.of() is None


# -- renewed --------------------------------------------------------------------------------------


async def test_a_token_is_renewed_two_hours_before_it_ends_and_used_until_then(here: Process) -> None:
    old = here.slack.bot_token
    here.slack.clock.advance(TWELVE_HOURS - 2 * HOUR - 60)
    assert await here.token() == old
    await here.workspaces.close()
    assert here.slack.calls(EXCHANGE) == []
    here.slack.clock.advance(61)
    assert await here.token() == old
    await here.workspaces.close()
    assert await here.token() == here.slack.bot_token != old
    assert len(here.slack.calls(EXCHANGE)) == 1
    assert here.slack.refused == []


async def test_two_processes_renew_a_token_once(here: Process, there: Process) -> None:
    old = here.slack.bot_token
    here.slack.clock.advance(11 * HOUR)
    given = await asyncio.gather(*(each.token() for each in (here, there) * 10))
    assert set(given) <= {old, here.slack.bot_token}
    await asyncio.gather(here.workspaces.close(), there.workspaces.close())
    here.slack.clock.advance(60)
    assert {await here.token(), await there.token()} == {here.slack.bot_token}
    assert len(here.slack.calls(EXCHANGE)) == 1
    assert here.slack.refused == []


async def test_where_the_old_token_ended_all_processes_wait_for_the_new_one(here: Process, there: Process) -> None:
    assert await there.token() == here.slack.bot_token
    here.slack.clock.advance(13 * HOUR)
    given = await asyncio.gather(*(each.token() for each in (here, there) * 10))
    assert set(given) == {here.slack.bot_token}
    assert len(here.slack.calls(EXCHANGE)) == 1


async def test_every_next_token_is_renewed_too(here: Process) -> None:
    for _ in range(3):
        here.slack.clock.advance(13 * HOUR)
        assert await here.token() == here.slack.bot_token
    assert len(here.slack.calls(EXCHANGE)) == 3


@pytest.mark.parametrize("kind", [Kind.ERROR_BEFORE, Kind.DROP_BEFORE, Kind.NOT_JSON, Kind.RATE_LIMITED])
async def test_what_fails_is_tried_again_after_a_while(
    here: Process, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    old = here.slack.bot_token
    here.slack.clock.advance(11 * HOUR)
    here.slack.faults.add(EXCHANGE, kind, retry_after=90)
    for _ in range(3):
        assert await here.token() == old
        await here.workspaces.close()
    assert len(here.slack.calls(EXCHANGE)) == 1
    assert "token_not_renewed tenant=slack:" in caplog.text
    here.slack.clock.advance(91)
    assert await here.token() == old
    await here.workspaces.close()
    assert await here.token() == here.slack.bot_token != old


async def test_after_a_lost_answer_the_old_token_goes_on_to_its_end(
    here: Process, caplog: pytest.LogCaptureFixture
) -> None:
    old = here.slack.bot_token
    here.slack.clock.advance(11 * HOUR)
    here.slack.faults.add(EXCHANGE, Kind.DROP_AFTER)
    for _ in range(3):
        assert await here.token() == old
        await here.workspaces.close()
        here.slack.clock.advance(61)
    assert "code=invalid_refresh_token" in caplog.text
    assert len(here.slack.calls(EXCHANGE)) == 2
    here.slack.clock.advance(2 * HOUR)
    assert await here.of() is None
    row = await here.kept()
    assert row is not None
    assert (row.token, row.ended_why) == (None, "invalid_refresh_token")
    here.slack.world.install(here.slack.workspace)
    await here.let_in()
    assert await here.token() == here.slack.bot_token


async def test_a_new_token_is_kept_however_long_the_database_takes(
    rotating: Slack, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Flaky(sqlite_url)
    async with process(rotating, database) as bot:
        await bot.let_in()
        old = rotating.bot_token
        rotating.clock.advance(11 * HOUR)
        database.spared, database.failures = 1, 3
        assert await bot.token() == old
        await bot.workspaces.close()
        assert await bot.token() == rotating.bot_token != old
        assert len(rotating.calls(EXCHANGE)) == 1
        assert caplog.text.count("token_not_kept") == 3
    await database.close()


async def test_what_is_taken_out_while_its_token_is_renewed_stays_out(here: Process) -> None:
    install = await here.of()
    here.slack.clock.advance(11 * HOUR)
    here.slack.faults.add(EXCHANGE, Kind.HANG)
    assert await here.of() == install
    assert install is not None
    assert await here.slack.world.changes.until(lambda: here.slack.calls(EXCHANGE))
    await here.workspaces.ended(install, "app_uninstalled", clock_of(here.slack)())
    here.slack.trouble.let_go()
    await here.workspaces.close()
    assert await here.of() is None
    row = await here.kept()
    assert row is not None
    assert row.token is None


async def test_sealing_anew_does_not_come_between(here: Process) -> None:
    old = here.slack.bot_token
    assert await here.token() == old
    here.slack.clock.advance(11 * HOUR)
    kept = await here.vault.claim(f"slack:{here.slack.workspace.id}", dt.timedelta(seconds=30))
    assert kept is not None
    assert kept.refresh_token is not None
    grant = await access_to(here.slack).refresh(kept.refresh_token)
    assert [one.anew async for one in reseal(here.database, Keyring([OTHER_KEY, KEY]))] == [True]
    assert await here.vault.renewed(kept, grant)
    here.slack.clock.advance(61)
    assert await here.token() == here.slack.bot_token != old


async def test_no_log_shows_a_token(here: Process, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    here.slack.clock.advance(13 * HOUR)
    token = await here.token()
    assert token is not None
    assert "token_renewed" in caplog.text
    assert token not in caplog.text
    assert "xoxe" not in caplog.text


class Flaky(Database):
    """A database that is not to be had for so many times, after it was spared for so many."""

    spared = 0
    failures = 0

    @asynccontextmanager
    async def writing(self, tenant: str) -> AsyncIterator[Transaction]:
        self._fail()
        async with super().writing(tenant) as transaction:
            yield transaction

    @asynccontextmanager
    async def reading(self, tenant: str) -> AsyncIterator[Transaction]:
        if not self.spared:
            self._fail()
        async with super().reading(tenant) as transaction:
            yield transaction

    def _fail(self) -> None:
        if self.spared:
            self.spared -= 1
        elif self.failures:
            self.failures -= 1
            raise Unavailable("The database is away.")
