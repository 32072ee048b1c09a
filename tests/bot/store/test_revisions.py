"""Revisions are kept as they were made, numbered, and read back in each way that is needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.store.database import Database
from briefings.revisions import SHIPPED, Action, Draft, Revision, Status

TENANT = "slack:T1"
NOON = dt.datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def draft(record: str, words: str = "Bread", action: Action = Action.ADD, undoes: int | None = None) -> Draft:
    return Draft(
        record, "quote", "bread", action, Status.SHOWN, f'{{"words": "{words}"}}', "seen", '{"words": "B"}', undoes
    )


async def append(database: Database, *drafts: Draft, actor: str = "U1", at: dt.datetime = NOON) -> list[Revision]:
    async with database.writing(TENANT) as transaction:
        return await transaction.revisions.append(drafts, actor, at)


async def test_what_was_made_is_read_back_to_the_microsecond(database: Database) -> None:
    made = await append(database, draft("q-1", "“Brot” 🍞\n\u200d"), draft("q-2"), draft("q-1", undoes=1))
    assert [(revision.number, revision.version) for revision in made] == [(1, 1), (2, 1), (3, 2)]
    async with database.reading(TENANT) as transaction:
        assert await transaction.revisions.since(0) == made
        assert await transaction.revisions.since(2) == made[2:]
        assert await transaction.revisions.of("q-1") == [made[0], made[2]]
        assert await transaction.revisions.latest() == [made[2], made[1]]
        assert await transaction.revisions.get(2) == made[1]
        assert await transaction.revisions.get(4) is None


async def test_numbers_and_versions_go_on(database: Database) -> None:
    await append(database, draft("q-1"), draft("q-2"))
    (made,) = await append(database, draft("q-1", action=Action.CORRECT))
    assert (made.number, made.version) == (3, 2)


async def test_each_is_made_against_what_lay_beneath_it_and_what_was_made_before(database: Database) -> None:
    async with database.writing(TENANT) as transaction:
        drafts = [draft("q-1"), draft("q-2"), draft("q-1")]
        made = await transaction.revisions.append(drafts, "U1", NOON, {"q-1": 3, "q-2": 0}.__getitem__)
    assert [revision.against for revision in made] == [3, 0, 4]
    async with database.reading(TENANT) as transaction:
        assert [revision.against for revision in await transaction.revisions.since(0)] == [3, 0, 4]


async def test_nothing_is_made_of_nothing(database: Database) -> None:
    assert await append(database) == []


async def test_a_moment_elsewhere_is_kept_in_utc(database: Database) -> None:
    await append(database, draft("q-1"), at=NOON.astimezone(dt.timezone(dt.timedelta(hours=9))))
    async with database.reading(TENANT) as transaction:
        (found,) = await transaction.revisions.latest()
    assert found.at == NOON
    assert found.at.tzinfo is dt.UTC


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="a moment needs a time zone"):
        await append(database, draft("q-1"), at=NOON.replace(tzinfo=None))
    async with database.reading(TENANT) as transaction:
        assert await transaction.revisions.latest() == []


async def test_what_was_so_at_a_moment(database: Database) -> None:
    (first,) = await append(database, draft("q-1"), at=NOON)
    (second,) = await append(database, draft("q-2"), at=NOON + MINUTE)
    (third,) = await append(database, draft("q-1", action=Action.CORRECT), at=NOON + 2 * MINUTE)
    async with database.reading(TENANT) as transaction:
        revisions = transaction.revisions
        assert await revisions.until(NOON - dt.timedelta(microseconds=1)) == []
        assert await revisions.until(NOON) == [first]
        assert await revisions.until(NOON + MINUTE) == [first, second]
        assert await revisions.until(NOON + 2 * MINUTE) == [third, second]


async def test_who_undoes_again_and_again_goes_back_one_by_one(database: Database) -> None:
    await append(database, draft("q-1"), draft("q-2"))
    await append(database, draft("q-3"), actor="U2")

    async def undo() -> int | None:
        async with database.writing(TENANT) as transaction:
            last = await transaction.revisions.last_by("U1")
            if last is None:
                return None
            undoing = draft(last.draft.record, action=Action.UNDO, undoes=last.number)
            await transaction.revisions.append([undoing], "U1", NOON)
            return last.number

    assert [await undo() for _ in range(3)] == [2, 1, None]


async def test_what_another_took_back_is_not_undone_again(database: Database) -> None:
    await append(database, draft("q-1"), draft("q-2"))
    await append(database, draft("q-2", action=Action.UNDO, undoes=2), actor="U2")
    async with database.reading(TENANT) as transaction:
        last = await transaction.revisions.last_by("U1")
        assert last
        assert last.number == 1
        assert await transaction.revisions.last_by("U2") is None


async def test_of_undoings_and_undoings_of_those_the_newest_counts(database: Database) -> None:
    await append(database, draft("q-1"), draft("q-2"))
    last = 2
    for undone, standing in ((2, 1), (3, 2), (4, 1), (3, 2), (6, 1)):
        await append(database, draft("q-2", action=Action.UNDO, undoes=undone), actor="U2")
        last += 1
        async with database.reading(TENANT) as transaction:
            found = await transaction.revisions.last_by("U1")
            assert found
            assert found.number == standing, f"after change {last}"


async def test_what_was_erased_is_no_ones_last_change(database: Database) -> None:
    await append(database, draft("q-1"), draft("q-2"))
    await append(database, replace(draft("q-2"), action=Action.ERASE, status=Status.ERASED), actor="U2")
    async with database.reading(TENANT) as transaction:
        last = await transaction.revisions.last_by("U1")
        assert last
        assert last.number == 1


async def test_erased_words_are_in_no_revision(database: Database) -> None:
    await append(database, draft("q-1", "secret"), draft("q-2", "other"), draft("q-1", "secret too"))
    async with database.writing(TENANT) as transaction:
        assert await transaction.revisions.erase("q-1") == 2
    async with database.reading(TENANT) as transaction:
        for revision in await transaction.revisions.of("q-1"):
            assert (revision.draft.fields, revision.draft.base, revision.draft.reason) == ("{}", "{}", "")
        assert "other" in (await transaction.revisions.of("q-2"))[0].draft.fields


async def test_erasing_once_more_leaves_the_reason_of_the_tombstone(database: Database) -> None:
    tombstone = Draft("q-1", "quote", "home", Action.ERASE, Status.ERASED, "{}", "a court’s order")
    await append(database, draft("q-1", "secret"), tombstone)
    async with database.writing(TENANT) as transaction:
        await transaction.deeds.add("U1", "add", "q-1", "secret", NOON)
        await transaction.deeds.add("U1", "erase", "q-1", "a court’s order", NOON)
        assert await transaction.revisions.erase("q-1") == 1
        await transaction.deeds.erase("q-1")
    async with database.reading(TENANT) as transaction:
        assert [one.draft.reason for one in await transaction.revisions.of("q-1")] == ["", "a court’s order"]
        _, deeds = await transaction.deeds.page(None, None, 9)
        assert [(deed.action, deed.note) for deed in deeds] == [("erase", "a court’s order"), ("add", "")]


async def test_shipped_content_has_revisions_of_its_own(database: Database) -> None:
    async with database.writing(SHIPPED) as transaction:
        await transaction.revisions.append([draft("q-1")], "", NOON)
    async with database.reading(SHIPPED) as transaction:
        assert len(await transaction.revisions.latest()) == 1


async def test_many_are_made_at_once(database: Database) -> None:
    many = [draft(f"q-{number % 1_500}") for number in range(2_500)]
    made = await append(database, *many)
    async with database.reading(TENANT) as transaction:
        assert await transaction.revisions.since(0) == made
        assert len(await transaction.revisions.latest()) == 1_500
