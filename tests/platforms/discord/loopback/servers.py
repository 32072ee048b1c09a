"""What happens to servers without the app's doing: channels that close, permissions that go, outages."""

from __future__ import annotations

from tests.platforms.discord.loopback.guild import Channel, Guild
from tests.platforms.discord.loopback.permissions import Overwrite, Permission
from tests.platforms.discord.loopback.world import GUILDS, Event, World


class Servers:
    """Lets it happen; the gateway tells of each."""

    def __init__(self, world: World) -> None:
        self._world = world

    def forbid(self, channel: Channel, *permissions: Permission) -> None:
        """Forbid the bot something in one channel, and nothing else from now on."""
        denied = Permission.NONE
        for each in permissions:
            denied |= each
        bot = self._world.app.bot.id
        channel.overwrites[bot] = Overwrite(bot, is_member=True, deny=denied)
        self._changed(channel)

    def allow(self, channel: Channel) -> None:
        """Take back what was forbidden in a channel."""
        channel.overwrites.pop(self._world.app.bot.id, None)
        self._changed(channel)

    def permit(self, guild: Guild, permissions: Permission) -> None:
        """Let the bot's own role have these permissions in the whole server; everyone's stay."""
        role = next(each for each in guild.roles.values() if each.managed_by)
        role.permissions = permissions
        self._tell("GUILD_ROLE_UPDATE", {"guild_id": guild.id, "role": role.payload()}, guild.id)

    def rename(self, channel: Channel, name: str) -> None:
        channel.name = name
        self._changed(channel)

    def remove(self, channel: Channel) -> None:
        """Delete a channel."""
        del self._world.channels[channel.id]
        del self._world.guilds[channel.guild].channels[channel.id]
        self._tell("CHANNEL_DELETE", channel.payload(), channel.guild)

    def outage(self, guild: Guild) -> None:
        """Let a server be unavailable, which is not the same as that the bot is in it no more."""
        guild.unavailable = True
        self._tell("GUILD_DELETE", {"id": guild.id, "unavailable": True}, guild.id)

    def recover(self, guild: Guild) -> None:
        """Let a server be there again."""
        guild.unavailable = False
        if guild.bot is not None:
            self._tell("GUILD_CREATE", guild.available(guild.bot), guild.id)

    def _changed(self, channel: Channel) -> None:
        self._tell("CHANNEL_UPDATE", channel.payload(), channel.guild)

    def _tell(self, name: str, data: dict[str, object], guild: str) -> None:
        self._world.emit(Event(name, data, guild, GUILDS))
