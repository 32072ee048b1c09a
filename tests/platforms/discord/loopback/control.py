"""People over HTTP: lets somebody drive a loopback Discord by hand, with JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.platforms.discord.loopback.discord import Discord
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.modal import Modal
from tests.platforms.discord.loopback.outcome import Outcome
from tests.platforms.discord.loopback.person import Person
from tests.platforms.discord.loopback.reading import label
from tests.platforms.discord.loopback.refusals import Impossible

Told = dict[str, Any]
Deed = Callable[[Person, Told], Awaitable[Outcome]]


def message(person: Person, told: Told) -> Message:
    """Give the message with this id, or else the last one that the person sees."""
    seen = person.messages()
    found = next((each for each in reversed(seen) if told.get("message") in (None, each.id)), None)
    if found is None:
        raise Impossible(f"no message {told.get('message', '')}")
    return found


def form(person: Person) -> Modal:
    if person.form is None:
        raise Impossible("no form is open")
    return person.form


DEEDS: dict[str, Deed] = {
    "slash": lambda person, told: person.slash(told["command"], told.get("options", {})),
    "complete": lambda person, told: person.complete(told["command"], told["option"], told.get("text", "")),
    "press": lambda person, told: person.press(message(person, told), told["button"]),
    "choose": lambda person, told: person.choose(message(person, told), told["menu"], *told["values"]),
    "submit": lambda person, told: person.submit(form(person), told.get("values", {})),
    "menu": lambda person, told: person.menu(message(person, told), told["command"]),
}


def message_told(seen: Message) -> Told:
    return {
        "id": seen.id,
        "channel": seen.channel,
        "private": seen.ephemeral,
        "words": seen.words(),
        "controls": [label(each) or each.get("placeholder") or each["custom_id"] for each in seen.controls()],
        "files": [file.filename for file in seen.files],
    }


def form_told(modal: Modal | None) -> Told | None:
    return {"title": modal.title, "words": modal.words(), "fields": modal.labels()} if modal else None


def outcome_told(outcome: Outcome) -> Told:
    return {
        "error": outcome.error,
        "milliseconds": round(outcome.seconds * 1000, 1),
        "messages": [message_told(each) for each in outcome.messages],
        "form": form_told(outcome.modal),
        "choices": list(outcome.choices),
    }


class Control:
    """The addresses by which people are driven."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/person/say", self.say),
            web.post("/person/{deed}", self.act),
            web.get("/seen", self.seen),
            web.get("/offered", self.offered),
            web.get("/refused", self.refused),
            web.post("/clock", self.advance),
            web.post("/register", self.register),
        ]

    def _person(self, told: Told) -> Person:
        name = told.get("as", "alice")
        try:
            person = self._discord.person(name)
        except KeyError:
            person = self._discord.join(name, manages=bool(told.get("manages")))
        match told.get("channel"):
            case None:
                pass
            case "@me":
                person.go_to_dm()
            case channel:
                person.go_to(self._discord.guild.named(channel))
        return person

    async def act(self, request: web.Request) -> web.Response:
        """Let somebody do something."""
        told = await request.json()
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            return web.json_response({"error": f"one of {', '.join((*DEEDS, 'say'))}"}, status=404)
        try:
            return web.json_response(outcome_told(await deed(self._person(told), told)))
        except (Impossible, KeyError, StopIteration) as error:
            return web.json_response({"error": str(error)}, status=400)

    async def say(self, request: web.Request) -> web.Response:
        """Let somebody write something."""
        told = await request.json()
        return web.json_response(message_told(self._person(told).say(told["text"])))

    async def seen(self, request: web.Request) -> web.Response:
        """Tell what somebody sees."""
        person = self._person(dict(request.query))
        return web.json_response(
            {"messages": [message_told(each) for each in person.messages()], "form": form_told(person.form)}
        )

    async def offered(self, request: web.Request) -> web.Response:
        """Tell which commands somebody is offered."""
        person = self._person(dict(request.query))
        return web.json_response({"typed": sorted(person.offered()), "on a message": sorted(person.offered(3))})

    async def refused(self, _: web.Request) -> web.Response:
        """Tell what was refused so far."""
        return web.json_response(
            [
                {"where": each.where, "code": each.code, "message": each.message, "details": each.details}
                for each in self._discord.refused
            ]
        )

    async def advance(self, request: web.Request) -> web.Response:
        """Move the clock on by so many seconds."""
        self._discord.clock.advance(float((await request.json())["seconds"]))
        return web.json_response({"now": self._discord.clock.now()})

    async def register(self, request: web.Request) -> web.Response:
        """Enter the address to which interactions go from now on, after it was tried."""
        try:
            await self._discord.http.register((await request.json())["url"])
        except (Impossible, OSError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"url": self._discord.http.address})
