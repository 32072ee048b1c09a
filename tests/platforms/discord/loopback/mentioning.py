"""Whom a message calls: those whose mention is in it, as far as `allowed_mentions` allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.message import Content
from tests.platforms.discord.loopback.permissions import Permission
from tests.platforms.discord.loopback.reading import marked_texts
from tests.platforms.discord.loopback.refusals import Flaw, Json, flaw
from tests.platforms.discord.loopback.world import World

PARSED = ("roles", "users", "everyone")
MOST = 100
_USER, _ROLE, _ALL = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>"), re.compile("@(?:everyone|here)")


def check_allowed(allowed: Json) -> list[Flaw]:
    """Find what is wrong with `allowed_mentions`."""
    if allowed is None:
        return []
    if not isinstance(allowed, dict):
        return [flaw("allowed_mentions", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")]
    flaws = []
    parsed = allowed.get("parse") or []
    for place, each in enumerate(parsed):
        if each not in PARSED:
            sentence = f"Value must be one of {set(PARSED)}."
            flaws.append(flaw(f"allowed_mentions.parse.{place}", "BASE_TYPE_CHOICES", sentence))
    for name in ("users", "roles"):
        listed = allowed.get(name) or []
        if listed and name in parsed:
            sentence = f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.'
            flaws.append(flaw("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", sentence))
        if len(listed) > MOST:
            flaws.append(
                flaw(f"allowed_mentions.{name}", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST} or fewer in length.")
            )
    return flaws


def mentioned(world: World, channel: Channel, told: Mapping[str, Any], content: Content) -> dict[str, Any]:
    """Give whom a message calls; whoever says nothing of `allowed_mentions` calls everybody who is written in it."""
    allowed = told.get("allowed_mentions")
    if allowed is None:
        allowed = {"parse": list(PARSED)}
    texts = "\n".join(marked_texts(content.text, content.embeds, content.components))
    everyone = "everyone" in (allowed.get("parse") or ()) and bool(_ALL.search(texts))
    users = [world.users[each] for each in _called(_USER, texts, allowed, "users") if each in world.users]
    return {
        "everyone": everyone and bool(world.bot_may(channel) & Permission.MENTION_EVERYONE),
        "users": users,
        "roles": _called(_ROLE, texts, allowed, "roles"),
    }


def _called(pattern: re.Pattern[str], texts: str, allowed: Mapping[str, Any], name: str) -> list[str]:
    written = list(dict.fromkeys(pattern.findall(texts)))
    if name in (allowed.get("parse") or ()):
        return written
    return [each for each in written if each in (allowed.get(name) or ())]
