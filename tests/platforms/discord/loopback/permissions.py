"""Permissions: what a member may do in a channel, by the roles they have and what the channel says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag


class Permission(IntFlag):
    """What can be allowed, as far as it matters here; by the names of Discord's documentation."""

    NONE = 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


P = Permission
EVERYTHING = Permission((1 << 53) - 1)
USUAL = (
    P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.USE_APPLICATION_COMMANDS
    | P.CREATE_PUBLIC_THREADS
    | P.SEND_MESSAGES_IN_THREADS
    | P.USE_EXTERNAL_APPS
)
"""What everyone may do in a server as it is founded."""


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What one channel says of a role or of a member; `id` is theirs."""

    id: str
    is_member: bool
    allow: Permission = P.NONE
    deny: Permission = P.NONE

    def payload(self) -> dict[str, str | int]:
        return {
            "id": self.id,
            "type": int(self.is_member),
            "allow": str(int(self.allow)),
            "deny": str(int(self.deny)),
        }


def allowed(
    base: Permission, overwrites: Iterable[Overwrite], everyone: str, roles: set[str], member: str
) -> Permission:
    """Work out what somebody may do in a channel, in the order that Discord gives: everyone, roles, the member."""
    if base & P.ADMINISTRATOR:
        return EVERYTHING
    listed = list(overwrites)
    general = [each for each in listed if not each.is_member and each.id == everyone]
    by_role = [each for each in listed if not each.is_member and each.id in roles]
    own = [each for each in listed if each.is_member and each.id == member]
    may = base
    for step in (general, by_role, own):
        deny, allow = P.NONE, P.NONE
        for each in step:
            deny, allow = deny | each.deny, allow | each.allow
        may = (may & ~deny) | allow
    if not may & P.VIEW_CHANNEL:
        return P.NONE
    return may if may & P.SEND_MESSAGES else may & ~(P.ATTACH_FILES | P.EMBED_LINKS | P.MENTION_EVERYONE)
