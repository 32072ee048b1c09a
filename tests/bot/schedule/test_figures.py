"""Whoever watches over the bot sees how its deliveries stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.posting import Later, Refused, Unclear
from bot.store.database import Database
from bot.web.metrics import figures
from briefings.library import Library
from tests.bot.schedule.office import MINUTE, MONDAY, Office

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def office(sample_library: Library, database: Database) -> Office:
    return Office(sample_library, database)


async def shown(office: Office) -> dict[tuple[str, ...], float]:
    """Give the figures by their names and what they are of."""
    text = (await figures(office.database, office.now)).decode()
    return {
        (sample.name.removeprefix("onrecord_deliveries_"), *_labels(sample.labels)): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _labels(labels: Mapping[str, str]) -> list[str]:
    return [labels[name] for name in ("platform", "outcome", "quantile") if name in labels]


async def test_nothing_due_is_no_figure_at_all(office: Office) -> None:
    await office.subscribe()
    assert await shown(office) == {}


async def test_each_outcome_is_counted_and_what_waits_is_seen_to_wait(office: Office) -> None:
    for channel in ("C1", "C2", "C3", "C4"):
        await office.subscribe(channel=channel)
    await office.subscribe(channel="C5", kind="new")
    office.now = MONDAY + 2 * SECOND
    office.wall.failing = [Refused("Too large."), Later("Busy.", 600)]
    await office.work()
    found = await shown(office)
    assert found["due", "slack"] == 1
    assert found["due_oldest_seconds", "slack"] == 2
    outcomes = {name[2]: number for name, number in found.items() if name[0] == "settled_day"}
    assert outcomes == {"posted": 2, "skipped": 1, "unconfirmed": 0, "failed": 1}
    assert found["lag_seconds", "slack", "0.99"] == 2


async def test_one_that_nobody_knows_of_is_counted(office: Office) -> None:
    await office.subscribe()
    office.now, office.wall.blind = MONDAY, True
    office.wall.failing.append(Unclear("The answer was lost."))
    await office.work()
    office.now += MINUTE
    await office.work()
    assert (await shown(office))["settled_day", "slack", "unconfirmed"] == 1


async def test_what_was_settled_before_yesterday_is_not_counted(office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY
    await office.work()
    office.now += dt.timedelta(days=2)
    assert await shown(office) == {}
