"""A card is posted once for each key, whatever goes wrong, and what became of it is said as it is."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import cast

import pytest
from discord.http import Route

from bot.card import Card, File, Text, spans
from bot.platforms.discord import asking, history
from bot.platforms.discord import poster as module
from bot.platforms.discord.asking import Asking
from bot.platforms.discord.gateway import Client
from bot.platforms.discord.places import Places
from bot.platforms.discord.poster import Poster
from bot.platforms.discord.rest import Rest
from bot.posting import ChannelClosed, Later, NotPosted, Place, Refused, TenantClosed, Unclear, Unseen
from bot.store.database import Database
from bot.store.deliveries import Key
from bot.tenants import Tenants
from tests.platforms.discord.loopback import Discord, Kind, Permission, Person, rates
from tests.platforms.discord.posting import ASKS, LONG, MESSAGES, SHORT, Deaf, Office, office
from tests.platforms.discord.working import at_work, clock_of

BEFORE = (Kind.ERROR_BEFORE, Kind.DROP_BEFORE, Kind.HANG, Kind.NOT_JSON)
AFTER = (Kind.ERROR_AFTER, Kind.DROP_AFTER, Kind.HANG_AFTER)
LIMITED = (Kind.LIMITED_USER, Kind.LIMITED_SHARED)
A_WHILE = 600.0
"""Seconds after which Discord knows no nonce any more."""


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
async def work(discord: Discord, database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """Give a poster that waits for nothing long."""
    monkeypatch.setattr(module, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(asking, "PATIENCE", 0.3)
    monkeypatch.setattr(asking, "LOGIN", 2.0)
    async with office(discord, database) as work:
        yield work


# -- when all goes well ---------------------------------------------------------------------------


async def test_a_card_stands_in_its_channel_with_an_address_and_calls_nobody(work: Office, alice: Person) -> None:
    called = Card("Lamps", (Text(spans(f"@everyone <@{alice.user.id}> see https://example.org")),))
    posted = await work.post(called)
    (message,) = work.there
    assert posted.messages == (message.id,)
    assert posted.link == message.url
    assert not message.mentioned.get("users")
    assert not message.mentioned.get("everyone")
    assert not work.discord.refused


async def test_a_long_card_is_several_messages_in_their_order(work: Office) -> None:
    posted = await work.post(LONG)
    assert posted.messages == tuple(message.id for message in work.there)
    assert len(work.there) == MESSAGES
    assert posted.link == work.there[0].url


async def test_files_go_along(work: Office) -> None:
    posted = await work.post(Card("Lamps", (File("lamps.csv", "text/csv", b"lamp\n"),)))
    (message,) = work.there
    assert posted.messages == (message.id,)
    assert [file.content for file in message.files] == [b"lamp\n"]


async def test_another_slot_is_another_message(work: Office) -> None:
    await work.post()
    work.discord.clock.advance(60)
    await work.over(work.channel, clock_of(work.discord)()).post()
    assert len(work.there) == len({message.nonce for message in work.there}) == 2


async def test_a_button_of_a_card_works(discord: Discord, tenants: Tenants, alice: Person) -> None:
    async with at_work(discord, tenants, "gateway") as bot:
        assert tenants.database is not None
        channel, slot = discord.guild.named("general"), clock_of(discord)()
        place = Place(f"discord:{channel.guild}", channel.id)
        assert await bot.platform.poster.check(place) == "#general"
        await bot.platform.poster.post(place, ASKS, str(Key(place.tenant, 7, slot)), again=False)
        assert (await alice.press(channel.messages[-1], "Look")).message.words()


# -- once -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*BEFORE, *AFTER])
@pytest.mark.parametrize("card", [SHORT, LONG], ids=["short", "long"])
async def test_an_answer_that_is_lost_is_asked_for_again(work: Office, kind: Kind, card: Card) -> None:
    work.discord.faults.add("create_message", kind, status=502)
    posted = await work.post(card)
    assert posted.messages == tuple(message.id for message in work.there)
    assert len(work.there) == (1 if card is SHORT else MESSAGES)


@pytest.mark.parametrize("kind", [*BEFORE, *AFTER])
@pytest.mark.parametrize("after", [1.0, A_WHILE])
async def test_what_is_unclear_is_looked_for_and_not_posted_twice(work: Office, kind: Kind, after: float) -> None:
    work.discord.faults.add("create_message", kind, 3, status=500)
    with pytest.raises(Unclear):
        await work.post()
    assert len(work.there) == kind.happens
    work.discord.clock.advance(after)
    posted = await work.post(again=True)
    assert posted.messages == tuple(message.id for message in work.there)
    assert len(work.there) == 1
    assert posted.link == work.there[0].url


@pytest.mark.parametrize("kind", [*BEFORE, *AFTER])
async def test_the_rest_of_a_card_is_posted_where_a_part_of_it_stands(work: Office, kind: Kind) -> None:
    work.discord.faults.add("create_message", Kind.NONE)
    work.discord.faults.add("create_message", kind, 3)
    with pytest.raises(Unclear):
        await work.post(LONG)
    assert len(work.there) == 1 + kind.happens
    work.discord.clock.advance(A_WHILE)
    posted = await work.post(LONG, again=True)
    assert posted.messages == tuple(message.id for message in work.there)
    assert len(work.there) == MESSAGES


async def test_what_stands_there_is_found_behind_what_others_said_since(
    work: Office, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(150):
        alice.say(f"before {number}")
    await work.post()
    for number in range(150):
        alice.say(f"after {number}")
    work.discord.clock.advance(A_WHILE)
    await work.post(again=True)
    assert len(work.there) == 1
    monkeypatch.setattr(history, "MOST_PAGES", 1)
    with pytest.raises(Unseen, match="So much was said"):
        await work.post(again=True)
    assert len(work.there) == 1


async def test_what_somebody_else_said_is_not_taken_for_it(work: Office, alice: Person) -> None:
    await work.post()
    work.there[0].author = alice.user
    work.discord.clock.advance(A_WHILE)
    await work.post(again=True)
    assert len(work.there) == 1


async def test_where_history_cannot_be_read_nothing_is_posted_once_discord_may_have_forgotten(work: Office) -> None:
    work.discord.servers.forbid(work.channel, Permission.READ_MESSAGE_HISTORY)
    work.discord.faults.add("create_message", Kind.DROP_AFTER, 3)
    with pytest.raises(Unclear):
        await work.post()
    await work.post(again=True)
    work.discord.clock.advance(A_WHILE)
    with pytest.raises(Unseen, match="Allow it Read Message History there"):
        await work.post(again=True)
    assert len(work.there) == 1


@pytest.mark.parametrize("seed", range(3))
async def test_in_a_storm_of_faults_each_slot_is_posted_once(work: Office, seed: int) -> None:
    random = Random(seed)  # noqa: S311  no secret
    kinds = (Kind.ERROR_BEFORE, Kind.ERROR_AFTER, Kind.DROP_BEFORE, Kind.DROP_AFTER, Kind.NOT_JSON, *LIMITED)
    expected = 0
    for _ in range(25):
        desk, again = work.over(work.channel, clock_of(work.discord)()), False
        card = random.choice((SHORT, LONG))
        expected += 1 if card is SHORT else MESSAGES
        while True:
            for _ in range(8):
                work.discord.faults.add("create_message", random.choice((*[Kind.NONE] * 3, *kinds)), retry_after=60)
            try:
                await desk.post(card, again=again)
                break
            except NotPosted as error:
                again = again or isinstance(error, Unclear)
            work.discord.clock.advance(random.choice((1, A_WHILE)))
            work.discord.faults.clear("create_message")
        work.discord.faults.clear("create_message")
    numbers = {message.components[0]["id"] for message in work.there}
    assert len(work.there) == len(numbers) == expected


async def test_two_at_once_are_one(work: Office) -> None:
    first, second = await asyncio.gather(work.post(LONG), work.post(LONG))
    assert first == second
    assert len(work.there) == MESSAGES


# -- what went wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LIMITED)
async def test_a_short_limit_is_waited_for(work: Office, kind: Kind) -> None:
    work.discord.faults.add("create_message", kind, 2, retry_after=0.01)
    await work.post()
    assert len(work.there) == 1


@pytest.mark.parametrize("kind", LIMITED)
async def test_a_long_limit_is_told_with_its_seconds(work: Office, kind: Kind) -> None:
    work.discord.faults.add("create_message", kind, retry_after=42.5)
    with pytest.raises(Later) as raised:
        await work.post()
    assert (raised.value.seconds, raised.value.whole) == (42.5, False)
    assert len(work.discord.calls("create_message")) == 1
    await work.post()
    assert len(work.there) == 1


async def test_a_limit_of_the_whole_bot_is_told_and_holds_nothing_up_here(work: Office) -> None:
    work.discord.faults.add("create_message", Kind.LIMITED_GLOBAL, retry_after=0.5)
    with pytest.raises(Later) as raised:
        await work.post()
    assert (raised.value.seconds, raised.value.whole) == (0.5, True)
    await work.post()
    assert len(work.there) == 1


async def test_a_limit_that_is_known_beforehand_is_told_without_going_over_it(
    work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast("dict[str, tuple[int, float]]", rates.STRICT), "create_message", (5, 90.0))
    work.discord.rates.strict = True
    await work.post()
    with pytest.raises(Later) as raised:
        await work.over(work.channel, work.slot + dt.timedelta(minutes=5)).post()
    assert 60 < raised.value.seconds <= 90
    assert not work.discord.invalid


async def test_what_stands_before_discord_is_left_alone_for_as_long_as_it_says(work: Office) -> None:
    work.discord.faults.add("create_message", Kind.CLOUDFLARE)
    with pytest.raises(Later) as raised:
        await work.post()
    assert (raised.value.seconds, raised.value.whole) == (3600, True)


async def test_where_a_part_stands_a_limit_is_unclear(work: Office) -> None:
    work.discord.faults.add("create_message", Kind.NONE)
    work.discord.faults.add("create_message", Kind.LIMITED_USER, retry_after=42)
    with pytest.raises(Unclear):
        await work.post(LONG)
    await work.post(LONG, again=True)
    assert len(work.there) == MESSAGES


@pytest.mark.parametrize("operation", ["get_channel", "get_guild", "get_my_user", "list_messages"])
@pytest.mark.parametrize("kind", [*BEFORE, Kind.LIMITED_USER])
async def test_a_look_that_fails_is_taken_later(work: Office, operation: str, kind: Kind) -> None:
    await work.post()
    work.discord.faults.add(operation, kind, 2)  # What breaks off a read is read again by the web library.
    with pytest.raises(Later):
        await work.post(again=True)
    work.discord.faults.clear(operation)
    await work.post(again=True)
    assert len(work.there) == 1


async def test_what_never_got_to_discord_may_be_posted_later(
    work: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9/api/v10")
    with pytest.raises(Later, match="cannot be reached"):
        await work.post()
    unconnected = Asking(Rest())
    poster = Poster(unconnected, Places(unconnected), database, clock_of(work.discord))
    with pytest.raises(Later, match="cannot be reached"):
        await poster.post(work.place, SHORT, work.key, again=False)


async def test_a_process_that_has_just_begun_posts_as_soon_as_it_has_logged_in(
    work: Office, database: Database
) -> None:
    rest = Rest()
    beginning = Asking(rest)
    poster = Poster(beginning, Places(beginning), database, clock_of(work.discord))
    posting = asyncio.create_task(poster.post(work.place, SHORT, work.key, again=False))
    async with Client(Deaf()) as client:
        await client.login(work.discord.token)
        assert not posting.done()
        rest.use(client.http)
        await posting
    assert len(work.there) == 1


async def test_what_got_there_once_and_then_did_not_is_unclear(work: Office) -> None:
    work.discord.faults.add("create_message", Kind.DROP_AFTER)
    work.discord.faults.add("create_message", Kind.LIMITED_USER, retry_after=42)
    with pytest.raises(Unclear):
        await work.post()


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (10003, ChannelClosed, "That channel is gone"),
        (50001, ChannelClosed, "Allow it View Channel"),
        (50013, ChannelClosed, "Allow it Send Messages"),
        (50008, ChannelClosed, "Choose a text channel"),
        (50083, ChannelClosed, "That thread is closed"),
        (50035, Refused, "50035"),
        (50006, Refused, "50006"),
        (40005, Refused, "40005"),
        (40333, Later, "It is tried again"),
    ],
)
async def test_a_refusal_is_told_as_what_it_means(work: Office, code: int, kind: type[NotPosted], said: str) -> None:
    work.discord.faults.add("create_message", Kind.REFUSED, code=code)
    with pytest.raises(kind, match=said):
        await work.post()
    assert not work.there


async def test_a_token_that_is_refused_is_the_operators(work: Office, caplog: pytest.LogCaptureFixture) -> None:
    right, work.discord.app.token = work.discord.app.token, "another" + ".tok" + ".en"
    with caplog.at_level(logging.ERROR), pytest.raises(Later, match="Tell whoever runs the bot"):
        await work.post()
    assert "token_refused" in caplog.text
    work.discord.app.token = right
    await work.post()
    assert len(work.there) == 1


async def test_a_bot_that_was_taken_out_is_told_so(work: Office) -> None:
    work.discord.world.uninstall(work.discord.guild)
    with pytest.raises(TenantClosed, match="Let it in again"):
        await work.post()
    with pytest.raises(TenantClosed, match="Let it in again"):
        await work.post(again=True)


async def test_a_missing_permission_is_named(work: Office) -> None:
    work.discord.servers.forbid(work.channel, Permission.ATTACH_FILES)
    with pytest.raises(ChannelClosed, match="Allow it Attach Files there"):
        await work.post(Card("Lamps", (File("lamps.csv", "text/csv", b"lamp\n"),)))
    await work.post()
    assert len(work.there) == 1


async def test_why_it_was_refused_is_said_as_far_as_it_can_be_seen(work: Office) -> None:
    faults = work.discord.faults
    faults.add("create_message", Kind.REFUSED, 4, code=50013)
    with pytest.raises(ChannelClosed, match="may not write in that channel"):
        await work.post()
    faults.add("get_channel", Kind.REFUSED, code=50001)
    with pytest.raises(ChannelClosed, match="may not write in that channel"):
        await work.post()
    faults.add("get_channel", Kind.ERROR_BEFORE)
    with pytest.raises(Later):
        await work.post()
    faults.clear("create_message")
    faults.add("create_message", Kind.REFUSED, code=10003)
    faults.add("get_guild", Kind.REFUSED, code=50013)
    with pytest.raises(ChannelClosed, match="That channel is gone"):
        await work.post()
    with pytest.raises(Later, match="cannot be reached"):
        await work.asking.read(list, "/users/@me")  # Whatever answers with something else is not Discord.


async def test_without_its_database_nothing_is_posted_whose_buttons_would_not_work(
    work: Office, tmp_path: Path
) -> None:
    broken = Database(f"sqlite:///{tmp_path}/no/such/folder/x.db")
    poster = Poster(work.asking, work.places, broken, clock_of(work.discord))
    with pytest.raises(Later, match="database"):
        await poster.post(work.place, ASKS, work.key, again=False)
    assert not work.there
    await broken.close()
