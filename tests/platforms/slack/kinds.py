"""Requests of every kind that Slack sends to the bot, as they go over the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.platforms.slack.loopback import Person, Slack
from tests.platforms.slack.loopback.signed_http import FORM, Raw

Body = dict[str, Any]
SUGGESTED = {"speaker": "zoe-moreau", "words": "Turn them off.", "said": "2022", "witness": "Mia, who was there"}
"""What is filled into the form of a suggestion."""


async def every_kind(slack: Slack, person: Person) -> dict[str, Raw]:
    """Let a person do everything once, with a bot that is reached over HTTP; give the requests by what was done."""
    sent: dict[str, Raw] = {}

    def last(kind: str, mark: str) -> None:
        sent[kind] = next(raw for raw in reversed(slack.http.sent) if mark.encode() in raw.body)

    answer = (await person.slash("/stance", "zoe-moreau")).message
    last("command", "command=%2Fstance")
    await person.press(answer, "Show in channel")
    last("press in a message", "block_actions")
    form = (await person.slash("/record", "suggest")).form
    last("command that opens a form", "command=%2Frecord")
    await person.suggest(form, "speaker", "zo")
    last("suggestion", "block_suggestion")
    await person.submit(form, SUGGESTED)
    last("submission", "view_submission")
    await person.sees("Thank you")
    said = await person.say("Every lamp is a choice.")
    await person.shortcut(said, "check")
    last("shortcut", "message_action")
    await person.mention("what about lamps")
    last("mention", "app_mention")
    channel = person.channel
    await person.dm("what about lamps")
    last("direct message", '"channel_type": "im"')
    await person.open_home()
    last("home", "app_home_opened")
    person.channel = channel
    home = await slack.world.changes.until(lambda: person.home)
    await person.press(home, "What is new")
    last("press in the home", "block_actions")
    await slack.http.verify()
    last("verification", "url_verification")
    return sent


def body_of(raw: Raw) -> Body:
    """Read the body of a request."""
    if raw.headers["Content-Type"] != FORM:
        return dict(json.loads(raw.body))
    fields = dict(parse_qsl(raw.body.decode(), keep_blank_values=True))
    return dict(json.loads(fields["payload"])) if "payload" in fields else dict(fields)


def with_json(slack: Slack, raw: Raw, body: object) -> Raw:
    """Give a request with another body, written as its own was and signed."""
    if raw.headers["Content-Type"] != FORM:
        written = json.dumps(body)
    elif raw.path.endswith("commands") and isinstance(body, Mapping):
        texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
        written = urlencode(texts, errors="replace")
    else:
        written = urlencode({"payload": json.dumps(body)})
    content = written.encode()
    return replace(raw, body=content, headers={**raw.headers, **slack.http.sign(content)})
