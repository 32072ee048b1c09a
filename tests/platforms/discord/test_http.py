"""Discord over HTTP: what is not from Discord, or not as Discord writes it, is refused, and nothing of it is run."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from io import BytesIO
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.tenants import Tenants
from bot.web import incoming
from tests.platforms.discord.kinds import body_of, every_kind, with_json
from tests.platforms.discord.loopback import Discord, Person
from tests.platforms.discord.loopback.signed_http import Raw
from tests.platforms.discord.tampering import SIGNATURE, STAMP, signed_again, unsigned, with_headers
from tests.platforms.discord.working import Work, at_work

DEEP = 100_000
ALMOST = b'{"id": "1", "application_id": "2", "token": "t", "user": {"id": "3"}, '
NOT_DISCORDS: tuple[bytes, ...] = (
    b"",
    b"\xff\xfe",
    b'{"type": 2}\xff',
    '{"type": 1}'.encode("utf-16"),
    b"{",
    b"null",
    b"true",
    b"[]",
    b'["type"]',
    b'"type"',
    b"2",
    b"9" * 5_000,
    b"{}",
    b'{"type": null}',
    b'{"type": "2"}',
    b'{"type": [2]}',
    b'{"type": 0}',
    b'{"type": 6}',
    b'{"type": 2}',
    b'{"type": 2, "data": {"name": "stance"}}',
    ALMOST + b'"type": 9, "data": {"name": "stance"}}',
    ALMOST + b'"type": 2}',
    ALMOST + b'"type": 2, "data": []}',
    ALMOST + b'"type": 2, "data": {"name": 5}}',
    ALMOST + b'"type": 2, "data": {"name": "x", "type": 2, "target_id": "1"}}',
    ALMOST + b'"type": 2, "data": {"name": "x", "type": 3, "target_id": "1"}}',
    ALMOST + b'"type": 2, "data": {"name": "x", "type": 3, "target_id": "1", "resolved": {"messages": {"1": 2}}}}',
    ALMOST + b'"type": 3, "data": {}}',
    ALMOST + b'"type": 3, "data": {"custom_id": 5}}',
    ALMOST + b'"type": 3, "data": {"custom_id": "menu:1", "values": [5]}}',
    ALMOST + b'"type": 3, "message": {"id": "1", "flags": 1e400}, "data": {"custom_id": "=/help"}}',
    ALMOST + b'"type": 4, "data": {"name": "stance", "options": []}}',
    ALMOST + b'"type": 5, "data": {"custom_id": "x"}}',
    ALMOST + b'"type": 5, "data": {"custom_id": "x", "components": [{"type": 18}]}}',
    ALMOST + b'"type": 5, "data": {"custom_id": "x", "components": {"type": 18}}}',
    ALMOST + b'"type": 2, "guild_id": "..", "data": {"name": "stance"}}',
    ALMOST + b'"type": 2, "guild_id": "\\u0000", "data": {"name": "stance"}}',
    ALMOST + b'"type": 2, "guild_id": "1", "member": {"permissions": 1e400}, "data": {"name": "stance"}}',
    ALMOST + b'"type": 2, "guild_id": "1", "member": {"permissions": "all"}, "data": {"name": "stance"}}',
    b'{"id": "1", "application_id": "2", "token": "t", "type": 2, "data": {"name": "stance"}}',
    b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    b'{"type":' + b"[" * DEEP + b"]" * DEEP + b"}",
    ALMOST + b'"type": 2, "data": ' + b'{"name": "x", "options": [' * 400 + b"]}" * 400 + b"}",
)
"""Bodies that Discord does not send, whoever signed them."""


@pytest.fixture
async def work(discord: Discord, tenants: Tenants) -> AsyncIterator[Work]:
    """Give the bot at work over HTTP."""
    async with at_work(discord, tenants, "http") as work:
        yield work


@pytest.fixture
async def command(work: Work, alice: Person) -> Raw:
    """Give a command as it came in, and was answered."""
    assert (await alice.slash("stance", who="zoe-moreau")).message
    work.asked.clear()
    return work.discord.http.sent[-1]


def fresh(discord: Discord, raw: Raw) -> Raw:
    """Give a command as it comes when it is typed once more."""
    return with_json(discord, raw, {**body_of(raw), "id": discord.world.ids.new()})


async def status(work: Work, raw: Raw) -> int:
    return (await work.discord.http.send_raw(raw)).status


async def test_what_is_signed_and_new_is_answered_in_the_body(work: Work, command: Raw) -> None:
    calls = len(work.discord.world.calls)
    said = await work.discord.http.send_raw(fresh(work.discord, command))
    assert (said.status, said.headers["Content-Type"]) == (200, "application/json")
    assert said.read()["type"] == 4
    assert work.asked == ["/stance who:zoe-moreau"]
    assert len(work.discord.world.calls) == calls


async def test_discord_may_look_whether_the_address_is_right(work: Work) -> None:
    assert await work.discord.http.probe()
    assert not work.discord.refused
    assert not work.asked


async def test_a_ping_is_answered_with_a_ping_and_only_when_it_is_signed(work: Work) -> None:
    http = work.discord.http
    ping = Raw(b'{"type":1}', http.sign(b'{"type":1}'))
    assert (await http.send_raw(ping)).read() == {"type": 1}
    assert await status(work, unsigned(ping)) == 401
    for bad in http.bad(b'{"type": 1}'):
        assert await status(work, bad) == 401


async def test_what_is_not_signed_is_refused(work: Work, command: Raw) -> None:
    again = fresh(work.discord, command)
    for tampered in (
        unsigned(again),
        Raw(again.body + b" ", again.headers),
        Raw(b"", again.headers),
        with_headers(again, X_Signature_Ed25519="0" * 128),
        with_headers(again, X_Signature_Ed25519=again.headers[SIGNATURE].upper()),
        with_headers(again, X_Signature_Ed25519="é" * 128),
        with_headers(again, X_Signature_Ed25519=""),
        with_headers(again, X_Signature_Timestamp="9" * 5_000),
        with_headers(again, X_Signature_Timestamp="now"),
        with_headers(again, X_Signature_Timestamp="١٧٩٥٥٣٣٨٧٢"),
        with_headers(again, X_Signature_Timestamp=f"{again.headers[STAMP]}.0"),
        with_headers(again, X_Signature_Timestamp=""),
    ):
        assert await status(work, tampered) == 401, tampered.headers
    assert not work.asked


async def test_what_another_application_signed_is_refused(work: Work, discord: Discord, alice: Person) -> None:
    discord.app.key = type(discord.app.key)(b"another application, another key")
    assert (await alice.slash("stance", who="zoe-moreau")).error == "The application did not respond"
    assert not work.asked


@pytest.mark.parametrize("seconds", [-301, -3_600, 302, 3_600, -(10**9), 10**11])
async def test_what_is_signed_at_another_time_is_refused(work: Work, command: Raw, seconds: int) -> None:
    at = int(command.headers[STAMP]) + seconds
    assert await status(work, signed_again(work.discord.http, fresh(work.discord, command), at=at)) == 401
    assert not work.asked


@pytest.mark.parametrize("seconds", [-290, 290])
async def test_clocks_may_differ_by_some_minutes(work: Work, command: Raw, seconds: int) -> None:
    at = int(command.headers[STAMP]) + seconds
    assert await status(work, signed_again(work.discord.http, fresh(work.discord, command), at=at)) == 200
    assert work.asked


async def test_what_comes_again_is_refused_for_as_long_as_its_signature_holds(work: Work, command: Raw) -> None:
    http, discord = work.discord.http, work.discord
    ahead = signed_again(http, fresh(discord, command), at=discord.clock.now() + 299)
    assert await status(work, ahead) == 200
    work.asked.clear()
    for minutes in (0, 2, 4, 3):
        discord.clock.advance(60 * minutes)
        assert await status(work, ahead) == 409
    discord.clock.advance(60 * 2)
    assert await status(work, ahead) == 401
    assert not work.asked


async def test_the_same_interaction_under_another_signature_is_not_answered_twice(work: Work, command: Raw) -> None:
    for seconds in (-1, -2, 1):
        again = signed_again(work.discord.http, command, at=int(command.headers[STAMP]) + seconds)
        assert await status(work, again) == 409
    assert not work.asked


async def test_of_the_same_request_many_times_at_once_one_is_answered(work: Work, command: Raw) -> None:
    again = fresh(work.discord, command)
    statuses = await asyncio.gather(*(status(work, again) for _ in range(20)))
    assert sorted(statuses) == [200] + [409] * 19
    assert len(work.asked) == 1


async def test_an_interaction_that_was_answered_is_known_again_after_a_restart(
    discord: Discord, tenants: Tenants, alice: Person
) -> None:
    async with at_work(discord, tenants, "http"):
        await alice.slash("stance", who="zoe-moreau")
        sent = discord.http.sent[-1]
    async with at_work(discord, tenants, "http") as work:
        assert await status(work, signed_again(discord.http, sent, at=discord.clock.now() + 1)) == 409
        assert not work.asked


async def test_a_header_that_comes_twice_is_none(work: Work, command: Raw) -> None:
    again = fresh(work.discord, command)
    async with aiohttp.ClientSession() as client:
        for name in (STAMP, SIGNATURE):
            for values in ((again.headers[name], again.headers[name]), ("0", again.headers[name])):
                others = [(each, value) for each, value in again.headers.items() if each != name]
                headers = [*others, *((name, value) for value in values)]
                async with client.post(work.url, data=again.body, headers=headers) as response:
                    assert response.status == 401
    assert not work.asked


async def test_a_body_of_another_kind_is_refused(work: Work, command: Raw) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense", ""):
        assert await status(work, with_headers(fresh(work.discord, command), Content_Type=kind)) == 415
    assert not work.asked


async def test_what_discord_would_not_send_is_refused_even_with_its_signature(
    work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    for number, body in enumerate(NOT_DISCORDS):
        raw = Raw(body, work.discord.http.sign(body, work.discord.clock.now() - number))
        assert await status(work, raw) == 400, body[:200]
    assert not work.asked
    assert not failures(caplog)


async def test_a_body_that_is_too_long_is_refused(work: Work) -> None:
    body = json.dumps({"type": 2, "data": "x" * incoming.LARGEST}).encode()
    headers = work.discord.http.sign(body)
    async with aiohttp.ClientSession() as client:
        for data in (BytesIO(body), _in_chunks(body)):
            async with client.post(work.url, data=data, headers=headers) as response:
                assert response.status == 413
    assert not work.asked


async def _in_chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 50_000):
        yield body[start : start + 50_000]


async def test_a_body_that_is_packed_is_refused(work: Work) -> None:
    for body in (gzip.compress(b"0" * 100_000_000), b"not packed at all"):
        raw = with_headers(Raw(body, work.discord.http.sign(body)), Content_Encoding="gzip")
        assert await status(work, raw) == 415
    assert not work.asked


async def test_a_body_that_does_not_come_is_not_waited_for(
    work: Work, command: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "PATIENCE", 0.05)
    address = urlsplit(work.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {len(command.body)}\r\n"
    fields = "".join(f"{name}: {value}\r\n" for name, value in command.headers.items())
    writer.write(f"{head}{fields}\r\n".encode() + command.body[:10])
    assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
    writer.close()
    await writer.wait_closed()
    assert not work.asked


async def test_other_methods_are_refused(work: Work, command: Raw) -> None:
    async with aiohttp.ClientSession() as client:
        for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
            async with client.request(method, work.url, headers=command.headers, data=command.body) as response:
                assert response.status == 405, method
    assert not work.asked


async def test_refusals_say_nothing_of_what_was_sent(
    work: Work, command: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    said = await work.discord.http.send_raw(Raw(command.body + b"a secret plan", command.headers))
    assert said.body == b"401 Unauthorized\n"
    assert "secret" not in caplog.text
    assert "why=signature" in caplog.text


async def test_every_kind_of_interaction_is_taken_once(work: Work, discord: Discord) -> None:
    kinds = await every_kind(discord, discord.join("mia", manages=True))
    await work.settled()
    work.asked.clear()
    for kind, raw in kinds.items():
        assert await status(work, raw) == 409, kind
    assert not work.asked
    assert not discord.refused


def failures(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Give what was written of faults of ours."""
    return [record for record in caplog.records if record.exc_info]
