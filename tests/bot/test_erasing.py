"""Erased words are gone for whoever is served, in each process and database, and do not come back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest
import pytest_asyncio

from bot.erasing import erase
from bot.errors import Unavailable
from bot.roles import Role
from bot.tenants import Tenants
from briefings.editing import reinstate
from briefings.library import Library
from briefings.refusals import Gone, Missing
from briefings.revisions import SHIPPED, Status
from briefings.undoing import undo
from tests.bot.desks import adding, asked, change, correcting, desk_at
from tests.bot.keeping import kept
from tests.waiting import meanwhile, until

HOME = "town-square-lighting"
OWLS = "q-lind-2021-06-10-owls"
HUM: Mapping[str, Any] = {
    "id": "q-hum",
    "speaker": "zoe-moreau",
    "words": "The new lamps hum all night.",
    "said": "2022-10-03",
    "source": "src-gazette",
}
KEPT = '["record add quote", {"words": "The owls left, they say.", "speaker": "ola-lind"}, 1]'
"""What a form carries."""


@pytest_asyncio.fixture
async def both(sample_library: Library, database_url: str) -> AsyncIterator[Tenants]:
    """Give tenants on either database."""
    async with kept(sample_library, database_url) as tenants:
        yield tenants


@pytest_asyncio.fixture
async def elsewhere(sample_library: Library, database_url: str, both: Tenants) -> AsyncIterator[Tenants]:
    """Give the tenants of another process, which is served meanwhile."""
    assert both
    async with kept(sample_library, database_url) as tenants, meanwhile(tenants.watch()):
        yield tenants


async def seen(tenants: Tenants, tenant: str, right: Callable[[Library], bool]) -> None:
    """Wait until a tenant is as it should be."""

    async def is_right() -> bool:
        return right((await tenants.get(tenant)).library)

    await until(is_right)


async def test_whoever_is_served_sees_it_within_two_seconds(both: Tenants, elsewhere: Tenants) -> None:
    desk = desk_at(both, granted=Role.ADMIN)
    await change(desk, adding("quote", HOME, HUM))
    await seen(elsewhere, desk.tenant, lambda library: library.get("q-hum") is not None)
    done = await erase(desk, "q-hum", "law")
    assert (done.noun, done.dossier, done.shipped, done.tenants) == ("quote", HOME, False, 1)
    await seen(elsewhere, desk.tenant, lambda library: library.get("q-hum") is None)
    await elsewhere.get("slack:T9")
    done = await erase(desk, OWLS, "law")
    assert (done.shipped, done.tenants) == (True, 1)
    for tenant in (desk.tenant, "slack:T9"):
        await seen(elsewhere, tenant, lambda library: library.get(OWLS) is None)


async def test_it_cannot_be_undone_or_reinstated(both: Tenants) -> None:
    desk = desk_at(both, granted=Role.ADMIN)
    (added,) = await change(desk, adding("quote", HOME, HUM))
    await change(desk, correcting("q-hum", note="Read again"))
    await erase(desk, "q-hum", "law")
    edition = await desk.present()
    last = edition.last("q-hum")
    assert last
    assert last.draft.status is Status.ERASED
    with pytest.raises(Gone):
        reinstate(edition, "q-hum", asked())
    with pytest.raises(Gone):
        undo(edition, last, added, asked())
    with pytest.raises(Gone):
        adding("quote", HOME, HUM)(edition)


async def test_nothing_of_it_is_left_in_any_row(both: Tenants) -> None:
    desk = desk_at(both, granted=Role.ADMIN)
    other = desk_at(both, "slack:T2", granted=Role.ADMIN)
    for one in (desk, other):
        await change(one, correcting(OWLS, words="The owls left, they say."))
        async with one.writing(Role.CURATOR) as work:
            await work.note("correct", OWLS, "The owls left, they say.")
            number = await work.transaction.suggestions.add("u2", '{"words": "The owls left, they say."}', work.at)
            await work.transaction.suggestions.decide(number, "approved", "u1", work.at, "The owls left", OWLS)
            await work.transaction.calls.keep({"form": KEPT, "other": '/search words:"owls"'}, work.at)
    await erase(desk, OWLS, "law")
    assert both.database
    for tenant in (SHIPPED, desk.tenant, other.tenant):
        async with both.database.reading(tenant) as transaction:
            history = await transaction.revisions.of(OWLS)
            assert {(one.draft.fields, one.draft.base) for one in history} == {("{}", "{}")}
            assert [one.draft.reason for one in history if one.draft.reason] == ["law"]
            assert history[-1].draft.status is Status.ERASED
            _, deeds = await transaction.deeds.page(None, None, 100)
            assert "owls left" not in str(deeds)
            suggestion = await transaction.suggestions.get(1)
            assert "owls left" not in str(suggestion)
            assert list(await transaction.calls.all()) == ([] if tenant == SHIPPED else ["other"])


async def test_erasing_again_goes_on_where_it_was_interrupted(both: Tenants) -> None:
    desk = desk_at(both, granted=Role.ADMIN)
    await change(desk, correcting(OWLS, note="Read again"))
    await erase(desk, OWLS, "law")
    await erase(desk, OWLS, "law")
    assert both.database
    async with both.database.reading(desk.tenant) as transaction:
        assert len(await transaction.revisions.of(OWLS)) == 2
    with pytest.raises(Missing):
        await erase(desk, "q-lost", "law")


async def test_without_a_database_there_is_nothing_to_erase(sample_library: Library) -> None:
    with pytest.raises(Unavailable):
        await erase(desk_at(Tenants(sample_library), granted=Role.ADMIN), OWLS, "law")
