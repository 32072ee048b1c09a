"""The API of the loopback Discord: what it refuses, and with which words."""

from __future__ import annotations

import json

import pytest

from tests.platforms.discord.calling import Api, files
from tests.platforms.discord.loopback import Discord, Permission, Person

TEXT = {"type": 10, "content": "hello"}
V2 = 1 << 15


def general(discord: Discord) -> str:
    return discord.guild.named("general").id


async def test_a_wrong_token_is_refused(discord: Discord, api: Api) -> None:
    told = await api.call("GET", "/users/@me", headers={"Authorization": "Bot " + "wrong"})
    assert (told.status, told.body) == (401, {"message": "401: Unauthorized", "code": 0})
    discord.app.token = "another-" + "token"
    assert (await api.call("GET", "/users/@me")).status == 200
    assert discord.invalid == 1


async def test_whoever_does_not_say_who_they_are_is_refused(api: Api) -> None:
    told = await api.call("GET", "/users/@me", headers={"User-Agent": "curl/8"})
    assert (told.status, told.code) == (403, 40333)


async def test_an_answer_is_json_without_a_charset_and_has_its_bucket(discord: Discord, api: Api) -> None:
    told = await api.call("GET", f"/channels/{general(discord)}")
    assert told.headers["Content-Type"] == "application/json"
    assert {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset-After"} <= set(told.headers)
    other = await api.call("GET", "/users/@me")
    assert other.headers["X-RateLimit-Bucket"] != told.headers["X-RateLimit-Bucket"]


async def test_what_there_is_not_is_not_found(api: Api) -> None:
    assert (await api.call("GET", "/nowhere")).status == 404
    assert (await api.call("DELETE", "/users/@me")).status == 405


async def test_who_the_bot_is(discord: Discord, api: Api) -> None:
    assert (await api.call("GET", "/users/@me")).body["bot"] is True
    for path in ("/applications/@me", "/oauth2/applications/@me"):
        told = (await api.call("GET", path)).body
        assert (told["id"], told["verify_key"]) == (discord.app.id, discord.app.public_key)
    limit = (await api.call("GET", "/gateway/bot")).body
    assert limit["url"] == discord.gateway_url
    assert limit["session_start_limit"]["max_concurrency"] == 1
    assert [guild["id"] for guild in (await api.call("GET", "/users/@me/guilds")).body] == [discord.guild.id]


@pytest.mark.parametrize(
    ("body", "code", "places"),
    [
        ({}, 50006, []),
        ({"content": ""}, 50006, []),
        ({"content": "x" * 2001}, 50035, ["content"]),
        ({"content": 5}, 50035, ["content"]),
        ({"content": "x", "nonce": "n" * 26}, 50035, ["nonce"]),
        ({"content": "x", "flags": 64}, 50035, ["flags"]),
        ({"content": "x", "flags": V2, "components": [TEXT]}, 50035, ["content"]),
        ({"content": "x", "components": [TEXT]}, 50035, ["components.0.type"]),
        ({"flags": V2, "components": [{"type": 10, "content": "x" * 4001}]}, 50035, ["components.0.content"]),
        ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, 50035, ["allowed_mentions.parse.0"]),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, 50035, ["allowed_mentions"]),
        ({"content": "x", "message_reference": {"message_id": "1"}}, 50035, ["message_reference"]),
        ({"embeds": [{"title": "x" * 257}]}, 50035, ["embeds.0.title"]),
        ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]}, 50035, ["embeds"]),
        ({"content": "x", "attachments": [{"id": 0}]}, 50035, ["attachments.0.id"]),
    ],
)
async def test_a_message_that_is_none_is_refused(
    discord: Discord, api: Api, body: dict[str, object], code: int, places: list[str]
) -> None:
    told = await api.say(general(discord), **body)
    assert (told.status, told.code) == (400, code)
    assert (told.errors() if code == 50035 else []) == places
    assert discord.refused[-1].code == code
    assert not discord.guild.named("general").messages


async def test_a_body_that_cannot_be_read_is_refused(discord: Discord, api: Api) -> None:
    path = f"/channels/{general(discord)}/messages"
    told = await api.call("POST", path, data=b"{", headers={"Content-Type": "application/json"})
    assert (told.status, told.code) == (400, 50109)
    told = await api.call("POST", path, data=b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert told.errors() == ["_misc"]
    assert (await api.call("POST", path, ["no object"])).code == 50035


async def test_what_the_bot_may_not_do_is_refused(discord: Discord, api: Api) -> None:
    channel = discord.guild.named("general")
    discord.servers.forbid(channel, Permission.ATTACH_FILES)
    body = files(json.dumps({"content": "x"}), ("a.txt", b"a"))
    told = await api.call("POST", f"/channels/{channel.id}/messages", data=body)
    assert (told.status, told.code) == (403, 50013)
    discord.servers.forbid(channel, Permission.SEND_MESSAGES)
    assert (await api.say(channel.id, content="x")).code == 50013
    discord.servers.forbid(channel, Permission.VIEW_CHANNEL)
    assert (await api.say(channel.id, content="x")).code == 50001
    assert (await api.call("GET", f"/channels/{channel.id}")).code == 50001
    discord.servers.allow(channel)
    assert (await api.say(channel.id, content="x")).status == 200
    discord.servers.remove(channel)
    assert (await api.say(channel.id, content="x")).code == 10003
    assert discord.invalid == 4


async def test_a_server_without_the_bot_is_closed(discord: Discord, api: Api) -> None:
    other = discord.add_guild("Elsewhere", installed=False)
    assert (await api.call("GET", f"/guilds/{other.id}")).code == 50001
    assert (await api.call("GET", "/guilds/1")).code == 10004
    assert (await api.say(other.named("general").id, content="x")).code == 50001
    alice = discord.join("alice")
    told = (await api.call("GET", f"/guilds/{discord.guild.id}/members/{alice.id}")).body
    assert told["user"]["username"] == "alice"
    assert (await api.call("GET", f"/guilds/{discord.guild.id}/members/1")).code == 10013


async def test_a_nonce_is_remembered_for_a_while(discord: Discord, api: Api) -> None:
    body = {"content": "once", "nonce": "n1", "enforce_nonce": True}
    first = await api.say(general(discord), **body)
    assert first.body["nonce"] == "n1"
    assert (await api.say(general(discord), **body)).body["id"] == first.body["id"]
    other = await api.say(general(discord), content="once", nonce="n1")
    assert other.body["id"] != first.body["id"]
    discord.clock.advance(600)
    assert (await api.say(general(discord), **body)).body["id"] not in {first.body["id"], other.body["id"]}


async def test_the_history_is_read_page_by_page(discord: Discord, api: Api) -> None:
    path = f"/channels/{general(discord)}/messages"
    ids = [(await api.say(general(discord), content=str(number))).body["id"] for number in range(4)]
    assert [each["content"] for each in (await api.call("GET", path)).body] == ["3", "2", "1", "0"]
    older = await api.call("GET", f"{path}?before={ids[2]}&limit=1")
    assert [each["content"] for each in older.body] == ["1"]
    newer = await api.call("GET", f"{path}?after={ids[1]}&limit=1")
    assert [each["content"] for each in newer.body] == ["2"]
    assert (await api.call("GET", f"{path}?limit=101")).errors() == ["limit"]
    discord.servers.forbid(discord.guild.named("general"), Permission.READ_MESSAGE_HISTORY)
    assert (await api.call("GET", path)).body == []
    assert (await api.call("GET", f"{path}/{ids[0]}")).code == 50013


async def test_what_others_write_is_hidden_without_the_intent(discord: Discord, api: Api, alice: Person) -> None:
    alice.say("a secret")
    path = f"/channels/{general(discord)}/messages"
    assert [each["content"] for each in (await api.call("GET", path)).body] == [""]
    alice.go_to_dm()
    said = alice.say("for the bot")
    told = await api.call("GET", f"/channels/{said.channel}/messages/{said.id}")
    assert told.body["content"] == "for the bot"


async def test_messages_are_edited_and_deleted(discord: Discord, api: Api, alice: Person) -> None:
    path = f"/channels/{general(discord)}/messages"
    posted = (await api.say(general(discord), content="old")).body["id"]
    assert (await api.call("PATCH", f"{path}/{posted}", {"content": "new"})).body["edited_timestamp"]
    assert (await alice.sees("new")).edits[0].content.text == "old"
    told = await api.call("PATCH", f"{path}/{posted}", {"flags": V2, "components": [TEXT]})
    assert told.errors() == ["content"]
    told = await api.call("PATCH", f"{path}/{posted}", {"content": None, "flags": V2, "components": [TEXT]})
    assert told.body["components"] == [{"type": 10, "content": "hello", "id": 1}]
    assert (await api.call("PATCH", f"{path}/{posted}", {"content": "back"})).errors() == ["content"]
    assert (await api.call("DELETE", f"{path}/{posted}")).status == 204
    assert (await api.call("PATCH", f"{path}/{posted}", {"content": "x"})).code == 10008
    theirs = alice.say("mine")
    assert (await api.call("PATCH", f"{path}/{theirs.id}", {"content": "x"})).code == 50005
    assert (await api.call("DELETE", f"{path}/{theirs.id}")).code == 50013


async def test_old_messages_are_not_edited_without_end(discord: Discord, api: Api) -> None:
    path = f"/channels/{general(discord)}/messages"
    posted = (await api.say(general(discord), content="old")).body["id"]
    discord.world.old_edits = 1
    for _ in range(2):
        assert (await api.call("PATCH", f"{path}/{posted}", {"content": "new"})).status == 200
    discord.clock.advance(3601)
    assert (await api.call("PATCH", f"{path}/{posted}", {"content": "newer"})).status == 200
    told = await api.call("PATCH", f"{path}/{posted}", {"content": "newest"})
    assert (told.status, told.code) == (429, 30046)


async def test_files_go_along_and_are_fetched(discord: Discord, api: Api, alice: Person) -> None:
    path = f"/channels/{general(discord)}/messages"
    shown = {"type": 13, "file": {"url": "attachment://a.txt"}}
    said = {"flags": V2, "components": [shown], "attachments": [{"id": 0, "filename": "a.txt"}]}
    told = await api.call("POST", path, data=files(json.dumps(said), ("whatever.txt", b"words")))
    assert told.status == 200, told.body
    message = alice.messages()[0]
    assert [file.filename for file in message.files] == ["a.txt"]
    assert await api.fetch(told.body["components"][0]["file"]["url"]) == (200, b"words")
    lost = said | {"components": [{"type": 13, "file": {"url": "attachment://b.txt"}}]}
    told = await api.call("POST", path, data=files(json.dumps(lost), ("a.txt", b"words")))
    assert told.errors() == ["attachments"]
    large = files(json.dumps(said), ("a.txt", b"x" * (10 * 1024 * 1024 + 1)))
    assert (await api.call("POST", path, data=large)).code == 40005


async def test_people_are_written_to_where_they_take_it(api: Api, alice: Person) -> None:
    channel = (await api.call("POST", "/users/@me/channels", {"recipient_id": alice.id})).body["id"]
    assert (await api.say(channel, content="hello")).status == 200
    assert (await alice.sees("hello")).channel == channel
    alice.user.takes_dms = False
    assert (await api.say(channel, content="hello")).code == 50007
    assert (await api.call("POST", "/users/@me/channels", {"recipient_id": "1"})).errors() == ["recipient_id"]


async def test_whom_a_message_calls(discord: Discord, api: Api, alice: Person) -> None:
    text = f"<@{alice.id}> and @everyone"
    told = (await api.say(general(discord), content=text)).body
    assert ([each["id"] for each in told["mentions"]], told["mention_everyone"]) == ([alice.id], False)
    discord.servers.permit(discord.guild, Permission.MENTION_EVERYONE)
    assert (await api.say(general(discord), content=text)).body["mention_everyone"]
    quiet = (await api.say(general(discord), content=text, allowed_mentions={"parse": []})).body
    assert (quiet["mentions"], quiet["mention_everyone"]) == ([], False)
    assert alice.messages()[-1].mentions() == [f"<@{alice.id}>", "@everyone"]


async def test_the_rates_are_held_when_they_are_strict(discord: Discord, api: Api) -> None:
    discord.rates.strict = True
    answers = [await api.say(general(discord), content=str(number)) for number in range(6)]
    assert [each.status for each in answers] == [200] * 5 + [429]
    assert answers[4].headers["X-RateLimit-Remaining"] == "0"
    last = answers[5]
    assert (last.headers["X-RateLimit-Scope"], last.body["global"]) == ("user", False)
    assert 0 < last.body["retry_after"] <= 5
    discord.clock.advance(5)
    assert (await api.say(general(discord), content="again")).status == 200


async def test_too_many_invalid_requests_are_the_last(discord: Discord, api: Api) -> None:
    for _ in range(10_000):
        discord.rates.answered(403)
    told = await api.call("GET", "/users/@me")
    assert (told.status, "Via" in told.headers) == (429, False)
    discord.clock.advance(601)
    assert (await api.call("GET", "/users/@me")).status == 200
    discord.rates.worst = 0  # They were made up here; nothing asked for so much.
