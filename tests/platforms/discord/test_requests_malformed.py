"""Signed interactions with something wrong in any place: refused or answered, never a fault of ours."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord.interactions import Deed, read
from bot.platforms.discord.raw import Malformed
from bot.tenants import Tenants
from tests.platforms.discord.kinds import Body, body_of, every_kind, with_json
from tests.platforms.discord.loopback import Discord
from tests.platforms.discord.working import at_work
from tests.platforms.spoiling import Path, cases, described, spoilt


def plain(body: Body) -> Body:
    """Give a body without what stands in our own messages, which is not read when it comes back."""
    return {**body, **({"message": {**body["message"], "components": []}} if "message" in body else {})}


def anew(discord: Discord, body: Body, path: Path) -> Body:
    """Give a body as if it was done once more, with its id left as it is when that is to be spoilt."""
    return body if path == ("id",) else {**body, "id": discord.world.ids.new()}


async def test_a_wrong_thing_in_any_place_is_no_fault_of_ours(
    discord: Discord, tenants: Tenants, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    async with at_work(discord, tenants, "http") as work:
        kinds = await every_kind(discord, discord.join("mia", manages=True))
        bodies = {kind: plain(body_of(raw)) for kind, raw in kinds.items()}
        await work.settled()
        caplog.set_level(logging.ERROR)
        statuses: dict[int, int] = {}
        for kind, path, wrong in cases(bodies, (), int(request.config.getoption("--attacks")) // 2):
            what = described(kind, path, wrong)
            raw = with_json(discord, kinds[kind], spoilt(anew(discord, bodies[kind], path), path, wrong))
            work.asked.clear()
            status = (await discord.http.send_raw(raw)).status
            statuses[status] = statuses.get(status, 0) + 1
            assert status in {200, 400, 409}, what
            assert status == 200 or not work.asked, what
            assert not [record for record in caplog.records if record.exc_info], what
        assert statuses[200] > 50
        assert statuses[400] > 50
        assert (await discord.join("alice").slash("stance", who="zoe-moreau")).message


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["1", "stance"]),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "name", "value"]), inside)
    ),
    max_leaves=8,
)
NAMES = """
id application_id token data guild_id channel_id channel member user message authorizing_integration_owners context
"""
IDS = st.sampled_from(["1", "22"]) | JSON_VALUES
PEOPLE = st.fixed_dictionaries({"id": IDS}) | JSON_VALUES
DATA = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["stance", "Put on record"]) | JSON_VALUES,
        "type": st.sampled_from([1, 2, 3]) | JSON_VALUES,
        "custom_id": st.sampled_from(["=/help", "#0"]) | JSON_VALUES,
        "values": st.lists(st.text(max_size=5), max_size=2) | JSON_VALUES,
        "options": JSON_VALUES,
        "components": JSON_VALUES,
        "resolved": JSON_VALUES,
        "target_id": IDS,
    },
)


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from([1, 2, 3, 4, 5]) | JSON_VALUES},
        optional={
            **dict.fromkeys(NAMES.split(), JSON_VALUES),
            **dict.fromkeys(["id", "application_id", "token", "channel_id"], IDS),
            "user": PEOPLE,
            "data": DATA,
        },
    )
)
def test_whatever_is_read_is_a_deed_or_malformed(raw: dict[str, Any]) -> None:
    try:
        deed = read(raw)
    except Malformed:
        return
    if deed is not None:
        assert isinstance(deed, Deed)
        where = deed.where
        assert all(name.isascii() and name.isdecimal() for name in (where.id, where.application, where.user))
        assert where.tenant == f"discord:{where.guild or '@me'}"
