"""Commands such as curators use, made for tests: of several words, with forms of their own, with files."""

from __future__ import annotations

from dataclasses import replace

from bot.card import Card, Form, Text, spans
from bot.command import Call, Command, Kind, Param
from bot.commands import READING
from bot.commands.help import HELP
from bot.errors import MissingArguments, Unreadable, UserError
from bot.forms import field_of
from bot.roles import Role

LONGEST_WORDS = 4_000


async def told(call: Call) -> Card:
    """Say what was asked, argument by argument."""
    files = [f"{place}={file.name}:{file.data!r}" for place, file in call.files.items()]
    given = [f"{name}={value!r}" for name, value in call.given.items()]
    return Card(call.command.name, (Text(spans("; ".join((*given, *files)) or "nothing")),))


async def _add(call: Call) -> Card:
    call.needed_holder("speaker")
    call.date("said")
    call.choice("kind", ("press", "primary"))
    if "nonsense" in call.needed("words"):
        raise Unreadable("These words are disputed.", field="words")
    if "elsewhere" in call.needed("words"):
        raise UserError("No quote can be added today.")
    return await told(call)


async def _correct(call: Call) -> Card | Form:
    if not set(call.given) - {"id", "version"}:
        raise MissingArguments
    if call.text("version") != "2":
        form = (await _correction(call)).filled(call.given, {})
        return replace(form, problem="Someone else has corrected it meanwhile.")
    return await told(call)


async def _correction(call: Call) -> Form:
    params = {param.name: param for param in CORRECT.params}
    fields = (
        field_of(params["words"], f"The words of {call.needed('id')}"),
        field_of(params["note"], "A note"),
        field_of(params["reason"]),
    )
    kept = (("id", call.needed("id")), ("version", "2"))
    return Form("Correct a quote", CORRECT.name, fields, submit="Save", kept=kept)


async def _import(call: Call) -> Card:
    if not call.files and not call.given:
        raise MissingArguments
    return await told(call)


ADD = Command(
    "record add quote",
    "Add a quote",
    _add,
    (
        Param("speaker", "Who said it, by name", Kind.HOLDER, required=True, label="Who said it"),
        Param("words", "The words", Kind.TEXT, required=True, limit=LONGEST_WORDS, label="The words, exactly"),
        Param("said", "When", Kind.DATE, required=True, hint="A year, a month or a day"),
        Param("kind", "Kind of source", Kind.CHOICE, choices=("press", "primary")),
        Param("occasion", "On what occasion", Kind.TEXT),
        Param("anyway", "Although it is nearly on record", Kind.CHOICE, choices=("yes",), listed=False),
    ),
    role=Role.CURATOR,
    private=True,
    lasting=False,
)
CORRECT = Command(
    "record correct",
    "Correct a record",
    _correct,
    (
        Param("id", "Which one", Kind.RECORD, required=True),
        Param("reason", "Why", Kind.TEXT),
        Param("words", "The words", Kind.TEXT, listed=False, limit=LONGEST_WORDS),
        Param("note", "A note", Kind.TEXT, listed=False, clearable=True),
        Param("version", "What it was made against", Kind.NUMBER, listed=False),
    ),
    role=Role.CURATOR,
    private=True,
    lasting=False,
    dialog=_correction,
)
EVENT = Command("record add event", "Add an event", told, (Param("title", "What", Kind.TEXT),), role=Role.CURATOR)
UNDO = Command("record undo", "Take back the last change", told, role=Role.CURATOR)
LIST = Command("curators list", "Who may change the record", told, role=Role.ADMIN)
APPOINT = Command(
    "curators add", "Let someone change the record", told, (Param("user", "Who", Kind.USER),), role=Role.ADMIN
)
IMPORT = Command(
    "import",
    "Take in a file",
    _import,
    (Param("file", "The file", Kind.FILE), Param("rows", "Rows", Kind.TEXT, limit=LONGEST_WORDS)),
    role=Role.CURATOR,
    lasting=False,
)
CURATING = (ADD, EVENT, CORRECT, UNDO, LIST, APPOINT, IMPORT)
PLAIN = (*READING, HELP)
"""The commands that come with the program and have no name of those above."""
