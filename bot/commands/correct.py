"""`/record correct`: other values for the fields of a record, as a new revision."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from bot.card import Button, Card, Form
from bot.cards.changed import corrected_card
from bot.cards.difference import label_of
from bot.cards.parts import listed
from bot.cards.refused import explained, gone
from bot.command import Call, Kind, Param, short, write_line
from bot.commands.entry import Entry, read, shown
from bot.commands.fields import SOURCE, correctable, every_param
from bot.commands.standing import (
    ANYWAY,
    REASON,
    VERSION,
    about_source,
    asked,
    change_of,
    curating,
    noticing,
    params_of,
    stands_in,
)
from bot.errors import MissingArguments, Unreadable, UserError
from bot.forms import field_of
from bot.roles import Role
from briefings.editing import Asked, correct, refuse_stale
from briefings.edition import Edition, Fields
from briefings.export import as_dict, noun
from briefings.history import versions
from briefings.model import About, Record
from briefings.quoting import with_article
from briefings.refusals import Conflict, Unchanged
from briefings.revisions import Draft

ID = Param("id", "The id of a record", Kind.RECORD, required=True)


def whole(call: Call, edition: Edition) -> Record | About:
    """Give the record, or the head of a debate, that a call names."""
    record_id = call.needed("id").strip().casefold()
    if found := edition.effective(record_id):
        return found
    if last := edition.gone(record_id):
        raise gone(last, call)
    return call.record("id", exactly=True)


def _correctable(call: Call, edition: Edition) -> Record | About:
    """Give what a call names; refuse what has no field that can be asked for."""
    found = whole(call, edition)
    if not correctable(noun(found)):
        text = f"{found.id} is a disputed wording. Those are not corrected here: import it anew, or retract it."
        retract = Button("Retract it", write_line("record retract", {"id": found.id}))
        raise UserError(text, buttons=(retract, Button("Import", write_line("import", {}))))
    return found


async def _run(call: Call) -> Card | Form:
    before = _correctable(call, call.tenant.edition)
    entries = correctable(noun(before))
    _refuse_foreign(call, before, entries)
    if not any(entry.param.name in call.given for entry in entries):
        raise MissingArguments
    if not call.text("reason"):
        raise MissingArguments("reason")
    how = asked(call)
    try:
        async with call.desk.writing(Role.CURATOR) as work:
            refuse_stale(work.edition, before.id, how)
            stood = work.edition.effective(before.id) or before
            with explained(call, params_of(entries)):
                made = await asyncio.to_thread(_drafts, _written(call, stood), work.edition, stood, entries, how)
            await work.append(made)
            await work.note("correct", before.id, how.reason)
    except Conflict as error:
        if not call.submitted:
            raise
        with explained(call, params_of(entries)):
            return await _meanwhile(call, error.expected)
    return corrected_card(await call.desk.present(), stood, work.made[-1])


def _written(call: Call, stood: Record | About) -> Call:
    """Leave out of a form what is in it as it stood when it was opened: nobody wrote that."""
    if not (call.submitted and call.text(VERSION.name)):
        return call
    texts = _texts(stood, as_dict(stood))
    fields = {entry.param.name for entry in correctable(noun(stood))}
    written = {
        name: value for name, value in call.given.items() if name not in fields or value.strip() != texts.get(name, "")
    }
    return replace(call, given=written)


def _drafts(
    call: Call, edition: Edition, before: Record | About, entries: tuple[Entry, ...], how: Asked
) -> list[Draft]:
    kind = noun(before)
    stands = as_dict(before)
    own = _own(before, entries)
    fields: dict[str, Any] = read(call, tuple(entry for entry in own if entry is not SOURCE))
    beside: Draft | None = None
    if kind in {"quote", "event"}:
        found = stands_in(call, kind, edition, edition.dossier_of(before.id), how)
        if found is None or found[0] == stands["source"]:
            _refuse_of_source(call, kind, str(stands["source"]))
        else:
            fields["source"], beside = found
    if kind == "position" and {"follows", "movement", "change"} & call.given.keys():
        fields["change"] = change_of(call, stands.get("change", {}))
    made = correct(edition, before.id, fields, how, beside=beside)
    return [beside, made] if beside else [made]


def _refuse_of_source(call: Call, kind: str, source: str) -> None:
    """Refuse what is said of a source without naming another: it would change every record that stands there."""
    given = {e.name: call.given[e.param.name] for e in about_source(kind) if call.text(e.param.name)}
    if given:
        line = write_line("record correct", {"id": source, **given, "reason": call.text("reason")})
        belong = "belongs" if len(given) == 1 else "belong"
        text = f"{listed(sorted(given)).capitalize()} {belong} to the source {source}, and so to all that stands there."
        raise UserError(text, buttons=(Button("Correct the source", line),))


def _own(before: Record | About, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Give the entries of a record's own fields, not those of the source that it stands in."""
    names = type(before).__dataclass_fields__.keys()
    foreign = about_source(noun(before)) if noun(before) in {"quote", "event"} else ()
    return tuple(entry for entry in entries if entry.name in names and entry not in foreign)


def _refuse_foreign(call: Call, before: Record | About, entries: tuple[Entry, ...]) -> None:
    """Refuse a field that a record of this kind does not have."""
    names = {entry.param.name for entry in entries}
    foreign = [param.name for param in EVERY if param.name in call.given and param.name not in names]
    if foreign:
        kind = with_article(noun(before)).capitalize()
        text = f"{kind} has no “{foreign[0]}”. It has {', '.join(sorted(names))}."
        raise Unreadable(text)


async def _dialog(call: Call) -> Form:
    return _form(call, call.tenant.edition)


def _form(call: Call, edition: Edition) -> Form:
    """Give the form with every field of the record as it stands now."""
    before = _correctable(call, edition)
    texts = _texts(before, as_dict(before))
    entries = correctable(noun(before))
    named = {*texts, *call.given}
    listed = [entry.param for entry in entries if entry.param.listed or entry.param.name in named]
    # What it does without now, such as a source without an address, it may do without again.
    needed = tuple(replace(param, required=param.required and param.name in texts) for param in listed)
    asking = tuple(field_of(param, texts.get(param.name, "")) for param in needed)
    kept = [("id", before.id), ("version", call.text("version") or str(edition.version(before.id)))]
    kept += [("anyway", call.given["anyway"])] if "anyway" in call.given else []
    return Form(
        f"Correct {short(before.id)}", "record correct", (*asking, field_of(WHY)), submit="Correct", kept=tuple(kept)
    )


def _texts(before: Record | About, fields: Fields) -> dict[str, str]:
    """Give what a form for a record shows of its fields as they were at some version."""
    texts = shown(_own(before, correctable(noun(before))), fields)
    if noun(before) == "position" and (change := fields.get("change")):
        texts |= {"follows": change["since"], "movement": change["kind"], "change": change["summary"]}
    return texts


async def _meanwhile(call: Call, opened_at: int) -> Form:
    """Give the form back as it was written, with what someone else changed since it was opened, and say what that is.

    Raise `Unchanged` when what was written stands so already, as when a form is sent twice.
    """
    edition = await call.desk.present()
    now = _correctable(call, edition)
    async with call.desk.reading() as transaction:
        own = await transaction.revisions.of(now.id)
    made = versions(await call.desk.shipped_history(now.id), own, call.desk.tenant)
    current = _form(call, edition)
    stands = {field.name: field.value for field in current.fields}
    opened = _texts(now, made[opened_at - 1].fields) if 0 < opened_at <= len(made) else {}
    written = {name: call.given.get(name, "").strip() for name in stands}
    theirs = {name for name in stands if stands[name] != opened.get(name, "") and name != REASON.name}
    # A field that was left as it was takes what the other wrote into it.
    merged = {name: stands[name] if written[name] == opened.get(name, "") else written[name] for name in stands}
    if all(merged[name] == stands[name] for name in stands if name != REASON.name):
        raise Unchanged(now.id)
    told = "; ".join(f"{label_of(name)} is now “{short(stands[name])}”" for name in sorted(theirs)) or "see its history"
    problem = f"{made[-1].revision.actor} changed it since you opened this form: {told}. Look, then send it again."
    version = str(edition.version(now.id))
    return replace(current.filled({**call.given, **merged, "version": version}, {}), problem=problem)


EVERY = tuple(every_param())
WHY = replace(REASON, summary="Why it is corrected", label="Why it is corrected", required=True)
CORRECT = curating(
    "record correct",
    "Correct a record",
    noticing(_run),
    (
        ID,
        *EVERY,
        Param("reason", "Why it is corrected", Kind.TEXT, required=True, limit=REASON.limit, exact=True),
        VERSION,
        ANYWAY,
    ),
    dialog=_dialog,
)
