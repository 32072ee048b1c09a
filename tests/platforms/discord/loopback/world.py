"""Everything that this Discord knows: people, servers, channels, interactions, what was called, what was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.platforms.clock import Changes, Clock
from tests.platforms.discord.loopback.app import App
from tests.platforms.discord.loopback.faults import Faults
from tests.platforms.discord.loopback.guild import DM, TEXT, Channel, Guild, Role
from tests.platforms.discord.loopback.ids import Ids
from tests.platforms.discord.loopback.interaction import Interaction
from tests.platforms.discord.loopback.message import Attachment, Content, Message
from tests.platforms.discord.loopback.modal import Modal
from tests.platforms.discord.loopback.nonces import Nonces
from tests.platforms.discord.loopback.permissions import USUAL, Permission
from tests.platforms.discord.loopback.refusals import Refusal, Refused
from tests.platforms.discord.loopback.users import Member, User

GUILDS, GUILD_MEMBERS, INTEGRATIONS, GUILD_MESSAGES, DM_MESSAGES = 1 << 0, 1 << 1, 1 << 4, 1 << 9, 1 << 12


@dataclass(slots=True)
class Asked:
    """One call of the API, as it came in; `status` is that of its answer, 0 as long as there is none."""

    operation: str
    path: str
    body: Any
    files: tuple[str, ...]
    at: float
    status: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the gateway tells; only to whoever has one of the `intents`, to all where there are none."""

    name: str
    data: Mapping[str, Any]
    guild: str = ""
    intents: int = 0


class World:
    """The state of one Discord with one app."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.changes = Changes()
        self.ids = Ids(self.clock)
        self.faults = Faults()
        self.nonces = Nonces(self.clock)
        self.old_edits: int | None = None
        """How often a message older than an hour may be edited; Discord does not say, None is without a limit."""
        self.users: dict[str, User] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Attachment] = {}
        self.interactions: dict[str, Interaction] = {}
        """By their tokens."""
        self.modals: dict[str, Modal] = {}
        """What each user has open, by their ids."""
        self.refused: list[Refusal] = []
        self.calls: list[Asked] = []
        self.answers: list[Any] = []
        """Every first answer to an interaction that was taken, by whichever way it came."""
        self.listeners: list[Callable[[Event], None]] = []
        self.base = ""
        self.owner = self.add_user("owner")
        bot = self.add_user("On Record", is_bot=True)
        self.app = App(self.ids.new(), bot)

    # -- refusing ---------------------------------------------------------------------------------

    def refuse(self, where: str, refused: Refused, asked: Mapping[str, Any] | None = None) -> None:
        """Remember that something was refused."""
        details = tuple(map(str, refused.flaws))
        self.refused.append(Refusal(where, refused.code, refused.status, refused.message, details, asked))
        self.changes.tell()

    def object(self, where: str, sentence: str) -> None:
        """Remember something that Discord drops without an answer."""
        self.refused.append(Refusal(where, 0, 0, sentence))
        self.changes.tell()

    # -- founding ---------------------------------------------------------------------------------

    def add_user(self, name: str, *, is_bot: bool = False) -> User:
        user = User(self.ids.new(), name, is_bot=is_bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str) -> Guild:
        """Found a server, with #general in it; the app is not in it yet."""
        guild = Guild(self.ids.new(), name, self.clock.now(), self.owner.id)
        self.guilds[guild.id] = guild
        guild.members[self.owner.id] = Member(self.owner, self.clock.now())
        guild.system_channel = self.add_channel(guild, "general").id
        return guild

    def add_channel(self, guild: Guild, name: str, kind: int = TEXT, parent: Channel | None = None) -> Channel:
        channel = Channel(self.ids.new(), name, kind, guild.id, parent.id if parent else None)
        guild.channels[channel.id] = self.channels[channel.id] = channel
        if guild.bot is not None:
            name = "THREAD_CREATE" if parent else "CHANNEL_CREATE"
            self.emit(Event(name, channel.payload() | self._thread(channel), guild.id, GUILDS))
        return channel

    def _thread(self, channel: Channel) -> dict[str, Any]:
        if channel.parent is None:
            return {}
        return {"owner_id": self.owner.id, "message_count": 0, "member_count": 1}

    def add_role(self, guild: Guild, name: str, permissions: Permission, bot: str = "") -> Role:
        role = Role(self.ids.new(), name, permissions, len(guild.roles), bot)
        guild.roles[role.id] = role
        if guild.bot is not None:
            self.emit(Event("GUILD_ROLE_CREATE", {"guild_id": guild.id, "role": role.payload()}, guild.id, GUILDS))
        return role

    def add_member(self, guild: Guild, user: User, *roles: Role) -> Member:
        member = Member(user, self.clock.now(), [role.id for role in roles])
        guild.members[user.id] = member
        return member

    def install(self, guild: Guild, permissions: Permission = USUAL, *, with_bot: bool = True) -> None:
        """Install the app in a server: its commands, and, unless told otherwise, its bot with a role of its own."""
        guild.with_commands = True
        if with_bot and guild.bot is None:
            role = self.add_role(guild, self.app.name, permissions, self.app.bot.id)
            guild.bot = self.add_member(guild, self.app.bot, role)
            self.emit(Event("GUILD_CREATE", guild.created(guild.bot), guild.id, GUILDS))
            self.emit(Event("INTEGRATION_CREATE", self.integration(guild), guild.id, INTEGRATIONS))

    def integration(self, guild: Guild) -> dict[str, Any]:
        """Give the app's place in a server as the gateway tells of it."""
        bot = self.app.bot
        about = {"icon": None, "description": "", "summary": ""}
        application = {"id": self.app.id, "name": self.app.name, "bot": bot.payload(), **about}
        return {
            "id": self.app.id,
            "guild_id": guild.id,
            "name": self.app.name,
            "type": "discord",
            "enabled": True,
            "account": {"id": bot.id, "name": bot.name},
            "application": application,
            "scopes": ["applications.commands", "bot"],
            "user": self.owner.payload(),
        }

    def uninstall(self, guild: Guild) -> None:
        """Take the app out of a server."""
        guild.with_commands = False
        bot, guild.bot = guild.bot, None
        if bot is not None:
            del guild.members[bot.user.id]
            for role in [each for each in guild.roles.values() if each.managed_by]:
                del guild.roles[role.id]
            self.emit(Event("GUILD_DELETE", {"id": guild.id}, guild.id, GUILDS))

    def direct(self, user: User) -> Channel:
        """Give the conversation of a person with the bot."""
        for channel in self.channels.values():
            if channel.kind == DM and channel.with_bot and channel.recipients == [user]:
                return channel
        channel = Channel(self.ids.new(), "", DM, recipients=[user])
        self.channels[channel.id] = channel
        return channel

    # -- what happens -----------------------------------------------------------------------------

    def emit(self, event: Event) -> None:
        """Let the gateway tell of something."""
        for listener in self.listeners:
            listener(event)
        self.changes.tell()

    def post(self, channel: Channel, message: Message) -> Message:
        """Put a message into a channel."""
        channel.messages.append(message)
        self._told("MESSAGE_CREATE", channel, message)
        return message

    def edit(self, channel: Channel, message: Message, content: Content, flags: int) -> None:
        message.edit(content, flags, self.clock.now())
        self._told("MESSAGE_UPDATE", channel, message)

    def delete(self, channel: Channel, message: Message) -> None:
        message.deleted = True
        if message.ephemeral:
            self.changes.tell()
            return
        told = {"id": message.id, "channel_id": channel.id}
        told |= {"guild_id": channel.guild} if channel.guild else {}
        self.emit(Event("MESSAGE_DELETE", told, channel.guild, GUILD_MESSAGES if channel.guild else DM_MESSAGES))

    def _told(self, name: str, channel: Channel, message: Message) -> None:
        if message.ephemeral or not self.bot_sees(channel):
            self.changes.tell()
            return
        told = self.as_bot_reads(channel, message)
        told |= {"guild_id": channel.guild} if channel.guild else {}
        self.emit(Event(name, told, channel.guild, GUILD_MESSAGES if channel.guild else DM_MESSAGES))

    def bot_may(self, channel: Channel) -> Permission:
        """Work out what the bot may do in a channel; it is not in the servers where it is not installed."""
        if not channel.guild:
            return USUAL if channel.with_bot else Permission.NONE
        guild = self.guilds[channel.guild]
        return guild.may(guild.bot, channel) if guild.bot else Permission.NONE

    def bot_sees(self, channel: Channel) -> bool:
        return bool(self.bot_may(channel) & Permission.VIEW_CHANNEL)

    def as_bot_reads(self, channel: Channel, message: Message) -> dict[str, Any]:
        """Give a message as the bot may read it: without what others said where it lacks the intent for that."""
        told = message.payload()
        own = message.author is self.app.bot or self.app.bot in message.mentioned.get("users", ())
        if not own and channel.guild and not self.app.privileged & 1 << 15:
            told |= {"content": "", "embeds": [], "attachments": [], "components": []}
        return told

    def keep(
        self, channel: Channel, name: str, content: bytes, content_type: str, note: str | None = None
    ) -> Attachment:
        """Keep a file, so that it can be fetched by its address."""
        file_id = self.ids.new()
        url = f"{self.base}/attachments/{channel.id}/{file_id}/{name}"
        self.files[file_id] = Attachment(file_id, name, content, content_type, url, note)
        return self.files[file_id]

    def seen_by(self, user: User) -> Iterator[tuple[Channel, Message]]:
        """Give every message that somebody sees, channel by channel."""
        for channel in list(self.channels.values()):
            if not self.sees(user, channel):
                continue
            for message in channel.messages:
                if not message.deleted and message.seen_by in ("", user.id):
                    yield channel, message

    def sees(self, user: User, channel: Channel) -> bool:
        return bool(self.may(user, channel) & Permission.VIEW_CHANNEL)

    def may(self, user: User, channel: Channel) -> Permission:
        """Work out what somebody may do in a channel."""
        if not channel.guild:
            return USUAL if user in channel.recipients else Permission.NONE
        guild = self.guilds[channel.guild]
        member = guild.members.get(user.id)
        return guild.may(member, channel) if member else Permission.NONE
