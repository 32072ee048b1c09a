"""Tenants in memory follow the database, whoever changes it, and are the same again after a restart."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress
from dataclasses import replace

import pytest
import pytest_asyncio

from bot import tenants as tenants_module
from bot.errors import Unavailable
from bot.roles import Role
from bot.store.database import Database
from bot.tenants import Tenants
from briefings.library import Library
from briefings.model import Dossier, Organisation
from briefings.revisions import SHIPPED, Action, Draft, Status
from briefings.search import Query, Scope
from tests.bot.desks import NOW, TENANT, change, correcting, desk_at, read_only, retracting
from tests.bot.keeping import kept
from tests.postgres import listeners
from tests.waiting import meanwhile, until

CIRCLE = "dark-sky-circle"
OWLS = "q-lind-2021-06-10-owls"


@pytest_asyncio.fixture
async def tenants(sample_library: Library, database_url: str) -> AsyncIterator[Tenants]:
    async with kept(sample_library, database_url) as tenants:
        yield tenants


@pytest_asyncio.fixture
async def elsewhere(sample_library: Library, database_url: str) -> AsyncIterator[Tenants]:
    """Give the tenants of another process."""
    async with kept(sample_library, database_url) as tenants:
        yield tenants


def name_in(tenants: Tenants, tenant: str = TENANT) -> str:
    present = tenants.at_hand(tenant)
    assert present
    record = present.library.get(CIRCLE)
    assert isinstance(record, Organisation)
    return record.name


# -- seeing changes -------------------------------------------------------------------------------


async def test_a_change_is_seen_at_once_in_the_same_process(tenants: Tenants) -> None:
    before = await tenants.get(TENANT)
    await change(desk_at(tenants), correcting(CIRCLE, name="Night Circle"))
    assert name_in(tenants) == "Night Circle"
    after = await tenants.get(TENANT)
    assert after.generation > before.generation
    assert before.library.get(CIRCLE) != after.library.get(CIRCLE)


async def test_a_change_is_seen_within_two_seconds_in_another_process(tenants: Tenants, elsewhere: Tenants) -> None:
    await elsewhere.get(TENANT)
    async with meanwhile(elsewhere.watch()):
        await change(desk_at(tenants), correcting(CIRCLE, name="Night Circle"))
        await until(lambda: name_in(elsewhere) == "Night Circle")
        await change(desk_at(elsewhere), correcting(CIRCLE, name="Dark Circle"))
    async with meanwhile(tenants.watch()):
        await until(lambda: name_in(tenants) == "Dark Circle")


async def test_a_notification_brings_a_change_long_before_the_next_look(
    sample_library: Library, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenants_module, "POLL", 60)
    async with kept(sample_library, postgresql_url) as here, kept(sample_library, postgresql_url) as there:
        await there.get(TENANT)
        async with meanwhile(there.watch()):
            await until(lambda: listeners(postgresql_url) == 1)
            await change(desk_at(here), correcting(CIRCLE, name="Night Circle"))
            await until(lambda: name_in(there) == "Night Circle")


async def test_without_notifications_looking_brings_a_change(sample_library: Library, postgresql_url: str) -> None:
    async with kept(sample_library, postgresql_url) as here, kept(sample_library, postgresql_url) as there:
        await there.get(TENANT)
        async with meanwhile(there.watch()):
            await until(lambda: listeners(postgresql_url) == 1)
            assert listeners(postgresql_url, end=True) == 1
            await change(desk_at(here), correcting(CIRCLE, name="Night Circle"))
            await until(lambda: name_in(there) == "Night Circle")
            await until(lambda: listeners(postgresql_url) == 1)


async def test_watching_ends_when_it_is_told_to_even_while_a_change_comes_in(tenants: Tenants) -> None:
    await tenants.get(TENANT)
    for _ in range(20):
        task = asyncio.create_task(tenants.watch())
        await until(lambda: bool(tenants._changed._waiters))  # noqa: SLF001  just then
        tenants._changed.set()  # noqa: SLF001
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=5)
        assert done


async def test_watching_goes_on_after_the_database_was_away(
    tenants: Tenants, elsewhere: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    await elsewhere.get(TENANT)
    database = elsewhere.database
    assert database
    asked: list[int] = []
    real = database.generations

    async def away() -> dict[str, int]:
        asked.append(1)
        if len(asked) == 1:
            raise Unavailable("The database cannot be reached; nothing was changed.")
        return await real()

    monkeypatch.setattr(database, "generations", away)
    async with meanwhile(elsewhere.watch()):
        await change(desk_at(tenants), correcting(CIRCLE, name="Night Circle"))
        await until(lambda: name_in(elsewhere) == "Night Circle")


async def test_a_restart_shows_the_same(tenants: Tenants, sample_library: Library, database_url: str) -> None:
    await change(desk_at(tenants), correcting(CIRCLE, name="Night Circle"), retracting(OWLS))
    before = await tenants.get(TENANT)
    async with kept(sample_library, database_url) as again:
        after = await again.get(TENANT)
        assert list(after.library.timeline()) == list(before.library.timeline())
        assert after.edition.version(CIRCLE) == before.edition.version(CIRCLE) == 2
        assert after.edition.status(OWLS) is Status.RETRACTED


async def test_one_tenant_sees_nothing_of_another(tenants: Tenants) -> None:
    await change(desk_at(tenants), correcting(CIRCLE, name="Night Circle"))
    await tenants.get("slack:T2")
    assert name_in(tenants, "slack:T2") == "Dark Sky Circle"
    query = Query.read("night")
    assert query
    assert (await tenants.get("slack:T2")).library.find(query, Scope(kinds=("organisation",))).total == 0


# -- the shipped content --------------------------------------------------------------------------


async def test_the_shipped_content_is_recorded_once(tenants: Tenants, elsewhere: Tenants, sample: Dossier) -> None:
    assert elsewhere.database
    async with elsewhere.database.reading(SHIPPED) as transaction:
        recorded = await transaction.revisions.since(0)
    assert len(recorded) == len(list(sample.records())) + 1
    assert {revision.actor for revision in recorded} == {"content"}
    assert (await tenants.get(TENANT)).edition.version(CIRCLE) == 1


async def test_an_upgrade_is_recorded_and_a_correction_survives_it(
    tenants: Tenants, edited: Callable[..., Dossier], database_url: str
) -> None:
    await change(desk_at(tenants), correcting(CIRCLE, name="Night Circle"))
    with closing(Library([edited(CIRCLE, name="Dark Sky Club", summary="For darkness")])) as newer:
        async with kept(newer, database_url) as upgraded:
            edition = (await upgraded.get(TENANT)).edition
            assert edition.version(CIRCLE) == 3
            assert name_in(upgraded) == "Night Circle"
            assert [one.field for one in edition.disagreements()] == ["name"]
            async with meanwhile(tenants.watch()):  # Its own content is older, but it knows of the newer version.
                await until(lambda: tenants.at_hand(TENANT) is None)
                assert (await tenants.get(TENANT)).edition.version(CIRCLE) == 3
                assert name_in(tenants) == "Night Circle"


async def test_what_was_erased_from_the_shipped_content_stays_away(
    tenants: Tenants, sample_library: Library, database_url: str
) -> None:
    assert tenants.database
    async with tenants.database.writing(SHIPPED) as transaction:
        tombstone = Draft(OWLS, "quote", "town-square-lighting", Action.ERASE, Status.ERASED, "{}", "law")
        await transaction.revisions.append([tombstone], "operator", NOW)
        await transaction.revisions.erase(OWLS)
    await tenants.get(TENANT)
    async with meanwhile(tenants.watch()):
        await until(lambda: (present := tenants.at_hand(TENANT)) is None or present.library.get(OWLS) is None)
    async with kept(sample_library, database_url) as again:
        shown = (await again.get(TENANT)).library
        assert shown.get(OWLS) is None
        assert shown.index.rarest("bell tower winter", 10) == []
        known = await again.known_at(TENANT, NOW + dt.timedelta(days=1))
        assert known.get(OWLS) is None
        assert known.get(CIRCLE)


async def test_a_tenant_that_was_loaded_while_the_shipped_content_changed_is_loaded_again(tenants: Tenants) -> None:
    present = await tenants.get(TENANT)
    tenants.publish(TENANT, replace(present, shipped=present.shipped - 1))
    async with meanwhile(tenants.watch()):
        await until(lambda: (now := tenants.at_hand(TENANT)) is not None and now.shipped == present.shipped)


async def test_what_was_known_is_asked_of_the_database_once(tenants: Tenants) -> None:
    moment = NOW + dt.timedelta(days=1)
    known = await tenants.known_at(TENANT, moment)
    assert await tenants.known_at(TENANT, moment) is known
    for minute in range(tenants_module.MOST_KNOWN):
        await tenants.known_at(TENANT, moment + dt.timedelta(minutes=minute + 1))
    assert await tenants.known_at(TENANT, moment) is not known


# -- without a database, and with one that cannot be written ---------------------------------------


async def test_without_a_database_everyone_has_the_shipped_record(sample_library: Library) -> None:
    tenants = Tenants(sample_library)
    await tenants.open(NOW)
    await tenants.record(NOW)
    await tenants.watch()
    assert (await tenants.get(TENANT)).library is sample_library
    assert await tenants.known_at(TENANT, NOW) is sample_library
    assert await tenants.begun(TENANT) is None
    with pytest.raises(Unavailable, match="without a database"):
        await change(desk_at(tenants), retracting(OWLS))


async def test_a_database_that_cannot_be_written_is_read_and_recorded_in_when_it_can(
    sample_library: Library, database: Database
) -> None:
    tenants = Tenants(sample_library.unshared(), database)
    with read_only(database):
        await tenants.open(NOW)
        assert (await tenants.get(TENANT)).library.get(OWLS)
        assert (await tenants.get(TENANT)).edition.version(OWLS) == 1
        with pytest.raises(Unavailable, match=r"^The database is read-only; nothing was changed\. Try again in"):
            await change(desk_at(tenants), retracting(OWLS))
        assert (await tenants.get(TENANT)).library.get(OWLS)
    await change(desk_at(tenants), correcting(OWLS, version=1, note="Printed later."))
    assert (await tenants.get(TENANT)).edition.version(OWLS) == 2
    assert await tenants.begun(TENANT) == NOW


# -- who is kept ----------------------------------------------------------------------------------


async def test_who_was_not_asked_for_longest_is_dropped_and_comes_back(
    tenants: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenants_module, "MOST_TENANTS", 2)
    await change(desk_at(tenants, "slack:T1"), correcting(CIRCLE, name="Night Circle"))
    await tenants.get("slack:T2")
    await tenants.get("slack:T1")
    await tenants.get("slack:T3")
    assert [tenants.at_hand(f"slack:T{number}") is not None for number in (1, 2, 3)] == [True, False, True]
    await tenants.get("slack:T2")
    assert tenants.at_hand("slack:T1") is None
    await tenants.get("slack:T1")
    assert name_in(tenants, "slack:T1") == "Night Circle"


async def test_many_askers_load_a_tenant_once_it_is_gone_without_harm(tenants: Tenants) -> None:
    await change(desk_at(tenants), correcting(CIRCLE, name="Night Circle"))
    tenants.publish("slack:T2", await tenants.get("slack:T2"))
    found = await asyncio.gather(*(tenants.get(f"slack:T{number % 5}") for number in range(40)))
    assert len({id(one.edition) for one in found}) <= 10
    assert name_in(tenants) == "Night Circle"


def test_admins_are_those_whom_the_settings_name(sample_library: Library) -> None:
    tenants = Tenants(sample_library, admins={TENANT: {"boss"}})
    assert tenants.role(TENANT, "boss", Role.EVERYONE, Role.EVERYONE) is Role.ADMIN
    assert tenants.role("slack:T2", "boss", Role.EVERYONE, Role.CURATOR) is Role.CURATOR
    assert tenants.role(TENANT, "u1", Role.CURATOR, Role.EVERYONE) is Role.CURATOR
    assert tenants.role(TENANT, "u1", Role.EVERYONE, Role.EVERYONE) is Role.EVERYONE


async def test_what_another_process_changed_stays_right_when_a_change_here_is_refused(
    tenants: Tenants, elsewhere: Tenants
) -> None:
    await change(desk_at(tenants), correcting(CIRCLE, summary="For nights"))
    assert (await tenants.get(TENANT)).library.index  # Someone has searched.
    await change(desk_at(elsewhere), retracting("q-circle-2021-looking-up"))
    for _ in range(3):
        with suppress(LookupError):
            async with desk_at(tenants).writing(Role.CURATOR):
                raise LookupError
    await change(desk_at(tenants), retracting(OWLS))
    query = Query.read("looking owls the")
    assert query is not None
    hits = (await tenants.get(TENANT)).library.find(query, limit=99)
    assert not {hit.id for hit in hits.page} & {"q-circle-2021-looking-up", OWLS}
    assert hits.total == len(hits.page)


async def test_watching_goes_on_after_a_fault(
    tenants: Tenants, elsewhere: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tenants.get(TENANT)
    assert tenants.database is not None
    generations = tenants.database.generations
    faults = [KeyError("one"), OSError("two")]

    async def failing() -> dict[str, int]:
        if faults:
            raise faults.pop()
        return await generations()

    monkeypatch.setattr(tenants.database, "generations", failing)
    async with meanwhile(tenants.watch()):
        await change(desk_at(elsewhere), retracting(OWLS))
        await until(lambda: (now := tenants.at_hand(TENANT)) is not None and now.library.get(OWLS) is None, 10)


async def test_whoever_waits_too_long_for_another_change_is_told(
    tenants: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenants_module, "PATIENCE", 0.05)
    async with tenants.holding(TENANT):
        with pytest.raises(Unavailable, match="Another change takes long"):
            await change(desk_at(tenants), retracting(OWLS))
    await change(desk_at(tenants), retracting(OWLS))
