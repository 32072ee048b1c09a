"""Signed requests with something wrong in any place: refused or answered, never a fault, and never run by halves."""

from __future__ import annotations

import logging
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.platforms.slack.payloads import Deed, Malformed, key_of, read
from bot.tenants import Tenants
from tests.platforms.slack.kinds import Body, body_of, every_kind, with_json
from tests.platforms.slack.loopback import Person, Slack
from tests.platforms.slack.working import at_work
from tests.platforms.spoiling import Path, cases, described, spoilt

UNREAD = frozenset({"blocks"})
"""What stands in our own messages is not read when it comes back."""


def anew(slack: Slack, body: Body, path: Path) -> Body:
    """Give a body as if it was done once more, with a place in it that is to be spoilt left as it is."""
    copy = deepcopy(body)
    if "trigger_id" in copy and path != ("trigger_id",):
        copy["trigger_id"] = slack.world.triggers.give(slack.workspace.id, "U1", slack.workspace.id)
    if "ts" in copy.get("event", {}) and path[:1] != ("event",):
        copy["event"]["ts"] = slack.world.ids.ts()
    return copy


async def test_a_wrong_thing_in_any_place_is_no_fault_of_ours(
    slack: Slack, alice: Person, tenants: Tenants, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    async with at_work(slack, tenants, "http") as work:
        kinds = await every_kind(slack, alice)
        caplog.set_level(logging.ERROR)
        statuses: dict[int, int] = {}
        bodies = {kind: body_of(raw) for kind, raw in kinds.items()}
        for kind, path, wrong in cases(bodies, UNREAD, int(request.config.getoption("--attacks")) // 2):
            what = described(kind, path, wrong)
            raw = with_json(slack, kinds[kind], spoilt(anew(slack, bodies[kind], path), path, wrong))
            work.asked.clear()
            status = (await slack.http.send_raw(raw)).status
            statuses[status] = statuses.get(status, 0) + 1
            assert status in {200, 400, 409}, what
            assert status == 200 or not work.asked, what
            assert not [record for record in caplog.records if record.exc_info], what
        assert statuses[200] > 50
        assert statuses[400] > 50
        assert (await alice.slash("/stance", "zoe-moreau")).message.ephemeral


@pytest.mark.parametrize(
    ("text", "asked"), [("half \ud83d", "/stance half ?"), ("\ud83d\ude00", "/stance 😀"), ("\udc80", "/stance ?")]
)
async def test_half_a_character_is_told_as_a_question_mark(
    slack: Slack, alice: Person, tenants: Tenants, text: str, asked: str
) -> None:
    async with at_work(slack, tenants, "socket") as work:
        outcome = await alice.slash("/stance", text)
        assert work.asked == [asked]
        assert outcome.message.ephemeral


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["T1", "U1", "1.1"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "ts"]), inside),
    max_leaves=8,
)
NAMES = """
type event command text trigger_id team team_id user user_id channel channel_id enterprise enterprise_id view message
container actions block_id value callback_id authorizations is_enterprise_install is_ext_shared_channel response_url
response_urls event_time state thread_ts item assistant_thread previous_message function_data bot_access_token
"""
KINDS = ["event_callback", "block_actions", "view_submission", "block_suggestion", "message_action", "shortcut"]


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(KINDS) | JSON_VALUES},
        optional=dict.fromkeys(NAMES.split()[1:], JSON_VALUES),
    )
)
def test_whatever_is_read_is_a_deed_or_malformed(body: dict[str, Any]) -> None:
    try:
        request = AsyncBoltRequest(body=body, mode="socket_mode")
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
        return  # As where requests are taken.
    try:
        deed = read(request.body, request.context)
    except Malformed:
        return
    if deed is not None:
        assert isinstance(deed, Deed)
        assert isinstance(key_of(request.body), str)
        assert all(name.isascii() for name in (deed.where.team, deed.where.user, deed.where.channel))
