"""What the bot asks a server to be allowed, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

VIEW, SEND, SEND_IN_THREADS = "View Channels", "Send Messages", "Send Messages in Threads"
ATTACH, READ_HISTORY = "Attach Files", "Read Message History"
PERMISSIONS: Mapping[str, tuple[int, str]] = {
    VIEW: (1 << 10, "seeing the channels that it is to write in"),
    SEND: (1 << 11, "greeting a server, and writing in a channel without being asked there"),
    SEND_IN_THREADS: (1 << 38, "the same in threads"),
    ATTACH: (1 << 15, "giving pictures and files where it writes without being asked"),
    READ_HISTORY: (1 << 16, "finding out whether what it wrote arrived, lest it come twice"),
}
"""By their names in Discord: the bit of each, and what does not work without it."""
ALL = sum(bit for bit, _ in PERMISSIONS.values())
_ADMINISTRATOR = 1 << 3
_ROLE, _MEMBER = 0, 1
"""Whom what a channel says of permissions is about."""


def missing(granted: int) -> list[str]:
    """Name what is not among the permissions that are granted."""
    return [] if granted & _ADMINISTRATOR else [name for name, (bit, _) in PERMISSIONS.items() if not granted & bit]


def granted(guild: Mapping[str, Any], member: Mapping[str, Any], channel: Mapping[str, Any]) -> int:
    """Give what a member may do in a channel, from all three as Discord describes them.

    Of a thread, the channel is the one that it is in.
    """
    everyone, own = str(guild["id"]), str(member["user"]["id"])
    roles = {everyone, *map(str, member["roles"])}
    may = 0
    for role in guild["roles"]:
        may |= int(role["permissions"]) if str(role["id"]) in roles else 0
    if may & _ADMINISTRATOR:
        return may
    said = [(int(one["type"]), str(one["id"]), one) for one in channel.get("permission_overwrites") or ()]
    # In the order that Discord gives: everyone, the other roles together, the member.
    may = _overwritten(may, (one for kind, whose, one in said if (kind, whose) == (_ROLE, everyone)))
    may = _overwritten(may, (one for kind, whose, one in said if kind == _ROLE and whose in roles - {everyone}))
    return _overwritten(may, (one for kind, whose, one in said if (kind, whose) == (_MEMBER, own)))


def _overwritten(may: int, overwrites: Iterable[Mapping[str, Any]]) -> int:
    denied = allowed = 0
    for one in overwrites:
        denied |= int(one["deny"])
        allowed |= int(one["allow"])
    return may & ~denied | allowed


def invitation(application: str) -> str:
    """Give the address at which someone lets the bot into a server."""
    query = f"client_id={application}&scope=bot+applications.commands&permissions={ALL}"
    return f"https://discord.com/oauth2/authorize?{query}"
