"""Interactions of every kind that Discord sends to the bot, as they go over the wire."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from tests.platforms.discord.loopback import Discord, Person
from tests.platforms.discord.loopback.signed_http import Raw

Body = dict[str, Any]
SUGGESTED = {"speaker": "zoe-moreau", "words": "Turn them off.", "said": "2022", "occasion": "", "source": ""}


async def every_kind(discord: Discord, person: Person) -> dict[str, Raw]:
    """Let a person who manages do everything once, with a bot that is reached over HTTP; give the requests."""
    sent: dict[str, Raw] = {}

    def last(kind: str) -> None:
        sent[kind] = discord.http.sent[-1]

    answer = (await person.slash("stance", who="zoe-moreau")).message
    last("command")
    await person.slash("stance", who="zoe-moreau", private=True)
    last("command for oneself")
    await person.slash("import", file=("rows.csv", b"kind,id\n"), dry="yes")
    last("command with a file")
    await person.complete("stance", "who", "zo")
    last("suggestion")
    await person.press(answer, "Timeline")
    last("press")
    form = (await person.slash("suggest")).form
    last("command that opens a form")
    await person.submit(form, SUGGESTED)
    last("submission")
    form = (await person.slash("import")).form
    await person.submit(form, {"file": ("rows.csv", b"kind,id\n")})
    last("submission with a file")
    said = person.say("Every lamp is a choice.")
    await person.menu(said, "Check against the record")
    last("command on a message")
    await person.menu(said, "Put on record")
    last("another command on a message")
    return sent


def body_of(raw: Raw) -> Body:
    """Read the body of a request."""
    return dict(json.loads(raw.body))


def with_json(discord: Discord, raw: Raw, body: object) -> Raw:
    """Give a request with another body, signed."""
    content = json.dumps(body).encode()
    return replace(raw, body=content, headers={**raw.headers, **discord.http.sign(content)})
