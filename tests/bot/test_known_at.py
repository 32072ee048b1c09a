"""What our record held at the end of a day: asked for by name, answered from the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest
import pytest_asyncio

from bot.card import as_text
from bot.roles import Role
from bot.store.database import Database
from bot.tenants import Tenants
from briefings.library import Library
from briefings.model import Dossier
from tests.bot.asking import TODAY, Ask, asking, card_of, dispatch_over, noon, refusal_of, text_of
from tests.bot.desks import adding, change, correcting, desk_at, retracting

BEGUN = dt.date(2026, 10, 1)
TENANT = "playground:local"


class Days:
    """The present day of a bot, to be moved on."""

    def __init__(self) -> None:
        self.today = BEGUN

    def __call__(self) -> dt.date:
        return self.today


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def library(sample: Dossier) -> Iterator[Library]:
    with closing(Library([sample])) as library:
        yield library


@pytest_asyncio.fixture
async def tenants(library: Library, sqlite_url: str) -> AsyncIterator[Tenants]:
    database = Database(sqlite_url)
    tenants = Tenants(library, database)
    await tenants.open(noon(BEGUN))
    yield tenants
    tenants.close()
    await database.close()


@pytest.fixture
def ask(tenants: Tenants, days: Days) -> Ask:
    return asking(dispatch_over(tenants, today=days))


async def _rename(tenants: Tenants, name: str, day: dt.date) -> None:
    await change(desk_at(tenants, TENANT, now=lambda: noon(day)), correcting("dark-sky-circle", name=name))


async def test_before_anything_was_on_record_that_is_what_is_said(ask: Ask) -> None:
    for line in ("/stance dsc known_at:2020-05-03", "/timeline known_at:2020-05-03", "/source dsc known_at:2020-05-03"):
        said = text_of(refusal_of(await ask(line)))
        assert "Nothing was on record here at the end of 3 May 2020. Our record begins on 1 Oct 2026." in said


async def test_a_record_is_shown_as_it_was_then_and_says_so(tenants: Tenants, ask: Ask, days: Days) -> None:
    await _rename(tenants, "Night Circle", dt.date(2026, 10, 5))
    days.today = TODAY
    assert card_of(await ask("/source dark-sky-circle")).title == "Night Circle"
    then = card_of(await ask("/source dark-sky-circle known_at:2026-10-04"))
    assert (then.title, then.subtitle) == (
        "Dark Sky Circle",
        "dark-sky-circle · as our record had it at the end of 4 Oct 2026",
    )
    assert card_of(await ask("/source dark-sky-circle known_at:2026-10-05")).title == "Night Circle"


async def test_a_day_of_today_or_a_year_that_is_not_over_means_now(tenants: Tenants, ask: Ask, days: Days) -> None:
    await _rename(tenants, "Night Circle", BEGUN)
    for day in (days.today.isoformat(), "2026"):
        card = card_of(await ask(f"/source dark-sky-circle known_at:{day}"))
        assert card.title == "Night Circle"
        assert "at the end of 1 Oct 2026" in card.subtitle


async def test_a_day_to_come_is_refused(ask: Ask) -> None:
    assert "has not come yet" in as_text(refusal_of(await ask("/stance dsc known_at:2027")))


async def test_what_is_retracted_now_was_never_known(tenants: Tenants, ask: Ask) -> None:
    await change(desk_at(tenants, TENANT), retracting("q-circle-2021-looking-up"))
    answer = await ask("/source q-circle-2021-looking-up known_at:2026-10-01", Role.ADMIN)
    assert "q-circle-2021-looking-up was retracted on 24 Nov 2026: misheard." in as_text(card_of(answer))


async def test_a_debate_of_the_tenants_own_was_not_on_record_before_it_was_added(
    tenants: Tenants, ask: Ask, days: Days
) -> None:
    fields = {
        "title": "The harbour",
        "topic": "the harbour",
        "asks": "Who may moor?",
        "compiled": "2026",
        "language": "en",
        "summary": "Boats.",
        "method": "Heard.",
    }
    day = noon(dt.date(2026, 10, 3))
    await change(desk_at(tenants, TENANT, now=lambda: day), adding("dossier", "", fields))
    days.today = TODAY
    assert card_of(await ask("/timeline the-harbour known_at:2026-10-03"))
    refusal_of(await ask("/timeline the-harbour known_at:2026-10-02"))
