"""Everything is sealed anew with the first key, in the middle of whatever happens meanwhile."""

from __future__ import annotations

import datetime as dt

from bot.resealing import Resealed, reseal
from bot.secrets import Keyring, place
from bot.store.database import Database
from bot.store.installs import SealedInstall

OLD, NEW = bytes([1]) * 32, bytes([2]) * 32
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
TENANTS = ("slack:T1", "slack:T2", "slack:T3")


async def let_in(database: Database, tenant: str, keyring: Keyring, *, rotates: bool = True) -> None:
    """Keep an install whose tokens are a tenant's name."""
    install = SealedInstall(
        app="A1",
        enterprise=None,
        is_enterprise_install=False,
        bot_user="U1",
        bot="B1",
        installer="U2",
        scopes="commands",
        token=keyring.seal(tenant, place(tenant, "token")),
        refresh_token=keyring.seal(f"{tenant} again", place(tenant, "refresh_token")) if rotates else None,
        expires_at=NOON,
        installed_at=NOON,
    )
    async with database.writing(tenant) as transaction:
        await transaction.installs.put(install)


async def opened(database: Database, tenant: str, keyring: Keyring) -> tuple[str | None, str | None]:
    async with database.reading(tenant) as transaction:
        install = await transaction.installs.get()
    assert install is not None
    token, refresh = install.token, install.refresh_token
    return (
        keyring.open(token, place(tenant, "token")) if token else None,
        keyring.open(refresh, place(tenant, "refresh_token")) if refresh else None,
    )


async def test_everything_is_sealed_anew_with_the_first_key(database: Database) -> None:
    for tenant in TENANTS:
        await let_in(database, tenant, Keyring([OLD]), rotates=tenant != "slack:T2")
    async with database.writing("slack:T0") as transaction:
        await transaction.settings.put("zone", "UTC")
    async with database.writing("slack:T3") as transaction:
        await transaction.installs.end("app_uninstalled", NOON)
    done = [one async for one in reseal(database, Keyring([NEW, OLD]))]
    assert done == [Resealed("slack:T1", anew=True), Resealed("slack:T2", anew=True)]
    assert await opened(database, "slack:T1", Keyring([NEW])) == ("slack:T1", "slack:T1 again")
    assert await opened(database, "slack:T2", Keyring([NEW])) == ("slack:T2", None)
    assert await opened(database, "slack:T3", Keyring([NEW])) == (None, None)


async def test_interrupted_in_the_middle_it_goes_on(database: Database, other_process: Database) -> None:
    for tenant in TENANTS:
        await let_in(database, tenant, Keyring([OLD]))
    keyring = Keyring([NEW, OLD])
    work = reseal(database, keyring)
    assert await anext(work) == Resealed("slack:T1", anew=True)
    await work.aclose()
    await let_in(other_process, "slack:T2", Keyring([NEW]))  # The bot goes on meanwhile, and somebody installs it anew.
    done = [one async for one in reseal(other_process, keyring)]
    assert done == [
        Resealed("slack:T1", fine=True),
        Resealed("slack:T2", fine=True),
        Resealed("slack:T3", anew=True),
    ]
    for tenant in TENANTS:
        assert await opened(database, tenant, Keyring([NEW])) == (tenant, f"{tenant} again")


async def test_what_cannot_be_opened_stays_and_the_others_are_done(database: Database) -> None:
    await let_in(database, "slack:T1", Keyring([bytes([3]) * 32]))
    await let_in(database, "slack:T2", Keyring([OLD]))
    lost, done = [one async for one in reseal(database, Keyring([NEW, OLD]))]
    assert "ONRECORD_SECRET_KEYS lacks the key" in lost.fault
    assert done == Resealed("slack:T2", anew=True)
    assert await opened(database, "slack:T1", Keyring([bytes([3]) * 32])) == ("slack:T1", "slack:T1 again")


async def test_a_row_moved_to_another_tenant_does_not_open(database: Database) -> None:
    keyring = Keyring([OLD])
    await let_in(database, "slack:T1", keyring)
    async with database.reading("slack:T1") as transaction:
        install = await transaction.installs.get()
    assert install is not None
    async with database.writing("slack:T2") as transaction:
        await transaction.installs.put(install)
    theirs, moved = [one async for one in reseal(database, Keyring([NEW, OLD]))]
    assert theirs.anew
    assert "not for this place" in moved.fault
