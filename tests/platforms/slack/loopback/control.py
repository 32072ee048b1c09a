"""People over HTTP: lets somebody drive a loopback Slack by hand, with JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.platforms.slack.loopback.delivery import Answer
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.outcome import Outcome
from tests.platforms.slack.loopback.person import Person
from tests.platforms.slack.loopback.refusals import Impossible
from tests.platforms.slack.loopback.slack import Slack
from tests.platforms.slack.loopback.view import View

Told = dict[str, Any]
Deed = Callable[[Person, Told], Awaitable[Outcome]]


def place(person: Person, told: Told) -> Message | View:
    """Give the message with this `ts`, or else the modal on top, or else App Home."""
    if "ts" in told:
        found = next((each for each in person.messages() if each.ts == told["ts"]), None)
        if found is None:
            raise Impossible(f"no message {told['ts']}")
        return found
    if person.views:
        return person.views[-1]
    if person.home is None:
        raise Impossible("there is neither a modal nor anything on App Home: name a message by its ts")
    return person.home


def form(person: Person) -> View:
    if not person.views:
        raise Impossible("no modal is open")
    return person.views[-1]


async def say(person: Person, told: Told) -> Outcome:
    return Outcome(Answer(), messages=(await person.say(told["text"]),))


async def shortcut(person: Person, told: Told) -> Outcome:
    where = place(person, told)
    if not isinstance(where, Message):
        raise Impossible("name a message by its ts")
    return await person.shortcut(where, told["callback"])


DEEDS: dict[str, Deed] = {
    "slash": lambda person, told: person.slash(told["command"], told.get("text", "")),
    "press": lambda person, told: person.press(place(person, told), told["button"]),
    "choose": lambda person, told: person.choose(place(person, told), told["menu"], told["value"]),
    "suggest": lambda person, told: person.suggest(place(person, told), told["menu"], told.get("text", "")),
    "submit": lambda person, told: person.submit(form(person), told.get("values", {})),
    "close": lambda person, _: person.close(form(person)),
    "say": say,
    "shortcut": shortcut,
    "mention": lambda person, told: person.mention(told["text"]),
    "dm": lambda person, told: person.dm(told["text"]),
    "home": lambda person, _: person.open_home(),
}


def message_told(message: Message) -> Told:
    return {
        "ts": message.ts,
        "channel": message.channel,
        "private": message.ephemeral,
        "words": message.words(),
        "buttons": message.buttons(),
        "files": [file.name for file in message.files],
    }


def view_told(view: View | None) -> Told | None:
    if view is None:
        return None
    fields = {block: inside["element"]["type"] for block, inside in view.inputs().items()}
    return {
        "title": view.title,
        "words": view.words(),
        "buttons": view.buttons(),
        "fields": fields,
        "errors": view.errors,
    }


def outcome_told(outcome: Outcome) -> Told:
    return {
        "error": outcome.error,
        "milliseconds": round(outcome.answer.seconds * 1000, 1),
        "messages": [message_told(each) for each in outcome.messages],
        "view": view_told(outcome.view),
        "options": [each["text"]["text"] for each in outcome.options],
    }


class Control:
    """The addresses by which people are driven."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/person/{deed}", self.act),
            web.get("/seen", self.seen),
            web.get("/refused", self.refused),
            web.post("/clock", self.advance),
        ]

    def _person(self, told: Told) -> Person:
        name = told.get("as", "alice")
        try:
            person = self._slack.person(name)
        except KeyError:
            person = self._slack.join(name)
        if "channel" in told:
            person.go(told["channel"])
        return person

    async def act(self, request: web.Request) -> web.Response:
        """Let somebody do something."""
        told = await request.json()
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            return web.json_response({"error": f"one of {', '.join(DEEDS)}"}, status=404)
        try:
            return web.json_response(outcome_told(await deed(self._person(told), told)))
        except (Impossible, KeyError) as error:
            return web.json_response({"error": str(error)}, status=400)

    async def seen(self, request: web.Request) -> web.Response:
        """Tell what somebody sees."""
        person = self._person(dict(request.query))
        told = {
            "messages": [message_told(each) for each in person.messages()],
            "view": view_told(person.views[-1] if person.views else None),
            "home": view_told(person.home),
        }
        return web.json_response(told)

    async def refused(self, _: web.Request) -> web.Response:
        """Tell what was refused so far."""
        return web.json_response(
            [{"where": each.where, "code": each.code, "details": each.details} for each in self._slack.refused]
        )

    async def advance(self, request: web.Request) -> web.Response:
        """Move the clock on by so many seconds."""
        self._slack.clock.advance(float((await request.json())["seconds"]))
        return web.json_response({"now": self._slack.clock.now()})
