"""Interactions over HTTP from the loopback Discord: how an address is tried, and which answers are taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from aiohttp import web
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from tests.platforms.discord.calling import Api
from tests.platforms.discord.loopback import Discord, Impossible, Person
from tests.platforms.discord.loopback.signed_http import Raw
from tests.web.served import served

COMMAND = {"name": "do", "description": "Do it"}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Run = Callable[[Answer], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def answering(discord: Discord, answer: Answer) -> AsyncIterator[str]:
    """Give the address of an app that checks signatures, and answers what is no ping as a test says."""
    key = VerifyKey(bytes.fromhex(discord.app.public_key))

    async def endpoint(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        stamp, signature = (request.headers.get(f"X-Signature-{name}", "") for name in ("Timestamp", "Ed25519"))
        try:
            key.verify(stamp.encode() + body, bytes.fromhex(signature))
        except (BadSignatureError, ValueError):
            return web.Response(status=401)
        return web.json_response({"type": 1}) if json.loads(body)["type"] == 1 else await answer(request)

    site = web.Application()
    site.add_routes([web.post("/", endpoint)])
    async with served(site) as address:
        yield f"{address}/"


@pytest.fixture
async def registered(discord: Discord, api: Api) -> Run:
    """Give a way to run an app that answers in one way."""
    await api.call("PUT", f"/applications/{discord.app.id}/commands", [COMMAND])

    @asynccontextmanager
    async def run(answer: Answer) -> AsyncIterator[None]:
        async with answering(discord, answer) as address:
            await discord.http.register(address)
            yield

    return run


async def test_an_address_is_tried_before_it_is_taken(discord: Discord, api: Api) -> None:
    async def never(_: web.Request) -> web.StreamResponse:
        return web.Response(status=500)

    async with answering(discord, never) as address:
        await discord.http.register(address)
        assert len(discord.http.sent) == 6, "a ping, and five that Discord did not sign"
        assert (await api.call("GET", "/applications/@me")).body["interactions_endpoint_url"] == address
        assert await discord.http.probe()


@pytest.mark.parametrize("answer", ["everything", "nothing", "the wrong type"])
async def test_an_address_that_cannot_tell_is_not_taken(discord: Discord, answer: str) -> None:
    async def endpoint(_: web.Request) -> web.StreamResponse:
        told = {"everything": {"type": 1}, "the wrong type": {"type": 4}}.get(answer)
        return web.json_response(told) if told else web.Response(status=401)

    site = web.Application()
    site.add_routes([web.post("/", endpoint)])
    async with served(site) as address:
        with pytest.raises(Impossible, match="could not be verified"):
            await discord.http.register(f"{address}/")
        assert not discord.http.address


async def test_an_address_that_takes_a_bad_signature_is_dropped(discord: Discord) -> None:
    strict = True

    async def endpoint(request: web.Request) -> web.StreamResponse:
        if strict:
            key = VerifyKey(bytes.fromhex(discord.app.public_key))
            signed = request.headers.get("X-Signature-Timestamp", "").encode() + await request.read()
            try:
                key.verify(signed, bytes.fromhex(request.headers.get("X-Signature-Ed25519", "")))
            except (BadSignatureError, ValueError):
                return web.Response(status=401)
        return web.json_response({"type": 1})

    site = web.Application()
    site.add_routes([web.post("/", endpoint)])
    async with served(site) as address:
        await discord.http.register(f"{address}/")
        strict = False
        assert not await discord.http.probe()
        assert not discord.http.address
        assert discord.refused[-1].where == "interactions url"


async def test_an_answer_is_taken_from_the_body(discord: Discord, registered: Run, alice: Person) -> None:
    async def say(_: web.Request) -> web.StreamResponse:
        return web.json_response({"type": 4, "data": {"content": "hello", "flags": 64}})

    async with registered(say):
        outcome = await alice.slash("do")
        assert (outcome.message.words(), outcome.message.ephemeral) == ("hello", True)
        raw = discord.http.sent[-1]
        assert json.loads(raw.body)["id"] == outcome.interaction.id
        assert (await discord.http.send_raw(Raw(raw.body, discord.http.sign(raw.body)))).status == 200
    assert not discord.refused


async def test_an_answer_may_come_by_a_call_instead(discord: Discord, api: Api, registered: Run, alice: Person) -> None:
    calling: list[asyncio.Future[object]] = []

    async def accept(request: web.Request) -> web.StreamResponse:
        told = json.loads(await request.read())
        path = f"/interactions/{told['id']}/{told['token']}/callback"
        answer = {"type": 4, "data": {"content": "hello"}}
        calling.append(asyncio.ensure_future(api.call("POST", path, answer)))
        return web.Response(status=202)

    async with registered(accept):
        assert (await alice.slash("do")).message.words() == "hello"
        await asyncio.gather(*calling)
    assert not discord.refused


@pytest.mark.parametrize(
    "answer",
    [
        (b"", 500, "application/json"),
        (b"", 200, "application/json"),
        (b"{", 200, "application/json"),
        (b'{"type": 4, "data": {"content": "x"}}', 200, "text/plain"),
        (b'{"type": 4, "data": {"content": ""}}', 200, "application/json"),
        (b'{"type": 6}', 200, "application/json"),
    ],
)
async def test_an_answer_that_is_none_fails_at_once(
    discord: Discord, registered: Run, alice: Person, answer: tuple[bytes, int, str]
) -> None:
    body, status, kind = answer

    async def say(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, content_type=kind)

    async with registered(say):
        outcome = await alice.slash("do")
        assert outcome.error == "The application did not respond"
        assert outcome.seconds < 1
    assert len(discord.refused) == 2


async def test_an_address_that_cannot_be_reached_fails_at_once(
    discord: Discord, registered: Run, alice: Person
) -> None:
    async def never(_: web.Request) -> web.StreamResponse:
        return web.Response(status=500)

    async with registered(never):
        pass
    assert (await alice.slash("do")).error == "The application did not respond"
    assert discord.refused[0].message.startswith("the address cannot be reached")


async def test_an_answer_that_is_late_is_none(discord: Discord, registered: Run, alice: Person) -> None:
    async def late(_: web.Request) -> web.StreamResponse:
        discord.clock.advance(3.1)
        return web.json_response({"type": 4, "data": {"content": "late"}})

    async with registered(late):
        assert (await alice.slash("do")).error == "The application did not respond"
    assert not alice.messages()


async def test_old_requests_are_old(discord: Discord) -> None:
    now = discord.http.sign(b"{}")
    old = discord.http.sign(b"{}", at=discord.clock.now() - 600)
    assert int(now["X-Signature-Timestamp"]) - int(old["X-Signature-Timestamp"]) >= 600
    assert now["X-Signature-Ed25519"] != old["X-Signature-Ed25519"]
