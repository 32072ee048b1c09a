"""The Big List of Naughty Strings through every field of every form: kept and shown exactly, or refused with why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot.card import Card, Form, as_text
from bot.commands import COMMANDS
from bot.dispatch import Answer
from bot.platforms.playground.html import render
from bot.reading import seen, unseen
from bot.roles import Role
from bot.tenants import Tenants
from briefings.export import as_dict
from tests.bot.asking import dispatch_over
from tests.bot.filled import GOOD, ICE
from tests.bot.someone import Someone
from tests.contracts.looking import naughty_strings
from tests.platforms.playground.page import Page

FREE = {
    "record add quote": ("words", "occasion", "title"),
    "record add event": ("title", "summary", "source_title"),
    "record add position": ("reading",),
    "record add person": ("name", "summary", "family"),
    "record add organisation": ("name", "summary"),
    "record add source": ("title", "publisher"),
    "record add question": ("text", "proposition", "short"),
    "record add briefing": ("title",),
    "record add dossier": ("title", "topic", "asks", "summary", "method"),
}
"""The fields that take any text."""
A_TENANT = 60
"""So many strings are written into the record of one tenant."""


class Desk:
    """Submits forms, each from someone who is not in too much of a hurry."""

    def __init__(self, tenants: Tenants) -> None:
        self.tenants = tenants
        self._sent = 0
        self._bot = dispatch_over(tenants)

    async def send(self, command: str, fields: Mapping[str, str], tenant: str) -> Answer:
        self._sent += 1
        if self._sent % 25 == 0:
            self._bot = dispatch_over(self.tenants)
        person = Someone(self._bot, "adam", Role.ADMIN, tenant)
        answer = await self._bot.submit(command, fields, person.asker)
        assert answer.fault != "ours", (command, ascii(fields), as_text(answer.body))
        assert as_text(answer.body).strip()
        return answer

    async def shown(self, record_id: str, command: str, tenant: str) -> Card | Form:
        """Give what anyone sees of a record."""
        line = "/debates" if command == "record add dossier" else f"/source {record_id}"
        return (await Someone(self._bot, "mia", tenant=tenant).ask(line)).body

    async def stored(self, answer: Answer, tenant: str) -> dict[str, Any]:
        """Give what was put on record, with what is new of its source."""
        assert isinstance(answer.body, Card)
        edition = (await self.tenants.get(tenant)).edition
        (record_id,) = answer.body.records
        whole = edition.effective(record_id)
        assert whole is not None
        fields = as_dict(whole)
        source = edition.effective(fields.get("source", ""))
        return {**fields, "of source": as_dict(source) if source else {}}


def names_of(form: Form) -> Iterator[str]:
    yield from (field.name for field in form.fields)


async def form_of(tenants: Tenants, command: str) -> Form:
    body = (await Someone(dispatch_over(tenants), "adam", Role.ADMIN).ask(f"/{command}")).body
    assert isinstance(body, Form)
    return body


def check_kept(answer: Answer, written: Mapping[str, str]) -> set[str]:
    """Hold that a form that came back has in it what was written, and give what is wrong in it."""
    assert isinstance(answer.body, Form)
    for field in answer.body.fields:
        if "cannot be seen" in field.error:
            assert unseen(written[field.name])
        text = seen(written.get(field.name, ""))
        if text.strip():
            assert field.value == text, (field.name, ascii(text))
    page = Page(render(answer.body))
    assert not page.effects
    return {field.name for field in answer.body.fields if field.error}


def is_shown(text: str, page: Page) -> bool:
    return "".join(text.split()) in "".join(page.text.split())


# -- one field after the other --------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [name for name in GOOD if name not in {"record add question", "record add dossier"}]
)
async def test_a_naughty_string_in_any_field_is_taken_or_comes_back_with_why(tenants: Tenants, command: str) -> None:
    names = [name for name in names_of(await form_of(tenants, command)) if name not in FREE.get(command, ())]
    desk = Desk(tenants)
    for number, text in enumerate(naughty_strings()):
        tenant = f"slack:T{number // A_TENANT}"
        name = names[number % len(names)]
        written = {**GOOD[command], name: text}
        answer = await desk.send(command, written, tenant)
        if isinstance(answer.body, Form):
            wrong = check_kept(answer, written)
            assert wrong or answer.body.problem, (name, ascii(text))
        else:
            assert not Page(render(answer.body)).effects


def test_every_form_that_has_to_be_filled_in_is_tried() -> None:
    needing = {command.name for command in COMMANDS if any(param.required for param in command.params)}
    assert needing == {*GOOD, "record correct"}


# -- free text ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", FREE)
async def test_any_text_is_on_record_to_the_letter(tenants: Tenants, command: str) -> None:
    desk = Desk(tenants)
    params = {param.name for one in COMMANDS if one.name == command for param in one.params}
    kept = 0
    for number, text in enumerate(naughty_strings()):
        tenant = f"slack:T{number // A_TENANT}"
        good = {**GOOD[command], "anyway": "yes"}
        if command in TITLES:
            good |= {"source": f"https://a.example.org/{number}", "said": str(1500 + number)}
        good = {name: value for name, value in good.items() if name in params}
        written = good | dict.fromkeys(FREE[command], text)
        answer = await desk.send(command, written, tenant)
        wrong: set[str] = set()
        if isinstance(answer.body, Form):
            wrong = check_kept(answer, written)
            assert wrong, ascii(text)
            answer = await desk.send(command, good | dict.fromkeys({*FREE[command]} - wrong, text), tenant)
        if answer.fault:
            # What is on record to the letter already, as the good values of another string.
            assert "Nothing was changed" in as_text(answer.body) or wrong, (ascii(text), as_text(answer.body))
            continue
        record = await desk.stored(answer, tenant)
        said = text.strip()
        for name in {*FREE[command]} - wrong:
            found = record["of source"].get("title") if name in TITLES.get(command, ()) else record.get(name)
            expected = said or (record.get(name, "") if name == "publisher" else "")  # It has the site's name then.
            assert (found or "") == expected, (name, ascii(text), ascii(found))
        kept += 1
        if command in TITLES or number % 5 == 0:
            page = Page(render(await desk.shown(record["id"], command, tenant)))
            assert not page.effects
            assert is_shown(said, page) or wrong, (ascii(said), page.text)
    assert kept > 300


TITLES = {"record add quote": ("title",), "record add event": ("source_title",)}


async def test_a_correction_takes_any_text_too(tenants: Tenants) -> None:
    desk = Desk(tenants)
    names = ("words", "occasion", "note", "evidence", "evidence_at")
    for number, text in enumerate(naughty_strings()):
        tenant = f"slack:T{number // A_TENANT}"
        name = names[number % len(names)]
        answer = await desk.send("record correct", {"id": ICE, name: text, "reason": text, "anyway": "yes"}, tenant)
        if isinstance(answer.body, Form):
            check_kept(answer, {name: text, "reason": text})
        elif not answer.fault:
            edition = (await tenants.get(tenant)).edition
            whole, last = edition.effective(ICE), edition.last(ICE)
            assert whole is not None
            assert last is not None
            assert as_dict(whole).get(name, "") == text.strip()
            assert last.draft.reason == text.strip()
            assert json.loads(last.draft.fields)


async def test_settings_take_no_naughty_string(tenants: Tenants) -> None:
    desk = Desk(tenants)
    for number, text in enumerate(naughty_strings()):
        name = ("dossier", "zone", "dates", "suggest")[number % 4]
        answer = await desk.send("settings", {name: text}, "slack:T1")
        assert answer.fault or not seen(text).strip(), ascii(text)
