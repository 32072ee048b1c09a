"""What the bot asks a server to be allowed, and why."""

from __future__ import annotations

from collections.abc import Mapping

PERMISSIONS: Mapping[str, tuple[int, str]] = {
    "View Channels": (1 << 10, "seeing the channels that it is to write in"),
    "Send Messages": (1 << 11, "greeting a server, and writing in a channel without being asked there"),
    "Send Messages in Threads": (1 << 38, "the same in threads"),
    "Attach Files": (1 << 15, "giving pictures and files where it writes without being asked"),
    "Read Message History": (1 << 16, "finding out whether what it wrote arrived, lest it come twice"),
}
"""By their names in Discord: the bit of each, and what does not work without it."""
ALL = sum(bit for bit, _ in PERMISSIONS.values())
_ADMINISTRATOR = 1 << 3


def missing(granted: int) -> list[str]:
    """Name what is not among the permissions that are granted."""
    return [] if granted & _ADMINISTRATOR else [name for name, (bit, _) in PERMISSIONS.items() if not granted & bit]


def invitation(application: str) -> str:
    """Give the address at which someone lets the bot into a server."""
    query = f"client_id={application}&scope=bot+applications.commands&permissions={ALL}"
    return f"https://discord.com/oauth2/authorize?{query}"
