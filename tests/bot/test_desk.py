"""Every change goes through one desk: who may, how much, all of it or nothing, and never over someone else's."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest
import pytest_asyncio

from bot.desk import Desk
from bot.errors import Forbidden, TryLater, Unavailable
from bot.limits import SUGGESTIONS, Limits
from bot.roles import Role
from bot.store.database import Database
from bot.tenants import Tenants
from briefings.library import Library
from briefings.model import Dossier
from briefings.refusals import Conflict
from briefings.search import Query
from tests.bot.desks import NOW, TENANT, adding, change, correcting, desk_at, read_only, retracting

HOME = "town-square-lighting"
CIRCLE = "dark-sky-circle"
OWLS = "q-lind-2021-06-10-owls"
UWE = {"name": "Uwe Hansen", "summary": "Skipper"}


@pytest.fixture
def library(sample: Dossier) -> Iterator[Library]:
    with closing(Library([sample])) as library:
        yield library


@pytest_asyncio.fixture
async def tenants(library: Library, database: Database) -> Tenants:
    tenants = Tenants(library, database, {TENANT: {"boss"}})
    await tenants.open(NOW)
    return tenants


@pytest_asyncio.fixture
async def elsewhere(library: Library, tenants: Tenants, other_process: Database) -> AsyncIterator[Tenants]:
    """Give the tenants of another process on the same database."""
    assert tenants.database
    other = Tenants(library, other_process)
    await other.open(NOW)
    yield other


@pytest.fixture
def desk(tenants: Tenants) -> Desk:
    return desk_at(tenants)


async def appoint(tenants: Tenants, user: str, role: str | None) -> None:
    async with desk_at(tenants, user="boss", granted=Role.EVERYONE).writing(Role.ADMIN) as work:
        if role:
            await work.transaction.curators.put(user, role, "boss", NOW)
        else:
            await work.transaction.curators.remove(user)
        work.people_changed = True


async def stored(tenants: Tenants) -> tuple[int, int]:
    """Count the revisions of a tenant and tell its generation."""
    assert tenants.database
    async with tenants.database.reading(TENANT) as transaction:
        return len(await transaction.revisions.since(0)), transaction.generation


# -- who may --------------------------------------------------------------------------------------


async def test_whoever_has_no_role_is_refused_and_nothing_is_kept(tenants: Tenants) -> None:
    with pytest.raises(Forbidden, match="Only curators can do that here"):
        await change(desk_at(tenants, granted=Role.EVERYONE), retracting(OWLS))
    assert await stored(tenants) == (0, 0)
    with pytest.raises(Forbidden, match="Only admins"):
        async with desk_at(tenants, granted=Role.CURATOR).writing(Role.ADMIN):
            pytest.fail("no curator is an admin")


async def test_whom_the_settings_name_is_an_admin_here_and_nobody_elsewhere(tenants: Tenants) -> None:
    boss = desk_at(tenants, user="boss", granted=Role.EVERYONE)
    async with boss.writing(Role.ADMIN) as work:
        assert work.user == "boss"
    with pytest.raises(Forbidden):
        await change(desk_at(tenants, "slack:T2", user="boss", granted=Role.EVERYONE), retracting(OWLS))


async def test_a_role_that_another_process_gave_counts_at_once(tenants: Tenants, elsewhere: Tenants) -> None:
    there = desk_at(elsewhere, user="u2", granted=Role.EVERYONE)
    await elsewhere.get(TENANT)
    await appoint(tenants, "u2", "curator")
    await change(there, correcting(CIRCLE, name="Night Circle"))
    present = elsewhere.at_hand(TENANT)
    assert present
    assert present.roles == {"u2": Role.CURATOR}


async def test_who_lost_the_role_while_the_form_was_open_is_refused(tenants: Tenants, elsewhere: Tenants) -> None:
    await appoint(tenants, "u2", "curator")
    there = desk_at(elsewhere, user="u2", granted=Role.EVERYONE)
    async with there.reading(Role.CURATOR) as transaction:
        assert await transaction.curators.role_of("u2") == "curator"
    await appoint(tenants, "u2", None)
    with pytest.raises(Forbidden):
        await change(there, retracting(OWLS))


async def test_what_only_curators_read_is_refused_to_others(tenants: Tenants) -> None:
    with pytest.raises(Forbidden):
        async with desk_at(tenants, granted=Role.EVERYONE).reading(Role.CURATOR):
            pytest.fail("they may not")
    async with desk_at(tenants, granted=Role.EVERYONE).reading() as transaction:
        assert await transaction.revisions.latest() == []


# -- two at once ----------------------------------------------------------------------------------


async def test_of_two_who_save_the_same_record_at_once_one_wins_and_the_other_is_told(
    tenants: Tenants, elsewhere: Tenants
) -> None:
    for round_ in range(5):
        version = (await tenants.get(TENANT)).edition.version(CIRCLE) if round_ else 1
        here = change(desk_at(tenants), correcting(CIRCLE, version=version, name=f"Here {round_}"))
        there = change(desk_at(elsewhere, user="u2"), correcting(CIRCLE, version=version, name=f"There {round_}"))
        results = await asyncio.gather(here, there, return_exceptions=True)
        lost = [one for one in results if isinstance(one, Conflict)]
        won = [one[0] for one in results if isinstance(one, list)]
        assert (len(won), len(lost)) == (1, 1), results
        assert (lost[0].expected, lost[0].now) == (version, version + 1)
        name = f"{'Here' if won[0].actor == 'u1' else 'There'} {round_}"
        for one in (tenants, elsewhere):
            await change(desk_at(one, user="u3"), correcting(OWLS, note=f"{round_} {id(one)}"))
            edition = (await one.get(TENANT)).edition
            assert edition.effective(CIRCLE) == (edition.library.get(CIRCLE))
            assert f'"name":"{name}"' in edition.last(CIRCLE).draft.fields  # type: ignore[union-attr]  # it was changed
    revisions, generation = await stored(tenants)
    assert revisions == 15
    assert generation == 15


async def test_many_at_once_lose_nothing(tenants: Tenants, elsewhere: Tenants) -> None:
    limits = Limits()
    async with asyncio.TaskGroup() as group:
        for number in range(12):
            for place, one in enumerate((tenants, elsewhere)):
                new = adding("person", HOME, {"name": f"Person {number} {place}", "summary": "s"})
                group.create_task(change(desk_at(one, user=f"u{number}", limits=limits), new))
    assert (await stored(tenants))[0] == 24
    await change(desk_at(tenants), correcting(CIRCLE, name="Night Circle"))
    edition = (await tenants.get(TENANT)).edition
    assert edition.number == 25
    assert len({revision.draft.record for revision in edition.changed()}) == 25


# -- all or nothing -------------------------------------------------------------------------------


async def test_after_a_failure_in_the_middle_everything_is_as_before(desk: Desk, tenants: Tenants) -> None:
    await change(desk, correcting(OWLS, words="The owls left for the harbour."))
    before = await tenants.get(TENANT)
    query = Query.read("harbour")
    assert query
    found = before.library.find(query)
    assert found.total == 1
    for error in (RuntimeError("in the middle"), asyncio.CancelledError()):
        with pytest.raises(type(error)):  # noqa: PT012  it is what is done before it that is taken back
            async with desk.writing(Role.CURATOR) as work:
                await work.append([correcting(OWLS, words="Nobody left the pier.")(work.edition)])
                await work.append([adding("person", HOME, {"name": "Harbour Master", "summary": "s"})(work.edition)])
                await work.note("correct", OWLS)
                await work.transaction.curators.put("u9", "admin", "u1", NOW)
                raise error
    assert await tenants.get(TENANT) is before
    assert await stored(tenants) == (1, 1)
    assert before.library.find(query) == found
    pier = Query.read("pier")
    assert pier
    assert before.library.find(pier).total == 0
    async with desk.reading() as transaction:
        assert await transaction.curators.all() == []
    await change(desk, correcting(OWLS, version=2, note="Loudly."))


async def test_what_was_changed_in_one_go_is_seen_together(desk: Desk, tenants: Tenants) -> None:
    await change(desk, correcting(CIRCLE, name="Night Circle"), retracting(OWLS), adding("person", HOME, UWE))
    present = await tenants.get(TENANT)
    assert (present.library.get(OWLS), present.edition.number, present.generation) == (None, 3, 1)
    assert present.library.get("uwe-hansen")


async def test_a_line_in_the_audit_is_kept_with_the_change(desk: Desk) -> None:
    async with desk.writing(Role.CURATOR) as work:
        await work.append([retracting(OWLS)(work.edition)])
        await work.note("retract", OWLS, "misheard")
    async with desk.reading() as transaction:
        total, (deed,) = await transaction.deeds.page(None, None, 5)
        assert (total, deed.actor, deed.action, deed.subject, deed.note) == (1, "u1", "retract", OWLS, "misheard")


async def test_a_change_that_makes_nothing_changes_nothing(desk: Desk, tenants: Tenants) -> None:
    before = await tenants.get(TENANT)
    async with desk.writing(Role.CURATOR) as work:
        assert await work.append([]) == []
    assert (await tenants.get(TENANT)).edition is before.edition


async def test_on_a_read_only_database_reading_goes_on_and_writing_again_later(
    desk: Desk, tenants: Tenants, database: Database
) -> None:
    await change(desk, correcting(CIRCLE, name="Night Circle"))
    with read_only(database):
        for _ in range(2):
            with pytest.raises(Unavailable, match=r"^The database is read-only; nothing was changed\. Try again in"):
                await change(desk, retracting(OWLS))
        assert (await tenants.get(TENANT)).library.get(OWLS)
        async with desk.reading() as transaction:
            assert len(await transaction.revisions.latest()) == 1
    await change(desk, retracting(OWLS))
    assert (await tenants.get(TENANT)).library.get(OWLS) is None


async def test_what_was_known_and_the_shipped_history_are_read_at_the_desk(desk: Desk) -> None:
    await change(desk, correcting(CIRCLE, name="Night Circle"))
    before = await desk.known_at(NOW - dt.timedelta(days=1))
    assert before.dossiers == ()
    assert (await desk.known_at(NOW)).get(CIRCLE) == (await desk.tenants.get(TENANT)).library.get(CIRCLE)
    assert [revision.version for revision in await desk.shipped_history(CIRCLE)] == [1]
    assert await desk.begun() == NOW


# -- how much -------------------------------------------------------------------------------------


async def test_one_person_may_change_thirty_times_in_a_minute(desk: Desk, tenants: Tenants) -> None:
    for _ in range(30):
        desk.limits.count("change", TENANT, "u1")
    with pytest.raises(TryLater, match=r"^That is more than 30 changes from you in one minute\. Try again in \d+ sec"):
        await change(desk, retracting(OWLS))
    assert await stored(tenants) == (0, 0)
    await change(desk_at(tenants, user="u2", limits=desk.limits), retracting(OWLS))
    await change(desk_at(tenants, "slack:T2", limits=desk.limits), retracting(OWLS))


def test_all_of_a_tenant_together_have_a_limit_too() -> None:
    limits = Limits()
    for number in range(300):
        limits.count("change", TENANT, f"u{number}")
    with pytest.raises(TryLater, match="more than 300 changes here in one minute"):
        limits.refuse("change", TENANT, "another")
    limits.refuse("change", "slack:T2", "another")
    limits.refuse(SUGGESTIONS, TENANT, "another")


def test_suggestions_are_counted_by_the_hour() -> None:
    limits = Limits()
    for _ in range(10):
        limits.count(SUGGESTIONS, TENANT, "u1")
    with pytest.raises(TryLater, match=r"more than 10 suggestions from you in one hour\. Try again in \d+ minutes\."):
        limits.refuse(SUGGESTIONS, TENANT, "u1")


def test_a_second_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    limits, began = Limits(), time.time()
    monkeypatch.setattr("time.time", lambda: began)
    for _ in range(30):
        limits.count("change", TENANT, "u1")
    monkeypatch.setattr("time.time", lambda: began + 59.2)
    with pytest.raises(TryLater, match=r"Try again in 1 second\.$"):
        limits.refuse("change", TENANT, "u1")


async def test_what_fails_by_our_fault_is_not_counted(desk: Desk) -> None:
    database = desk.tenants.database
    assert database
    with read_only(database):
        for _ in range(31):
            with pytest.raises(Unavailable, match="read-only"):
                await change(desk, retracting(OWLS))
    for _ in range(31):
        with pytest.raises(ZeroDivisionError):
            async with desk.writing(Role.CURATOR):
                raise ZeroDivisionError
    member = desk_at(desk.tenants, user="mia", granted=Role.EVERYONE, limits=desk.limits)
    for _ in range(31):
        with pytest.raises(Forbidden):
            await change(member, retracting(OWLS))
    await change(desk, retracting(OWLS))


async def test_what_may_not_be_changed_so_is_counted(desk: Desk) -> None:
    for _ in range(30):
        with pytest.raises(Conflict):
            await change(desk, correcting(OWLS, version=9, note="Seen"))
    with pytest.raises(TryLater):
        await change(desk, retracting(OWLS))
