"""`/record add …`: a quote, an event, a person or any other record, or a debate of one's own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.card import Card, Form
from bot.cards.changed import added_card
from bot.cards.refused import explained
from bot.command import Call, Command, Kind, Param
from bot.commands.deciding import approve, approving, still_open
from bot.commands.entry import Entry, all_told, read
from bot.commands.fields import ENTRIES, with_source
from bot.commands.standing import (
    ANYWAY,
    DOSSIER_PARAM,
    REASON,
    asked,
    change_of,
    curating,
    home,
    params_of,
    place_of,
    stands_in,
)
from bot.errors import MissingArguments, Unreadable
from bot.forms import field_of
from bot.roles import Role
from bot.tenants import DEFAULT_DOSSIER
from briefings.editing import Asked, add, source_of_words
from briefings.edition import DOSSIER, Edition
from briefings.quoting import with_article
from briefings.refusals import Unchanged
from briefings.revisions import Draft

SUGGESTION = Param("suggestion", "The suggestion that it comes from", Kind.NUMBER, listed=False)
ID = Param("id", "An id of one’s own", Kind.TEXT, listed=False, limit=80)
_TITLES = {
    "quote": "Add a quote",
    "event": "Add an event",
    "position": "Add a position",
    "person": "Add a person",
    "organisation": "Add an organisation",
    "source": "Add a source",
    "question": "Add a question",
    "briefing": "Add a briefing",
    "dossier": "Begin a debate",
}


def drafts(call: Call, kind: str, edition: Edition, how: Asked) -> list[Draft]:
    """Give the revisions that add what a call describes, its source before it; raise what `editing.add` raises."""
    fields: dict[str, Any] = {}
    with all_told(call) as telling:
        with telling():
            fields |= {key: value for key, value in read(call, ENTRIES[kind]).items() if value is not None}
        with telling():
            refuse_place(call, kind, edition)
    if own := (call.text("id") or "").strip():
        fields["id"] = own
    if kind == DOSSIER:
        return [add(edition, kind, "", {"compiled": str(how.today), "language": "en", **fields}, how)]
    where = home(call, fields)
    if kind == "source":
        record_id, draft = source_of_words(edition, where, fields, how)
        if draft is None:
            raise Unchanged(record_id)
        return [draft]
    if kind == "briefing":
        fields.setdefault("written", str(how.today))
    if kind == "position" and (change := change_of(call, {})):
        fields["change"] = change
    beside: Draft | None = None
    if kind in {"quote", "event"}:
        found = stands_in(call, kind, edition, where, how)
        if found:
            fields["source"], beside = found
    made = add(edition, kind, where, fields, how, beside=beside)
    return [beside, made] if beside else [made]


def refuse_place(call: Call, kind: str, edition: Edition) -> None:
    """Refuse a quote or event that stands nowhere, or where nothing can."""
    if kind in NO_SOURCE and not place_of(call, edition) and not (call.text("witness") or "").strip():
        raise Unreadable(NO_SOURCE[kind], field="source")


NO_SOURCE = {
    "quote": "Write where it stands, or below who heard it in person.",
    "event": "Write where that stands.",
}


def needed(call: Call, kind: str) -> None:
    """Ask for what is missing, all at once."""
    missing = [entry.param.name for entry in ENTRIES[kind] if entry.param.required and not call.text(entry.param.name)]
    several = len(call.library.dossiers) > 1 and DEFAULT_DOSSIER not in call.tenant.settings
    if kind == "question" and several and not call.text(DOSSIER_PARAM.name):
        missing.append(DOSSIER_PARAM.name)  # Nothing in a question tells which debate it belongs to.
    if missing:
        raise MissingArguments(*missing)


def _running(kind: str) -> Callable[[Call], Awaitable[Card | Form]]:
    async def run(call: Call) -> Card | Form:
        needed(call, kind)
        params = params_of((*ENTRIES[kind], *with_source(kind)))
        async with call.desk.writing(Role.CURATOR) as work:
            how, number = asked(call), call.number("suggestion", 0) if call.text("suggestion") else None
            if number is not None:
                how = approving(await still_open(work, number), how)
            with explained(call, params):
                made = await asyncio.to_thread(drafts, call, kind, work.edition, how)
            await work.append(made)
            if number is None:
                await work.note("add", made[-1].record)
            else:
                await approve(work, number, made[-1].record)
        return added_card(await call.desk.present(), made[-1], work.made[-1])

    return run


def form(call: Call, kind: str, command: str, title: str, submit: str) -> Form:
    """Give the dialog for a new record, with what is given already."""
    listed = [entry.param for entry in _ordered(kind) if entry.param.listed]
    if len(call.library.dossiers) > 1 and kind not in {DOSSIER, "position", "briefing"}:
        listed.append(DOSSIER_PARAM)
    shown = {param.name for param in listed}
    kept = tuple((name, value) for name, value in call.given.items() if name not in shown)
    fields = tuple(field_of(param, call.given.get(param.name, "")) for param in listed)
    return Form(title, command, fields, submit=submit, kept=kept)


def _where(kind: str) -> tuple[Entry, ...]:
    return tuple(e for e in with_source(kind) if kind == "quote" or e.param.name != "witness") if _stands(kind) else ()


def _ordered(kind: str) -> tuple[Entry, ...]:
    """Give the fields in the order of the form: where something stands follows what it is."""
    own, where = ENTRIES[kind], _where(kind)
    place = next((number for number, entry in enumerate(own) if entry.name == "questions"), len(own))
    return (*own[:place], *where, *own[place:])


def _stands(kind: str) -> bool:
    return kind in {"quote", "event"}


def adding(kind: str) -> tuple[Param, ...]:
    """Give the parameters of a command that takes a new record."""
    own = [entry.param for entry in _ordered(kind)]
    change = [Param(name, "How it follows another position", Kind.TEXT, listed=False) for name in _CHANGE]
    return (*own, *(change if kind == "position" else ()), DOSSIER_PARAM, ID, ANYWAY)


_CHANGE = ("follows", "movement", "change")
_SUMMARY = {
    "dossier": "Begin a debate of your own",
    **{kind: f"Put {with_article(kind)} on record" for kind in ENTRIES if kind != "dossier"},
}


def _command(kind: str) -> Command:
    async def dialog(call: Call) -> Form:
        return form(call, kind, f"record add {kind}", _TITLES[kind], "Put on record")

    return curating(
        f"record add {kind}",
        _SUMMARY[kind],
        _running(kind),
        (*adding(kind), *((SUGGESTION,) if kind == "quote" else ()), _LATER_REASON),
        instead="suggest" if kind == "quote" else "",
        dialog=dialog,
    )


_LATER_REASON = replace(REASON, listed=False)
ADDING = tuple(_command(kind) for kind in ENTRIES)
