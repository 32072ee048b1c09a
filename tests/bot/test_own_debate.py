"""A debate that a tenant keeps from its first word on, entirely from chat."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.card import as_text
from bot.roles import Role
from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.asking import buttons, card_of, dispatch_over, quote_ids, text_of
from tests.bot.keeping import kept
from tests.bot.someone import TENANT, Someone

TOLD = "The bells will ring at seven, and not a minute before."
LATER = "We may let the bells sleep until eight on Sundays."
POINT = "The mayor of the harbour spoke of the hour at which the bells should ring in the morning. " * 2
WRITTEN = (
    (
        '/record add dossier title:"The bells debate" topic:"the bells" asks:"When should the bells ring?" '
        'summary:"A harbour argues over its bells." method:"Read in the papers."'
    ),
    (
        '/record add question text:"Should the bells ring at seven?" proposition:"The bells should ring at seven." '
        "short:seven"
    ),
    '/record add person name:"Hanna Port" summary:"Mayor of the harbour"',
    '/record add organisation name:"Bell Society" summary:"Likes bells" kind:nonprofit',
    '/record add source https://bells.example.org/hearing title:"A hearing" kind:transcript',
    (
        f'/record add quote speaker:hanna-port words:"{TOLD}" said:2025-02-03 occasion:"A hearing" '
        "source:https://bells.example.org/hearing question:seven"
    ),
    (
        '/record add event title:"The harbour hears the bells" date:2025-02-03 summary:"A hearing was held." '
        "people:hanna-port source:src-bells-example-org-a-hearing question:seven"
    ),
    (
        '/record add position who:hanna-port question:seven date:2025-02-03 score:"strongly for" '
        'reading:"Wants seven" quotes:q-port-2025-02-03-the-bells'
    ),
    (
        f'/record add quote speaker:hanna-port words:"{LATER}" said:2025-06 '
        "source:https://bells.example.org/letter question:seven"
    ),
    (
        "/record add position who:hanna-port question:seven date:2025-06 score:mixed "
        'reading:"Would wait on Sundays" '
        "quotes:q-port-2025-06-we-may follows:pos-port-seven-2025-02-03 movement:changed "
        'change:"From seven on every day to eight on Sundays"'
    ),
)
"""What puts a whole debate on record, line by line."""


class Day:
    """The present day, to be moved on."""

    def __init__(self) -> None:
        self.now = dt.date(2026, 10, 1)

    def __call__(self) -> dt.date:
        return self.now


@pytest_asyncio.fixture
async def nothing_yet(sqlite_url: str) -> AsyncIterator[Tenants]:
    """Give tenants that have nothing on record at all."""
    async with kept(Library([]), sqlite_url, Day()()) as tenants:
        yield tenants


async def test_a_debate_is_kept_from_chat_alone_and_every_command_reads_it(nothing_yet: Tenants) -> None:
    day = Day()
    bot = dispatch_over(nothing_yet, today=day)
    curator, member = Someone(bot, "cleo", Role.CURATOR), Someone(bot, "mia")
    assert "Begin a debate" in buttons(await curator.refused('/record add person name:"Hanna Port" summary:"Mayor"'))
    for line in WRITTEN:
        await curator.card(line)
    day.now = dt.date(2026, 11, 1)
    form = await curator.form("/record add briefing about:the-bells-debate")
    points = "\n".join(f"{POINT}[q-port-2025-02-03-the-bells]" for _ in range(4))
    summary = f"{POINT}[q-port-2025-06-we-may]"
    card_of(await curator.send(form, title="The bells", summary=summary, points=points))

    await _read_everywhere(member)
    await curator.card('/record correct hanna-port name:"Hanna Haven" reason:"Married"')
    await curator.card('/record retract q-port-2025-06-we-may reason:"Never sent"')
    assert "Hanna Haven" in text_of(await member.card("/source hanna-port"))
    before = text_of(await member.card("/source hanna-port known_at:2026-10-31"))
    assert "Hanna Port" in before
    assert LATER not in text_of((await member.ask("/quote hanna-port known_at:2026-10-31 page:1")).body)
    assert "Nothing was on record here" in text_of(await member.refused("/timeline known_at:2026-09-30"))
    assert "Bell" not in text_of((await member.elsewhere("slack:T9").ask("/debates")).body)


async def _read_everywhere(member: Someone) -> None:
    said = {line: text_of(await member.card(line)) for line in READ}
    assert "The bells debate" in said["/debates"]
    assert "Hanna Port" in said["/people"]
    assert LATER in said["/stance hanna port"]
    assert "From seven on every day to eight on Sundays" in said["/stance hanna-port seven"]
    assert "The harbour hears the bells" in said["/timeline"]
    assert TOLD in said[f"/check {TOLD}"]
    assert "On record" in said[f"/check {TOLD}"]
    assert "mayor of the harbour" in said["/briefing"]
    assert set(quote_ids(await member.card("/quote hanna-port page:1"))) == {
        "q-port-2025-02-03-the-bells",
        "q-port-2025-06-we-may",
    }
    assert quote_ids(await member.card("/search sleep sundays")) == ["q-port-2025-06-we-may"]


READ = (
    "/debates",
    "/people",
    "/stance hanna port",
    "/stance hanna-port seven",
    "/timeline",
    "/timeline hanna-port from:2025",
    "/quote",
    "/quote hanna-port",
    "/briefing",
    "/search sleep sundays",
    f"/check {TOLD}",
    "/new 2024",
    "/compare hanna-port bell-society",
    "/source seven",
    "/source hanna-port",
    "/source src-bells-example-org-a-hearing",
)


async def test_a_bot_with_nothing_on_record_answers_every_command(nothing_yet: Tenants) -> None:
    bot = dispatch_over(nothing_yet)
    admin = Someone(bot, "adam", Role.ADMIN)
    for command in bot.commands:
        answer = await admin.ask(f"/{command.name}")
        assert answer.fault != "ours", command.name
        assert as_text(answer.body).strip()
    assert (await nothing_yet.get(TENANT)).library.dossiers == ()
