"""Commands in the loopback Discord: which trees are taken, who is offered what where, and what can be typed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.platforms.discord.bare import hearing
from tests.platforms.discord.calling import Api
from tests.platforms.discord.loopback import Discord, Impossible, Permission, Person

OPTION = {"type": 3, "name": "what", "description": "What"}


def command(**more: object) -> dict[str, Any]:
    return {"name": "do", "description": "Do it", **more}


def option(**more: object) -> dict[str, Any]:
    return {**OPTION, **more}


def sub(*options: dict[str, Any], name: str = "one") -> dict[str, Any]:
    return {"type": 1, "name": name, "description": "One", "options": list(options)}


def group(*options: dict[str, Any], name: str = "some") -> dict[str, Any]:
    return {"type": 2, "name": name, "description": "Some", "options": list(options)}


async def put(discord: Discord, api: Api, *commands: dict[str, Any], guild: str = "") -> Any:  # noqa: ANN401  JSON
    where = f"/guilds/{guild}" if guild else ""
    told = await api.call("PUT", f"/applications/{discord.app.id}{where}/commands", list(commands))
    assert told.status == 200, told.body
    return told.body


WRONG: list[tuple[list[dict[str, Any]], list[str]]] = [
    ([command(name="Do")], ["0.name"]),
    ([command(name="do it")], ["0.name"]),
    ([command(name="x" * 33)], ["0.name"]),
    ([command(name="")], ["0.name"]),
    ([command(name="ça-va_'99"), command(name="ทดสอบ"), command(name="हिन्दी"), command(name="a.b")], ["3.name"]),
    ([command(description="")], ["0.description"]),
    ([command(description="x" * 101)], ["0.description"]),
    ([{"name": "do"}], ["0.description"]),
    ([command(), command()], ["1"]),
    ([command(type=9)], ["0.type"]),
    ([command(contexts=[3])], ["0.contexts"]),
    ([command(contexts=[])], ["0.contexts"]),
    ([command(integration_types=[0, 0])], ["0.integration_types"]),
    ([command(default_member_permissions="many")], ["0.default_member_permissions"]),
    ([command(options=[option(name=f"o{number}") for number in range(26)])], ["0.options"]),
    ([command(options=[option(), option()])], ["0.options.1.name"]),
    ([command(options=[option(), option(name="who", required=True)])], ["0.options.1"]),
    ([command(options=[option(type=12)])], ["0.options.0.type"]),
    ([command(options=[option(name="Who")])], ["0.options.0.name"]),
    ([command(options=[option(description="")])], ["0.options.0.description"]),
    ([command(options=[option(max_length=6001)])], ["0.options.0.max_length"]),
    ([command(options=[option(type=4, max_length=5)])], ["0.options.0.max_length"]),
    ([command(options=[option(min_value=5)])], ["0.options.0.min_value"]),
    ([command(options=[option(type=6, autocomplete=True)])], ["0.options.0"]),
    ([command(options=[option(autocomplete=True, choices=[{"name": "x", "value": "x"}])])], ["0.options.0"]),
    ([command(options=[option(choices=[{"name": "x", "value": "x" * 101}])])], ["0.options.0.choices.0.value"]),
    ([command(options=[option(choices=[{"name": "x", "value": "x"}] * 2)])], ["0.options.0.choices"]),
    ([command(options=[option(type=4, choices=[{"name": "x", "value": "x"}])])], ["0.options.0.choices.0.value"]),
    ([command(options=[sub(), option()])], ["0.options"]),
    ([command(options=[group()])], ["0.options.0.options"]),
    (
        [command(options=[group(group(sub()))])],
        ["0.options.0.options", "0.options.0.options.0.options.0.type", "0.options.0.options.0.type"],
    ),
    ([command(options=[sub(sub())])], ["0.options.0.options"]),
    ([command(options=[option(options=[option()])])], ["0.options.0.options"]),
    (
        [
            command(
                options=[
                    option(name=f"o{n}", choices=[{"name": f"{i}" * 40, "value": "x"} for i in range(9)])
                    for n in range(25)
                ]
            )
        ],
        ["0"],
    ),
    ([{"name": "Look", "type": 3, "description": "at it"}], ["0.description"]),
    ([{"name": "Look", "type": 3, "options": [OPTION]}], ["0.options"]),
    ([{"name": f"Look {number}", "type": 3} for number in range(16)], [""]),
    ([command(name=f"do{number}") for number in range(101)], [""]),
]


@pytest.mark.parametrize(("commands", "places"), WRONG)
async def test_a_tree_that_is_none_is_refused(
    discord: Discord, api: Api, commands: list[dict[str, Any]], places: list[str]
) -> None:
    told = await api.call("PUT", f"/applications/{discord.app.id}/commands", commands)
    assert (told.status, told.code, told.errors()) == (400, 50035, places)
    assert not discord.app.commands


async def test_a_tree_is_kept_as_discord_keeps_it(discord: Discord, api: Api) -> None:
    first, second = await put(discord, api, command(options=[group(sub(OPTION))]), {"name": "Look", "type": 3})
    assert (first["type"], first["contexts"], first["integration_types"]) == (1, None, [0])
    assert (second["description"], second["default_member_permissions"]) == ("", None)
    (again,) = await put(discord, api, command(default_member_permissions=32))
    assert again["id"] == first["id"]
    assert again["version"] != first["version"]
    assert again["default_member_permissions"] == "32"
    path = f"/applications/{discord.app.id}/commands"
    assert (await api.call("GET", path)).body == [again]
    assert (await api.call("GET", f"{path}/{again['id']}")).body == again
    assert (await api.call("GET", f"{path}/{second['id']}")).code == 10063
    assert (await api.call("DELETE", f"{path}/{again['id']}")).status == 204
    assert (await api.call("GET", path)).body == []
    assert (await api.call("GET", "/applications/1/commands")).code == 20012


async def test_a_server_may_have_commands_of_its_own(discord: Discord, api: Api, alice: Person) -> None:
    other = discord.add_guild("Elsewhere")
    (kept,) = await put(discord, api, command(name="here"), guild=discord.guild.id)
    assert kept["guild_id"] == discord.guild.id
    assert set(alice.offered()) == {"here"}
    assert not discord.join("alice", guild=other).offered()
    told = await api.call("PUT", f"/applications/{discord.app.id}/guilds/1/commands", [command()])
    assert told.code == 50001


async def test_who_is_offered_what(discord: Discord, api: Api, alice: Person) -> None:
    await put(
        discord,
        api,
        command(name="all"),
        command(name="managers", default_member_permissions="32"),
        command(name="owners", default_member_permissions="0"),
        command(name="servers", contexts=[0], integration_types=[0, 1]),
        command(name="alone", contexts=[1], integration_types=[0, 1]),
        command(name="anywhere", contexts=[0, 1, 2], integration_types=[0, 1]),
    )
    mia, ada = discord.join("mia", manages=True), discord.join("ada", administers=True)
    assert set(alice.offered()) == {"all", "servers", "anywhere"}
    assert set(mia.offered()) == {"all", "managers", "servers", "anywhere"}
    assert set(ada.offered()) == {"all", "managers", "owners", "servers", "anywhere"}
    discord.guild.opened["managers"] = {alice.id}
    assert "managers" in alice.offered()
    assert "managers" not in mia.offered()
    alice.go_to_dm()
    assert set(alice.offered()) == {"all", "managers", "owners", "alone", "anywhere"}
    alice.go_to(discord.add_group(alice, mia))
    assert not alice.offered()
    alice.add_app()
    assert set(alice.offered()) == {"anywhere"}


async def test_whoever_may_not_use_commands_is_offered_none(discord: Discord, api: Api, alice: Person) -> None:
    await put(discord, api, command())
    discord.guild.roles[discord.guild.id].permissions &= ~Permission.USE_APPLICATION_COMMANDS
    assert not alice.offered()
    with pytest.raises(Impossible, match="not offered"):
        await alice.slash("do")


async def test_options_are_written_as_their_kinds_are(discord: Discord, api: Api, alice: Person) -> None:
    kinds = {"text": 3, "whole": 4, "yes": 5, "who": 6, "where": 7, "role": 8, "any": 9, "part": 10, "file": 11}
    options = [option(name=name, type=kind) for name, kind in kinds.items()]
    options.append(option(name="from", choices=[{"name": "The start", "value": "start"}]))
    await put(discord, api, command(options=[group(sub(*options))]))
    bob, general = discord.join("bob"), discord.guild.named("general")
    async with hearing(discord) as came:
        outcome = alice.slash(
            "do some one",
            text="x", whole=5, yes=True, who=bob, where=general, any=bob, part=0.5, file=("a.txt", b"words"),
            from_="The start",
        )  # fmt: skip
        discord.post.deadline = 0.05
        assert (await outcome).error
        raw = await came.get()
    first = raw["data"]["options"][0]
    assert (first["name"], first["type"], first["options"][0]["name"]) == ("some", 2, "one")
    written = {each["name"]: each["value"] for each in first["options"][0]["options"]}
    file = written.pop("file")
    assert written == {
        "text": "x", "whole": 5, "yes": True, "who": bob.id, "where": general.id, "any": bob.id, "part": 0.5,
        "from": "start",
    }  # fmt: skip
    resolved = raw["data"]["resolved"]
    assert resolved["users"][bob.id]["username"] == "bob"
    assert "user" not in resolved["members"][bob.id]
    assert resolved["channels"][general.id]["name"] == "general"
    assert await api.fetch(resolved["attachments"][file]["url"]) == (200, b"words")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "not sent without"),
        ({"what": ""}, "takes 1 to 5 characters"),
        ({"what": "xxxxxx"}, "takes 1 to 5 characters"),
        ({"what": 5}, "cannot be typed"),
        ({"what": "x", "number": 0}, "takes 1 to"),
        ({"what": "x", "number": "1"}, "cannot be typed"),
        ({"what": "x", "number": True}, "cannot be typed"),
        ({"what": "x", "choice": "c"}, "is one of"),
        ({"what": "x", "who": "bob"}, "cannot be named"),
        ({"what": "x", "else": "x"}, "no option"),
    ],
)
async def test_what_the_client_does_not_send_is_not_sent(
    discord: Discord, api: Api, alice: Person, given: dict[str, Any], why: str
) -> None:
    choices = [{"name": "A", "value": "a"}]
    options = [
        option(required=True, max_length=5),
        option(name="number", type=4, min_value=1),
        option(name="choice", choices=choices),
        option(name="who", type=6),
    ]
    await put(discord, api, command(options=options))
    with pytest.raises(Impossible, match=why):
        await alice.slash("do", given)


async def test_only_whole_names_can_be_sent(discord: Discord, api: Api, alice: Person) -> None:
    await put(discord, api, command(options=[group(sub(OPTION))]))
    for name, why in (("do", "goes on with"), ("do some", "goes on with"), ("do some two", "there is no")):
        with pytest.raises(Impossible, match=why):
            await alice.slash(name)
    with pytest.raises(Impossible, match="offers nothing"):
        await alice.complete("do some one", "what", "x")
