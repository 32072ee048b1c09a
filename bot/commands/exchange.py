"""`/export` and `/import`: the record as files, to be reviewed, merged and taken in elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from bot.card import Card
from bot.cards.exchange import Unimportable, dry_card, export_card, imported_card, nothing_card
from bot.command import Call, Kind, Param
from bot.commands.standing import curating
from bot.errors import MissingArguments, UserError
from bot.forms import LARGEST_FILE
from bot.importing import planned, take_in
from briefings import changes, export
from briefings.editing import Asked
from briefings.edition import Edition
from briefings.export import Item
from briefings.faults import ContentError
from briefings.rows import FORMS, read

CHANGES, ALL = "changes", "all"
_ROWS = 4_000


async def _export(call: Call) -> Card:
    call = _apart(call)
    form = call.choice("format", FORMS) or "toml"
    what = (call.text("what") or CHANGES).casefold()
    about = call.dossier("what") if what not in {CHANGES, ALL} else None
    named = about.id if about else what
    edition = await call.desk.present()
    items, files = await asyncio.to_thread(_written, edition, named, form)
    if not items:
        return nothing_card(call)
    if any(len(text.encode()) > LARGEST_FILE for text in files.values()):
        megabytes = LARGEST_FILE // (1024 * 1024)
        raise UserError(
            f"That is a file of more than {megabytes} MB. Ask for one debate, "
            "or whoever runs the bot for onrecord export."
        )
    withheld = [
        one
        for one in changes.withheld(edition, own=named == CHANGES)
        if about is None or edition.dossier_of(one) == about.id
    ]
    return export_card(items, withheld, files, form)


def _apart(call: Call) -> Call:
    """Take a format at the end of what is wanted for one: `/export all json`."""
    *what, last = (call.text("what") or "").split() or [""]
    if call.text("format") or last.casefold() not in FORMS:
        return call
    return replace(call, given={**call.given, "what": " ".join(what), "format": last})


def _written(edition: Edition, what: str, form: str) -> tuple[list[Item], Mapping[str, str]]:
    """Give what is to be exported, and the files that hold it by their names; takes a while."""
    items = changes.changed(edition) if what == CHANGES else changes.everything(edition)
    if what not in {CHANGES, ALL}:
        items = [item for item in items if item.dossier == what]
    if form == "toml":
        return items, {f"{dossier}.toml": text for dossier, text in export.change_files(items).items()}
    name = {CHANGES: "changes", ALL: "record"}.get(what, what)
    return items, {f"{name}.{form}": export.to_json(items) if form == "json" else export.to_csv(items)}


async def _import(call: Call) -> Card:
    file, written = call.files.get("file"), call.text("rows")
    if file is None and not written:
        if call.submitted:
            raise UserError("Choose a file, or write rows.", field="file")
        raise MissingArguments
    if file and written:
        raise UserError("Send a file or rows, not both at once.", field="rows")
    name = file.name if file else "rows"
    reason = call.text("reason") or f"import of {name}"
    asked = Asked(call.today, reason, anyway=call.choice("anyway", ("yes",)) is not None)
    try:
        rows = await asyncio.to_thread(read, file.data if file else written or "", "", name if file else "")
        if call.choice("dry", ("yes",)):
            return dry_card(call, await planned(call.desk, rows, asked))
        plan, made = await take_in(call.desk, rows, name, asked)
        return imported_card(plan, made)
    except ContentError as error:
        raise Unimportable(error.faults, "" if file else "rows") from None


EXPORT = curating(
    "export",
    "The record as files, to review, merge or take elsewhere",
    _export,
    (
        Param(
            "what",
            "changes (what stands otherwise than it came), all, or a debate",
            Kind.TEXT,
            label="What",
            offers=lambda: (CHANGES, ALL),
        ),
        Param("format", "toml, json or csv; toml when left out", Kind.CHOICE, choices=FORMS, label="Format"),
    ),
)
IMPORT = curating(
    "import",
    "Take in a file of records, all of it or nothing",
    _import,
    (
        Param("file", "A file as /export gives it, or a table", Kind.FILE, label="File", hint="TOML, JSON or CSV"),
        Param(
            "rows", "The rows themselves", Kind.TEXT, limit=_ROWS, label="Or rows", hint="TOML, JSON or CSV", exact=True
        ),
        Param(
            "dry", "yes to see what would change first", Kind.CHOICE, choices=("yes",), label="Only show what changes"
        ),
        Param("reason", "Why, for the history", Kind.TEXT, label="Why", exact=True),
        Param(
            "anyway",
            "yes to take in what is nearly on record, and names like others",
            Kind.CHOICE,
            choices=("yes",),
            label="Also what is nearly on record",
        ),
    ),
)
