"""Curators, settings, suggestions, notices, deeds and content: what was put in comes out."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from bot.store.curators import Curator
from bot.store.database import Database
from bot.store.deeds import Deed
from bot.store.notices import Notice
from bot.store.suggestions import Suggestion

TENANT = "discord:1"
NOON = dt.datetime(2026, 5, 1, 12, 0, 0, 1, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)


async def test_a_role_is_given_changed_and_taken(database: Database) -> None:
    async with database.writing(TENANT) as transaction:
        await transaction.curators.put("U1", "curator", "U0", NOON)
        await transaction.curators.put("U2", "admin", "U0", NOON)
        await transaction.curators.put("U1", "admin", "U2", LATER)
    async with database.writing(TENANT) as transaction:
        assert await transaction.curators.role_of("U1") == "admin"
        assert await transaction.curators.all() == [
            Curator("U2", "admin", "U0", NOON),
            Curator("U1", "admin", "U2", LATER),
        ]
        assert await transaction.curators.remove("U1")
        assert not await transaction.curators.remove("U1")
        assert await transaction.curators.role_of("U1") is None


async def test_no_other_role_can_be_given(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing(TENANT) as transaction:
            await transaction.curators.put("U1", "owner", "U0", NOON)


async def test_a_setting_is_set_changed_and_removed(database: Database) -> None:
    async with database.writing(TENANT) as transaction:
        await transaction.settings.put("zone", "UTC")
        await transaction.settings.put("zone", "Europe/Berlin")
        await transaction.settings.put("dossier", "")
        assert await transaction.settings.all() == {"zone": "Europe/Berlin", "dossier": ""}
        await transaction.settings.remove("zone")
        await transaction.settings.remove("zone")
        assert await transaction.settings.all() == {"dossier": ""}


async def test_a_suggestion_waits_until_it_is_decided_once(database: Database) -> None:
    async with database.writing(TENANT) as transaction:
        suggestions = transaction.suggestions
        assert [await suggestions.add(user, '{"words": "Bread"}', NOON) for user in ("U1", "U2", "U1")] == [1, 2, 3]
        assert [waiting.number for waiting in await suggestions.open(2)] == [1, 2]
        assert [waiting.number for waiting in await suggestions.open(2, 2)] == [3]
        assert [own.number for own in await suggestions.of("U1", 5)] == [3, 1]
        assert await suggestions.decide(1, "approved", "U9", LATER, "right", "q-1")
        assert not await suggestions.decide(1, "rejected", "U9", LATER)
        assert not await suggestions.decide(4, "rejected", "U9", LATER)
        assert await suggestions.count_open() == 2
        assert await suggestions.get(4) is None
        decided = Suggestion(1, "U1", NOON, '{"words": "Bread"}', "approved", "U9", LATER, "right", "q-1")
        assert await suggestions.get(1) == decided


async def test_erased_words_are_in_no_suggestion(database: Database) -> None:
    async with database.writing(TENANT) as transaction:
        for record in ("q-1", "q-2"):
            number = await transaction.suggestions.add("U1", '{"words": "secret"}', NOON)
            await transaction.suggestions.decide(number, "approved", "U9", LATER, "secret", record)
        assert await transaction.suggestions.erase("q-1") == 1
        erased, other = await transaction.suggestions.get(1), await transaction.suggestions.get(2)
        assert erased
        assert (erased.line, erased.reason) == ("{}", "")
        assert other
        assert "secret" in other.line


async def test_a_notice_is_told_once(database: Database) -> None:
    async with database.writing(TENANT) as transaction:
        for user in ("U1", "U2", "U1"):
            await transaction.notices.add(user, "/suggestion 1", NOON)
        assert await transaction.notices.untold("U2") == [Notice(2, "U2", "/suggestion 1", NOON)]
        assert [notice.number for notice in await transaction.notices.untold()] == [1, 2, 3]
        assert await transaction.notices.claim([2, 1], LATER) == [1, 2]
        assert await transaction.notices.claim([1, 2, 3, 4], LATER) == [3]
        assert await transaction.notices.claim([3], LATER) == []
        assert await transaction.notices.claim([], LATER) == []
        assert await transaction.notices.untold() == []


async def test_deeds_are_paged_from_the_newest(database: Database) -> None:
    async with database.writing(TENANT) as transaction:
        await transaction.deeds.add("U1", "add", "q-1", "", NOON)
        await transaction.deeds.add("U2", "retract", "q-1", "wrong", NOON)
        await transaction.deeds.add("U1", "correct", "q-2", "", LATER)
        third = Deed(3, "U1", "correct", "q-2", "", LATER)
        assert await transaction.deeds.page(None, None, 1) == (3, [third])
        assert [deed.number for deed in (await transaction.deeds.page("U1", None, 9))[1]] == [3, 1]
        assert await transaction.deeds.page(None, LATER, 9) == (1, [third])
        assert await transaction.deeds.page("U1", None, 9, 2) == (2, [])


async def test_the_content_recorded_last_is_known_though_it_was_recorded_before(database: Database) -> None:
    async with database.writing("") as transaction:
        assert await transaction.content.last() is None
        await transaction.content.add("abc", NOON)
        await transaction.content.add("def", NOON + dt.timedelta(hours=1))
        assert await transaction.content.last() == "def"
        await transaction.content.add("abc", NOON + dt.timedelta(hours=2))
    async with database.reading("") as transaction:
        assert await transaction.content.last() == "abc"


async def test_a_line_is_kept_under_its_key_and_stands_for_itself_alone(database: Database) -> None:
    async with database.beside(TENANT) as beside:
        await beside.calls.keep({"a": "/stance musk", "b": "/new"}, NOON)
        await beside.calls.keep({"a": "/other"}, LATER)
        await beside.calls.keep({}, LATER)
    async with database.reading(TENANT) as transaction:
        assert await transaction.calls.line("a") == "/stance musk"
        assert await transaction.calls.line("c") is None


async def test_what_is_claimed_once_is_claimed_for_as_long_as_it_is_remembered(database: Database) -> None:
    async with database.beside(TENANT) as beside:
        assert [await beside.claims.claim("a", NOON) for _twice in range(2)] == [True, False]
    async with database.beside(TENANT) as beside:
        await beside.claims.forget(NOON)
        assert not await beside.claims.claim("a", LATER)
        await beside.claims.forget(LATER)
        assert await beside.claims.claim("a", LATER)


async def test_what_is_kept_beside_the_record_makes_no_one_load_it_again(database: Database) -> None:
    async with database.beside(TENANT) as beside:
        await beside.calls.keep({"a": "/new"}, NOON)
        await beside.claims.claim("a", NOON)
    assert (await database.generations()).get(TENANT, 0) == 0
