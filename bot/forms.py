"""Forms: what they ask for, what was filled in is checked, and given again with what is to be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.card import Field, FieldKind, Form
from bot.command import PAGE, Call, Command, Kind, Param, Upload, short
from bot.errors import MissingArguments, Unknown, UserError
from bot.families import HELP
from bot.reading import LONGEST_LINE, Reading, seen, unseen

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes; more than any list that people write by hand."""
LINE_LIMIT = 300
"""So many characters fit into one line; a text that may be longer is written in a field of several."""


def read_fields(name: str, fields: Mapping[str, str], commands: Sequence[Command]) -> Reading:
    """Give a form's command and arguments; raise `Unknown` for a command or field that is not there."""
    command = next((command for command in commands if command.name == name), None)
    if command is None:
        text = f"There is no command “/{short(seen(name))}” any more. Ask anew."
        raise Unknown(text, buttons=(HELP,))
    params = {param.name: param for param in command.accepted}
    if strange := [field for field in fields if field not in params]:
        raise Unknown(f"“{short(seen(strange[0]))}” is no field of /{command.name}. Open its form anew.")
    written = {field: _written(params[field], fields[field]) for field in params if field in fields}
    given = {
        field: value if value.strip() else ""
        for field, value in written.items()
        if value.strip() or params[field].clearable
    }
    return Reading(command, given)


def _written(param: Param, value: str) -> str:
    """Give what was written into a field; what is to be kept to the letter stays as it is, to be refused if need be."""
    return value.replace("\r\n", "\n") if param.exact else seen(value)


def too_large(file: Upload) -> str:
    """Say that a file has more bytes than are read."""
    size = len(file.data) / (1024 * 1024)
    return f"“{file.name}” is {size:.1f} MB; at most {LARGEST_FILE // (1024 * 1024)} MB can be read."


def checked(call: Call) -> Call:
    """Give the call with files whose names can be shown; raise a `UserError` for what its parameters do not take.

    Of a form it names everything that is missing or too long at once.
    """
    places = {param.name for param in call.command.params if param.kind is Kind.FILE}
    if strange := [place for place in call.files if place not in places]:
        raise Unknown(f"/{call.command.name} takes no file “{short(seen(strange[0]))}”.")
    files = {place: Upload(short(seen(file.name)), file.data) for place, file in call.files.items()}
    errors = {place: too_large(file) for place, file in files.items() if len(file.data) > LARGEST_FILE}
    errors |= _wrong(call) if call.submitted else {}
    if errors:
        raise UserError(" ".join(errors.values()), errors=errors)
    for param in call.command.params:
        if param.kind is Kind.NUMBER:  # A page that is none is refused, whoever reads it.
            call.number(param.name, 1)
    return replace(call, files=files) if files else call


def _wrong(call: Call) -> dict[str, str]:
    """Say of every field of a form what can be told from it alone."""
    errors: dict[str, str] = {}
    for param in call.command.params:
        value = call.given.get(param.name, "")
        if param.required and not value and param.name not in call.files:
            errors[param.name] = missing(param)
        elif len(value) > param.limit:
            errors[param.name] = f"That is {len(value):,} characters; at most {param.limit:,} can be read. Write less."
        elif param.exact and (found := unseen(value)):
            left_out = "It is left out here: look once more, then send it again."
            errors[param.name] = f"There was a character that cannot be seen ({found}). {left_out}"
        else:
            errors |= _unreadable(call, param)
    return errors


def _unreadable(call: Call, param: Param) -> Mapping[str, str]:
    try:
        match param.kind:
            case Kind.DATE:
                call.date(param.name)
            case Kind.NUMBER:
                call.number(param.name, 1)
            case Kind.CHOICE:
                call.choice(param.name, param.choices)
    except UserError as error:
        return error.errors
    return {}


def missing(param: Param) -> str:
    """Say what is to be written into a field that may not be empty, as in `Write who said it`."""
    label = (param.label or param.summary).rstrip(".?")
    verb = "Choose" if param.kind in {Kind.CHOICE, Kind.FILE, Kind.USER, Kind.CHANNEL} else "Write"
    return f"{verb} {label[:1].lower()}{label[1:]}."


def plain_form(command: Command, given: Mapping[str, str]) -> Form:
    """Give the dialog that asks for the listed parameters, with what is given already; the rest travels unseen."""
    fields = tuple(field_of(param, given.get(param.name, "")) for param in command.listed)
    unseen = (param.name for param in command.accepted if not param.listed and param != PAGE)
    kept = tuple((name, given[name]) for name in unseen if name in given)
    title = command.title or f"/{command.name}"
    return Form(title, command.name, fields, submit=command.submit, hint=command.summary, kept=kept)


def field_of(param: Param, value: str = "") -> Field:
    """Give the field of a form that asks for a parameter."""
    kind = FieldKind.TEXT if param.kind is Kind.TEXT and param.limit <= LINE_LIMIT else _FIELD_KINDS[param.kind]
    return Field(
        name=param.name,
        label=param.label or param.summary,
        kind=kind,
        required=param.required,
        value=value,
        hint=param.hint,
        choices=param.choices,
    )


_FIELD_KINDS: Mapping[Kind, FieldKind] = {
    Kind.TEXT: FieldKind.LONG_TEXT,
    Kind.QUERY: FieldKind.TEXT,
    Kind.LINK: FieldKind.TEXT,
    Kind.HOLDER: FieldKind.NAME,
    Kind.QUESTION: FieldKind.NAME,
    Kind.DOSSIER: FieldKind.NAME,
    Kind.SUBJECT: FieldKind.NAME,
    Kind.ABOUT: FieldKind.NAME,
    Kind.RECORD: FieldKind.RECORD,
    Kind.COMMAND: FieldKind.TEXT,
    Kind.DATE: FieldKind.DATE,
    Kind.NUMBER: FieldKind.NUMBER,
    Kind.CHOICE: FieldKind.CHOICE,
    Kind.USER: FieldKind.USER,
    Kind.CHANNEL: FieldKind.CHANNEL,
    Kind.FILE: FieldKind.FILE,
}


async def form_of(call: Call) -> Form:
    """Give the form that asks for a call's arguments, with those that are given."""
    command = call.command
    try:
        form = await command.dialog(call) if command.dialog else plain_form(command, call.given)
    except MissingArguments:  # Its own form needs to know of what; the plain one asks for that.
        form = plain_form(command, call.given)
    return form.filled(call.given, {})


async def asking(call: Call, wanted: MissingArguments) -> Form:
    """Give the form that asks for what is missing; one that was sent says which fields these are."""
    form = await form_of(call)
    if not call.submitted:
        return form
    params = {param.name: param for param in call.command.params}
    return form.filled(call.given, {name: missing(params[name]) for name in wanted.names if name in params})


async def mended(call: Call, error: UserError) -> Form | None:
    """Give a form that was sent once more, to be mended; `None` when a card says better what to do."""
    if not call.submitted or not error.errors:
        return None
    pressable = all(len(button.line) <= LONGEST_LINE for button in error.buttons)
    if error.buttons and pressable and not call.files:
        return None
    call = replace(call, given={name: seen(value) for name, value in call.given.items()})
    form = (await form_of(call)).filled(call.given, error.errors)
    return replace(form, kept=(*form.kept, *error.again.items()))
