"""Content files to dossiers: everything that is wrong is told at once."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from briefings import rules
from briefings.faults import ContentError, Fault
from briefings.model import (
    About,
    Briefing,
    Disputed,
    Dossier,
    Event,
    Gap,
    Organisation,
    Person,
    Position,
    Question,
    Quote,
    Source,
)

SHIPPED = Path(__file__).parent / "content"
"""The dossiers that come with the program."""


class Table(NamedTuple):
    """One noun of a content file: `[[quote]]` in `quotes.toml` fills `Dossier.quotes`."""

    file: str
    noun: str
    type: type
    field: str


TABLES = (
    Table("dossier.toml", "question", Question, "questions"),
    Table("people.toml", "person", Person, "people"),
    Table("organisations.toml", "organisation", Organisation, "organisations"),
    Table("sources.toml", "source", Source, "sources"),
    Table("quotes.toml", "quote", Quote, "quotes"),
    Table("events.toml", "event", Event, "events"),
    Table("positions.toml", "position", Position, "positions"),
    Table("positions.toml", "gap", Gap, "gaps"),
    Table("briefings.toml", "briefing", Briefing, "briefings"),
    Table("disputed.toml", "disputed", Disputed, "disputed"),
)
FILES = tuple(dict.fromkeys(table.file for table in TABLES))


@cache
def adapter(of: type) -> TypeAdapter[Any]:
    """Give the reader and writer of one type; built once, since building is slow."""
    return TypeAdapter(of)


def load(folders: Iterable[Path]) -> tuple[Dossier, ...]:
    """Read every dossier below the folders; raise `ContentError` with all faults of all of them, rules included."""
    dossiers, faults = read(folders)
    faults += rules.faults(dossiers)
    if faults:
        raise ContentError(faults)
    return dossiers


def read(folders: Iterable[Path]) -> tuple[tuple[Dossier, ...], list[Fault]]:
    """Read every dossier below the folders as far as it can be read, with the faults of form that were found."""
    dossiers: list[Dossier] = []
    faults: list[Fault] = []
    for folder in folders:
        single = (folder / "dossier.toml").is_file()
        heads = [folder] if single else sorted(head.parent for head in folder.glob("*/dossier.toml"))
        if not heads:
            faults.append(Fault(folder.name, "", "", "holds no dossier; a dossier is a folder with a dossier.toml"))
        for head in heads:
            dossier, found = read_dossier(head)
            faults += found
            if dossier:
                dossiers.append(dossier)
    return tuple(dossiers), faults


def read_dossier(folder: Path) -> tuple[Dossier | None, list[Fault]]:
    """Read one content folder; the dossier is `None` when its head cannot be read."""
    faults: list[Fault] = []
    files = {name: _toml(folder, name, faults) for name in FILES}
    faults += (
        Fault(f"{folder.name}/{stray.name}", "", "", f"is no content file; those are {', '.join(FILES)}")
        for stray in sorted(folder.glob("*.toml"))
        if stray.name not in files
    )
    head = {key: value for key, value in files["dossier.toml"].items() if key != "question"}
    about = next(_entries(f"{folder.name}/dossier.toml", "dossier", About, [head], faults), None)
    parts: dict[str, tuple[Any, ...]] = {}
    for table in TABLES:
        rows = files[table.file].get(table.noun, [])
        where = f"{folder.name}/{table.file}"
        if not isinstance(rows, list):
            faults.append(Fault(where, table.noun, "", f"must be a list of tables; begin each with [[{table.noun}]]"))
            continue
        parts[table.field] = tuple(_entries(where, table.noun, table.type, rows, faults))
    _strays(folder, files, faults)
    return (Dossier(about=about, **parts) if about else None), faults


def parse(noun_type: type, row: object) -> tuple[Any | None, list[tuple[str, str]]]:
    """Read one entry; give it, or `None` and what is wrong as (field, problem)."""
    try:
        return adapter(noun_type).validate_python(row), []
    except ValidationError as error:
        return None, [(_field(detail), problem(detail, noun_type)) for detail in error.errors(include_url=False)]


def _entries(file: str, noun: str, of: type, rows: list[Any], faults: list[Fault]) -> Iterator[Any]:
    for number, row in enumerate(rows, 1):
        value, wrong = parse(of, _interned(row))
        if value is not None:
            yield value
        entry = row.get("id") if isinstance(row, Mapping) else None
        faults += (Fault(file, str(entry or f"{noun} {number}"), field, text) for field, text in wrong)


def _interned(row: Any) -> Any:  # noqa: ANN401  whatever a content file holds
    # Ids are repeated thousands of times; one copy of each is kept.
    if isinstance(row, dict):
        for key in ("speaker", "source", "who", "question"):
            if type(row.get(key)) is str:
                row[key] = sys.intern(row[key])
    return row


def _toml(folder: Path, name: str, faults: list[Fault]) -> dict[str, Any]:
    path = folder / name
    if not path.is_file():
        if name == "dossier.toml":
            faults.append(Fault(f"{folder.name}/{name}", "", "", "is missing; it says what the dossier is about"))
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        wrong = f"is not UTF-8 at byte {error.start}; save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        wrong = f"cannot be read as TOML: {error}"
    except OSError as error:
        wrong = f"cannot be opened: {error.strerror}"
    faults.append(Fault(f"{folder.name}/{name}", "", "", wrong))
    return {}


def _strays(folder: Path, files: Mapping[str, Mapping[str, Any]], faults: list[Fault]) -> None:
    for name in FILES[1:]:
        known = [table.noun for table in TABLES if table.file == name]
        problem = f"does not belong here; this file holds [[{']] and [['.join(known)}]]"
        faults += (Fault(f"{folder.name}/{name}", noun, "", problem) for noun in files[name] if noun not in known)


def _field(detail: ErrorDetails) -> str:
    return ".".join(str(part) for part in detail["loc"] if not str(part).startswith(("function-", "tuple[")))


def problem(detail: ErrorDetails, of: type) -> str:
    """Say in a sentence what is wrong with one field and what would be right."""
    context = detail.get("ctx", {})
    sentences: dict[str, Callable[[], str]] = {
        "missing": lambda: "is missing; add it",
        "unexpected_keyword_argument": lambda: f"is no field here; fields are {', '.join(f.name for f in fields(of))}",
        "literal_error": lambda: f"{detail['input']!r} is not allowed; write {context.get('expected')}",
        "string_type": lambda: f"{detail['input']!r} is no text; put it in quotation marks",
        "tuple_type": lambda: 'must be a list; write ["…", "…"]',
        "value_error": lambda: str(context.get("error", detail["msg"])),
    }
    say = sentences.get(detail["type"])
    return say() if say else f"{detail['msg'][0].lower()}{detail['msg'][1:]}"
