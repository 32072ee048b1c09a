"""Interactions as Discord sends them over the gateway, and signs them over HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from nacl.signing import SigningKey

PATH = "/discord/interactions"
APPLICATION, GUILD, CHANNEL, USER = (
    "900000000000000001",
    "900000000000000002",
    "900000000000000003",
    "900000000000000004",
)
_KEY = SigningKey(bytes(range(32)))
PUBLIC_KEY = bytes(_KEY.verify_key).hex()
_LENGTH = 180
"""The characters of an interaction's token, about as many as Discord's have."""
_numbers = count(int(time.time() * 1000) << 22)
Interaction = dict[str, Any]


def stances(many: Iterable[Mapping[str, str]]) -> list[Interaction]:
    """Give `/stance` with these options, none like another."""
    return [command("stance", options) for options in many]


def command(name: str, options: Mapping[str, str]) -> Interaction:
    """Give a command with options of text, as someone sends it in a server."""
    return _done(2, name, [{"name": option, "type": 3, "value": value} for option, value in options.items()])


def typing(name: str, option: str, text: str) -> Interaction:
    """Give a command of which an option is being typed."""
    return _done(4, name, [{"name": option, "type": 3, "value": text, "focused": True}])


def _done(kind: int, name: str, options: list[dict[str, object]]) -> Interaction:
    number = str(next(_numbers))
    return {
        "app_permissions": "2251799813685247",
        "application_id": APPLICATION,
        "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": {"0": GUILD},
        "channel": _CHANNEL,
        "channel_id": CHANNEL,
        "context": 0,
        "data": {"id": "900000000000000009", "name": name, "type": 1, "options": options},
        "entitlement_sku_ids": [],
        "entitlements": [],
        "guild": {"features": ["COMMUNITY", "NEWS"], "id": GUILD, "locale": "en-US"},
        "guild_id": GUILD,
        "guild_locale": "en-US",
        "id": number,
        "locale": "en-US",
        "member": _MEMBER,
        "token": number.ljust(_LENGTH, "t"),
        "type": kind,
        "version": 1,
    }


def signed(interactions: Iterable[Interaction]) -> list[bytes]:
    """Give the requests in which Discord sends interactions."""
    return [_request(json.dumps(one).encode()) for one in interactions]


def _request(body: bytes) -> bytes:
    at = str(int(time.time()))
    head = (
        f"POST {PATH} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: Discord-Interactions/1.0 (+https://discord.com)",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"X-Signature-Ed25519: {_KEY.sign(at.encode() + body).signature.hex()}",
        f"X-Signature-Timestamp: {at}",
        "",
        "",
    )
    return "\r\n".join(head).encode() + body


_CHANNEL = {
    "flags": 0,
    "guild_id": GUILD,
    "icon_emoji": {"id": None, "name": "💬"},
    "id": CHANNEL,
    "last_message_id": "900000000000000005",
    "name": "general",
    "nsfw": False,
    "parent_id": "900000000000000006",
    "permissions": "2251799813685247",
    "position": 1,
    "rate_limit_per_user": 0,
    "theme_color": None,
    "topic": None,
    "type": 0,
}
_MEMBER = {
    "avatar": None,
    "banner": None,
    "communication_disabled_until": None,
    "deaf": False,
    "flags": 0,
    "joined_at": "2024-03-01T12:00:00.000000+00:00",
    "mute": False,
    "nick": None,
    "pending": False,
    "permissions": "2251799813685247",
    "premium_since": None,
    "roles": ["900000000000000007"],
    "unusual_dm_activity_until": None,
    "user": {
        "avatar": "0123456789abcdef0123456789abcdef",
        "avatar_decoration_data": None,
        "clan": None,
        "collectibles": None,
        "discriminator": "0",
        "global_name": "Someone",
        "id": USER,
        "primary_guild": None,
        "public_flags": 0,
        "username": "someone",
    },
}
