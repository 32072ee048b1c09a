"""Who somebody is in their workspace: as Slack tells it, as it last told it, and no more than that when it does not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from bot.platforms.slack import people as module
from bot.platforms.slack.installs import Install
from bot.platforms.slack.people import FRESH, People
from bot.platforms.slack.wire import NotSaid, Wire
from bot.roles import Role
from bot.tenants import Tenants
from tests.platforms.answering import answering, hanging_up, nobody
from tests.platforms.slack.loopback import Kind, Slack
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.running import Way, clock_of
from tests.platforms.slack.working import at_work
from tests.waiting import until

ADMIN, EVERYONE, GUEST = (Role.ADMIN, False), (Role.EVERYONE, False), (Role.EVERYONE, True)


@asynccontextmanager
async def people_at(slack: Slack, url: str = "") -> AsyncIterator[People]:
    """Give what is known of people, as far as it is told at an address."""
    async with aiohttp.ClientSession() as session:
        people = People(Wire(url or slack.api_url, session), clock_of(slack))
        yield people
        await people.close()


@pytest.fixture
async def people(slack: Slack) -> AsyncIterator[People]:
    async with people_at(slack) as people:
        yield people


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WAIT", 0.2)


def install_of(slack: Slack, installer: str = "") -> Install:
    install = slack.install
    return Install(f"slack:{install.team}", install.token.value, install.bot_user, install.bot, installer)


async def seen(people: People, slack: Slack, user: str, installer: str = "") -> tuple[Role, bool]:
    member = await people.of(install_of(slack, installer), slack.workspace.id, user)
    return member.role, member.guest


@pytest.mark.parametrize(
    ("flags", "who"),
    [
        ({}, EVERYONE),
        ({"is_admin": True}, ADMIN),
        ({"is_owner": True}, ADMIN),
        ({"is_restricted": True}, GUEST),
        ({"is_ultra_restricted": True}, GUEST),
        ({"is_admin": True, "is_restricted": True}, GUEST),
        ({"is_owner": True, "deleted": True}, GUEST),
        ({"is_admin": True, "is_bot": True}, GUEST),
    ],
)
async def test_a_member_is_who_slack_says(
    slack: Slack, people: People, flags: dict[str, Json], who: tuple[Role, bool]
) -> None:
    user = slack.join("bob", **flags).id
    assert await seen(people, slack, user) == who
    # Whoever let the bot in is an admin, but not as a guest.
    assert await seen(people, slack, user, installer=user) == (GUEST if who == GUEST else ADMIN)


async def test_an_admin_of_another_workspace_is_a_guest_here(slack: Slack, people: People) -> None:
    other = slack.world.add_workspace("Globex")
    general = slack.workspace.named("general")
    stranger = slack.world.add_user(other, "mallory", is_admin=True, is_owner=True)
    slack.world.share(general, other, stranger)
    assert await seen(people, slack, stranger.id) == GUEST
    assert await seen(people, slack, stranger.id, installer=stranger.id) == GUEST


@pytest.mark.parametrize(
    ("user", "who"),
    [
        ({"team_id": "E1", "enterprise_user": {"teams": ["HERE", "T2"]}}, EVERYONE),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T2", "HERE"]}, "is_admin": True}, ADMIN),
        ({"team_id": "E1", "enterprise_user": {"teams": ["T2"]}, "is_admin": True}, GUEST),
        ({"team_id": "E1", "enterprise_user": None, "is_admin": True}, GUEST),
        ({"team_id": "HERE", "is_stranger": True, "is_admin": True}, GUEST),
        ({}, GUEST),
        ({"team_id": ["HERE"], "is_admin": True}, GUEST),
        ({"team_id": "E1", "enterprise_user": {"teams": "HERE"}, "is_admin": True}, GUEST),
        ({"team_id": "E1", "enterprise_user": {"teams": [["HERE"]]}, "is_admin": True}, GUEST),
    ],
)
async def test_people_of_an_enterprise_are_members_of_their_own_workspaces(
    slack: Slack, user: dict[str, Any], who: tuple[Role, bool]
) -> None:
    told = json.dumps({"ok": True, "user": user}).replace("HERE", slack.workspace.id)
    async with answering(told) as url, people_at(slack, url) as people:
        assert await seen(people, slack, "U1") == who


async def test_who_slack_does_not_tell_of_is_no_more_than_everyone(slack: Slack) -> None:
    bodies = ("", "[]", "{}", '{"ok": true}', '{"ok": true, "user": 5}', '{"ok": true, "user": ["is_admin"]}', "<html>")
    for body in bodies:
        async with answering(body) as url, people_at(slack, url) as people:
            assert await seen(people, slack, "U1", installer="U1") == GUEST, body
    async with answering("{}", status=500) as url, people_at(slack, url) as people:
        assert await seen(people, slack, "U1") == GUEST
    async with hanging_up() as url, people_at(slack, url) as people:
        assert await seen(people, slack, "U1") == GUEST
    async with people_at(slack, nobody()) as people:
        assert await seen(people, slack, "U1") == GUEST


async def test_without_the_scope_everyone_is_everyone(slack: Slack, people: People) -> None:
    user = slack.join("bob", is_admin=True).id
    slack.install.token.scopes -= {"users:read"}
    assert await seen(people, slack, user) == EVERYONE
    assert await seen(people, slack, user, installer=user) == ADMIN
    assert len(slack.calls("users.info")) == 1


async def test_somebody_whom_slack_does_not_know_is_a_guest(slack: Slack, people: People) -> None:
    assert await seen(people, slack, "U99999999") == GUEST


async def test_a_token_that_is_dead_is_said(slack: Slack, people: People) -> None:
    slack.install.token.revoked = "token_revoked"
    with pytest.raises(NotSaid) as refused:
        await seen(people, slack, "U1")
    assert refused.value.code == "token_revoked"


async def test_what_slack_told_is_good_for_ten_minutes(slack: Slack, people: People) -> None:
    bob = slack.join("bob")
    assert await seen(people, slack, bob.id) == EVERYONE
    bob.user.is_admin = True
    slack.clock.advance(FRESH.total_seconds() - 5)
    assert await seen(people, slack, bob.id) == EVERYONE
    slack.clock.advance(10)
    assert await seen(people, slack, bob.id) == ADMIN
    bob.user.is_admin, bob.user.is_restricted = False, True
    slack.clock.advance(FRESH.total_seconds() + 5)
    assert await seen(people, slack, bob.id) == GUEST
    assert len(slack.calls("users.info")) == 3


@pytest.mark.parametrize("kind", [Kind.ERROR_BEFORE, Kind.NOT_JSON, Kind.REFUSED])
async def test_while_slack_fails_somebody_is_who_they_were(slack: Slack, people: People, kind: Kind) -> None:
    user = slack.join("bob", is_admin=True).id
    slack.faults.add("users.info", kind, code="internal_error")
    assert await seen(people, slack, user) == GUEST
    assert await seen(people, slack, user) == ADMIN
    slack.clock.advance(FRESH.total_seconds() + 5)
    slack.faults.add("users.info", kind, 2, code="internal_error")
    assert [await seen(people, slack, user) for _ in range(3)] == [ADMIN] * 3
    assert len(slack.calls("users.info")) == 5


async def test_slack_is_not_waited_for_long_and_asked_once_meanwhile(slack: Slack, people: People) -> None:
    user = slack.join("bob", is_admin=True).id
    slack.faults.add("users.info", Kind.HANG)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    everyone = await asyncio.gather(*(seen(people, slack, user) for _ in range(10)))
    assert everyone == [GUEST] * 10
    assert loop.time() - begun < 1
    assert len(slack.calls("users.info")) == 1
    slack.trouble.let_go()
    await until(lambda: people.at_hand(install_of(slack), slack.workspace.id, user) is None)


async def test_slack_is_asked_again_when_it_says_so(slack: Slack, people: People) -> None:
    user = slack.join("bob", is_admin=True).id
    slack.faults.add("users.info", Kind.RATE_LIMITED, retry_after=1)
    assert await seen(people, slack, user) == GUEST
    await until(lambda: people.at_hand(install_of(slack), slack.workspace.id, user) is not None, 5)
    assert await seen(people, slack, user) == ADMIN


async def test_no_more_people_are_remembered_than_there_is_room_for(
    slack: Slack, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 2)
    users = [slack.join(name).id for name in ("bob", "carol", "dave")]
    for user in users:
        await seen(people, slack, user)
    known = [people.at_hand(install_of(slack), slack.workspace.id, user) for user in users]
    assert [bool(member) for member in known] == [False, True, True]


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_a_guest_who_was_made_a_curator_stays_everyone(slack: Slack, tenants: Tenants, way: Way) -> None:
    adam, mia = slack.join("adam", is_admin=True), slack.join("mia")
    guest = slack.join("gus", is_restricted=True)
    async with at_work(slack, tenants, way) as work:
        for person in (mia, guest):
            said = (await adam.slash("/record", f"curators add {person.id}")).message.words()
            assert "urator" in said
        assert (await mia.slash("/record", "add quote")).form.title
        assert "Only curators" in (await guest.slash("/record", "add quote")).message.words()
        guest.user.is_restricted = False
        slack.clock.advance(FRESH.total_seconds() + 5)
        assert (await guest.slash("/record", "add quote")).form.title
        assert [asker.guest for asker in work.bot.askers][-2:] == [True, False]


async def test_the_zone_that_someone_is_in_is_known_without_asking_for_it(slack: Slack, people: People) -> None:
    user = slack.join("bob", tz="Pacific/Auckland").id
    assert (await people.of(install_of(slack), slack.workspace.id, user)).zone == "Pacific/Auckland"
    assert len(slack.calls("users.info")) == 1
