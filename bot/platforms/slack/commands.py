"""The slash commands that On Record has in Slack, and the line that one of them stands for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.command import Command, Kind
from bot.errors import UserError
from bot.families import EVERY, split_line, spoken
from bot.platforms.slack.escaping import unescape

REGISTERED = ("stance", "timeline", "quote", "briefing", "compare", "check", EVERY)
"""The names, without a slash. So few, since many are taken in Slack; `/record` takes every other command."""
_BY_ID = frozenset({Kind.USER, Kind.CHANNEL})


def registered(prefix: str) -> dict[str, str]:
    """Give each command's name in Slack, slash and prefix and all, with the beginning of the line it stands for."""
    return {f"/{prefix}{name}": f"/{name}" for name in REGISTERED}


class SlashCommands:
    """Turns what Slack sends of a slash command into a line."""

    def __init__(self, commands: Sequence[Command], prefix: str) -> None:
        self._commands = commands
        self._begins = registered(prefix)

    @property
    def stance(self) -> str:
        return self._named("stance")

    @property
    def every(self) -> str:
        """The command that any other goes after."""
        return self._named(EVERY)

    @property
    def hint(self) -> str:
        """How commands are typed here, where others have most of the names."""
        own = [name for name in self._begins if name != self.every]
        alone = f"{', '.join(own[:-1])} and {own[-1]}"
        return f"In Slack, begin with {self.every}: {self.every} search open source. {alone} work by themselves, too."

    def _named(self, name: str) -> str:
        return next(own for own, begin in self._begins.items() if begin == f"/{name}")

    def line(self, command: str, text: str) -> str | None:
        """Give the line of a command and the text after it, as Slack sends them; `None` when it is none of ours."""
        begin = self._begins.get(command.lower())
        if begin is None:
            return None
        line = f"{begin} {unescape(text)}".rstrip()
        if ("<@" in text or "<#" in text) and self._takes_ids(line):
            return f"{begin} {unescape(text, ids=True)}".rstrip()
        return line

    def spoken(self, text: str) -> str:
        """Give the line of what someone says to the bot, as Slack sends it."""
        line = spoken(unescape(text), self._commands)
        with_ids = ("<@" in text or "<#" in text) and self._takes_ids(line)
        return spoken(unescape(text, ids=True), self._commands) if with_ids else line

    def _takes_ids(self, line: str) -> bool:
        """Tell whether the command takes a user or a channel, which are known by their ids, not by their names."""
        try:
            command, _ = split_line(line, self._commands)
        except UserError:
            return False
        return any(param.kind in _BY_ID for param in command.params)
