"""What the commands that change the record share: where a record goes, what it stands on, how it is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any

from bot.card import Button, Card, Form
from bot.cards.refused import Changed, gone
from bot.command import Call, Command, Kind, Param, write_line
from bot.commands.entry import Entry, read
from bot.commands.fields import CHANGE, SOURCE, WITNESS, with_source
from bot.errors import Unreadable, UserError
from bot.roles import Role
from bot.tenants import DEFAULT_DOSSIER
from briefings.editing import Asked, source_of_words
from briefings.edition import Edition
from briefings.history import versions
from briefings.model import Organisation, Person, Question, Source
from briefings.refusals import Conflict
from briefings.revisions import Draft

curating = partial(Command, role=Role.CURATOR, private=True, lasting=False)
"""A command for curators, which they alone see the answer of, and which is never the same twice."""
REASON = Param("reason", "Why", Kind.TEXT, limit=500, label="Why", exact=True)
VERSION = Param("version", "The version that it is made against", Kind.NUMBER, listed=False)
ANYWAY = Param("anyway", "yes: although something nearly like it is on record", Kind.TEXT, listed=False)
DOSSIER_PARAM = Param("dossier", "Which debate it belongs to", Kind.DOSSIER, label="Which debate", by_name=True)


def noticing(run: Callable[[Call], Awaitable[Card | Form]]) -> Callable[[Call], Awaitable[Card | Form]]:
    """Let a command that comes too late say what was changed meanwhile."""

    async def noticed(call: Call) -> Card | Form:
        try:
            return await run(call)
        except Conflict as error:
            async with call.desk.reading() as transaction:
                own = await transaction.revisions.of(error.record)
            shipped = await call.desk.shipped_history(error.record)
            raise Changed(call, error, versions(shipped, own, call.desk.tenant)) from None

    return noticed


def asked(call: Call) -> Asked:
    """Give how a change is asked for."""
    version = call.number("version", 0) if call.text("version") else None
    anyway = (call.text("anyway") or "").casefold() == "yes"
    return Asked(call.today, (call.text("reason") or "").strip(), version, anyway)


def home(call: Call, fields: Mapping[str, Any]) -> str:
    """Give the id of the dossier that a new record belongs to."""
    library = call.library
    if named := call.dossier("dossier", exactly=True):
        return named.id
    for name in (*fields.get("questions", ()), fields.get("question"), fields.get("about")):
        if isinstance(library.get(str(name)), Question) or library.about(str(name)):
            return library.dossier_of(str(name)).about.id
    default = call.tenant.settings.get(DEFAULT_DOSSIER, "")
    if library.about(default):
        return default
    for holder in (fields.get("speaker"), fields.get("who"), *fields.get("people", ())):
        if isinstance(library.get(str(holder)), Person | Organisation):
            return library.dossier_of(str(holder)).about.id
    if library.dossiers:
        return library.dossiers[0].about.id
    raise UserError(
        "There is no debate on record yet. Begin one first.",
        buttons=(Button("Begin a debate", write_line("record add dossier", {})),),
    )


def stands_in(call: Call, kind: str, edition: Edition, dossier: str, how: Asked) -> tuple[str, Draft | None] | None:
    """Give the source that a call names, and the revision that adds it; `None` when it names none."""
    where = place_of(call, edition)
    if not where:
        witness = (call.text("witness") or "").strip()
        fields = {"kind": "in-person", "publisher": witness}
        return source_of_words(edition, dossier, fields, how) if witness else None
    if isinstance(edition.library.get(where), Source):
        return where, None
    given = {key: value for key, value in read(call, about_source(kind)).items() if value}
    return source_of_words(edition, dossier, {"url": where, **given}, how)


def place_of(call: Call, edition: Edition) -> str:
    """Give the address or the id of a source that a call names; nothing when it names none."""
    where = (call.text("source") or "").strip()
    if not where or where.startswith(("https://", "http://")) or isinstance(edition.library.get(where), Source):
        return where
    if revision := edition.gone(where):
        refused = gone(revision, call)
        # A form comes back with all that was written into it; what can be pressed would lead away from that.
        onward = () if call.submitted else refused.buttons
        raise UserError(f"{refused.text} Name another source.", buttons=onward, field="source")
    raise Unreadable("Write an address that begins with https://, or the id of a source on record.", field="source")


def about_source(kind: str) -> tuple[Entry, ...]:
    """Give the fields that say more of a new source than where it is."""
    return tuple(entry for entry in with_source(kind) if entry not in {SOURCE, WITNESS})


def change_of(call: Call, before: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give how a position follows another, with what is not given as it was; `None` when it follows none."""
    change = {**before, **read(call, CHANGE)}
    return {key: value for key, value in change.items() if value} or None


def params_of(entries: Iterable[Entry]) -> dict[str, str]:
    """Give the parameter that each field of a record is given by; where its source has one too, the record's own."""
    return {
        "url": SOURCE.param.name,
        "publisher": WITNESS.param.name,
        "change": "follows",
        **{entry.name: entry.param.name for entry in reversed(tuple(entries))},
    }
