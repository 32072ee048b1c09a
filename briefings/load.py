"""Content files to dossiers: everything that is wrong is told at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import tomli
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from briefings import rules
from briefings.faults import ContentError, Fault
from briefings.model import (
    About,
    Briefing,
    Change,
    Disputed,
    Dossier,
    Event,
    Gap,
    Organisation,
    Person,
    Point,
    Position,
    Question,
    Quote,
    Role,
    Source,
)
from briefings.quoting import quoted

SHIPPED = Path(__file__).parent / "content"
"""The dossiers that come with the program."""


HEAD = "dossier.toml"
"""The file that makes a folder a dossier."""


class Table(NamedTuple):
    """One noun of a content file: `[[quote]]` in `quotes.toml` fills `Dossier.quotes`."""

    file: str
    noun: str
    type: type
    field: str


TABLES = (
    Table(HEAD, "question", Question, "questions"),
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
NOUNS: Mapping[str, type] = {
    "dossier": About,
    **{table.noun: table.type for table in TABLES if table.type is not Gap},
}
"""What can be changed on record, by the word it goes by; a dossier is its head."""
_TABLE = re.compile(r"^\[\[\w+\]\]", re.MULTILINE)
LONGEST_PIECE = 200_000
"""A file is cut before the first table after so many characters."""
FILES = tuple(dict.fromkeys(table.file for table in TABLES))


_INNER = {"roles": Role, "change": Change, "summary": Point, "points": Point}


@cache
def adapter(of: type) -> TypeAdapter[Any]:
    """Give the reader and writer of one type; built once, since building is slow."""
    return TypeAdapter(of)


def load(folders: Iterable[Path]) -> tuple[Dossier, ...]:
    """Read every dossier below the folders; raise `ContentError` with all faults of all of them, rules included."""
    content = read(folders)
    if content.faults:
        raise ContentError(content.faults)
    return content.dossiers


class Content(NamedTuple):
    """What stands in some folders: the dossiers as far as they can be read, and what is wrong with them."""

    dossiers: tuple[Dossier, ...]
    faults: list[Fault]
    folders: Mapping[str, str]
    """The name of the folder that each dossier was read from, by its id."""

    def warnings(self) -> list[Fault]:
        """List what a curator should look at; takes long on a large record."""
        return _placed(rules.warnings(self.dossiers), self.folders)


def read(folders: Iterable[Path]) -> Content:
    """Read every dossier below the folders, with everything that is wrong in form or against the rules."""
    dossiers: list[Dossier] = []
    faults: list[Fault] = []
    folder_of: dict[str, str] = {}
    unread: dict[str, rules.Unread] = {}
    checked: list[Dossier] = []
    for folder in folders:
        heads = _dossier_folders(folder)
        if not heads:
            faults.append(Fault(folder.name, "", "", f"holds no dossier; a dossier is a folder with a {HEAD}"))
        for head in heads:
            files = [_File(head, name) for name in FILES]
            dossier, found = _dossier(head, files)
            faults += found
            if dossier:
                dossiers.append(dossier)
            ruled = dossier or _stand_in(head, files)
            checked.append(ruled)
            folder_of[ruled.about.id] = head.name
            unread[ruled.about.id] = _unread(files)
    faults += _placed(rules.faults(checked, unread), folder_of)
    return Content(tuple(dossiers), sorted(faults), folder_of)


def _placed(faults: Iterable[Fault], folders: Mapping[str, str]) -> list[Fault]:
    """Name the folder that was read where the rules name the dossier."""

    def place(fault: Fault) -> str:
        dossier, _, file = fault.file.partition("/")
        return f"{folders[dossier]}/{file}"

    return [replace(fault, file=place(fault)) for fault in faults]


def _dossier_folders(folder: Path) -> list[Path]:
    if (folder / HEAD).is_file():
        return [folder]
    return sorted({file.parent for name in FILES for file in folder.glob(f"*/{name}")})


def _unread(files: Iterable[_File]) -> rules.Unread:
    ids = frozenset(record_id for file in files for record_id in file.lost)
    kinds = (table.type for file in files if file.spoilt for table in TABLES if table.file == file.name)
    return rules.Unread(ids, frozenset(kinds))


def _stand_in(folder: Path, files: Sequence[_File]) -> Dossier:
    """Give what can be read of a dossier without a head, so that its other faults are told in the same go."""
    head = next(file for file in files if file.name == HEAD).values
    nothing = dict.fromkeys(("title", "topic", "asks", "summary", "method"), "-")
    given = {"id": head.get("id"), "compiled": "9999", "language": "en"}
    named = re.sub("[^a-z0-9]+", "-", folder.name.casefold()).strip("-") or "without-a-head"
    own, _ = parse(About, {**nothing, **given})
    about: About = own or adapter(About).validate_python({**nothing, **given, "id": named})
    return Dossier(about=about, **_rows(files))


def _rows(files: Iterable[_File]) -> dict[str, tuple[Any, ...]]:
    return {field: tuple(rows) for file in files for field, rows in file.rows.items()}


def _dossier(folder: Path, files: Sequence[_File]) -> tuple[Dossier | None, list[Fault]]:
    """Put a dossier together; it is `None` when its head cannot be read."""
    faults = [fault for file in files for fault in file.faults]
    faults += (
        Fault(f"{folder.name}/{stray.name}", "", "", f"is no content file; those are {', '.join(FILES)}")
        for stray in sorted(folder.glob("*.toml"))
        if stray.name not in FILES
    )
    head = next(file for file in files if file.name == HEAD)
    if not head.there:
        return None, faults
    about, wrong = parse(About, head.values)
    faults += (Fault(head.place, "dossier 1", field, text) for field, text in wrong)
    return (Dossier(about=about, **_rows(files)) if about else None), faults


def parse(noun_type: type, row: object) -> tuple[Any | None, list[tuple[str, str]]]:
    """Read one entry; give it, or `None` and what is wrong as (field, problem)."""
    try:
        return adapter(noun_type).validate_python(row), []
    except ValidationError as error:
        return None, [(_field(detail), problem(detail, noun_type)) for detail in error.errors(include_url=False)]


class _File:
    """One content file: the rows of each noun that could be read, what stands outside of tables, and the faults."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.place = f"{folder.name}/{name}"
        self._tables = {table.noun: table for table in TABLES if table.file == name}
        self.there = False
        self.spoilt = False
        """Whether the file is there but what it holds cannot be known."""
        self._clear()
        try:
            self._read(folder / name)
            self.there = True
        except FileNotFoundError:
            if name == HEAD:
                self._fault("", "", "is missing; it says what the dossier is about")
        except UnicodeDecodeError as error:
            self.spoilt = True
            self._fault("", "", f"is not UTF-8 at byte {error.start}; save it as UTF-8")
        except (ValueError, RecursionError) as error:
            self._clear()
            self.spoilt = True
            self._fault("", "", f"cannot be read as TOML: {error}")
        except OSError as error:
            self.spoilt = True
            self._fault("", "", f"cannot be opened: {error.strerror}")

    def _clear(self) -> None:
        self.faults: list[Fault] = []
        self.values: dict[str, Any] = {}
        self.rows: dict[str, list[Any]] = {table.field: [] for table in self._tables.values()}
        self.lost: set[str] = set()
        self._seen: Counter[str] = Counter()

    def _fault(self, entry: str, field: str, problem: str) -> None:
        self.faults.append(Fault(self.place, entry, field, problem))

    def _read(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8-sig")
        try:
            for piece in pieces(text):
                self._take(tomli.loads(piece))
        except ValueError:
            # A piece may begin inside of a text of several lines; the whole may be right, or tells the right line.
            self._clear()
            self._take(tomli.loads(text))

    def _take(self, content: dict[str, Any]) -> None:
        for key, value in content.items():
            if table := self._tables.get(key):
                self._take_rows(table, value)
            elif self.name == HEAD:
                self.values[key] = value
            else:
                known = "]] and [[".join(self._tables)
                self._fault(key, "", f"does not belong here; this file holds [[{known}]]")

    def _take_rows(self, table: Table, rows: object) -> None:
        if not isinstance(rows, list):
            self.spoilt = True
            self._fault(table.noun, "", f"must be a list of tables; begin each with [[{table.noun}]]")
            return
        for row in rows:
            self._seen[table.noun] += 1
            value, wrong = parse(table.type, row)
            if value is not None:
                self.rows[table.field].append(value)
            entry = row.get("id") if isinstance(row, Mapping) else None
            if wrong:
                self.lost.add(str(entry))
            for field, text in wrong:
                self._fault(str(entry or f"{table.noun} {self._seen[table.noun]}"), field, text)


def pieces(text: str) -> Iterator[str]:
    """Cut TOML before a table, so that a long file is never parsed whole, which would take several times its size."""
    start = 0
    for found in _TABLE.finditer(text):
        if found.start() - start > LONGEST_PIECE:
            yield text[start : found.start()]
            start = found.start()
    yield text[start:]


def _field(detail: ErrorDetails) -> str:
    return ".".join(str(part) for part in detail["loc"] if not str(part).startswith(("function-", "tuple[")))


def _quoted(expected: str) -> str:
    return re.sub("'([^']*)'", r"“\1”", expected)


def problem(detail: ErrorDetails, of: type) -> str:
    """Say in a sentence what is wrong with one field and what would be right."""
    context = detail.get("ctx", {})
    if len(detail["loc"]) > 1:
        of = _INNER.get(str(detail["loc"][0]), of)
    sentences: dict[str, Callable[[], str]] = {
        "missing": lambda: "is missing; add it",
        "unexpected_keyword_argument": lambda: f"is no field here; fields are {', '.join(f.name for f in fields(of))}",
        "literal_error": lambda: f"{quoted(detail['input'])} is not allowed; write {_quoted(context['expected'])}",
        "string_type": lambda: f"{quoted(detail['input'])} is no text; put it in quotation marks",
        "tuple_type": lambda: 'must be a list; write ["…", "…"]',
        "value_error": lambda: str(context.get("error", detail["msg"])),
    }
    say = sentences.get(detail["type"])
    return say() if say else f"{detail['msg'][0].lower()}{detail['msg'][1:]}"
