"""The commands of the application, as they are put and listed, everywhere and server by server."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.loopback.call import Call, Operation
from tests.platforms.discord.loopback.refusals import Refused, malformed
from tests.platforms.discord.loopback.registering import registered
from tests.platforms.discord.loopback.trees import check_tree

Command = dict[str, Any]


def _place(call: Call) -> str:
    call.application()
    guild = call.parts.get("guild_id", "")
    if not guild:
        return ""
    known = call.world.guilds.get(guild)
    if known is None or not known.with_commands:
        raise Refused(50001)
    return guild


def listed(call: Call) -> list[Command]:
    commands = call.world.app.commands.get(_place(call), [])
    if call.flag("with_localizations"):
        return commands
    return [{k: v for k, v in each.items() if not k.endswith("_localizations")} for each in commands]


def put(call: Call) -> list[Command]:
    """Put all commands at once; those that were there under the same name keep their ids."""
    place = _place(call)
    told = call.body.list()
    if flaws := check_tree(told):
        raise malformed(*flaws)
    world = call.world
    before = {(each["name"], each["type"]): each for each in world.app.commands.get(place, ())}
    world.app.commands[place] = [registered(world, each, place, before) for each in told]
    world.changes.tell()
    return world.app.commands[place]


def one(call: Call) -> Command:
    wanted = call.parts["command_id"]
    found = next((each for each in call.world.app.commands.get(_place(call), ()) if each["id"] == wanted), None)
    if found is None:
        raise Refused(10063)
    return found


def remove(call: Call) -> None:
    found = one(call)
    call.world.app.commands[_place(call)].remove(found)
    call.world.changes.tell()


_ALL = "/applications/{application_id}/commands"
_OF_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
OPERATIONS = (
    Operation("list_application_commands", "GET", _ALL, listed),
    Operation("bulk_set_application_commands", "PUT", _ALL, put),
    Operation("get_application_command", "GET", _ALL + "/{command_id}", one),
    Operation("delete_application_command", "DELETE", _ALL + "/{command_id}", remove),
    Operation("list_guild_application_commands", "GET", _OF_GUILD, listed),
    Operation("bulk_set_guild_application_commands", "PUT", _OF_GUILD, put),
    Operation("get_guild_application_command", "GET", _OF_GUILD + "/{command_id}", one),
    Operation("delete_guild_application_command", "DELETE", _OF_GUILD + "/{command_id}", remove),
)
